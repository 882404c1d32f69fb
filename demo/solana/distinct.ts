import { ComputeBudgetProgram } from '@solana/web3.js';
import type { TransactionInstruction } from '@solana/web3.js';

// What a transaction may use at most, and far more than one of the demo's uses.
const unitsMax = 1_400_000;
const countMax = 1_000_000;

/**
 * Instructions to append, each a little different from the one before. Two transactions with the same content and the same
 * recent block have the same signature, so that a chain takes only the first; with this both are taken.
 */
export function distinct(): () => TransactionInstruction {
  let count = 0;
  return () => {
    count = (count + 1) % countMax;
    return ComputeBudgetProgram.setComputeUnitLimit({ units: unitsMax - count });
  };
}
