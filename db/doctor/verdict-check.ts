import { sql } from 'drizzle-orm';
import type { Baseline, Health } from '../../core/health.ts';
import { judge } from '../../core/judge.ts';
import { withCarriers } from '../../core/reading.ts';
import { seenWait } from '../../core/seen-wait.ts';
import { waitOf } from '../../core/wait-of.ts';
import { readSight } from '../read-sight.ts';
import type { StoredOperation } from '../types.ts';
import { EXAMPLES_MAX, type Check, type CheckDeps, type Finding } from './check.ts';

/** Operations that are looked at at once. */
const PAGE_MAX = 200;
/** What is due so soon may be judged otherwise by now. */
const SOON_SECONDS = 60;

/**
 * Judges again, by the figures that a verdict rests on: until its next check is due, it is to be what it was. Not those that we do
 * not see well enough to judge, and not those that a service holds or that wait for what cannot be folded: these are told by
 * more than is looked at here.
 */
export const verdictCheck: Check = {
  name: 'operations are thought of as they are judged',
  meaning: 'An operation is shown as stuck that is not, or the other way round.',
  remedy:
    "Run update operation_health set check_at = now() on the database: the jobs judge all that is open again. If 'health' was changed in midflight.config.ts, start the jobs again first.",
  find: async (deps) => {
    const finding: Finding = { broken: 0, waiting: 0, examples: [] };
    for await (const { id, is, judged, isDue } of disagreements(deps)) {
      if (isDue) {
        finding.waiting += 1;
        continue;
      }
      finding.broken += 1;
      if (finding.examples.length < EXAMPLES_MAX) {
        finding.examples.push(`${id}: ${is}, judged ${judged}`);
      }
    }
    return finding;
  },
};

interface Disagreement {
  id: string;
  is: string;
  judged: string;
  isDue: boolean;
}

async function* disagreements({ tx, rules, policy }: CheckDeps): AsyncGenerator<Disagreement> {
  const sight = await readSight(tx);
  const readings = withCarriers(sight.readings, rules);
  const { now } = sight;
  for (let after = ''; ;) {
    const { rows } = await tx.execute<{
      id: string;
      body: StoredOperation;
      step: string;
      since: number;
      health: Health;
      reason: string | null;
      baseline: Baseline | null;
      check_at: number | null;
    }>(sql`
      select operation_id as id, body, step, extract(epoch from since)::float8 as since, health, reason, baseline,
        extract(epoch from check_at)::float8 as check_at
      from operation_health as judged
      join operations on operations.id = operation_id and operations.version = judged.version
      where operation_id > ${after} and not deferred and health <> 'blind' and reason is distinct from 'held'
      order by operation_id
      limit ${PAGE_MAX}`);
    for (const { id, body, step, since, health, reason, baseline, check_at } of rows) {
      const own = rules.has(body.protocol) ? waitOf(body, rules, null) : null;
      if (!own) continue;
      const seen = seenWait(own, readings.get(body.protocol), { now, policy });
      if (seen.obstacle) continue;
      const verdict = judge(own.wait, {
        clock: seen.clock,
        baseline,
        previous: { step, since, health },
        policy,
      });
      const sayOf = (one: { health: string; reason: string | null }) =>
        one.reason === null ? one.health : `${one.health} (${one.reason})`;
      const [is, judged] = [sayOf({ health, reason }), sayOf(verdict)];
      if (is === judged) continue;
      yield { id, is, judged, isDue: check_at !== null && check_at <= now + SOON_SECONDS };
    }
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_MAX) return;
    after = last.id;
  }
}
