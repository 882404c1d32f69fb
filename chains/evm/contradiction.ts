import { MidflightError } from '../../core/errors.ts';

/** Two answers of one chain that cannot both be true. */
export function contradiction(chainName: string, blockNumber: bigint): MidflightError {
  return new MidflightError({
    code: 'rpc_contradiction',
    message: `${chainName} gave answers about block ${blockNumber} that contradict each other.`,
    recovery: 'It is read again: a reorg was going on, or the endpoints are on different forks.',
    isTransient: true,
  });
}
