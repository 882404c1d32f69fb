import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import type { ChainId } from '../../../core/chain.ts';
import { HEALTH_POLICY, thresholdsOf, type Baseline } from '../../../core/health.ts';
import { clockOf, concerns, obstacleOf } from '../../../core/reading.ts';
import type { Database } from '../../../db/pool.ts';
import { readSight } from '../../../db/read-sight.ts';
import { refreshBaselines } from '../../../db/refresh-baselines.ts';
import { healthJob } from '../../../jobs/health-job.ts';
import { here, route, there } from '../../builders.ts';
import { correlateAll, ingestLegs, registerRoute } from '../../world-in-database.ts';
import { createRandom } from '../random.ts';
import { liveFor, TICK_SECONDS, TICKS, type Episode } from './life.ts';

/** What came of a run. */
export interface HealthReport {
  seed: number;
  operations: number;
  planted: number;
  /** Planted ones that were found. */
  found: number;
  /** Others that were called stuck. */
  falsely: string[];
  /** Called stuck while we did not see: of whichever. */
  whileBlind: string[];
  /** The most looks in a row at which one was past its threshold, in plain sight, and not called stuck. */
  overdue: number;
}

/**
 * Lives a seed's life: operations on one lane, some of which get stuck, while the indexer lags, is away, leaves gaps and folds
 * late. The database must be migrated and empty.
 */
export async function runHealthSeed(db: Database, seed: number): Promise<HealthReport> {
  const life = liveFor(createRandom(`health ${seed}`));
  await registerRoute(db);
  let now = 1_000;
  const job = healthJob({ policy: HEALTH_POLICY, clock: () => now });
  const deps = {
    db,
    rules: new Map([['route', route]]),
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    ring: async () => {},
  };
  const reader = { here: aReader(db, here), there: aReader(db, there) };
  const raised = new Map<string, boolean>();
  const overdue = new Map<string, number>();
  for (let tick = 1; tick <= TICKS; tick += 1) {
    const block = tick * TICK_SECONDS;
    now = 1_000 + block;
    const is = (type: Episode['type']) =>
      life.episodes.some((one) => one.type === type && one.from <= tick && tick <= one.to);
    const since = (type: Episode['type']) =>
      tick -
      Math.max(
        ...life.episodes
          .filter((one) => one.type === type && one.from <= tick)
          .map(({ from }) => from),
      );
    if (!is('outage')) {
      await reader.here(block, life.legs.here);
      // A lagging endpoint shows older and older blocks, and moves all the same.
      const lag = is('endpoint_lags')
        ? Math.round((since('endpoint_lags') + 1) * TICK_SECONDS * 0.9)
        : 0;
      await reader.there(block - lag, life.legs.there, { isGap: is('gap') });
      await db.execute(
        sql`update chains set seen_at = to_timestamp(${now}), moved_at = to_timestamp(${now})`,
      );
    }
    if (!is('folds_pause')) await correlateAll(db);
    await refreshBaselines(db, { limit: 10, pauseSeconds: 0 });
    if (is('judges_pause')) continue;
    await job.run({}, deps);
    const late = await look(db, { now, planted: life.planted, raised });
    for (const id of late) overdue.set(id, (overdue.get(id) ?? 0) + 1);
  }
  const stuck = [...raised.keys()];
  return {
    seed,
    operations: life.count,
    planted: life.planted.size,
    found: stuck.filter((id) => life.planted.has(id)).length,
    falsely: stuck.filter((id) => !life.planted.has(id)),
    whileBlind: stuck.filter((id) => raised.get(id)),
    overdue: Math.max(0, ...overdue.values()),
  };
}

/** Reads a chain on, or leaves a gap below its head and fills it the next time. */
function aReader(db: Database, chain: ChainId) {
  // The first block is never read: an old hole that concerns nobody.
  let through = 0;
  let gap: { from: number; to: number } | null = null;
  return async (
    to: number,
    legs: readonly Parameters<typeof ingestLegs>[1]['legs'][number][],
    { isGap = false } = {},
  ) => {
    const between = (from: number, end: number) =>
      legs.filter(({ at }) => from <= Number(at.blockNumber) && Number(at.blockNumber) <= end);
    const common = { chain, isVerified: false };
    if (!isGap && gap) {
      await ingestLegs(db, {
        ...common,
        ...gap,
        legs: between(gap.from, gap.to),
        isBackfill: true,
      });
      gap = null;
    }
    if (to <= through) return;
    const from: number = isGap ? to : through + 1;
    if (isGap) gap = { from: gap?.from ?? through + 1, to: to - 1 };
    await ingestLegs(db, { ...common, from, to, legs: between(from, to) });
    through = to;
  };
}

/**
 * Looks at what is thought of every open operation.
 *
 * @returns the planted ones that are past their threshold, in plain sight, and not called stuck
 */
async function look(
  db: Database,
  {
    now,
    planted,
    raised,
  }: { now: number; planted: ReadonlySet<string>; raised: Map<string, boolean> },
): Promise<string[]> {
  const { rows } = await db.execute<{
    id: string;
    health: string;
    since: number;
    is_new: boolean;
    baseline: Baseline | null;
  }>(sql`
    select operation_id as id, health, extract(epoch from since)::float8 as since, baseline,
      health_since = to_timestamp(${now}) as is_new
    from operation_health`);
  const sight = await readSight(db);
  const reading = sight.readings.get('route')?.get(there);
  const obstacle = obstacleOf(reading, { now, oldestMark: null, policy: HEALTH_POLICY });
  const overdue: string[] = [];
  for (const { id, health, since, is_new, baseline } of rows) {
    const isBlind = obstacle !== null && concerns(obstacle, since);
    if (health === 'stuck' && is_new) raised.set(id, (raised.get(id) ?? false) || isBlind);
    const isOverdue =
      planted.has(id) &&
      health !== 'stuck' &&
      !isBlind &&
      sight.oldestSeq === null &&
      baseline !== null &&
      reading !== undefined &&
      clockOf(reading, since) - since >=
        thresholdsOf(baseline, { usual: null, pace: null }, HEALTH_POLICY).stuck;
    if (isOverdue) overdue.push(id);
  }
  return overdue;
}
