import { pino } from 'pino';
import { sql } from 'drizzle-orm';
import type { About, Leg } from '../core/leg.ts';
import type { Rules } from '../core/rules.ts';
import { refreshBaselines } from '../db/refresh-baselines.ts';
import { analyticsJob } from '../jobs/analytics-job.ts';
import { correlateBatch } from '../jobs/correlate.ts';
import { healthJob } from '../jobs/health-job.ts';
import { aLeg, aStep, here, route, there } from './builders.ts';
import { createDatabase } from './database.ts';
import { quickPolicy } from './health-world.ts';
import { ingestLegs, registerRoute, rollBackTo } from './world-in-database.ts';

/** `route`, with a refund. */
const rules = new Map<string, Rules>([
  [
    'route',
    {
      ...route,
      destinationProvesOrigin: false,
      steps: [
        ...route.steps,
        { ...aStep('back', 'refund', 'origin', 'refund_pending'), required: 'never' },
      ],
    },
  ],
]);

const telling = (leg: Leg, about: About): Leg => ({ ...leg, about: { ...leg.about, ...about } });

const sends = (id: string, block: number, amount: string) =>
  telling(aLeg({ step: 'send', block, id }), {
    sent: { token: '0xt', symbol: 'TOK', amount, decimals: 2 },
  });
const attests = (id: string, block: number) => aLeg({ step: 'attest', block, id });
const delivers = (id: string, block: number, solver: string, fork = '') =>
  telling(aLeg({ step: 'deliver', block, id, fork }), { details: { solver } });

/** The value comes back, at the origin. */
function comesBack(id: string, block: number): Leg {
  const leg = aLeg({ step: 'send', block, id, index: 1 });
  return {
    ...leg,
    step: 'back',
    role: 'refund',
    event: `${leg.event}/back`,
    at: { ...leg.at, transaction: `0xback-${id}` },
  };
}

/** Seconds of chain time begin at 1,000; the last block is that of 1,800. */
export const NOW = '1970-01-01 00:30:00+00';

/**
 * What happens, in seconds of chain time after 1,000. `a` takes 60 seconds, `b` 400 and `c` 100; `b` is delivered twice, since a
 * reorg takes the first delivery back. `d` waits for its delivery, `e` is paid back, and `f` has only just begun.
 */
export async function anAnalyticsWorld(
  ends?: (end: () => Promise<void>) => void,
): Promise<Awaited<ReturnType<typeof createDatabase>>> {
  const database = await createDatabase(ends);
  const { db } = database;
  await registerRoute(db);
  const foldAll = async () => {
    while ((await correlateBatch(db, rules)).cleared > 0);
  };
  const sent = [
    sends('a', 10, '50000'),
    sends('b', 10, '25000'),
    sends('c', 20, '100'),
    sends('d', 30, '750'),
    sends('e', 40, '300'),
    comesBack('e', 200),
    sends('f', 700, '200'),
  ];
  await ingestLegs(db, { chain: here, legs: sent, to: 800 });
  const arrived = [
    attests('a', 40),
    attests('b', 110),
    attests('c', 50),
    attests('d', 60),
    delivers('a', 70, '0xs1'),
    delivers('c', 120, '0xs1'),
    delivers('b', 410, '0xs2'),
  ];
  await ingestLegs(db, { chain: there, legs: arrived, to: 411 });
  await foldAll();
  await rollBackTo(db, there, 409);
  await foldAll();
  const again = delivers('b', 410, '0xs2', 'x');
  await ingestLegs(db, { chain: there, legs: [again], to: 800, fork: 'x' });
  await foldAll();
  await db.execute(sql`update events set observed_at = block_time + interval '5 seconds'`);
  const log = pino({ level: 'silent' });
  const { signal } = new AbortController();
  const deps = { db, rules, log, signal, ring: async () => {} };
  await analyticsJob({ pace: { hour: 0, day: 0 } }).run({}, deps);
  const health = healthJob({ policy: quickPolicy, clock: () => 1_800 });
  await health.run({}, deps);
  // What those that are complete took is known only now: all are judged once more.
  await refreshBaselines(db, { limit: 10, pauseSeconds: 0 });
  await db.execute(sql`delete from followers`);
  await health.run({}, deps);
  return database;
}
