import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Channel, Notice, SendResult } from '../alerts/channel.ts';
import { claimChannel } from '../db/alert-notices.ts';
import { anAlertWorld, type AlertWorld } from '../test/alert-world.ts';
import { hastyAlerts } from '../test/hasty-alerts.ts';

/** Nobody loses a turn on a machine that is busy. */
const patient = { ...hastyAlerts, turnMs: 600_000, leaseMs: 600_000 };
const sent: SendResult = { type: 'sent', status: 200, detail: '' };
const refused: SendResult = { type: 'failed', status: 400, detail: '400', retryAfterMs: null };

/** A channel that takes many at once, and writes down which alerts it was told at which call. */
function takesMany(answer: (notices: readonly Notice[]) => SendResult) {
  const calls: string[][] = [];
  const take = (notices: readonly Notice[]) => {
    calls.push(notices.map(({ alert }) => alert.id));
    return Promise.resolve(answer(notices));
  };
  const channel: Channel = {
    takes: ['opened', 'resolved'],
    repeatMs: 60_000,
    send: (notice) => take([notice]),
    sendMany: take,
  };
  return { channel, calls };
}

async function openAlerts({ db, now }: AlertWorld, count: number, channel: string) {
  const text = { title: 't', happened: 'h', pending: null, value: null, action: 'a' };
  await db.execute(sql`
    insert into alerts (id, fingerprint, rule, subject, state, severity, text, holds, since, checks, opened_at)
    select 'al_' || i, 'operation_stuck|' || i, 'operation_stuck', i, 'open', 'warning', ${JSON.stringify(text)}::jsonb,
      true, ${now().toISOString()}, 2, ${now().toISOString()}
    from generate_series(1, ${count}::int) as i`);
  await db.execute(sql`
    insert into alert_notices (alert_id, channel, kind)
    select 'al_' || i, ${channel}, 'opened' from generate_series(1, ${count}::int) as i`);
}

const statesOf = async ({ db }: AlertWorld) =>
  (
    await db.execute<{ state: string; count: number }>(sql`
      select state, count(*)::int as count from alert_notices group by state order by state`)
  ).rows;

test('a channel that takes many at once is told so, 250 at a time, each alert once', async () => {
  const { channel, calls } = takesMany(() => sent);
  const world = await anAlertWorld({ channels: { prom: channel }, pace: patient });
  await openAlerts(world, 1_100, 'prom');
  await world.tellUntil(async () =>
    (await statesOf(world)).every(({ state }) => state === 'repeating'),
  );
  expect(calls.map(({ length }) => length)).toEqual([250, 250, 250, 250, 100]);
  expect(new Set(calls.flat()).size).toBe(1_100);
  // They are due again, all of them, with their ends among them.
  await world.db.execute(sql`update alert_notices set next_at = now()`);
  await world.db.execute(sql`
    update alert_notices set state = 'sent', next_at = null where alert_id in ('al_1', 'al_2')`);
  await world.db.execute(sql`
    insert into alert_notices (alert_id, channel, kind)
    select 'al_' || i, 'prom', 'resolved' from generate_series(1, 2) as i`);
  await world.tellUntil(() => calls.flat().length === 2_200);
  await world.tell();
  expect(await statesOf(world)).toEqual([
    { state: 'repeating', count: 1_098 },
    { state: 'sent', count: 4 },
  ]);
});

test('one that it does not take keeps none of the others from it', async () => {
  const { channel, calls } = takesMany((notices) =>
    notices.some(({ alert }) => alert.id === 'al_3') ? refused : sent,
  );
  const world = await anAlertWorld({
    channels: { prom: channel },
    pace: { ...patient, retryMs: [3_600_000] },
  });
  await openAlerts(world, 5, 'prom');
  await world.tellUntil(async () => (await statesOf(world)).length === 2);
  expect(calls).toEqual([
    ['al_1', 'al_2', 'al_3', 'al_4', 'al_5'],
    ['al_1'],
    ['al_2'],
    ['al_3'],
    ['al_4'],
    ['al_5'],
  ]);
  expect(await statesOf(world)).toEqual([
    { state: 'pending', count: 1 },
    { state: 'repeating', count: 4 },
  ]);
});

test('an alert that somebody has acknowledged is repeated for as long as it lasts', async () => {
  const { channel } = takesMany(() => sent);
  const world = await anAlertWorld({ channels: { prom: channel }, pace: patient });
  await openAlerts(world, 1, 'prom');
  const states = async () =>
    (await world.notices()).map(({ kind, state }) => `${kind} ${state}`).toSorted();
  await world.tellUntil(async () => (await states()).includes('opened repeating'));
  await world.db.execute(sql`
    insert into alert_notices (alert_id, channel, kind) values ('al_1', 'prom', 'acknowledged')`);
  await world.db.execute(sql`update alert_notices set next_at = now()`);
  await world.tellUntil(async () => (await states()).includes('acknowledged sent'));
  await world.tell();
  expect(await states()).toEqual(['acknowledged sent', 'opened repeating']);
});

test('nobody has the turn of a channel where all that is due waits for what is tried again later', async () => {
  const world = await anAlertWorld();
  await openAlerts(world, 2, 'prom');
  await world.db.execute(sql`update alert_notices set next_at = now() + interval '1 hour'`);
  await world.db.execute(sql`
    insert into alert_notices (alert_id, channel, kind) values ('al_1', 'prom', 'resolved')`);
  const claim = () => claimChannel(world.db, { names: ['prom'], leaseMs: 60_000 });
  expect(await claim()).toBeNull();
  await world.db.execute(sql`update alert_notices set next_at = now() where kind = 'opened'`);
  expect(await claim()).toEqual({ name: 'prom', lease: expect.any(String) });
});
