import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Channel } from '../alerts/channel.ts';
import { messageOf } from '../alerts/message.ts';
import { actOnAlert } from '../db/act-on-alert.ts';
import { ruleDefaults } from '../core/alerts/rule-options.ts';
import { STUCK_MAX } from '../db/alert-facts/read-stuck-lanes.ts';
import { addSilence, endSilence } from '../db/silences.ts';
import { addOperations, anAlertWorld, moveOn, type AlertWorld } from '../test/alert-world.ts';
import { here, there } from '../test/builders.ts';
import { hastyAlerts } from '../test/hasty-alerts.ts';
import { alertNoticeJob } from './alert-notice-job.ts';

const lane = `route:${here}>${there}`;
const many = (count: number, prefix = 'op') =>
  Array.from({ length: count }, (_, index) => `route:${prefix}${index}`);

/** The alerts as rule, subject and state. */
const shown = async ({ alerts }: AlertWorld) =>
  (await alerts()).map(({ rule, subject, state }) => `${rule} ${subject} ${state}`);

const told = async ({ notices }: AlertWorld) =>
  (await notices()).map(({ channel, kind }) => `${channel} ${kind}`);

/** Stores a hundred blocks of a chain up to its head, each so many seconds after the one before. */
async function addBlocks({ db, clock }: AlertWorld, chain: string, gap: (index: number) => number) {
  let time = clock.seconds;
  for (let index = 0; index < 100; index += 1) {
    await db.execute(sql`
      insert into blocks (chain, number, hash, parent_hash, time)
      values (${chain}, ${1_000 - index}, ${`0x${index}`}, '', to_timestamp(${time}))`);
    time -= gap(index);
  }
}

/** A channel that nobody sends to. */
const mute = { takes: [], repeatMs: null, send: () => Promise.reject(new Error('mute')) };

describe('operations that are stuck', () => {
  test('raise an alert each, which ends with their progress', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    await addOperations(world, many(2));
    await world.check();
    expect(await shown(world)).toEqual([
      'operation_stuck route:op0 pending',
      'operation_stuck route:op1 pending',
    ]);
    await world.pass(60);
    await moveOn(world, ['route:op0']);
    await world.pass(30);
    await world.pass(120);
    expect(await shown(world)).toEqual([
      'operation_stuck route:op0 resolved',
      'operation_stuck route:op1 open',
    ]);
    expect(await told(world)).toEqual(['chat opened', 'chat opened', 'chat resolved']);
    const [first] = await world.alerts();
    expect(first?.text).toEqual({
      title: 'Stuck after 1 h 1 min: route from here to there',
      happened: 'It takes longer than its lane lets expect.',
      pending: 'It waits for the deliver on there (awaiting_relay).',
      value: '5 (smallest unit) of USDC is burned at its origin, and not minted yet, on here.',
      action: 'For anyone: Deliver it.',
    });
  });

  test('500 at once are one alert', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    await addOperations(world, many(500));
    await world.check();
    await world.pass(30);
    await world.pass(60);
    await world.pass(60);
    expect(await shown(world)).toEqual([`lane_degraded ${lane} open`]);
    expect(await told(world)).toEqual(['chat opened']);
    const [alert] = await world.alerts();
    expect(alert?.text.happened).toBe(
      '500 operations are stuck at once; the oldest has waited for 1 h.',
    );
    await moveOn(world, many(500).slice(4));
    await world.pass(15);
    await world.pass(120);
    await world.pass(60);
    await world.pass(60);
    // What is left of it is told one by one again.
    expect(await shown(world)).toEqual([
      `lane_degraded ${lane} resolved`,
      ...many(4).map((id) => `operation_stuck ${id} open`),
    ]);
  });

  test('that come one by one join their lane once there are many', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    await addOperations(world, many(9));
    await world.check();
    await world.pass(60);
    expect(await told(world)).toEqual(Array.from({ length: 9 }, () => 'chat opened'));
    await addOperations(world, many(12));
    await world.pass(15);
    await world.pass(30);
    await world.pass(15);
    const rows = await world.alerts();
    const [group] = rows.filter(({ rule }) => rule === 'lane_degraded');
    expect(group?.state).toBe('open');
    const joined = rows.filter(({ groupId }) => groupId === group?.id);
    expect(joined.map(({ state }) => state)).toEqual(Array.from({ length: 9 }, () => 'resolved'));
    expect(rows).toHaveLength(10);
    const types = (await world.events()).map(({ type }) => type);
    expect(types.filter((type) => type === 'joined')).toHaveLength(9);
    expect((await told(world)).slice(9)).toEqual([
      'chat opened',
      ...Array.from({ length: 9 }, () => 'chat resolved'),
    ]);
  });

  test('are neither news nor over while we are blind where they wait', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    await addOperations(world, ['route:before']);
    await world.check();
    await world.pass(60);
    await addOperations(world, ['route:meanwhile']);
    world.clock.seconds += 3_600;
    await world.see([here]);
    for (let checks = 0; checks < 3; checks += 1) {
      await world.db.execute(sql`update alert_rounds set next_at = ${world.now().toISOString()}`);
      await world.check();
      world.clock.seconds += 120;
    }
    expect(await shown(world)).toEqual([
      'indexer_blind eip155:2 open',
      'operation_stuck route:before open',
    ]);
  });
});

test('what could not be folded is neither news nor over, and hides nobody', async () => {
  const world = await anAlertWorld({ channels: { chat: mute } });
  await addOperations(world, ['route:before']);
  await world.check();
  await world.pass(60);
  await addOperations(world, ['route:before'], { health: 'blind' });
  await addOperations(world, many(20), { health: 'blind' });
  await addOperations(world, ['route:meanwhile'], { waitedSeconds: 600 });
  for (let checks = 0; checks < 4; checks += 1) await world.pass(120);
  expect(await shown(world)).toEqual([
    'operation_stuck route:before open',
    'operation_stuck route:meanwhile open',
  ]);
});

describe('a person', () => {
  test('acknowledges an alert, so that it is not escalated, and closes it though it holds', async () => {
    const world = await anAlertWorld({
      channels: { chat: mute, oncall: mute },
      escalateMs: 600_000,
    });
    await addOperations(world, ['route:a', 'route:b']);
    await world.check();
    await world.pass(60);
    const [a, b] = await world.alerts();
    const act = (action: 'acknowledge' | 'close', id = '') =>
      actOnAlert(world.db, id, { action, by: 'ann', note: 'on it', now: world.now() });
    await act('acknowledge', a?.id);
    await act('acknowledge', a?.id);
    await world.pass(600);
    await act('close', b?.id);
    await world.pass(600);
    expect(await shown(world)).toEqual([
      'operation_stuck route:a acknowledged',
      'operation_stuck route:b resolved',
    ]);
    const events = (await world.events()).map(({ alertId, type, by, note }) => [
      alertId === a?.id ? 'a' : 'b',
      type,
      by,
      note,
    ]);
    expect(events.filter(([who]) => who === 'a')).toEqual([
      ['a', 'opened', null, null],
      ['a', 'acknowledged', 'ann', 'on it'],
    ]);
    expect(events.filter(([who]) => who === 'b')).toEqual([
      ['b', 'opened', null, null],
      ['b', 'escalated', null, null],
      ['b', 'closed', 'ann', 'on it'],
      ['b', 'resolved', 'ann', 'on it'],
    ]);
    const ofB = (await world.notices()).filter(({ alertId }) => alertId === b?.id);
    expect(ofB.map(({ channel, kind }) => `${channel} ${kind}`).toSorted()).toEqual([
      'chat opened',
      'chat resolved',
      'oncall escalated',
      'oncall opened',
      'oncall resolved',
    ]);
  });

  test('silences a lane, and what is not over is told when that ends', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    const silence = await addSilence(world.db, {
      rule: null,
      protocol: 'route',
      originChain: here,
      destinationChain: there,
      operationId: null,
      until: new Date('2027-01-01T00:00:00Z'),
      comment: 'planned',
      createdBy: 'ann',
    });
    await addOperations(world, ['route:a', 'route:b']);
    await world.check();
    await world.pass(60);
    await moveOn(world, ['route:b']);
    await world.pass(15);
    await world.pass(120);
    expect(await shown(world)).toEqual([
      'operation_stuck route:a open',
      'operation_stuck route:b resolved',
    ]);
    expect(await told(world)).toEqual([]);
    await endSilence(world.db, silence?.id ?? '');
    await world.pass(15);
    expect(await told(world)).toEqual(['chat opened']);
  });
});

describe('a lane whose alert a person has closed', () => {
  const close = async (world: AlertWorld, rule: string) => {
    const [alert] = (await world.alerts()).filter((row) => row.rule === rule);
    const how = { action: 'close', by: 'ann', note: null, now: world.now() } as const;
    await actOnAlert(world.db, alert?.id ?? '', how);
  };

  test('raises none for what was stuck on it then, and one for the next incident', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    await addOperations(world, many(12, 'abandoned'));
    await world.check();
    await world.pass(60);
    await close(world, 'lane_degraded');
    for (const seconds of [15, 600, 15]) await world.pass(seconds);
    expect(await shown(world)).toEqual([`lane_degraded ${lane} resolved`]);
    expect(await told(world)).toEqual(['chat opened', 'chat resolved']);
    await addOperations(world, many(12, 'next'));
    await world.pass(15);
    await world.pass(60);
    expect(await shown(world)).toEqual([
      `lane_degraded ${lane} resolved`,
      `lane_degraded ${lane} open`,
    ]);
    const [, next] = await world.alerts();
    expect(next?.text.happened).toContain('12 operations are stuck at once');
    expect(await told(world)).toEqual(['chat opened', 'chat resolved', 'chat opened']);
  });

  test('raises one for what is stuck again after it had moved on', async () => {
    const world = await anAlertWorld();
    await addOperations(world, ['route:a']);
    await world.check();
    await world.pass(60);
    await close(world, 'operation_stuck');
    await world.pass(15);
    await moveOn(world, ['route:a']);
    await world.pass(900);
    await addOperations(world, ['route:a']);
    await world.pass(15);
    await world.pass(60);
    expect(await shown(world)).toEqual([
      'operation_stuck route:a resolved',
      'operation_stuck route:a open',
    ]);
  });

  test('raises one again for conflicts that come right after it was closed', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    const conflict = { health: 'ok', body: { conflicts: ['double_delivery'] } };
    await addOperations(world, many(10, 'first'), conflict);
    await world.check();
    await world.pass(30);
    await close(world, 'conflict');
    await addOperations(world, many(10, 'second'), conflict);
    await world.pass(15);
    await world.pass(30);
    expect(await shown(world)).toEqual([`conflict lane ${lane} open`]);
    expect(await told(world)).toEqual(['chat opened', 'chat resolved', 'chat opened']);
  });
});

test('operations that are stuck for good hide none that gets stuck', async () => {
  const world = await anAlertWorld();
  await world.db.execute(sql`
    insert into operation_health (operation_id, version, protocol, kind, origin_chain, destination_chain, step, stage,
      awaited_chain, since, health, health_since, started_at, updated_at)
    select 'route:spam' || i, 1, 'route', 'message', 'eip155:7', 'eip155:8', 'deliver', 'awaiting_relay', null,
      '2026-01-01', 'stuck', '2026-01-01', '2026-01-01', '2026-01-01'
    from generate_series(1, ${STUCK_MAX}::int) as i`);
  await addOperations(world, ['route:a']);
  await world.check();
  await world.pass(60);
  expect(await shown(world)).toContain('operation_stuck route:a open');
});

describe('operations that are flagged', () => {
  test('raise an alert each, until a person closes it or a reorg heals it', async () => {
    const world = await anAlertWorld();
    const conflict = (flags: string[]) => ({ health: 'ok', body: { conflicts: flags } });
    await addOperations(world, ['route:a', 'route:b'], conflict(['double_delivery']));
    await world.check();
    await world.pass(30);
    const [a] = await world.alerts();
    expect(a?.text.happened).toBe('route:a: it was delivered twice.');
    await actOnAlert(world.db, a?.id ?? '', {
      action: 'close',
      by: 'ann',
      note: null,
      now: world.now(),
    });
    await addOperations(world, ['route:b'], conflict([]));
    await world.pass(15);
    await world.pass(900);
    await world.pass(900);
    expect(await shown(world)).toEqual(['conflict route:a resolved', 'conflict route:b resolved']);
    // Something else is wrong with it now.
    await addOperations(world, ['route:a'], conflict(['double_delivery', 'refund_and_fill']));
    await world.pass(15);
    await world.pass(30);
    expect(await shown(world)).toEqual([
      'conflict route:a resolved',
      'conflict route:a open',
      'conflict route:b resolved',
    ]);
  });

  test('that come one by one join the alert of their lane, and are not told to be over', async () => {
    const said: string[] = [];
    const chat: Channel = {
      takes: ['opened', 'resolved'],
      repeatMs: null,
      send: (notice) => {
        said.push(messageOf(notice).title);
        return Promise.resolve({ type: 'sent', status: 200, detail: '' });
      },
    };
    const world = await anAlertWorld({ channels: { chat } });
    const conflict = { health: 'ok', body: { conflicts: ['double_delivery'] } };
    await addOperations(world, ['route:x0', 'route:x1'], conflict);
    await world.check();
    await world.pass(30);
    await addOperations(world, many(10), conflict);
    // Longer than an alert must not hold to be over.
    await world.pass(15);
    await world.pass(300);
    await world.pass(15);
    const rows = await world.alerts();
    const [group] = rows.filter(({ operationId }) => operationId === null);
    expect(rows.map(({ state, groupId }) => [state, groupId])).toEqual([
      ['open', null],
      ['resolved', group?.id],
      ['resolved', group?.id],
    ]);
    await world.tellUntil(() => said.length === 5);
    expect(said).toEqual([
      'Conflict: route from here to there',
      'Conflict: route from here to there',
      'Conflict of 12 operations: route from here to there',
      'Part of another alert now: Conflict: route from here to there',
      'Part of another alert now: Conflict: route from here to there',
    ]);
  });

  test('that join an open alert are told when there are twice as many, and it goes on below its bound', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    const flag = async (count: number) => {
      const conflict = { health: 'ok', body: { conflicts: ['double_delivery'] } };
      await addOperations(world, many(count), conflict);
      await world.pass(60);
    };
    for (const count of [10, 10, 12, 19]) await flag(count);
    expect(await told(world)).toEqual(['chat opened']);
    await flag(20);
    expect(await told(world)).toEqual(['chat opened', 'chat grown']);
    const [alert] = await world.alerts();
    expect(alert?.text.title).toBe('Conflict of 20 operations: route from here to there');
    await addOperations(world, many(20).slice(5), { health: 'ok', body: { conflicts: [] } });
    for (let checks = 0; checks < 4; checks += 1) await world.pass(60);
    expect(await shown(world)).toEqual([`conflict lane ${lane} open`]);
    await addOperations(world, many(5).slice(4), { health: 'ok', body: { conflicts: [] } });
    for (let checks = 0; checks < 4; checks += 1) await world.pass(60);
    expect(await shown(world)).toEqual([
      `conflict lane ${lane} resolved`,
      ...many(4).map((id) => `conflict ${id} open`),
    ]);
  });

  test('of one lane are one alert if they are many', async () => {
    const world = await anAlertWorld();
    await addOperations(world, many(40), { health: 'ok', body: { specGaps: ['a late deliver'] } });
    await world.check();
    await world.pass(30);
    expect(await shown(world)).toEqual([`spec_gap lane ${lane} open`]);
  });
});

describe('rules about chains and webhooks', () => {
  test('a chain that does not answer is not read; one that answers without blocks stands still', async () => {
    const world = await anAlertWorld();
    world.clock.seconds += 400;
    const at = world.now().toISOString();
    await world.db.execute(sql`update chains set seen_at = ${at} where id = ${here}`);
    await addBlocks(world, here, () => 2);
    await world.check();
    world.clock.seconds += 60;
    await world.check();
    expect(await shown(world)).toEqual([
      'chain_stalled eip155:1 open',
      'indexer_blind eip155:2 open',
    ]);
  });

  test('an indexer that has ended is one alert, which those of single chains join', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    const wait = async (seconds: number, seen: string[]) => {
      world.clock.seconds += seconds;
      await world.see(seen as [typeof here]);
      await world.db.execute(sql`update alert_rounds set next_at = ${world.now().toISOString()}`);
      await world.check();
    };
    await wait(200, [here]);
    await wait(200, []);
    await wait(60, []);
    expect(await shown(world)).toEqual(['indexer_blind eip155:2 open']);
    await wait(60, []);
    await wait(60, []);
    await wait(15, []);
    expect(await shown(world)).toEqual([
      'indexer_blind all open',
      'indexer_blind eip155:2 resolved',
    ]);
    const [all, single] = await world.alerts();
    expect(single?.groupId).toBe(all?.id);
    expect(await told(world)).toEqual(['chat opened', 'chat opened', 'chat resolved']);
    for (const seconds of [60, 60, 60]) await wait(seconds, [here, there]);
    expect((await shown(world))[0]).toBe('indexer_blind all resolved');
  });

  test('a chain that was left is no part of the alert for all that are not read', async () => {
    const world = await anAlertWorld();
    await world.db.execute(sql`
      insert into chains (id, name, safe_rule, finalized_rule, seen_at)
      values ('eip155:3', 'gone', '', '', ${world.now().toISOString()}::timestamptz - interval '1 day')`);
    await world.db.execute(sql`
      insert into followed_chains (chain, at)
      values (${here}, ${world.now().toISOString()}), (${there}, ${world.now().toISOString()})`);
    await world.check();
    await world.pass(60);
    world.clock.seconds += 600;
    for (let checks = 0; checks < 3; checks += 1) {
      world.clock.seconds += 60;
      await world.db.execute(sql`update alert_rounds set next_at = ${world.now().toISOString()}`);
      await world.check();
    }
    expect(await shown(world)).toEqual(['indexer_blind all open', 'indexer_blind eip155:3 open']);
  });

  test('a chain that was left raises one alert, which settles it until it is followed again', async () => {
    const world = await anAlertWorld({ channels: { chat: mute } });
    const follow = (chains: string[]) =>
      world.db.execute(sql`
        insert into followed_chains (chain, at)
        select chain, ${world.now().toISOString()}::timestamptz
        from unnest(${sql.param(chains)}::text[]) as chain
        on conflict (chain) do update set at = excluded.at, settled_at = null`);
    const wait = async (seconds: number, chains: (typeof here)[]) => {
      world.clock.seconds += seconds;
      await world.see(chains);
      await follow(chains);
      await world.db.execute(sql`update alert_rounds set next_at = ${world.now().toISOString()}`);
      await world.check();
    };
    await wait(0, [here, there]);
    for (const seconds of [600, 60, 600]) await wait(seconds, [here]);
    expect(await shown(world)).toEqual(['indexer_blind eip155:2 open']);
    const [alert] = await world.alerts();
    expect(alert?.text.title).toBe('Not followed any more: there');
    const how = { action: 'close', by: 'ann', note: null, now: world.now() } as const;
    await actOnAlert(world.db, alert?.id ?? '', how);
    for (const seconds of [60, 900, 60]) await wait(seconds, [here]);
    expect(await shown(world)).toEqual(['indexer_blind eip155:2 resolved']);
    expect(await told(world)).toEqual(['chat opened', 'chat resolved']);
    // It is followed again, and left again.
    await wait(60, [here, there]);
    for (const seconds of [600, 60]) await wait(seconds, [here]);
    expect(await shown(world)).toEqual([
      'indexer_blind eip155:2 resolved',
      'indexer_blind eip155:2 open',
    ]);
  });

  test('what was found where nobody follows any more is over once a person says that this is meant', async () => {
    const world = await anAlertWorld({
      rules: { chain_stalled: { ...ruleDefaults.chain_stalled, chains: { [here]: 60 } } },
    });
    const follow = (chains: string[]) =>
      world.db.execute(sql`
        insert into followed_chains (chain, at)
        select chain, ${world.now().toISOString()}::timestamptz
        from unnest(${sql.param(chains)}::text[]) as chain
        on conflict (chain) do update set at = excluded.at, settled_at = null`);
    const wait = async (seconds: number, chains: string[]) => {
      world.clock.seconds += seconds;
      const at = world.now().toISOString();
      await world.see([there]);
      await world.db.execute(sql`
        update chains set seen_at = ${at} where id = any(${sql.param(chains)}::text[])`);
      await follow(chains);
      await world.db.execute(sql`update alert_rounds set next_at = ${at}`);
      await world.check();
    };
    await follow([here, there]);
    for (const seconds of [0, 120, 60]) await wait(seconds, [here, there]);
    expect(await shown(world)).toEqual(['chain_stalled eip155:1 open']);
    for (const seconds of [150, 60, 150, 150, 60]) await wait(seconds, [there]);
    expect(await shown(world)).toEqual([
      'chain_stalled eip155:1 open',
      'indexer_blind eip155:1 open',
    ]);
    const [, left] = await world.alerts();
    const how = { action: 'close', by: 'ann', note: null, now: world.now() } as const;
    await actOnAlert(world.db, left?.id ?? '', how);
    for (const seconds of [60, 150]) await wait(seconds, [there]);
    expect(await shown(world)).toEqual([
      'chain_stalled eip155:1 resolved',
      'indexer_blind eip155:1 resolved',
    ]);
  });

  test('a chain that makes blocks on demand does not stand still, unless it is said when it does', async () => {
    const world = await anAlertWorld();
    await addBlocks(world, here, (index) => (index % 20 === 0 ? 3_000 : 2));
    await addBlocks(world, there, () => 12);
    const answer = () =>
      world.db.execute(sql`update chains set seen_at = ${world.now().toISOString()}`);
    const wait = async (seconds: number) => {
      world.clock.seconds += seconds;
      await answer();
      await world.db.execute(sql`update alert_rounds set next_at = ${world.now().toISOString()}`);
      await world.check();
    };
    // Twelve seconds thirty times are six minutes.
    await wait(350);
    await wait(9);
    expect(await world.alerts()).toEqual([]);
    await wait(60);
    await wait(60);
    expect(await shown(world)).toEqual(['chain_stalled eip155:2 open']);
    const [stalled] = await world.alerts();
    expect(stalled?.text.happened).toBe(
      'The nodes of there answer, and have shown no new block for 7 min 59 s; usually one comes every 12 s.',
    );
    world.settings.rules.chain_stalled = {
      ...ruleDefaults.chain_stalled,
      chains: { [here]: 600, [there]: false },
    };
    await wait(120);
    await wait(60);
    await wait(60);
    expect(await shown(world)).toEqual([
      'chain_stalled eip155:1 open',
      'chain_stalled eip155:2 resolved',
    ]);
  });

  test('a deep reorg, final blocks taken back, contradictions and dead letters each raise one', async () => {
    const world = await anAlertWorld();
    const at = world.now().toISOString();
    const endpoint = (contradictions: number) =>
      JSON.stringify([
        {
          name: 'https://one.example',
          isHealthy: true,
          lastError: 'it shows another block',
          calls: 9,
          failures: contradictions,
          contradictions,
          latencyMs: 1,
        },
      ]);
    await world.db.execute(sql`update chains set endpoints = ${endpoint(7)} where id = ${here}`);
    await world.db.execute(sql`
      insert into reorgs (chain, depth, ancestor_number, old_hash, new_hash, detected_at)
      values (${here}, 11, 50, '', '', ${at}), (${there}, 30, 40, '', '', ${at})`);
    await world.db.execute(sql`
      insert into webhooks (id, url, filter, conditions, quality, secret, position)
      values ('wh_1', '', '{}', '{}', 'included', '', 0)`);
    await world.db.execute(sql`
      insert into webhook_deliveries (id, webhook_id, seq, state) values ('d', 'wh_1', 1, 'dead')`);
    await world.check();
    await world.db.execute(sql`update chains set endpoints = ${endpoint(10)} where id = ${here}`);
    await world.pass(60);
    await world.db.execute(sql`
      insert into incidents (chain, kind, reorg_id, ancestor_number, finalized_number)
      select chain, 'finality_violation', id, 50, 55 from reorgs where chain = ${here}`);
    await world.pass(15);
    expect(
      (await world.alerts()).map(({ rule, subject, state, severity }) => [
        rule,
        subject,
        state,
        severity,
      ]),
    ).toEqual([
      ['deep_reorg', 'eip155:1 final', 'open', 'critical'],
      ['deep_reorg', 'eip155:2', 'open', 'warning'],
      ['endpoint_disagreement', 'eip155:1 https://one.example', 'open', 'warning'],
      ['webhook_dead_letters', 'wh_1', 'open', 'warning'],
    ]);
    await world.pass(3_700);
    await world.pass(120);
    // An incident is over when a person says so.
    expect((await shown(world)).slice(0, 3)).toEqual([
      'deep_reorg eip155:1 final open',
      'deep_reorg eip155:2 resolved',
      'endpoint_disagreement eip155:1 https://one.example open',
    ]);
  });

  test('final blocks that are taken back after a deep reorg are told to who hears of critical alerts alone', async () => {
    const world = await anAlertWorld();
    world.settings.routes = ({ severity }) => (severity === 'critical' ? ['pager'] : ['chat']);
    const at = world.now().toISOString();
    await world.db.execute(sql`
      insert into reorgs (chain, depth, ancestor_number, old_hash, new_hash, detected_at)
      values (${here}, 20, 50, '', '', ${at})`);
    await world.check();
    expect(await told(world)).toEqual(['chat opened']);
    await world.db.execute(sql`
      insert into incidents (chain, kind, reorg_id, ancestor_number, finalized_number)
      select chain, 'finality_violation', id, 50, 55 from reorgs where chain = ${here}`);
    await world.pass(15);
    expect(await told(world)).toEqual(['chat opened', 'pager opened']);
  });

  test('a busy lane that falls silent raises one; a quiet lane and one we are blind for do not', async () => {
    const world = await anAlertWorld();
    const first = world.clock.seconds - 30 * 3_600;
    const fill = (origin: string, hours: number, perHour: number) =>
      world.db.execute(sql`
        insert into lane_hours (protocol, origin_chain, destination_chain, hour, operations, last_at)
        select 'route', ${origin}, ${there}, to_timestamp(${first} + hour * 3600), ${perHour},
          to_timestamp(${first} + hour * 3600 + 3000)
        from generate_series(0, ${hours}::int - 1) as hour`);
    await fill(here, 28, 20);
    await fill(there, 28, 2);
    await fill('eip155:9', 28, 500);
    await world.check();
    await world.pass(60);
    expect(await shown(world)).toEqual([`lane_silent ${lane} open`]);
    // The hours by which it was found have run out.
    await world.pass(10 * 86_400);
    await world.pass(180);
    expect((await world.db.execute(sql`select from lane_hours`)).rows).toEqual([]);
    expect(await shown(world)).toEqual([`lane_silent ${lane} open`]);
    await addOperations(world, ['route:a'], { health: 'ok', waitedSeconds: 60 });
    await world.pass(60);
    await world.pass(180);
    expect(await shown(world)).toEqual([`lane_silent ${lane} resolved`]);
  });
});

test('two processes that check at once do it once', async () => {
  const world = await anAlertWorld({ channels: { chat: mute } });
  await addOperations(world, many(3));
  for (const seconds of [0, 60, 60]) {
    world.clock.seconds += seconds;
    await world.see();
    await world.db.execute(sql`update alert_rounds set next_at = ${world.now().toISOString()}`);
    await Promise.all([world.check(), world.check(), world.check()]);
  }
  expect(await told(world)).toEqual(['chat opened', 'chat opened', 'chat opened']);
  expect((await world.events()).map(({ type }) => type)).toEqual(['opened', 'opened', 'opened']);
});

test('a rule that is turned off ends what it had raised', async () => {
  const world = await anAlertWorld();
  await addOperations(world, ['route:a']);
  await world.check();
  await world.pass(60);
  world.settings.rules.operation_stuck = null;
  await world.pass(60);
  expect(await shown(world)).toEqual(['operation_stuck route:a resolved']);
});

test('what waits for a channel that nobody has any more is given up, and says why', async () => {
  const world = await anAlertWorld({ channels: { chat: mute } });
  await addOperations(world, ['route:a']);
  await world.check();
  await world.pass(60);
  const outcomes: string[] = [];
  const without = alertNoticeJob({
    channels: new Map(),
    publicUrl: null,
    meter: { alerted: ({ channel, outcome }) => void outcomes.push(`${channel} ${outcome}`) },
  });
  const states = async () => {
    await without.run({}, world.deps);
    return (await world.notices()).map(({ state, lastReason }) => [state, lastReason]);
  };
  await world.db.execute(sql`update alert_notices set next_at = now() - interval '3 hours'`);
  await world.db.execute(sql`insert into alert_channels (name) values ('chat')`);
  // Somebody has just had its turn.
  expect(await states()).toEqual([['pending', null]]);
  await world.db.execute(sql`
    update alert_channels set leased_until = now() - interval '3 hours', paused_until = now() - interval '3 hours'`);
  expect(await states()).toEqual([['dead', 'The channel is not configured any more.']]);
  expect(outcomes).toEqual(['chat dead']);
});

test('a channel that was away hears once that an alert has grown', async () => {
  let isAway = true;
  const said: string[] = [];
  const chat: Channel = {
    takes: ['opened', 'grown', 'resolved'],
    repeatMs: null,
    send: ({ kind, alert }) => {
      if (isAway) {
        return Promise.resolve({ type: 'failed', status: 503, detail: '503', retryAfterMs: null });
      }
      said.push(`${kind} ${alert.text.title}`);
      return Promise.resolve({ type: 'sent', status: 200, detail: '' });
    },
  };
  const world = await anAlertWorld({
    channels: { chat },
    pace: { ...hastyAlerts, retryMs: [3_600_000] },
  });
  for (const count of [10, 10, 20, 40, 80]) {
    await addOperations(world, many(count), { health: 'ok', body: { conflicts: ['a'] } });
    await world.pass(60);
    await world.tell();
  }
  expect(await told(world)).toEqual(['chat opened', 'chat grown', 'chat grown', 'chat grown']);
  isAway = false;
  await world.db.execute(sql`update alert_notices set next_at = now()`);
  await world.tellUntil(async () => (await world.notices()).every(({ state }) => state === 'sent'));
  const title = 'Conflict of 80 operations: route from here to there';
  expect(said).toEqual([`opened ${title}`, `grown ${title}`]);
});

test('what is told to an address that is gone is given up at once, and that is told elsewhere', async () => {
  let isGone = true;
  let calls = 0;
  const chat: Channel = {
    takes: ['opened'],
    repeatMs: null,
    send: () => {
      calls += 1;
      return Promise.resolve(
        isGone
          ? { type: 'failed', status: 404, detail: '404 no\nservice', retryAfterMs: null, isGone }
          : { type: 'sent', status: 200, detail: '' },
      );
    },
  };
  const said: string[] = [];
  const pager: Channel = {
    takes: ['opened', 'resolved'],
    repeatMs: null,
    send: ({ kind, alert }) => {
      if (alert.rule === 'channel_dead') said.push(`${kind} ${alert.text.title}`);
      return Promise.resolve({ type: 'sent', status: 200, detail: '' });
    },
  };
  const world = await anAlertWorld({ channels: { chat, pager } });
  const isSettled = async () =>
    (await world.notices()).every(({ state }) => state === 'sent' || state === 'dead');
  await addOperations(world, ['route:a']);
  await world.check();
  await world.pass(60);
  await world.tellUntil(isSettled);
  expect(calls).toBe(1);
  expect(world.outcomes).toContain('chat dead');
  await world.pass(15);
  await world.tellUntil(isSettled);
  expect(said).toEqual(['opened Not told any more: the channel chat']);
  const [alert] = (await world.alerts()).filter(({ rule }) => rule === 'channel_dead');
  expect(alert?.text.happened).toMatch(
    /^What the channel chat was to be told has been given up since .*Z\. It answered: 404 no service$/,
  );
  // It is mended, and takes what comes next.
  isGone = false;
  await addOperations(world, ['route:b']);
  await world.pass(15);
  await world.pass(60);
  await world.tellUntil(isSettled);
  await world.pass(15);
  await world.pass(120);
  await world.tellUntil(isSettled);
  expect(said).toEqual([
    'opened Not told any more: the channel chat',
    'resolved Not told any more: the channel chat',
  ]);
});

test('a channel that is gone is known once a person has closed its alert', async () => {
  const world = await anAlertWorld({ channels: { pager: mute } });
  await world.db.execute(sql`
    insert into alert_channels (name, dead_since, dead_reason) values ('chat', now(), '404')`);
  await world.check();
  const [alert] = await world.alerts();
  const how = { action: 'close', by: 'ann', note: null, now: world.now() } as const;
  await actOnAlert(world.db, alert?.id ?? '', how);
  await world.pass(900);
  await world.pass(60);
  expect(await shown(world)).toEqual(['channel_dead chat resolved']);
  expect(await told(world)).toEqual(['pager opened', 'pager resolved']);
});
