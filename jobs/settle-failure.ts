import { deferDirty, type DirtyMark } from '../db/dirty.ts';
import type { Queryable } from '../db/pool.ts';
import { quarantineMarks, type Verdict } from '../db/quarantine.ts';

/** Folds that may fail before what they are of is left alone. */
export const FAILURES_MAX = 5;

/** What became of marks that could not be acted on. */
export interface Settled {
  /** Marks that are gone, because their keys are in quarantine. */
  cleared: number;
  /** The keys that are new there, with the reason. */
  quarantined: (Verdict & { key: string })[];
}

/**
 * Puts marks behind all others, or in quarantine: when they failed often enough, when they cannot but fail, or when what
 * they lead to is there already and failed once more.
 */
export async function settleFailure(
  tx: Queryable,
  marks: readonly DirtyMark[],
  { verdict, isHopeless }: { verdict: Verdict; isHopeless: boolean },
): Promise<Settled> {
  if (!isHopeless && marks.every(({ failures }) => failures + 1 < FAILURES_MAX)) {
    await deferDirty(tx, marks);
    return { cleared: 0, quarantined: [] };
  }
  const keys = await quarantineMarks(tx, marks, verdict);
  return { cleared: marks.length, quarantined: keys.map((key) => ({ key, ...verdict })) };
}
