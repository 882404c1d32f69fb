import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { Database } from '../db/pool.ts';
import { fillOutbox } from '../db/fill-outbox.ts';
import { claimDelivery } from '../db/settle-delivery.ts';
import { addPing, replayDead, replayDelivery, replayStretch } from '../db/webhook-deliveries.ts';
import { claimWebhook } from '../db/webhook-turns.ts';
import { changeWebhook, listWebhooks } from '../db/webhooks.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { good, type Manner, type Received } from '../test/webhook-receiver.ts';
import { aWebhook } from '../test/webhook-world.ts';
import { correlateAll, ingestLegs, rollBackTo } from '../test/world-in-database.ts';
import { newSecret } from '../webhooks/sign.ts';

/** Operations are sent in a fresh block. */
async function send(db: Database, ...ids: string[]) {
  const legs = ids.map((id, index) => aLeg({ step: 'send', block: 10, id, index }));
  await ingestLegs(db, { chain: here, legs, to: 10 });
  await correlateAll(db);
}

test('a transition arrives once, signed, with its operation in short', async () => {
  const { db, receiver, run, outcomes, deliveries, id } = await aWebhook();
  await send(db, 'a');
  await run();
  await run();
  const [delivery] = await deliveries();
  expect(receiver.forged).toEqual([]);
  expect(receiver.received.map(({ id, path, body }) => ({ id, path, body }))).toEqual([
    {
      id: `${id}_${delivery?.seq}`,
      path: '/hook',
      body: {
        type: 'operation.transition',
        timestamp: expect.any(String),
        seq: String(delivery?.seq),
        version: 1,
        data: {
          seq: String(delivery?.seq),
          operationId: 'route:a',
          version: 1,
          from: null,
          to: 'pending',
          stageFrom: null,
          stageTo: 'origin_included',
          final: false,
          cause: { type: 'event', chain: here, chainName: 'here' },
          chainTime: '1970-01-01T00:16:50.000Z',
          observedAt: expect.any(String),
          changes: [{ step: 'send', from: null, to: 'included' }],
          operation: {
            id: 'route:a',
            formerIds: [],
            protocol: 'route',
            kind: 'message',
            origin: { chain: here, name: 'here' },
            destination: { chain: there, name: 'there' },
            sender: null,
            recipient: null,
            sent: null,
          },
        },
      },
    },
  ]);
  expect(delivery).toMatchObject({ state: 'delivered', tries: 1, lastStatus: 200, nextAt: null });
  expect(outcomes).toEqual(['delivered']);
});

/** Operations that were sent get a second version: their block becomes firm. */
async function confirm(db: Database) {
  await ingestLegs(db, { chain: here, legs: [], to: 11 });
  await correlateAll(db);
}

const answer = (status: number, headers: Record<string, string> = {}): Manner => ({
  type: 'answer',
  status,
  headers,
});

/** What was received, as operation and version. */
const told = (received: readonly Received[]) =>
  received.map(({ body }) => `${String(body.data['operationId'])} ${body.version}`);

const accepted = (received: readonly Received[]) =>
  told(received.filter(({ isAccepted }) => isAccepted));

describe('the versions of an operation', () => {
  test('come one after the other, and hold up no other operation', async () => {
    const { db, receiver, runUntil } = await aWebhook({ pace: { failuresMax: 100 } });
    await send(db, 'a', 'b');
    await confirm(db);
    let isBad = true;
    const refuse = (body: Received['body']) => body.data['operationId'] === 'route:a';
    receiver.judge = (body) => (isBad && refuse(body) ? answer(500) : good);
    await runUntil(
      () => receiver.received.length > 6 && accepted(receiver.received).includes('route:b 2'),
    );
    expect(new Set(told(receiver.received))).toEqual(
      new Set(['route:a 1', 'route:b 1', 'route:b 2']),
    );
    expect(accepted(receiver.received)).toEqual(['route:b 1', 'route:b 2']);
    isBad = false;
    await runUntil(() => accepted(receiver.received).includes('route:a 2'));
    expect(accepted(receiver.received).slice(2)).toEqual(['route:a 1', 'route:a 2']);
  });

  test('go on after one that was given up', async () => {
    const { db, receiver, runUntil, deliveries, outcomes } = await aWebhook({
      pace: { retryMs: [1, 1, 1], failuresMax: 100 },
    });
    await send(db, 'a');
    await confirm(db);
    receiver.judge = ({ version }) => (version === 1 ? answer(400) : good);
    await runUntil(() => accepted(receiver.received).length > 0);
    expect(told(receiver.received)).toEqual([
      'route:a 1',
      'route:a 1',
      'route:a 1',
      'route:a 1',
      'route:a 2',
    ]);
    expect(outcomes).toEqual(['failed', 'failed', 'failed', 'dead', 'delivered']);
    expect(
      (await deliveries()).map(({ state, tries, lastStatus }) => [state, tries, lastStatus]),
    ).toEqual([
      ['dead', 4, 400],
      ['delivered', 1, 200],
    ]);
    expect(new Set(receiver.received.slice(0, 4).map(({ id }) => id)).size).toBe(1);
  });

  test('tell what a reorg took back', async () => {
    const { db, receiver, run } = await aWebhook();
    await send(db, 'a');
    await confirm(db);
    await rollBackTo(db, here, 9);
    await correlateAll(db);
    await run();
    expect(
      receiver.received.map(({ body: { version, data } }) => [version, data['to'], data['cause']]),
    ).toMatchObject([
      [1, 'pending', { type: 'event' }],
      [2, 'confirmed', { type: 'head' }],
      [3, 'pending', { type: 'reorg', depth: 2, ancestor: '9' }],
    ]);
  });
});

describe('a receiver that', () => {
  test('is away is asked now and then by one try, and gets all that failed when it is back', async () => {
    const { db, receiver, run, runUntil, webhook, deliveries } = await aWebhook({
      // Whatever failed would wait for an hour by itself.
      pace: { retryMs: [3_600_000], pauseMs: 3_600_000, pauseMsMax: 3_600_000 },
    });
    const ids = Array.from({ length: 40 }, (_, i) => `n${i}`);
    await send(db, ...ids);
    receiver.behave = () => answer(503);
    await Promise.all([run(), run(), run()]);
    // Those that were under way, and no more.
    const first = receiver.received.length;
    expect(first).toBeGreaterThanOrEqual(4);
    expect(first).toBeLessThanOrEqual(8);
    expect(receiver.atOnceMax).toBeLessThanOrEqual(4);
    const { failures, failingSince, enabled } = await webhook();
    expect({ failures, enabled }).toEqual({ failures: first, enabled: true });
    expect(failingSince).not.toBeNull();
    const endPause = () => db.execute(sql`update webhooks set paused_until = now()`);
    await endPause();
    await run();
    expect(receiver.received).toHaveLength(first + 1);
    receiver.behave = () => good;
    await endPause();
    await runUntil(async () => (await deliveries()).every(({ state }) => state === 'delivered'));
    expect(new Set(accepted(receiver.received))).toEqual(new Set(ids.map((id) => `route:${id} 1`)));
    expect(await webhook()).toMatchObject({ failures: 0, failingSince: null });
  });

  test('asks to be left alone is left alone', async () => {
    const { db, receiver, run, webhook, deliveries } = await aWebhook();
    await send(db, 'a');
    receiver.behave = () => answer(429, { 'retry-after': '1800' });
    await run();
    await send(db, 'b');
    await run();
    expect(receiver.received).toHaveLength(1);
    const minutes = (time: Date | null) =>
      Math.round(((time?.getTime() ?? 0) - Date.now()) / 60_000);
    expect(minutes((await webhook()).pausedUntil)).toBe(30);
    expect(minutes((await deliveries())[0]?.nextAt ?? null)).toBe(30);
  });

  test('says that it is gone is told nothing more until somebody turns it on again', async () => {
    const { db, id, receiver, run, webhook, logged } = await aWebhook({
      pace: { retryMs: [3_600_000] },
    });
    await send(db, 'a');
    receiver.behave = () => answer(410);
    await run();
    receiver.behave = () => good;
    await send(db, 'b');
    await run();
    expect(receiver.received).toHaveLength(1);
    expect(await webhook()).toMatchObject({ enabled: false, disabledReason: 'gone' });
    expect(logged.map(({ msg }) => msg)).toContain('a webhook was turned off');
    await changeWebhook(db, id, { enabled: true });
    await db.execute(sql`update webhook_deliveries set next_at = now() where next_at is not null`);
    await run();
    expect(accepted(receiver.received).toSorted()).toEqual(['route:a 1', 'route:b 1']);
  });

  test('only fails for days is turned off', async () => {
    const { db, receiver, run, webhook } = await aWebhook();
    await send(db, 'a');
    receiver.behave = () => answer(500);
    await run();
    expect(await webhook()).toMatchObject({ enabled: true });
    await db.execute(sql`update webhooks set failed_for_ms = 3600000, paused_until = now()`);
    await db.execute(sql`update webhook_deliveries set next_at = now()`);
    await run();
    expect(await webhook()).toMatchObject({ enabled: false, disabledReason: 'failing' });
  });

  test('failed long ago, and was not tried since, is not turned off by its next failure', async () => {
    const { db, receiver, run, webhook } = await aWebhook({ pace: { retryMs: [1_000_000] } });
    await send(db, 'a');
    receiver.behave = () => answer(500);
    await run();
    const age = async (interval: string) => {
      await db.execute(sql`
        update webhooks set failing_since = failing_since - ${interval}::interval,
          failed_at = failed_at - ${interval}::interval, paused_until = now()`);
      await db.execute(sql`update webhook_deliveries set next_at = now()`);
      await run();
      return webhook();
    };
    // No jobs ran for days: that counts as no more than the longest pause between two tries.
    expect(await age('9 days')).toMatchObject({
      enabled: true,
      failures: 2,
      failedForMs: 1_250_000,
    });
    await age('10 minutes');
    expect((await age('10 minutes')).failedForMs).toBeGreaterThanOrEqual(2_450_000);
    expect(await age('20 minutes')).toMatchObject({ enabled: false, disabledReason: 'failing' });
  });

  test('is away is left alone by how many tries have failed when they are over, not when they began', async () => {
    const { db, receiver, run, webhook } = await aWebhook({
      pace: { retryMs: [3_600_000], pauseMs: 3_600_000, pauseMsMax: 3_600_000 },
    });
    await send(db, 'a', 'b', 'c', 'd');
    let open = () => {};
    const together = new Promise<void>((resolve) => (open = resolve));
    receiver.behave = (number) => {
      if (number === 4) open();
      return { type: 'answer', status: 503, until: together };
    };
    await run();
    const { failures, pausedUntil } = await webhook();
    expect(failures).toBe(4);
    expect(pausedUntil.getTime()).toBeGreaterThan(Date.now() + 1_800_000);
  });

  test('sends elsewhere is not followed', async () => {
    const { db, receiver, run, deliveries } = await aWebhook();
    await send(db, 'a');
    receiver.behave = () => answer(307, { location: `${receiver.url}/elsewhere` });
    await run();
    expect(new Set(receiver.received.map(({ path }) => path))).toEqual(new Set(['/hook']));
    expect(await deliveries()).toMatchObject([
      { state: 'pending', lastStatus: 307, lastReason: 'refused_by_receiver' },
    ]);
  });

  test('hangs or cuts the connection has not accepted', async () => {
    const { db, receiver, runUntil, deliveries } = await aWebhook({
      pace: { timeoutMs: 500, failuresMax: 100 },
    });
    await send(db, 'a');
    for (const manner of [{ type: 'hang' }, { type: 'cut' }] satisfies Manner[]) {
      receiver.behave = () => manner;
      const before = (await deliveries())[0]?.tries ?? 0;
      await runUntil(async () => ((await deliveries())[0]?.tries ?? 0) > before);
      expect(await deliveries()).toMatchObject([{ lastStatus: null, lastReason: 'no_answer' }]);
    }
    receiver.behave = () => ({ type: 'cut', isInAnswer: true });
    const before = receiver.received.length;
    await runUntil(() => receiver.received.length > before);
    expect(await deliveries()).toMatchObject([{ state: 'pending' }]);
    receiver.behave = () => good;
    await runUntil(async () => (await deliveries()).every(({ state }) => state === 'delivered'));
  });
});

describe('a delivery whose body cannot be made', () => {
  test('is given up at once with a reason, and holds up no other one of its operation', async () => {
    const { db, receiver, run, runUntil, deliveries, outcomes, webhook } = await aWebhook();
    await changeWebhook(db, (await webhook()).id, { enabled: false });
    await send(db, 'a');
    await confirm(db);
    await fillOnce(db);
    await db.execute(sql`delete from transitions where version = 1`);
    await changeWebhook(db, (await webhook()).id, { enabled: true });
    await runUntil(async () => (await deliveries()).every(({ state }) => state !== 'pending'));
    await run();
    expect(told(receiver.received)).toEqual(['route:a 2']);
    expect(
      (await deliveries()).map(({ state, lastReason, lastStatus }) => [
        state,
        lastReason,
        lastStatus,
      ]),
    ).toEqual([
      ['dead', 'body_not_made', null],
      ['delivered', null, 200],
    ]);
    expect(outcomes).toEqual(['dead', 'delivered']);
    expect(await webhook()).toMatchObject({ failures: 0, enabled: true });
  });

  test('because the log cannot be read now is tried again, and its receiver is not blamed', async () => {
    const { db, receiver, run, runUntil, deliveries, webhook } = await aWebhook({
      pace: { retryMs: [3_600_000] },
    });
    await send(db, 'a');
    await fillOnce(db);
    await db.execute(sql`alter table aliases rename to gone`);
    await run();
    expect(await deliveries()).toMatchObject([
      { state: 'pending', tries: 1, lastReason: 'body_not_made' },
    ]);
    expect(await webhook()).toMatchObject({ failures: 0, failingSince: null });
    await db.execute(sql`alter table gone rename to aliases`);
    await db.execute(sql`update webhook_deliveries set next_at = now()`);
    await runUntil(() => receiver.received.length > 0);
    expect(accepted(receiver.received)).toEqual(['route:a 1']);
  });
});

/** Makes deliveries of what happened, and sends none. */
async function fillOnce(db: Database) {
  const [webhook] = await listWebhooks(db);
  await db.execute(sql`update webhooks set enabled = true`);
  await fillOutbox(db, webhook?.id ?? '');
}

test('of one operation under two ids the later transition has the higher seq, whichever arrives first', async () => {
  const { db, receiver, runUntil } = await aWebhook({ pace: { failuresMax: 100 } });
  await ingestLegs(db, {
    chain: there,
    legs: [aLeg({ step: 'deliver', block: 5, id: 'b' })],
    to: 5,
  });
  await correlateAll(db);
  const tie = { key: 'route:b', kind: 'exact', rule: 'id' } as const;
  const first = aLeg({ step: 'send', block: 5 });
  await ingestLegs(db, {
    chain: here,
    legs: [{ ...first, links: [...first.links, tie] }],
    to: 5,
  });
  await correlateAll(db);
  let isBad = true;
  receiver.judge = ({ data }) => (isBad && data['operationId'] === 'route:b' ? answer(500) : good);
  // What failed under the former id does not hold up the present one.
  await runUntil(() => accepted(receiver.received).includes('route:a 2'));
  isBad = false;
  await runUntil(() => accepted(receiver.received).includes('route:b 1'));
  const inOrder = receiver.received
    .filter(({ isAccepted }) => isAccepted)
    // CAST: what is sent here.
    .map(({ body: { seq, data } }) => [seq, (data['operation'] as { id: string }).id]);
  expect(inOrder).toEqual([
    ['2', 'route:a'],
    ['1', 'route:a'],
  ]);
});

test('several processes send each delivery once', async () => {
  const { db, receiver, run } = await aWebhook();
  const ids = Array.from({ length: 30 }, (_, i) => `n${i}`);
  await send(db, ...ids);
  receiver.behave = () => ({ type: 'answer', status: 200, afterMs: 5 });
  await Promise.all([run(), run(), run()]);
  await run();
  expect(told(receiver.received).toSorted()).toEqual(ids.map((id) => `route:${id} 1`).toSorted());
});

test('what a process had taken when it died is sent when its lease is over', async () => {
  const { db, id, receiver, run, runUntil } = await aWebhook({
    pace: { retryMs: [3_600_000], timeoutMs: 200 },
  });
  await send(db, 'a');
  // The first turn fills the outbox, and dies.
  receiver.behave = () => ({ type: 'hang' });
  await run();
  await db.execute(sql`update webhook_deliveries set next_at = now()`);
  const turn = await claimWebhook(db, { leaseMs: 3_600_000 });
  expect(turn?.id).toBe(id);
  expect(
    await claimDelivery(db, { webhookId: id, isPing: false, leaseMs: 3_600_000 }),
  ).toMatchObject({
    tries: 2,
  });
  receiver.behave = () => good;
  await run();
  expect(accepted(receiver.received)).toEqual([]);
  await db.execute(sql`update webhooks set leased_until = now()`);
  await db.execute(sql`update webhook_deliveries set next_at = now()`);
  await runUntil(() => accepted(receiver.received).length > 0);
  expect(accepted(receiver.received)).toEqual(['route:a 1']);
});

test('who is told to stop gives back what was not answered, as if it were never tried', async () => {
  const { db, receiver, run, stop, deliveries, webhook } = await aWebhook({
    pace: { timeoutMs: 60_000, turnMs: 60_000, leaseMs: 120_000 },
  });
  await send(db, 'a');
  receiver.behave = () => ({ type: 'hang' });
  const running = run();
  while (receiver.received.length === 0) await new Promise((done) => setTimeout(done, 5));
  stop.abort();
  await running;
  expect(await deliveries()).toMatchObject([{ state: 'pending', tries: 0 }]);
  const { failures, leasedUntil } = await webhook();
  expect(failures).toBe(0);
  expect(leasedUntil.getTime()).toBeLessThanOrEqual(Date.now());
});

describe('a ping', () => {
  test('reaches a webhook that is turned off, and its outcome shows', async () => {
    const { db, id, receiver, run, deliveries } = await aWebhook();
    await send(db, 'a');
    await changeWebhook(db, id, { enabled: false });
    await addPing(db, { webhookId: id, id: `${id}_ping_1` });
    await run();
    expect(receiver.forged).toEqual([]);
    expect(receiver.received.map(({ body }) => body)).toEqual([
      { type: 'ping', timestamp: expect.any(String), data: { webhook: id } },
    ]);
    expect(await deliveries()).toMatchObject([{ seq: null, state: 'delivered', lastStatus: 200 }]);
  });

  test('that fails is tried once and counts for nothing; one that arrives ends a pause', async () => {
    const { db, id, receiver, run, webhook, deliveries } = await aWebhook({
      pace: { pauseMs: 3_600_000, pauseMsMax: 3_600_000, failuresMax: 1, retryMs: [3_600_000] },
    });
    await send(db, 'a');
    receiver.behave = () => answer(500);
    await run();
    expect(await webhook()).toMatchObject({ failures: 1 });
    await addPing(db, { webhookId: id, id: `${id}_ping_1` });
    await run();
    await run();
    expect(receiver.received).toHaveLength(2);
    expect(await webhook()).toMatchObject({ failures: 1 });
    receiver.behave = () => good;
    await addPing(db, { webhookId: id, id: `${id}_ping_2` });
    await run();
    await run();
    expect(accepted(receiver.received)).toEqual(['undefined undefined', 'route:a 1']);
    expect((await deliveries()).map(({ state }) => state).toSorted()).toEqual([
      'dead',
      'delivered',
      'delivered',
    ]);
  });
});

describe('a replay', () => {
  test('of what was given up sends it again, under its old ids and in order', async () => {
    const { db, id, receiver, run, runUntil, deliveries } = await aWebhook({
      pace: { retryMs: [], failuresMax: 100 },
    });
    await send(db, 'a');
    await confirm(db);
    receiver.behave = () => answer(500);
    await runUntil(async () => (await deliveries()).every(({ state }) => state === 'dead'));
    receiver.behave = () => good;
    expect(await replayDead(db, id)).toEqual({ replayed: 2, left: 0 });
    await run();
    expect(accepted(receiver.received)).toEqual(['route:a 1', 'route:a 2']);
    expect(new Set(receiver.received.map((one) => one.id)).size).toBe(2);
  });

  test('of one delivery puts it before later ones that are open', async () => {
    const { db, id, receiver, run, runUntil, deliveries } = await aWebhook();
    await send(db, 'a');
    await run();
    receiver.behave = () => answer(500);
    await confirm(db);
    await run();
    const [first] = await deliveries();
    await replayDelivery(db, { webhookId: id, id: first?.id ?? '' });
    receiver.behave = () => good;
    await runUntil(async () => (await deliveries()).every(({ state }) => state === 'delivered'));
    expect(told(receiver.received).slice(0, 2)).toEqual(['route:a 1', 'route:a 2']);
    expect(told(receiver.received).slice(-2)).toEqual(['route:a 1', 'route:a 2']);
  });

  test('of a part of the log also tells what was never told, as the filter is now', async () => {
    const { db, id, receiver, run } = await aWebhook({ filter: { protocol: ['other'] } });
    await send(db, 'a', 'b');
    await run();
    expect(receiver.received).toEqual([]);
    await changeWebhook(db, id, { interest: { conditions: {} } });
    expect(await replayStretch(db, id, { after: 0n, through: 1n })).toBe('begun');
    expect(await replayStretch(db, id, { after: 0n, through: 1n })).toBe('busy');
    await run();
    expect(receiver.received).toHaveLength(1);
    expect(await replayStretch(db, id, { after: 0n, through: 999n })).toBe('begun');
    await run();
    expect(
      receiver.received.map((one) => String(one.body.seq)).toSorted((a, b) => a.localeCompare(b)),
    ).toEqual(['1', '1', '2']);
  });
});

describe('a webhook is told', () => {
  test('of what enters its filter, and of what leaves it', async () => {
    const { db, receiver, run } = await aWebhook({ filter: { status: ['confirmed'] } });
    await send(db, 'a');
    await confirm(db);
    await rollBackTo(db, here, 9);
    await correlateAll(db);
    await run();
    expect(receiver.received.map(({ body: { data } }) => [data['from'], data['to']])).toEqual([
      ['pending', 'confirmed'],
      ['confirmed', 'pending'],
    ]);
  });

  test('of firm legs alone, where that is its quality', async () => {
    const { db, receiver, run } = await aWebhook({ quality: 'confirmed' });
    await send(db, 'a');
    await run();
    expect(receiver.received).toEqual([]);
    await confirm(db);
    await run();
    expect(told(receiver.received)).toEqual(['route:a 2']);
  });

  test('nothing that was committed before it was made', async () => {
    const { db, receiver, run, id } = await aWebhook();
    await send(db, 'a');
    await db.execute(sql`
      update webhooks set position = (select max(seq) from transitions) where id = ${id}`);
    await run();
    expect(receiver.received).toEqual([]);
  });
});

test('both secrets sign while one takes the place of the other', async () => {
  const { db, id, receiver, run } = await aWebhook();
  const [former, next] = [receiver.secret, newSecret()];
  await changeWebhook(db, id, { secret: { sealed: next, overlapMs: 3_600_000 } });
  await send(db, 'a');
  await run();
  receiver.secret = next;
  await confirm(db);
  await run();
  expect(receiver.forged).toEqual([]);
  await db.execute(sql`update webhooks set former_secret_until = now()`);
  receiver.secret = former;
  await ingestLegs(db, { chain: here, legs: [], to: 12 });
  await correlateAll(db);
  await run();
  expect(receiver.received).toHaveLength(3);
  expect(receiver.forged).toHaveLength(1);
});
