import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import type { About, Leg } from '../../core/leg.ts';
import type { Rules } from '../../core/rules.ts';
import { analyticsJob } from '../../jobs/analytics-job.ts';
import { correlateBatch } from '../../jobs/correlate.ts';
import { healthJob } from '../../jobs/health-job.ts';
import { aLeg, aStep, here, route, there } from '../../test/builders.ts';
import { createDatabase } from '../../test/database.ts';
import { quickPolicy } from '../../test/health-world.ts';
import { ingestLegs, registerRoute, rollBackTo } from '../../test/world-in-database.ts';
import type { Database } from '../pool.ts';
import { refreshBaselines } from '../refresh-baselines.ts';

const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.sql'));
const statementOf = (name: string) =>
  readFileSync(join(import.meta.dirname, `${name}.sql`), 'utf8');

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
const NOW = '1970-01-01 00:30:00+00';

/**
 * What happens, in seconds of chain time after 1,000. `a` takes 60 seconds, `b` 400 and `c` 100; `b` is delivered twice, since a
 * reorg takes the first delivery back. `d` waits for its delivery, `e` is paid back, and `f` has only just begun.
 */
async function aWorld(ends: (end: () => Promise<void>) => void): Promise<Database> {
  const { db } = await createDatabase(ends);
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
  return db;
}

const route3 = { protocol: 'route', origin: 'here', destination: 'there' };

const answers: Record<string, object[]> = {
  'slowest-lanes': [
    { ...route3, operations: '6', completed: '3', p50_seconds: 100, p90_seconds: 340 },
  ],
  'within-five-minutes': [
    { protocol: 'route', operations: '5', within_five_minutes: '2', percent: '40.00' },
  ],
  'refund-rate': [{ ...route3, ended: '4', refunded: '1', percent: '25.00' }],
  'attestation-share': [
    {
      protocol: 'route',
      completed: '3',
      attested: '3',
      attestation_seconds: 160,
      seconds: 560,
      percent: '28.57',
    },
  ],
  'solver-share': [
    { protocol: 'route', solver: '0xs1', deliveries: '2', percent: '66.67' },
    { protocol: 'route', solver: '0xs2', deliveries: '1', percent: '33.33' },
  ],
  'in-flight': [
    {
      ...route3,
      token: 'TOK',
      operations: '2',
      amount: '9.5',
      raw: '950',
      oldest: '1970-01-01 00:17:10+00',
    },
  ],
  'where-they-stop': [
    { step: 'send', operations: '6', reached: '6', waiting: '0', ended: '0' },
    { step: 'attest', operations: '6', reached: '4', waiting: '1', ended: '1' },
    { step: 'deliver', operations: '6', reached: '3', waiting: '1', ended: '0' },
    { step: 'back', operations: '1', reached: '1', waiting: '0', ended: '0' },
  ].map((row) => ({
    protocol: 'route',
    skipped: '0',
    refreshed_at: expect.any(String) as string,
    ...row,
  })),
  'volume-by-day': [
    {
      day: '1970-01-01 00:00:00+00',
      protocol: 'route',
      token: 'TOK',
      operations: '6',
      amount: '763.5',
      completed_amount: '751',
      raw: '76350',
    },
  ],
  'reorgs-felt': [{ chain: 'there', reorgs: '1', deepest: 2, operations_that_fell: '1' }],
  'our-lag': [
    { chain: 'here', events: '7' },
    { chain: 'there', events: '8' },
  ].map((row) => ({
    ...row,
    p50_seconds: 5,
    p99_seconds: 5,
    indexed_through: NOW,
    is_at_head: true,
  })),
};
/** A reorg is noticed by our clock, which no test sets. */
const asOfNow = new Set(['reorgs-felt']);

describe('what data teams ask has the answer that the world has', () => {
  const ends: (() => Promise<void>)[] = [];
  let db: Database;
  beforeAll(async () => {
    db = await aWorld((end) => ends.push(end));
    return async () => {
      for (const end of ends) await end();
    };
  });

  test('every question has a known answer here, and says what it asks', () => {
    expect(names.map((file) => file.replace(/\.sql$/, '')).toSorted()).toEqual(
      Object.keys(answers).toSorted(),
    );
    const first = names.map((file) => statementOf(file.replace(/\.sql$/, '')).split('\n')[0]);
    expect(first.filter((line) => !/^-- .+\?$/.test(line ?? ''))).toEqual([]);
  });

  test.each(Object.entries(answers))('%s', async (name, answer) => {
    const rows = await db.transaction(async (tx) => {
      await tx.execute(
        sql`select set_config('midflight.now', ${asOfNow.has(name) ? '' : NOW}, true)`,
      );
      return (await tx.execute(sql.raw(statementOf(name)))).rows;
    });
    expect(rows).toEqual(answer);
  });

  test('what happens while a chain is not read is nobody’s delay', async () => {
    let rows: unknown[] | null = null;
    const read = db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('midflight.now', ${NOW}, true)`);
      // Of `there`, the attestations are read, and the deliveries are not.
      await tx.execute(sql`update checkpoints set ranges = '{[0,55)}' where chain = ${there}`);
      ({ rows } = await tx.execute(sql.raw(statementOf('within-five-minutes'))));
      throw new Error('enough');
    });
    await expect(read).rejects.toThrow('enough');
    expect(rows).toEqual([]);
  });

  test('what waits stands there with how long it waited, by the clock of the awaited chain', async () => {
    const { rows } = await db.execute(sql`
      select operation_id, step, stage, health, awaited_chain, waits_since, awaited_indexed_through, waited_seconds
      from analytics_v1.stuck_now
      order by operation_id`);
    // By our own clock these chains have been silent for half a century: nobody is accused.
    expect(rows).toEqual([
      {
        operation_id: 'route:d',
        step: 'deliver',
        stage: 'awaiting_relay',
        health: 'blind',
        awaited_chain: there,
        waits_since: '1970-01-01 00:17:40+00',
        awaited_indexed_through: NOW,
        waited_seconds: 740,
      },
      {
        operation_id: 'route:f',
        step: 'attest',
        stage: 'awaiting_attestation',
        health: 'blind',
        awaited_chain: there,
        waits_since: '1970-01-01 00:28:20+00',
        awaited_indexed_through: NOW,
        waited_seconds: 100,
      },
    ]);
  });
});
