import { MidflightError } from '../../core/errors.ts';

/** The node lacks what it should have: it lags, or other nodes stand behind the same URL. */
export function absent({ chainName, what }: { chainName: string; what: string }): MidflightError {
  return new MidflightError({
    code: 'rpc_malformed',
    message: `${chainName} does not show ${what}.`,
    recovery: 'It is asked again; if this lasts, use another RPC endpoint.',
    isTransient: true,
    context: { reason: `it does not show ${what}`, isAbsent: true },
  });
}
