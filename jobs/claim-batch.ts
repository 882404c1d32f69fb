import { claimDirty, isAnyDirty, type DirtyMark } from '../db/dirty.ts';
import { findComponents, type Component } from '../db/find-components.ts';
import { tryLockKeys, unlockKeys } from '../db/key-locks.ts';
import type { Database } from '../db/pool.ts';

/** A component with the marks that lead to it, all of whose keys this session has locked. */
export interface ClaimedComponent extends Component {
  marks: DirtyMark[];
}

/** What one session may fold, because nobody else can. */
export interface Batch {
  /** How many marks were claimed at first. */
  claimed: number;
  components: ClaimedComponent[];
  /** Components over the limit: only the keys of their marks are locked. */
  tooLarge: ClaimedComponent[];
  /** True if something was left to another session: whoever asks again soon may find it free. */
  isHeld: boolean;
}

/** What one batch and one component may be. */
export interface Limits {
  marksMax: number;
  /** Legs of a component, and keys; keys of a batch as well, because each of them is a lock. */
  legsMax: number;
  /** False leaves out the marks that failed before. */
  withFailed: boolean;
}

/** A batch that leads to more than a walk may read is asked for again with this part of its marks. */
const NARROWER = 8;

/**
 * Claims the oldest marks with everything that they lead to. It waits for no lock: a component of which another session
 * holds a part is left out, and let go at once so that the other one may have it whole.
 */
export async function claimBatch(session: Database, limits: Limits): Promise<Batch> {
  const { legsMax } = limits;
  let marks = await claimDirty(session, limits.marksMax, limits);
  const claimed = marks.length;
  if (claimed === 0) {
    return { claimed, components: [], tooLarge: [], isHeld: await isAnyDirty(session, limits) };
  }
  const letGo = async (of: readonly DirtyMark[], keys: readonly string[] = []) =>
    unlockKeys(session, [...of.map(({ key }) => key), ...keys]);

  let found = await findComponents(session, keysOf(marks), { legsMax });
  while (!found) {
    const kept = Math.ceil(marks.length / NARROWER);
    // What is alone is never more than a walk may read; marks of one key may still be several.
    const rest = marks.slice(kept);
    marks = marks.slice(0, kept);
    await letGo(rest);
    found = await findComponents(session, keysOf(marks), { legsMax });
  }
  const all = withMarks(found, marks);
  const [taken, later] = upTo(
    all.filter(({ isTooLarge }) => !isTooLarge),
    legsMax,
  );
  await letGo(later.flatMap((component) => component.marks));

  const own = new Set(keysOf(taken.flatMap((component) => component.marks)));
  const wanted = taken.flatMap(({ keys }) => [...keys].filter((key) => !own.has(key)));
  const locked = await tryLockKeys(session, wanted);
  const isOurs = ({ keys }: Component) => [...keys].every((key) => own.has(key) || locked.has(key));
  const left = taken.filter((component) => !isOurs(component));
  await letGo(
    left.flatMap((component) => component.marks),
    left.flatMap(({ keys }) => [...keys].filter((key) => locked.has(key))),
  );
  return {
    claimed,
    components: taken.filter(isOurs),
    tooLarge: all.filter(({ isTooLarge }) => isTooLarge),
    isHeld: left.length > 0,
  };
}

const keysOf = (marks: readonly DirtyMark[]) => [...new Set(marks.map(({ key }) => key))];

/** Gives each component the marks of its keys. */
export function withMarks(
  components: readonly Component[],
  marks: readonly DirtyMark[],
): ClaimedComponent[] {
  const byKey = new Map<string, DirtyMark[]>();
  for (const component of components) {
    const own: DirtyMark[] = [];
    for (const key of component.keys) byKey.set(key, own);
  }
  for (const mark of marks) byKey.get(mark.key)?.push(mark);
  return components.map((component) => {
    const [first = ''] = component.keys;
    return { ...component, marks: byKey.get(first) ?? [] };
  });
}

/** The first components up to so many keys, one at least; and the others. */
function upTo(
  components: readonly ClaimedComponent[],
  keysMax: number,
): [taken: ClaimedComponent[], later: ClaimedComponent[]] {
  let keys = 0;
  const end = components.findIndex((component, index) => {
    keys += component.keys.size;
    return index > 0 && keys > keysMax;
  });
  return end === -1 ? [[...components], []] : [components.slice(0, end), components.slice(end)];
}
