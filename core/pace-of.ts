import type { LegView, Operation } from './operation.ts';
import type { Rules } from './rules.ts';

/** In place of a pace: the operations of a lane together, whatever theirs. No pace is called so. */
export const ALL_PACES = 'all';

/** What of an operation tells its pace, as a fold gives it or its row keeps it. */
export interface Paced {
  kind: string;
  about: Pick<Operation['about'], 'details'>;
  legs: readonly (Pick<LegView, 'role' | 'inclusion'> & { at: object | null })[];
}

/**
 * The pace of an operation on its lane, as its protocol's rules read it from what the first leg tells: one of the few that they
 * name. Null while no origin stands, and where the protocol has no paces or the origin does not tell. A function of the
 * operation's row alone.
 */
export function paceOf({ kind, about, legs }: Paced, rules: Rules | undefined): string | null {
  if (!rules?.paces) return null;
  const hasOrigin = legs.some(
    ({ role, at, inclusion }) => role === 'origin' && at !== null && inclusion !== 'orphaned',
  );
  if (!hasOrigin) return null;
  const pace = rules.paces.of({ kind, details: about.details ?? {} });
  return pace !== null && rules.paces.names.includes(pace) ? pace : null;
}
