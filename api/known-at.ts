import type { ChainId } from '../core/chain.ts';
import { transactionHash } from '../core/evidence.ts';
import type { Inclusion } from '../core/leg.ts';
import type { LegChange } from '../core/operation.ts';
import type { AsOf } from '../db/types.ts';

/** A transition, as far as what was known is told by it. */
export interface PastTransition {
  operationId: string;
  version: number;
  toStatus: string;
  toStage: string;
  final: boolean;
  changes: readonly LegChange[];
  asOf: AsOf;
  chainTime: Date;
  observedAt: Date;
}

/** What was known of an operation at some time. */
export interface Known<T extends PastTransition> {
  /** The transition that made it so. */
  last: T;
  /** The legs that were known, in the order in which they were seen first, with how firm they were. */
  legs: { step: string; chain: ChainId; transaction: string | null; inclusion: Inclusion }[];
}

/**
 * What was known after these transitions, by replaying what each of them says of the legs; null if nothing was. They are
 * of one operation, former ids included, in the order of their making. A former id counts up to the last transition under
 * the present one; as long as there is none under that, it is what was known.
 */
export function knownAt<T extends PastTransition>(
  operationId: string,
  transitions: readonly T[],
): Known<T> | null {
  const own = transitions.findLastIndex((transition) => transition.operationId === operationId);
  const counting = own === -1 ? transitions : transitions.slice(0, own + 1);
  const last = counting.at(-1);
  if (!last) return null;
  const legs = new Map<string, Known<T>['legs'][number]>();
  for (const { step, event, to } of counting.flatMap(({ changes }) => changes)) {
    if (event === null) continue;
    if (to === null) legs.delete(event);
    else legs.set(event, { step, ...placeOf(event), inclusion: to });
  }
  return { last, legs: [...legs.values()] };
}

/** An event's id is `<chain>/<block hash>/<transaction>/<index>`. */
function placeOf(event: string): { chain: ChainId; transaction: string | null } {
  const [chain = '', , transaction = ''] = event.split('/');
  // CAST: only folds write events, with their chains.
  return { chain: chain as ChainId, transaction: transactionHash(transaction) };
}
