import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import { aLeg, here, route, there } from '../../test/builders.ts';
import { createDatabase } from '../../test/database.ts';
import { HEALTH_POLICY } from '../../core/health.ts';
import { judgeAll } from '../../test/health-world.ts';
import {
  correlateAll,
  ingestLegs,
  registerRoute,
  rollBackTo,
} from '../../test/world-in-database.ts';
import type { Database } from '../pool.ts';
import { otherRules } from '../rule-versions.ts';
import { checks, examine } from './examine.ts';

const rules = new Map([['route', route]]);

/** A database with a life: a delivery, a reorg that took it back and its return, a merge by look-alikes, and a wait. */
async function aDatabase(): Promise<Database> {
  const { db } = await createDatabase();
  await registerRoute(db);
  await otherRules(db, rules);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 1 })], to: 4 });
  const attest = aLeg({ step: 'attest', block: 1 });
  await ingestLegs(db, {
    chain: there,
    legs: [attest, aLeg({ step: 'deliver', block: 4 })],
    to: 5,
    finalized: 3,
  });
  await correlateAll(db);
  await rollBackTo(db, there, 3);
  await correlateAll(db);
  const legs = [
    aLeg({ step: 'deliver', block: 4, fork: 'b' }),
    aLeg({ step: 'deliver', block: 5, index: 1, id: 'far', lookalike: 'x', fork: 'b' }),
  ];
  await ingestLegs(db, { chain: there, legs, to: 6, fork: 'b', finalized: 4 });
  await correlateAll(db);
  const waits = aLeg({ step: 'send', block: 5, index: 1, id: 'waits' });
  const near = aLeg({ step: 'send', block: 5, index: 2, id: 'near', lookalike: 'x' });
  await ingestLegs(db, { chain: here, legs: [waits, near], to: 9, finalized: 7 });
  await correlateAll(db);
  // The chains are seen up to the moment.
  await db.execute(sql`update chains set head_time = now(), seen_at = now(), moved_at = now()`);
  await judgeAll(db, { policy: HEALTH_POLICY });
  return db;
}

/** What is not well, by the name of its check. */
async function illOf(db: Database, isThorough = true) {
  const examined = await examine(db, { rules, isThorough });
  return examined.flatMap(({ check, finding, error }) =>
    error === undefined && finding.broken + finding.waiting === 0
      ? []
      : [{ name: check.name, ...finding, ...(error !== undefined && { error }) }],
  );
}

test('a database after reorgs, merges and waits is well', async () => {
  const db = await aDatabase();
  expect(await illOf(db)).toEqual([]);
  expect(await illOf(db, false)).toEqual([]);
});

test('every check has a name of its own, and says what it means and what to do', () => {
  const names = checks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const { meaning, remedy } of checks) {
    expect(meaning).toMatch(/\.$/);
    expect(remedy.length).toBeGreaterThan(10);
  }
});

/** An alert that lasts, silenced or not. */
const anAlert = (isSilenced: string) =>
  `insert into alerts (id, fingerprint, rule, subject, state, severity, text, holds, since, checks, silenced) values ('al_1', 'f', 'operation_stuck', 'route:waits', 'open', 'warning', '{}', true, now(), 2, ${isSilenced})`;

/** What somebody does to a database by hand, and what is broken then. */
const wounds: [check: string, wound: string, example: string][] = [
  [
    'every channel takes what it is told of alerts',
    `insert into alert_channels (name, dead_since, dead_reason) values ('chat', now(), '404 no_service')`,
    'chat: 404 no_service',
  ],
  [
    'no safe or finalized height is above its head',
    `update chains set safe_number = 99 where name = 'here'`,
    'here: head 9, safe 99, finalized 2',
  ],
  [
    'nothing counts as read twice that was not read once',
    `update checkpoints set verified = verified + '{[70,80)}' where chain = 'eip155:1'`,
    'eip155:1 0xc: {[70,80)}',
  ],
  [
    'no block far above the head counts as read',
    `update checkpoints set ranges = ranges + '{[2000,2001)}' where chain = 'eip155:1'`,
    'eip155:1 0xc: read up to 2000, head 9',
  ],
  [
    'every height has one canonical header',
    `drop index blocks_canonical; insert into blocks (chain, number, hash, parent_hash, time) values ('eip155:1', 9, '0xtwin', '', now())`,
    'eip155:1 block 9',
  ],
  [
    'no event stands in a block that was reorged away',
    `insert into blocks (chain, number, hash, parent_hash, time, canonical) select chain, block_number, block_hash, '', block_time, false from events where transaction = '0xsend-a'`,
    'eip155:1 block 1 event 1',
  ],
  [
    'what was reorged away does not count as read twice',
    'update events set verified = true where not canonical',
    'eip155:2 event 3',
  ],
  [
    'every leg has its event',
    `delete from events where transaction = '0xsend-waits'`,
    'leg of event 6',
  ],
  ['every link has its leg', `delete from legs where event_id = 6`, 'link route:waits of event 6'],
  [
    'every leg has a link of its operation alone',
    `delete from links where event_id = 6`,
    'send of event 6',
  ],
  [
    'every leg is in an operation',
    `update legs set operation_id = null where event_id = 6`,
    'send of event 6',
  ],
  [
    'every leg is in an operation',
    `delete from operations where id = 'route:waits'`,
    'send of event 6',
  ],
  [
    'every lookup that is closed is answered',
    `insert into lookups (key, step, chain, event_id, body, done) values ('route:waits', 'deliver', 'eip155:2', 6, '{}', true)`,
    'deliver of route:waits on eip155:2',
  ],
  [
    'every answer has its lookup',
    `update events set asked = true where transaction = '0xsend-waits'`,
    'eip155:1 event 6',
  ],
  ['every operation has a leg', `delete from legs where event_id = 6`, 'route:waits'],
  [
    "every operation's columns say what its body says",
    `update operations set destination_chain = null where id = 'route:waits'`,
    'route:waits',
  ],
  [
    'every former id leads to an operation',
    `insert into aliases values ('route:old', 'route:gone')`,
    'route:old -> route:gone',
  ],
  [
    'no id is an operation and a former id at once',
    `insert into aliases values ('route:waits', 'route:a')`,
    'route:waits',
  ],
  [
    'operations are what their legs fold to',
    `update operations set status = 'complete', body = jsonb_set(body, '{status}', '"complete"') where id = 'route:waits'`,
    'route:waits: complete/awaiting_attestation, folds to confirmed/awaiting_attestation',
  ],
  [
    'operations are what their legs fold to',
    `update legs set outcome = 'failed_retryable' where step = 'deliver'`,
    'route:a: complete/delivered, folds to confirmed/delivery_failed_retryable',
  ],
  [
    'operations are what their legs fold to',
    `insert into wakes (operation_id, protocol, chain, number) values ('route:waits', 'route', 'eip155:1', 5000)`,
    'route:waits: confirmed/awaiting_attestation, folds to confirmed/awaiting_attestation',
  ],
  [
    "every operation is what its last transition says, and has that one's version",
    `update operations set version = 7 where id = 'route:waits'`,
    'route:waits: version 7',
  ],
  [
    "every operation is what its last transition says, and has that one's version",
    `update transitions set final = not final where operation_id = 'route:waits'`,
    'route:waits: version 1',
  ],
  [
    'every transition begins where the one before it ended',
    `update transitions set from_stage = 'settled' where operation_id = 'route:a' and version = 2`,
    'route:a: version 2',
  ],
  [
    'versions count from one without a gap',
    `delete from transitions where operation_id = 'route:a' and version = 2`,
    'route:a: version 3',
  ],
  [
    'no operation fell back without a reason',
    `update transitions set cause = '{"type":"head","chain":"eip155:2"}', changes = '[]' where operation_id = 'route:a' and version = 2`,
    'route:a: complete -> confirmed by head',
  ],
  [
    'the log is followed no further than it goes',
    `update followers set seq = 1000000`,
    'health is at 1000000',
  ],
  [
    'who follows the log gets on',
    `update followers set seq = 1; update transitions set observed_at = now() - interval '11 minutes'`,
    'health is at 1',
  ],
  [
    'everything that is open is judged',
    `delete from operation_health where operation_id = 'route:waits'`,
    'route:waits',
  ],
  [
    'everything that is open is judged',
    `update operation_health set version = 0 where operation_id = 'route:waits'`,
    'route:waits',
  ],
  [
    'no wait is due to be judged for longer than 10 minutes',
    `update operation_health set check_at = now() - interval '11 minutes' where operation_id = 'route:waits'`,
    'route:waits',
  ],
  [
    'figures of lanes are summed up',
    `update stage_baselines set refreshed_at = now() - interval '11 minutes', stale = true where step = 'attest'`,
    'route from eip155:1 to eip155:2, attest, all',
  ],
  [
    'operations are thought of as they are judged',
    `update operation_health set health = 'stuck', reason = 'longer_than_usual' where operation_id = 'route:waits'`,
    'route:waits: stuck (longer_than_usual), judged ok (insufficient_data)',
  ],
  [
    'operations are thought of as they are judged',
    `update operation_health set baseline = '{"source": "lane", "pace": null, "p50": 1, "p90": 1, "p99": 1, "sample": 99}' where operation_id = 'route:waits'`,
    'route:waits: ok (insufficient_data), judged stuck (longer_than_usual)',
  ],
  [
    'no notice is due for longer than 10 minutes',
    `insert into alert_notices (id, alert_id, channel, kind, next_at) values (7, 'al_1', 'chat', 'opened', now() - interval '11 minutes')`,
    'notice 7 to chat',
  ],
  [
    'what is silenced has a silence',
    `${anAlert('true')}; insert into silences (id, rule, until, comment, created_by) values ('si_1', 'conflict', now() + interval '1 hour', '', ''), ('si_2', null, now() - interval '11 minutes', '', '')`,
    'al_1: operation_stuck route:waits',
  ],
  [
    'nothing that is over is judged',
    `insert into operation_health (operation_id, version, protocol, kind, step, stage, since, health, health_since, started_at, updated_at) values ('route:a', 1, 'route', 'message', 'deliver', 'awaiting_relay', now(), 'ok', now(), now(), now())`,
    'route:a',
  ],
  [
    'how long operations waited is what their rows say',
    `update stage_times set pace = 'fast' where operation_id = 'route:a' and step = 'deliver'`,
    'route:a',
  ],
  [
    'how long operations waited is what their rows say',
    `update stage_times set seconds = seconds + 1 where operation_id = 'route:a' and step = 'deliver'`,
    'route:a',
  ],
  [
    'no mark waits longer than 10 minutes',
    `insert into dirty (key, cause, failures, marked_at) values ('route:x', '{"type":"rebuild"}', 2, now() - interval '11 minutes')`,
    'route:x, failed 2 times',
  ],
  [
    'what operations wait for wakes them',
    `insert into wakes (operation_id, protocol, chain, time) values ('route:waits', 'route', 'eip155:1', to_timestamp(10))`,
    'route:waits by eip155:1',
  ],
  [
    'no incident is open',
    `insert into incidents (chain, kind, reorg_id, ancestor_number, finalized_number, opened_at) select 'eip155:2', 'finality_violation', id, 1, 2, '2026-01-01T00:00:00Z' from reorgs`,
    'eip155:2 since 2026-01-01T00:00:00Z',
  ],
  [
    'every chain is followed',
    `update chains set seen_at = '2026-01-01T00:00:00Z' where name = 'here'`,
    'here since 2026-01-01T00:00:00Z',
  ],
  [
    'operations are folded by the rules of this version',
    `update rule_versions set version = 0`,
    'route: 0, not 1',
  ],
  [
    'nothing is in quarantine',
    `insert into quarantine (key, code, reason, operations, failures, cause) values ('route:stuck', 'fold_failed', 'no step', '{}', 3, '{"type":"rebuild"}')`,
    'route:stuck: no step',
  ],
];

describe('a database that is broken by hand', () => {
  test.each(wounds)('%s: %s', async (name, wound, example) => {
    const db = await aDatabase();
    for (const statement of wound.split('; ')) await db.execute(sql.raw(statement));
    const found = (await illOf(db)).find((ill) => ill.name === name);
    expect(found?.broken).toBeGreaterThan(0);
    expect(found?.examples).toContain(example);
  });

  test('each check is shown to fail', () => {
    const shown = new Set(wounds.map(([name]) => name));
    expect(checks.map(({ name }) => name).filter((name) => !shown.has(name))).toEqual([]);
  });
});

test('what is marked and not folded yet waits, and is not broken', async () => {
  const db = await aDatabase();
  const legs = [aLeg({ step: 'attest', block: 8, id: 'waits', fork: 'b', index: 3 })];
  await ingestLegs(db, { chain: there, legs, to: 9, fork: 'b' });
  const ill = await illOf(db);
  expect(ill.filter(({ broken }) => broken !== 0)).toEqual([]);
  expect(ill.map(({ name }) => name)).toEqual([
    'every leg is in an operation',
    'operations are what their legs fold to',
    'no mark waits longer than 10 minutes',
    'what operations wait for wakes them',
  ]);
});

test('notices and silences that are in time are well', async () => {
  const db = await aDatabase();
  await db.execute(sql.raw(anAlert('true')));
  await db.execute(sql`
    insert into silences (id, operation_id, until, comment, created_by)
    values ('si_1', null, now() + interval '1 hour', '', '')`);
  // The second waits for the first, which is tried again later; the third for a channel that asked to be left alone.
  await db.execute(sql`
    insert into alert_notices (alert_id, channel, kind, next_at) values
      ('al_1', 'chat', 'opened', now() + interval '1 hour'), ('al_1', 'chat', 'resolved', now() - interval '1 hour'),
      ('al_1', 'pager', 'opened', now() - interval '1 hour')`);
  await db.execute(sql`
    insert into alert_channels (name, paused_until) values ('pager', now() + interval '1 minute')`);
  expect(await illOf(db)).toMatchObject([
    { name: 'no notice is due for longer than 10 minutes', broken: 0, waiting: 1 },
  ]);
});

test('a channel that fails is shown while it is tried again', async () => {
  const db = await aDatabase();
  await db.execute(sql.raw(anAlert('false')));
  await db.execute(sql`
    insert into alert_notices (alert_id, channel, kind, next_at, tries, failing_since, last_reason)
    values ('al_1', 'chat', 'opened', now() + interval '1 hour', 3, now(), 'ECONNREFUSED')`);
  expect(await illOf(db)).toMatchObject([
    {
      name: 'every channel takes what it is told of alerts',
      broken: 0,
      waiting: 1,
      examples: ['chat: 1 tried again, ECONNREFUSED'],
    },
  ]);
});

test('what is in quarantine is no other fault', async () => {
  const db = await aDatabase();
  await db.execute(sql`update legs set outcome = 'failed_retryable' where step = 'deliver'`);
  await db.execute(sql`
    insert into quarantine (key, code, reason, operations, failures, cause)
    select id, 'fold_failed', 'no step', '{}', 3, '{"type":"rebuild"}' from operations`);
  const broken = (await illOf(db)).filter((ill) => ill.broken !== 0);
  expect(broken.map(({ name }) => name)).toEqual(['nothing is in quarantine']);
});

test('an event of a header that is a hole again waits for the next reading', async () => {
  const db = await aDatabase();
  await db.execute(sql`
    insert into blocks (chain, number, hash, parent_hash, time, canonical)
    select chain, block_number, block_hash, '', block_time, false
    from events
    where transaction = '0xsend-a'`);
  await db.execute(sql`update checkpoints set verified = verified - '{[1,2)}'::int8multirange`);
  const name = 'no event stands in a block that was reorged away';
  expect((await illOf(db)).find((ill) => ill.name === name)).toMatchObject({
    broken: 0,
    waiting: 1,
  });
});

test('an operation whose origin comes into sight may fall to pending', async () => {
  const { db } = await createDatabase();
  await registerRoute(db, [there]);
  await otherRules(db, rules);
  const legs = [aLeg({ step: 'attest', block: 4 }), aLeg({ step: 'deliver', block: 4, index: 1 })];
  await ingestLegs(db, { chain: there, legs, to: 5, isVerified: false });
  await correlateAll(db);
  await registerRoute(db, [here]);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 5 })], to: 5 });
  await correlateAll(db);
  const fall = sql`
    select from transitions where from_status = 'complete' and to_status = 'pending'`;
  expect((await db.execute(fall)).rowCount).toBe(1);
  await db.execute(sql`update transitions set cause = '{"type":"event","chain":"eip155:1"}'`);
  await judgeAll(db);
  expect(await illOf(db)).toEqual([]);
});

test('heights above the head that have no block are no fault', async () => {
  const db = await aDatabase();
  await db.execute(sql`update checkpoints set ranges = ranges + '{[10,12)}'::int8multirange`);
  expect(await illOf(db)).toEqual([]);
});

test('a check that cannot be made stops no other', async () => {
  const db = await aDatabase();
  await db.execute(sql`drop table aliases cascade`);
  const ill = await illOf(db);
  expect(ill.map(({ error }) => error?.includes('aliases'))).toEqual([true, true, true]);
});
