import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { expect, onTestFinished, test, vi } from 'vitest';
import type { Leg } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import type { RawLog } from '../core/raw-log.ts';
import type { Rules } from '../core/rules.ts';
import { dueLookups } from '../db/due-lookups.ts';
import { areJobsRunning } from '../db/jobs-running.ts';
import type { Database } from '../db/pool.ts';
import { findOperation, readHistory } from '../db/read-operations.ts';
import { dirty, events, operations, transitions } from '../db/schema.ts';
import type { CaptureResult, Protocol } from '../protocols/bind.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';
import { rebuild, type Rebuilt } from './rebuild.ts';
import { startJobs } from './start-jobs.ts';
import { warnOfOtherRules } from './warn-of-other-rules.ts';

const send = aLeg({ step: 'send', block: 1 });
const attest = aLeg({ step: 'attest', block: 1 });
const deliver = aLeg({ step: 'deliver', block: 2 });
const other = aLeg({ step: 'send', block: 2, id: 'b', index: 1 });

/** Operation a, delivered and final, and operation b, which waits for its attestation. */
async function twoOperations(): Promise<Database> {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [send, other], to: 9 });
  await ingestLegs(db, { chain: there, legs: [attest, deliver], to: 9 });
  await correlateAll(db);
  return db;
}

const nothing = { changed: 0, gone: 0, fresh: 0, left: 0, unfolded: 0 };
const noDifference = { status: 0, stage: 0, other: 0, fresh: 0, examples: [] };

/** The protocol of `route`, which captures just these legs; `unlike` are captured so instead. */
function protocolOf(legs: readonly Leg[], rules: Rules = route): Protocol {
  const byPlace = new Map(legs.map((leg) => [`${leg.at.transaction} ${leg.at.blockHash}`, leg]));
  return {
    name: 'route',
    version: 2,
    rules,
    chains: new Map(),
    contracts: new Map([
      [here, ['0xc']],
      [there, ['0xc']],
    ]),
    topicsOn: () => [],
    receiptIndexTopics: [],
    capture: ({ at }): CaptureResult => {
      const leg = byPlace.get(`${at.transaction} ${at.blockHash}`);
      if (!leg) return { type: 'unreadable', event: 'unknown', reason: 'of no known version' };
      const { step, outcome, links, about } = leg;
      return { type: 'leg', event: step, captured: { step, outcome, links, about } };
    },
  };
}

function rebuildAs(db: Database, protocol: Protocol, isDryRun = false): Promise<Rebuilt> {
  return rebuild(
    {
      db,
      rules: new Map([['route', protocol.rules]]),
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
      ring: async () => {},
    },
    { protocols: [protocol], isDryRun, onProgress: () => {} },
  );
}

/** Everything that a rebuild may write, but for its own note of the rules. */
async function everything(db: Database) {
  const { rows: legs } = await db.execute(sql`select * from legs order by event_id`);
  const { rows: links } = await db.execute(sql`select * from links order by event_id, key`);
  return {
    legs,
    links,
    events: await db.select().from(events).orderBy(events.id),
    operations: await db.select().from(operations).orderBy(operations.id),
    transitions: await db.select().from(transitions).orderBy(transitions.seq),
    dirty: await db.select().from(dirty),
  };
}

test('a rebuild of what is as it should be changes nothing', async () => {
  const db = await twoOperations();
  const before = await everything(db);
  const same = protocolOf([send, other, attest, deliver]);
  expect(await rebuildAs(db, same)).toEqual({
    captured: { ...nothing, events: 4 },
    folded: 2,
    waiting: 0,
    failed: 0,
    differences: noDifference,
    otherRules: [],
  });
  expect(await everything(db)).toEqual(before);
});

test('what an event says otherwise today is captured and folded again, with the rebuild as cause', async () => {
  const db = await twoOperations();
  const failed: Leg = { ...deliver, outcome: 'failed_retryable' };
  const rebuilt = await rebuildAs(db, protocolOf([send, other, attest, failed]));
  expect(rebuilt).toMatchObject({
    captured: { ...nothing, events: 4, changed: 1 },
    differences: {
      ...noDifference,
      status: 1,
      examples: ['route:a: complete/delivered -> confirmed/delivery_failed_retryable'],
    },
  });
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('confirmed');
  expect((await readHistory(db, 'route:a')).map(({ cause }) => cause.type)).toEqual([
    'event',
    'rebuild',
  ]);
  expect(await readHistory(db, 'route:b')).toHaveLength(1);
});

test('an event that is no leg any more loses it, and one that is one now gets it', async () => {
  const db = await twoOperations();
  const without = await rebuildAs(db, protocolOf([send, other, attest]));
  expect(without.captured).toEqual({ ...nothing, events: 4, gone: 1 });
  expect((await findOperation(db, 'route:a'))?.body.stage).toBe('awaiting_relay');
  const [row] = await db
    .select()
    .from(events)
    .where(sql`transaction = '0xdeliver-a'`);
  expect(row).toMatchObject({ name: 'unknown', error: 'of no known version' });
  const again = await rebuildAs(db, protocolOf([send, other, attest, deliver]));
  expect(again.captured).toEqual({ ...nothing, events: 4, fresh: 1 });
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('complete');
});

test('an operation whose legs belong to another one today goes to it, and its id still resolves', async () => {
  const db = await twoOperations();
  const moved: Leg = { ...other, links: [{ key: 'route:c', kind: 'exact', rule: 'id' }] };
  await rebuildAs(db, protocolOf([send, moved, attest, deliver]));
  expect((await findOperation(db, 'route:b'))?.id).toBe('route:c');
  const ids = (await db.select().from(operations)).map(({ id }) => id);
  expect(ids.toSorted()).toEqual(['route:a', 'route:c']);
});

test('what was reorged away is captured again, and stays away', async () => {
  const db = await twoOperations();
  await rollBackTo(db, there, 1);
  await correlateAll(db);
  const told: Leg = { ...deliver, about: { ...deliver.about, clientRef: 'x' } };
  const { captured } = await rebuildAs(db, protocolOf([send, other, attest, told]));
  expect(captured.changed).toBe(1);
  expect((await findOperation(db, 'route:a'))?.body).toMatchObject({
    status: 'confirmed',
    stage: 'destination_orphaned',
  });
});

test('what a leg asks today is asked, and what it asks no more is not', async () => {
  const db = await twoOperations();
  const legs = [send, other, attest, deliver];
  const lookup: Lookup = {
    chain: there,
    key: 'route:a',
    step: 'deliver',
    view: { to: '0xd', data: '0x01' },
    callee: '0xd',
    marks: [],
    since: 1_001,
  };
  const plain = protocolOf(legs);
  const asks: Protocol = {
    ...plain,
    capture: (log) => {
      const result = plain.capture(log);
      const isAsking = result.type === 'leg' && log.at.transaction === send.at.transaction;
      return isAsking ? { ...result, captured: { ...result.captured, lookups: [lookup] } } : result;
    },
  };
  expect((await rebuildAs(db, asks, true)).captured.changed).toBe(1);
  expect(await dueLookups(db, there, 10)).toEqual([]);
  await rebuildAs(db, asks);
  expect(await dueLookups(db, there, 10)).toEqual([lookup]);
  expect((await rebuildAs(db, asks)).captured).toEqual({ ...nothing, events: 4 });
  await rebuildAs(db, plain);
  expect(await dueLookups(db, there, 10)).toEqual([]);
});

test('what answers a lookup is captured again as an answer, whichever contract it calls', async () => {
  const db = await twoOperations();
  await db.execute(sql`
    update events
    set asked = true, emitter = '0xd', call = '{"from":"0x0a","to":"0xd","input":"0x01"}'
    where transaction = '0xdeliver-a'`);
  const plain = protocolOf([send, other, attest, deliver]);
  const seen: RawLog[] = [];
  const answering: Protocol = {
    ...plain,
    capture: (log) => {
      if (log.isAsked) seen.push(log);
      return plain.capture(log);
    },
  };
  expect((await rebuildAs(db, answering)).captured).toEqual({ ...nothing, events: 4 });
  expect(seen).toMatchObject([
    { emitter: '0xd', call: { from: '0x0a', to: '0xd', input: '0x01' } },
  ]);
});

/** Rules by which an operation that waits for its attestation is held back. */
const patient: Rules = {
  ...route,
  version: 2,
  steps: route.steps.map((step) =>
    step.name === 'attest'
      ? { ...step, waiting: { ...step.waiting, stage: 'policy_hold' as const } }
      : step,
  ),
};

test('other rules fold every operation again that they decide otherwise', async () => {
  const db = await twoOperations();
  const { captured, differences } = await rebuildAs(
    db,
    protocolOf([send, other, attest, deliver], patient),
  );
  expect(captured).toEqual({ ...nothing, events: 4 });
  // The other one differs in nothing but the number of its rules' version.
  expect(differences).toMatchObject({
    stage: 1,
    other: 1,
    examples: [
      'route:b: confirmed/awaiting_attestation -> confirmed/policy_hold',
      'route:a: complete/delivered -> complete/delivered',
    ],
  });
  expect((await findOperation(db, 'route:b'))?.body.stage).toBe('policy_hold');
});

test("a carrier's rules fold the operations of what it carries again", async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const rider: Rules = { ...route, carriedBy: ['route'] };
  const carried = { ...send, protocol: 'rider', at: { ...send.at, index: 1 } };
  await ingestLegs(db, { chain: here, legs: [send, { ...carried, event: 'rider' }], to: 9 });
  const fold = async (rules: Map<string, Rules>) => {
    while ((await correlateBatch(db, rules)).cleared > 0);
  };
  await fold(
    new Map<string, Rules>([
      ['route', route],
      ['rider', rider],
    ]),
  );
  const [before] = await db.select().from(operations);
  expect(before).toMatchObject({ protocol: 'rider', stage: 'awaiting_attestation' });
  await rebuild(
    {
      db,
      rules: new Map<string, Rules>([
        ['route', patient],
        ['rider', rider],
      ]),
      log: pino({ level: 'silent' }),
      signal: new AbortController().signal,
      ring: async () => {},
    },
    { protocols: [protocolOf([send], patient)], isDryRun: false, onProgress: () => {} },
  );
  const [after] = await db.select().from(operations);
  expect(after).toMatchObject({ protocol: 'rider', stage: 'policy_hold' });
});

test('what is in quarantine is tried again, and counted if it still cannot be folded', async () => {
  const db = await twoOperations();
  await db.execute(
    sql`alter table operations add constraint stuck check (stage <> 'policy_hold') not valid`,
  );
  await db.execute(sql`
    insert into quarantine (key, code, reason, operations, failures, cause)
    values ('route:b', 'write_failed', 'stuck', '{}', 9, '{"type":"operator"}')`);
  const protocol = protocolOf([send, other, attest, deliver], patient);
  expect((await rebuildAs(db, protocol)).failed).toBe(1);
  expect((await findOperation(db, 'route:b'))?.body.stage).toBe('awaiting_attestation');
  await db.execute(sql`alter table operations drop constraint stuck`);
  expect((await rebuildAs(db, protocol)).failed).toBe(0);
  expect((await findOperation(db, 'route:b'))?.body.stage).toBe('policy_hold');
});

test('a dry run tells what a rebuild would change, and writes nothing', async () => {
  const db = await twoOperations();
  const failed: Leg = { ...deliver, outcome: 'failed_retryable' };
  await db.execute(sql`update legs set operation_id = null where step = 'attest'`);
  const before = await everything(db);
  const protocol = protocolOf([send, attest, failed]);
  expect(await rebuildAs(db, protocol, true)).toMatchObject({
    captured: { ...nothing, changed: 1, gone: 1, unfolded: 1 },
    folded: 2,
    differences: {
      status: 1,
      other: 1,
      examples: [
        'route:a: complete/delivered -> confirmed/delivery_failed_retryable',
        'route:b: confirmed/awaiting_attestation -> no leg of it is left',
      ],
    },
  });
  expect(await everything(db)).toEqual(before);
});

test('a dry run follows the links that legs would have then', async () => {
  const db = await twoOperations();
  const joined: Leg = { ...other, links: send.links };
  const { differences } = await rebuildAs(db, protocolOf([send, joined, attest, deliver]), true);
  expect(differences.examples).toEqual([
    'route:a: complete/delivered -> complete/delivered',
    'route:b: confirmed/awaiting_attestation -> part of route:a',
  ]);
});

test('rows that somebody changed by hand are mended', async () => {
  const db = await twoOperations();
  await db.execute(sql`
    update operations
    set body = jsonb_set(body, '{status}', '"pending"'), status = 'pending'
    where id = 'route:a'`);
  await db.execute(sql`update legs set operation_id = null where step = 'send'`);
  await db.execute(sql`delete from operations where id = 'route:b'`);
  const { captured, differences } = await rebuildAs(db, protocolOf([send, other, attest, deliver]));
  expect(captured).toEqual({ ...nothing, events: 4, unfolded: 2 });
  expect(differences.status).toBe(1);
  expect((await findOperation(db, 'route:a'))?.body.status).toBe('complete');
  expect((await findOperation(db, 'route:b'))?.body.status).toBe('confirmed');
});

test('a leg that waits for its fold is none without an operation', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [send], to: 9 });
  expect((await rebuildAs(db, protocolOf([send]), true)).captured.unfolded).toBe(0);
});

test('a leg that was put into another operation by hand goes back into its own', async () => {
  const db = await twoOperations();
  await db.execute(sql`update legs set operation_id = 'route:a' where operation_id = 'route:b'`);
  await rebuildAs(db, protocolOf([send, other, attest, deliver]));
  const { rows } = await db.execute<{ operation: string; legs: number }>(sql`
    select operation_id as operation, count(*)::int as legs
    from legs
    group by operation_id
    order by operation_id`);
  expect(rows).toEqual([
    { operation: 'route:a', legs: 3 },
    { operation: 'route:b', legs: 1 },
  ]);
});

test('an event that is refused for another reason today says that one', async () => {
  const db = await twoOperations();
  await rebuildAs(db, protocolOf([send, other, attest]));
  await db.execute(sql`update events set error = 'of a version before' where error is not null`);
  const before = await db.select().from(transitions);
  const { captured } = await rebuildAs(db, protocolOf([send, other, attest]));
  expect(captured).toEqual({ ...nothing, events: 4 });
  const [row] = await db
    .select()
    .from(events)
    .where(sql`transaction = '0xdeliver-a'`);
  expect(row?.error).toBe('of no known version');
  expect(await db.select().from(transitions)).toEqual(before);
});

test('what the configuration does not name any more keeps its legs', async () => {
  const db = await twoOperations();
  const before = await everything(db);
  const elsewhere = { ...protocolOf([]), contracts: new Map([[here, ['0xd']]]) };
  expect((await rebuildAs(db, elsewhere)).captured).toEqual({ ...nothing, events: 4, left: 4 });
  expect(await everything(db)).toEqual(before);
});

test('where jobs run, they write what a rebuild marks', async () => {
  const { db, url } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [send], to: 9 });
  await correlateAll(db);
  const told: Leg = { ...send, about: { ...send.about, clientRef: 'x' } };
  const protocol = protocolOf([told]);
  const jobs = await startJobs({
    db,
    databaseUrl: url,
    queue: { type: 'postgres', url },
    protocols: [protocol],
    log: pino({ level: 'silent' }),
  });
  onTestFinished(() => jobs.stop());
  await vi.waitFor(async () => expect(await areJobsRunning(db)).toBe(true), 5_000);
  // Rules of its own that fold nothing: what is written is written by the jobs.
  const { differences } = await rebuild(
    {
      db,
      rules: new Map(),
      log: pino({ level: 'silent' }),
      signal: AbortSignal.timeout(20_000),
      ring: async () => {},
    },
    { protocols: [protocol], isDryRun: false, onProgress: () => {} },
  );
  expect(differences.other).toBe(1);
  expect((await findOperation(db, 'route:a'))?.body.about.clientRef).toBe('x');
});

test('the jobs warn of operations of other rules until a rebuild was through', async () => {
  const db = await twoOperations();
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => void lines.push(line) });
  const newer = { ...route, version: 2 };
  const warned = async (rules: Rules) => {
    lines.length = 0;
    await warnOfOtherRules(db, new Map([['route', rules]]), log);
    return lines.map((line) => (JSON.parse(line) as { msg: string }).msg);
  };
  expect(await warned(route)).toEqual([]);
  expect(await warned(newer)).toEqual([expect.stringContaining('npm run rebuild')]);
  const protocol = protocolOf([send, other, attest, deliver], newer);
  await rebuildAs(db, protocol, true);
  expect(await warned(newer)).toHaveLength(1);
  await rebuildAs(db, protocol);
  expect(await warned(newer)).toEqual([]);
});
