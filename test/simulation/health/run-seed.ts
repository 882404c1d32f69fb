import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import type { ChainId } from '../../../core/chain.ts';
import { HEALTH_POLICY, thresholdsOf, type Baseline } from '../../../core/health.ts';
import { clockOf, concerns, obstacleOf } from '../../../core/reading.ts';
import { usualOf } from '../../../core/usual-of.ts';
import type { Database } from '../../../db/pool.ts';
import { readSight } from '../../../db/read-sight.ts';
import { refreshBaselines } from '../../../db/refresh-baselines.ts';
import { correlateBatch } from '../../../jobs/correlate.ts';
import { healthJob } from '../../../jobs/health-job.ts';
import { createRandom } from '../random.ts';
import { chainReader, registerInWorld } from './chain-reader.ts';
import { chains, rules } from './flows.ts';
import { liveFor, TICK_SECONDS, TICKS, type Episode, type Life } from './life.ts';

/** How far figures may be from the truth: small samples are. */
const FAR_OFF = 3;

/** What came of a run. */
export interface HealthReport {
  seed: number;
  operations: number;
  planted: number;
  /** Planted ones that were found. */
  found: number;
  /** Others that were called stuck. */
  falsely: string[];
  /** Of these, those that took so long by chance as the world itself tells: nobody could have known. */
  unlucky: string[];
  /** Called stuck while we did not see: of whichever. */
  whileBlind: string[];
  /**
   * Planted ones that were judged by the figures of others: they were to be stuck after more than three times as long as the
   * world itself has it, or after less than a third of it.
   */
  misjudged: string[];
  /** The most looks in a row at which one was past its threshold, in plain sight, and not called stuck. */
  overdue: number;
}

/**
 * Lives a seed's life: operations of several protocols and paces on several lanes, some of which get stuck, while the indexer lags,
 * is away, leaves gaps and folds late. The database must be migrated and empty.
 */
export async function runHealthSeed(db: Database, seed: number): Promise<HealthReport> {
  const life = liveFor(createRandom(`health ${seed}`));
  for (const chain of chains) await registerInWorld(db, chain);
  let now = 1_000;
  const job = healthJob({ policy: HEALTH_POLICY, clock: () => now });
  const deps = {
    db,
    rules,
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    ring: async () => {},
  };
  const readers = chains.map((chain) => ({
    chain,
    read: chainReader(db, chain, life.legs.get(chain) ?? []),
  }));
  const raised = new Map<string, boolean>();
  const overdue = new Map<string, number>();
  const misjudged = new Set<string>();
  for (let tick = 1; tick <= TICKS; tick += 1) {
    const block = tick * TICK_SECONDS;
    now = 1_000 + block;
    const current = (type: Episode['type'], chain?: ChainId) =>
      life.episodes.find(
        (one) =>
          one.type === type &&
          one.from <= tick &&
          tick <= one.to &&
          (chain === undefined || one.chain === chain),
      );
    if (!current('outage')) {
      for (const { chain, read } of readers) {
        // A lagging endpoint shows older and older blocks, and moves all the same.
        const lagging = current('endpoint_lags', chain);
        const lag = lagging ? Math.round((tick - lagging.from + 1) * TICK_SECONDS * 0.9) : 0;
        await read(block - lag, { isGap: current('gap', chain) !== undefined });
      }
      await db.execute(
        sql`update chains set seen_at = to_timestamp(${now}), moved_at = to_timestamp(${now})`,
      );
    }
    if (!current('folds_pause')) while ((await correlateBatch(db, rules)).cleared > 0);
    await refreshBaselines(db, { limit: 100, pauseSeconds: 0 });
    if (current('judges_pause')) continue;
    await job.run({}, deps);
    const late = await look(db, { now, planted: life.planted, raised, misjudged });
    for (const id of late) overdue.set(id, (overdue.get(id) ?? 0) + 1);
  }
  const stuck = [...raised.keys()];
  const falsely = stuck.filter((id) => !life.planted.has(id));
  return {
    seed,
    operations: life.count,
    planted: life.planted.size,
    found: stuck.length - falsely.length,
    falsely,
    unlucky: falsely.filter((id) => life.unlucky.has(id)),
    whileBlind: stuck.filter((id) => raised.get(id)),
    misjudged: [...misjudged],
    overdue: Math.max(0, ...overdue.values()),
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
    misjudged,
  }: {
    now: number;
    planted: Life['planted'];
    raised: Map<string, boolean>;
    misjudged: Set<string>;
  },
): Promise<string[]> {
  const { rows } = await db.execute<{
    id: string;
    protocol: string;
    kind: string;
    origin: ChainId | null;
    awaited: ChainId | null;
    step: string;
    pace: string | null;
    health: string;
    since: number;
    is_new: boolean;
    baseline: Baseline | null;
  }>(sql`
    select operation_id as id, protocol, kind, origin_chain as origin, awaited_chain as awaited, step, pace, health,
      extract(epoch from since)::float8 as since, baseline, health_since = to_timestamp(${now}) as is_new
    from operation_health`);
  const sight = await readSight(db);
  const overdue: string[] = [];
  for (const { id, health, since, is_new, baseline, pace, awaited, ...operation } of rows) {
    const reading =
      awaited === null ? undefined : sight.readings.get(operation.protocol)?.get(awaited);
    const obstacle = obstacleOf(reading, { now, oldestMark: null, policy: HEALTH_POLICY });
    const isBlind = obstacle !== null && concerns(obstacle, since);
    if (health === 'stuck' && is_new) raised.set(id, (raised.get(id) ?? false) || isBlind);
    const withheldFor = planted.get(id);
    if (withheldFor === undefined || baseline === null) continue;
    const usual = usualOf(rules, operation);
    const { stuck: threshold } = thresholdsOf(baseline, { usual, pace }, HEALTH_POLICY);
    // Before they rest on enough of their own, figures are others' by design.
    const isOwn = baseline.source === 'lane' && baseline.pace === pace;
    const { stuckFloorSeconds } = HEALTH_POLICY;
    const truth = Math.max(withheldFor, stuckFloorSeconds, usual?.lateAfter ?? 0);
    const isFarOff = threshold > truth * FAR_OFF || threshold < truth / FAR_OFF;
    if (isOwn && health === 'stuck' && is_new && isFarOff) misjudged.add(id);
    const isOverdue =
      health !== 'stuck' &&
      !isBlind &&
      sight.oldestSeq === null &&
      reading !== undefined &&
      clockOf(reading, since) - since >= threshold;
    if (isOverdue) overdue.push(id);
  }
  return overdue;
}
