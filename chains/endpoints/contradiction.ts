import { MidflightError } from '../../core/errors.ts';

/** Two answers of one chain that cannot both be true, or one that cannot be true at all; `why` says which. */
export function contradiction(chainName: string, blockNumber: bigint, why = ''): MidflightError {
  return new MidflightError({
    code: 'rpc_contradiction',
    message: `${chainName} gave answers about block ${blockNumber} that contradict each other${why && `: ${why}`}.`,
    recovery: 'It is read again: a reorg was going on, or the endpoints are on different forks.',
    isTransient: true,
  });
}
