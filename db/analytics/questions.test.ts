import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { anAnalyticsWorld, NOW } from '../../test/analytics-world.ts';
import { there } from '../../test/builders.ts';
import type { Database } from '../pool.ts';

const names = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.sql'));
const statementOf = (name: string) =>
  readFileSync(join(import.meta.dirname, `${name}.sql`), 'utf8');

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
    ({ db } = await anAnalyticsWorld((end) => ends.push(end)));
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

  const ask = async (name: string, at: string) =>
    db.transaction(async (tx) => {
      await tx.execute(sql`select set_config('midflight.now', ${at}, true)`);
      return (await tx.execute(sql.raw(statementOf(name)))).rows;
    });

  test('what was under way before is what had begun, and was not over yet', async () => {
    // At 120 seconds `a` and `c` are over, the refund of `e` is to come, and `f` has not begun.
    expect(await ask('in-flight', '1970-01-01 00:18:40+00')).toEqual([
      {
        ...route3,
        token: 'TOK',
        operations: '3',
        amount: '260.5',
        raw: '26050',
        oldest: '1970-01-01 00:16:50+00',
      },
    ]);
  });

  test('no question knows of operations that began later than it asks about', async () => {
    const before = '1970-01-01 00:16:45+00';
    const told = names
      .map((file) => file.replace(/\.sql$/, ''))
      .filter((name) => name !== 'our-lag');
    const rows = await Promise.all(
      told.map(async (name) => [name, await ask(name, before)] as const),
    );
    // The funnel is counted by whole days.
    expect(rows.filter(([, answer]) => answer.length > 0).map(([name]) => name)).toEqual([
      'where-they-stop',
    ]);
  });

  test.each(['solver', 'relayer', 'filler', 'expressExecutor', 'handedInBy'])(
    'who delivered is told where the delivery calls it %s',
    async (name) => {
      let rows: unknown[] | null = null;
      const read = db.transaction(async (tx) => {
        await tx.execute(sql`select set_config('midflight.now', ${NOW}, true)`);
        await tx.execute(sql`
          update legs
          set about = jsonb_set(about, '{details}', ${JSON.stringify({ [name]: '0xs1' })}::jsonb)
          where role = 'destination'`);
        ({ rows } = await tx.execute(sql.raw(statementOf('solver-share'))));
        throw new Error('enough');
      });
      await expect(read).rejects.toThrow('enough');
      expect(rows).toEqual([
        { protocol: 'route', solver: '0xs1', deliveries: '3', percent: '100.00' },
      ]);
    },
  );

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
