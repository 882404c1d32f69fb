import { reasonOf } from '../core/errors.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { LEGS_MAX } from '../db/find-components.ts';
import { holdKnowledge } from '../db/fold-locks.ts';
import { describeLegs } from '../db/load-legs.ts';
import { withSession, type Database } from '../db/pool.ts';
import { quarantinedAmong, type Verdict } from '../db/quarantine.ts';
import { markDue } from '../db/wakes.ts';
import { readWorld } from '../db/world.ts';
import { claimBatch, type ClaimedComponent, type Limits } from './claim-batch.ts';
import { faultOf } from './fault-of.ts';
import { foldComponents, type Outcome } from './fold-components.ts';
import { settleFailure } from './settle-failure.ts';

/**
 * - `marksMax`: marks that one transaction takes on; they lead to some 500 keys as a rule, each of which is a lock. Postgres
 *   has room for 6,400 locks of all sessions together unless it is told otherwise.
 */
export const LIMITS: Limits = { marksMax: 200, legsMax: LEGS_MAX, withFailed: true };

/** How often a transaction is begun again because the indexer wrote the same rows. */
const CONFLICTS_MAX = 3;

/** What one batch did. */
export interface Correlated extends Outcome {
  /** Marks that it claimed at first: as many as it may take if there are more. */
  claimed: number;
}

/**
 * Folds the operations behind the oldest dirty links again, and clears exactly the marks that led to them: what is marked
 * meanwhile stays for the next time. Any number of these may run at once, in any number of processes: each one locks every
 * key of what it folds before its snapshot, so that of two folds of the same legs the second one sees what the first one
 * wrote. What another one holds is left to it.
 *
 * What cannot be folded, or not be written even alone, is put behind all others, and after some tries in quarantine.
 *
 * @param isDueLookedFor marks what waited for a height or a time that is there now, though other work is left to do
 * @returns what was done. When it cleared nothing and nothing is held, all is done, but for what failed.
 * @throws when the database is to blame, not what it was asked to write
 */
export async function correlateBatch(
  db: Database,
  rules: RulesByProtocol,
  { isDueLookedFor = false, ...limits }: Partial<Limits> & { isDueLookedFor?: boolean } = {},
): Promise<Correlated> {
  const all = { ...LIMITS, ...limits };
  const { legsMax } = all;
  return withSession(db, async (session) => {
    await holdKnowledge(session);
    const isAnyDue = async () => (await markDue(session, await readWorld(session))) > 0;
    if (isDueLookedFor) await isAnyDue();
    let batch = await claimBatch(session, all);
    // What waits for a height or a time of its chain is also looked for when nothing else is left to do.
    if (batch.claimed === 0 && (await isAnyDue())) batch = await claimBatch(session, all);
    const { claimed, components, tooLarge, isHeld } = batch;
    const outcomes: Outcome[] = [{ ...NOTHING, isHeld }];
    for (const component of tooLarge) {
      outcomes.push(await giveUp(session, component, tooLargeVerdict(component, legsMax)));
    }
    const isSuspect = ({ marks }: ClaimedComponent) =>
      marks.some(({ failures, isQuarantined }) => failures > 0 || isQuarantined);
    const parts = [
      components.filter((component) => !isSuspect(component)),
      // What failed before goes alone, so that it cannot fail the others.
      ...components.filter(isSuspect).map((component) => [component]),
    ];
    for (const part of parts) {
      if (part.length > 0) outcomes.push(...(await attempt(session, part, { rules, legsMax })));
    }
    return { claimed, ...sum(outcomes) };
  });
}

const NOTHING: Outcome = { cleared: 0, versions: 0, failures: [], quarantined: [], isHeld: false };

function sum(outcomes: readonly Outcome[]): Outcome {
  return {
    cleared: outcomes.reduce((total, { cleared }) => total + cleared, 0),
    versions: outcomes.reduce((total, { versions }) => total + versions, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
    quarantined: outcomes.flatMap(({ quarantined }) => quarantined),
    isHeld: outcomes.some(({ isHeld }) => isHeld),
  };
}

/** Folds components together and, if the database refuses that, each of them alone. */
async function attempt(
  session: Database,
  components: readonly ClaimedComponent[],
  deps: { rules: RulesByProtocol; legsMax: number },
): Promise<Outcome[]> {
  const [first, ...others] = components;
  for (let conflicts = 1; ; conflicts += 1) {
    try {
      return [await foldComponents(session, components, deps)];
    } catch (error) {
      const fault = faultOf(error);
      if (fault === 'conflict') {
        // Nothing was written, and the locks are still ours: a new snapshot sees what came between.
        if (conflicts < CONFLICTS_MAX) continue;
        return [{ ...NOTHING, isHeld: true }];
      }
      if (fault === 'world' || !first) throw error;
      if (others.length === 0) {
        const reason = `It cannot be written: ${reasonOf(error)}`;
        return [await giveUp(session, first, { code: 'write_failed', reason })];
      }
      if (fault === 'load') throw error;
      const outcomes: Outcome[] = [];
      for (const component of components) {
        outcomes.push(...(await attempt(session, [component], deps)));
      }
      return outcomes;
    }
  }
}

/** Records that a component could not be folded, in a transaction of its own. */
async function giveUp(
  session: Database,
  { keys, events, marks, isTooLarge }: ClaimedComponent,
  { code, reason }: Pick<Verdict, 'code' | 'reason'>,
): Promise<Outcome> {
  return session.transaction(async (tx) => {
    const quarantined = await quarantinedAmong(tx, [...keys]);
    const verdict = { code, reason, ...(await describeLegs(tx, [...events])) };
    const isHopeless = isTooLarge || quarantined.length > 0;
    const settled = await settleFailure(tx, marks, { verdict, isHopeless });
    return { ...NOTHING, ...settled, failures: [{ keys: marks.map(({ key }) => key), reason }] };
  });
}

function tooLargeVerdict(
  { keys, events, marks }: ClaimedComponent,
  legsMax: number,
): Pick<Verdict, 'code' | 'reason'> {
  return {
    code: 'component_too_large',
    reason: [
      `${marks[0]?.key} leads to more than ${legsMax} legs or links (${events.size} and ${keys.size} were seen),`,
      'so that a link seems not to be unique to one operation: correct it in its protocol and raise the version there,',
      'or raise COMPONENT_LEGS_MAX if they do belong together.',
    ].join(' '),
  };
}
