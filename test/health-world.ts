import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import type { ChainId } from '../core/chain.ts';
import type { HealthPolicy } from '../core/health.ts';
import type { Leg } from '../core/leg.ts';
import type { Rules } from '../core/rules.ts';
import type { Database } from '../db/pool.ts';
import { refreshBaselines } from '../db/refresh-baselines.ts';
import { healthJob } from '../jobs/health-job.ts';
import { here, route, there } from './builders.ts';
import { createDatabase } from './database.ts';
import { correlateAll, ingestLegs, registerRoute } from './world-in-database.ts';

/** Thresholds that a test reaches within few blocks. */
export const quickPolicy: HealthPolicy = {
  minimumSample: 3,
  delayedFactor: 1,
  delayedFloorSeconds: 10,
  stuckFactor: 2,
  stuckFloorSeconds: 20,
  blindAfterSeconds: 100,
  stalledAfterSeconds: 100,
};

/** Follows the log to its end and judges what is due, as the jobs do. */
export async function judgeAll(
  db: Database,
  {
    rules = route,
    policy = quickPolicy,
    clock,
  }: { rules?: Rules; policy?: HealthPolicy; clock?: () => number } = {},
): Promise<void> {
  const deps = {
    db,
    rules: new Map([['route', rules]]),
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    ring: async () => {},
  };
  await healthJob({ policy, ...(clock && { clock }) }).run({}, deps);
}

/** The two chains of `route` in a database, with a block each second, and the job that judges; its clock is the test's. */
export async function aHealthWorld({
  policy = quickPolicy,
  rules = new Map([['route', route]]),
}: { policy?: HealthPolicy; rules?: ReadonlyMap<string, Rules> } = {}) {
  const database = await createDatabase();
  const { db } = database;
  await registerRoute(db);
  let block = 0;
  const clock = () => 1_000 + block;
  const deps = {
    db,
    rules,
    log: pino({ level: 'silent' }),
    signal: new AbortController().signal,
    ring: async () => {},
  };
  /** A process that judges. */
  const aJudge = () => {
    const job = healthJob({ policy, clock });
    return () => job.run({}, deps);
  };
  /** Reads a chain up to the block of the moment; what was read is to be folded. */
  const read = async (chain: ChainId, legs: readonly Leg[] = []) => {
    await ingestLegs(db, { chain, legs, to: block });
    await db.execute(sql`
      update chains set seen_at = to_timestamp(${clock()}), moved_at = to_timestamp(${clock()}) where id = ${chain}`);
  };
  const run = aJudge();
  return {
    ...database,
    aJudge,
    run,
    clock,
    read,
    /** Lets time pass up to a block. */
    pass: (to: number) => {
      block = to;
    },
    /** Time passes up to a block; both chains are read up to there and folded, and operations are judged. */
    async go(to: number, legs: { here?: readonly Leg[]; there?: readonly Leg[] } = {}) {
      block = to;
      await read(here, legs.here);
      await read(there, legs.there);
      await correlateAll(db);
      await run();
    },
    /** Sums up every lane that has changed. */
    async sumUp() {
      await refreshBaselines(db, { limit: 100, pauseSeconds: 0 });
    },
    /** What is thought of each open operation, by its id. */
    async healths(): Promise<Record<string, string>> {
      const { rows } = await db.execute<{ id: string; health: string; reason: string | null }>(sql`
        select operation_id as id, health, reason from operation_health order by operation_id`);
      return Object.fromEntries(
        rows.map(({ id, health, reason }) => [id, reason ? `${health} ${reason}` : health]),
      );
    },
  };
}
