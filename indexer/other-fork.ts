import { MidflightError } from '../core/errors.ts';

/** Answers of one chain that are of different forks; it is read again. */
export function otherFork(chainName: string, number: bigint): MidflightError {
  return new MidflightError({
    code: 'rpc_contradiction',
    message: `${chainName} answered from two forks at block ${number}.`,
    recovery: 'It is read again: a reorg was going on, or the endpoints are on different forks.',
    isTransient: true,
  });
}
