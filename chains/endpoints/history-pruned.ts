import { MidflightError } from '../../core/errors.ts';

/** The node has thrown away what is asked for; another one may have it. */
export function historyPruned({
  chainName,
  reason,
}: {
  chainName: string;
  reason: string;
}): MidflightError {
  return new MidflightError({
    code: 'rpc_history_pruned',
    message: `The history of ${chainName} does not go back far enough at this RPC endpoint: ${reason}.`,
    recovery: 'Add an endpoint with the whole history (an archive), or set a later start block.',
    isTransient: true,
    context: { reason },
  });
}
