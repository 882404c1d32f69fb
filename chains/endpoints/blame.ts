import { MidflightError } from '../../core/errors.ts';

/**
 * What a failure says of the endpoint where it happened:
 *
 * - `expelled`: it serves another chain.
 * - `rest`: it wants to be left alone, for as many milliseconds as `retryAfterMs` says.
 * - `fault`: it does not do what it should.
 * - `refused`: it will not do this, and does not do better when asked again.
 * - `none`: it may be another one's fault, or nobody's.
 */
export type Blame = 'expelled' | 'rest' | 'fault' | 'refused' | 'none';

/** What an endpoint cannot do now, it cannot do a moment later. */
const REFUSALS = ['rpc_refused', 'rpc_method_missing', 'rpc_history_pruned'];

/** Null for what no endpoint is to blame for: a mistake of our own, or an error that lasts. */
export function blameFor(error: unknown): Blame | null {
  if (!(error instanceof MidflightError)) return null;
  const { code, isTransient, context } = error;
  if (code === 'rpc_wrong_chain') return 'expelled';
  if (!isTransient) return null;
  if (REFUSALS.includes(code)) return 'refused';
  if (code === 'rpc_unreachable') return context['isRateLimit'] === true ? 'rest' : 'fault';
  // What it has not got yet, it will have: it lags, as one node of several behind a URL does.
  if (code === 'rpc_malformed') return context['isAbsent'] === true ? 'none' : 'fault';
  return 'none';
}
