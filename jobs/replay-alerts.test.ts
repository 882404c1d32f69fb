import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { ruleDefaults } from '../core/alerts/rule-options.ts';
import { HEALTH_POLICY } from '../core/health.ts';
import { addOperations, anAlertWorld } from '../test/alert-world.ts';
import { here, there } from '../test/builders.ts';
import { alertRules } from '../core/alerts/alert.ts';
import { notReplayed, replayAlerts, replayedRules, replayLimits } from './replay-alerts.ts';

test('past data tell which alerts there would have been, and nothing is written or sent', async () => {
  const world = await anAlertWorld();
  const { db } = world;
  await db.execute(sql`
    insert into stage_baselines (protocol, origin_chain, destination_chain, step, p50, p90, p99, sample, refreshed_at)
    values ('route', ${here}, ${there}, 'deliver', 60, 90, 200, 500, now())`);
  // From eight o'clock on: one of two hours, one that is as usual, and twelve at once an hour later.
  const wait = (id: string, minute: number, minutes: number) =>
    db.execute(sql`
      insert into stage_times (operation_id, step, protocol, kind, origin_chain, destination_chain, stage, from_time,
        until_time, seconds)
      select ${id}, 'deliver', 'route', 'message', ${here}, ${there}, 'awaiting_relay',
        begin, begin + ${minutes} * interval '1 minute', ${minutes}::int * 60
      from (select '2026-11-20T08:00:00Z'::timestamptz + ${minute} * interval '1 minute' as begin) as at`);
  await wait('route:late', 0, 120);
  await wait('route:usual', 0, 2);
  for (let index = 0; index < 12; index += 1) await wait(`route:many${index}`, 180, 30);
  await db.execute(sql`
    insert into reorgs (chain, depth, ancestor_number, old_hash, new_hash, detected_at)
    values (${here}, 30, 1, '', '', '2026-11-20T09:00:00Z'), (${here}, 2, 1, '', '', '2026-11-20T10:00:00Z')`);
  await addOperations(world, ['route:c'], {
    health: 'ok',
    body: { conflicts: ['double_delivery'] },
  });
  await db.execute(sql`update transitions set observed_at = '2026-11-20T12:00:00Z'`);

  const found = await replayAlerts(db, replayedRules, {
    past: { from: new Date('2026-11-20T00:00:00Z'), to: new Date('2026-11-21T00:00:00Z') },
    rules: ruleDefaults,
    health: HEALTH_POLICY,
    protocols: new Map(),
  });
  expect(
    found.map(({ finding: { rule, subject }, openedAt, resolvedAt }) => [
      rule,
      subject,
      new Date(openedAt).toISOString().slice(11, 19),
      resolvedAt && new Date(resolvedAt).toISOString().slice(11, 19),
    ]),
  ).toEqual([
    // p99 times three is ten minutes.
    ['operation_stuck', 'route:late', '08:11:00', '10:02:00'],
    ['lane_degraded', `route:${here}>${there}`, '11:10:30', '11:32:00'],
    ['deep_reorg', here, '09:00:00', '10:02:00'],
    ['conflict', 'route:c', '12:00:30', null],
  ]);
  expect(await world.alerts()).toEqual([]);
});

test('lanes that fell silent and chains that stood still are found in operations and block times', async () => {
  const world = await anAlertWorld();
  const { db } = world;
  // Twenty an hour for two days, then nothing from six o'clock to nine.
  await db.execute(sql`
    insert into operations (id, protocol, kind, status, stage, final, origin_chain, destination_chain, started_at,
      updated_at, version, body)
    select 'route:' || minute, 'route', 'message', 'completed', 'done', true, ${here}, ${there}, at, at, 1, '{}'
    from (
      select minute, '2026-11-18T06:00:00Z'::timestamptz + minute * interval '1 minute' as at
      from generate_series(0, 60 * 60, 3) as minute
    ) as began
    where at not between '2026-11-20T06:01:00Z' and '2026-11-20T08:59:00Z'`);
  await db.execute(sql`
    insert into blocks (chain, number, hash, parent_hash, time)
    select ${here}, number, '0x' || number, '',
      '2026-11-20T10:00:00Z'::timestamptz
        + (number * 2 + case when number > 100 then 600 else 0 end) * interval '1 second'
    from generate_series(0, 200) as number`);
  const past = { from: new Date('2026-11-20T00:00:00Z'), to: new Date('2026-11-20T12:00:00Z') };
  const found = await replayAlerts(db, ['lane_silent', 'chain_stalled'], {
    past,
    rules: ruleDefaults,
    health: HEALTH_POLICY,
    protocols: new Map(),
  });
  expect(
    found.map(({ finding: { rule, subject }, openedAt, resolvedAt }) => [
      rule,
      subject,
      new Date(openedAt).toISOString().slice(11, 19),
      resolvedAt && new Date(resolvedAt).toISOString().slice(11, 19),
    ]),
  ).toEqual([
    ['lane_silent', `route:${here}>${there}`, '06:31:00', '09:02:00'],
    // It opens again within ten minutes: the newest block is of 10:16:40, and the chain has answered since.
    ['chain_stalled', here, '10:06:20', null],
  ]);
  expect(await replayLimits(db, ['chain_stalled'], past)).toEqual([
    `chain_stalled: of here block times are kept from 2026-11-20T10:00:00.000Z on`,
  ]);
});

test('every rule is replayed, or it is said why not', () => {
  expect([...replayedRules, ...Object.keys(notReplayed)].toSorted()).toEqual(alertRules.toSorted());
});
