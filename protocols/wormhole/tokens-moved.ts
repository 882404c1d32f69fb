import type { Asset } from '../../core/leg.ts';
import { decodeBorsh } from '../borsh.ts';
import type { OwnCall } from '../instruction-events.ts';

/** How the token programs' instructions begin that move a fixed amount: `Transfer`, `MintTo`, `Burn`, `TransferChecked`. */
const MOVES = ['0x03', '0x07', '0x08', '0x0c'];
const TRANSFER_CHECKED = '0x0c';

/**
 * What an instruction has moved of a token; undefined if nothing. Where it moves it twice, by way of the manager's own account,
 * both are the same amount. Source: solana-program-library `token/program/src/instruction.rs`.
 */
export function tokensMoved(
  calls: readonly OwnCall[],
  { tokenProgram, mint }: { tokenProgram: string; mint: string },
): Asset | undefined {
  const moves = calls.filter(
    ({ program, data }) => program === tokenProgram && MOVES.includes(data.slice(0, 4)),
  );
  const [first] = moves;
  if (!first) return undefined;
  const { amount } = decodeBorsh({ tag: 'u8', amount: 'u64' }, first.data);
  const checked = moves.find(({ data }) => data.startsWith(TRANSFER_CHECKED));
  return {
    token: mint,
    amount: amount.toString(),
    ...(checked && {
      decimals: decodeBorsh({ tag: 'u8', amount: 'u64', decimals: 'u8' }, checked.data).decimals,
    }),
  };
}
