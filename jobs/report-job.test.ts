import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import type { Rules } from '../core/rules.ts';
import type { Database } from '../db/pool.ts';
import { operations, reportRounds, reports } from '../db/schema.ts';
import type { Reporter } from '../reports/define.ts';
import { sodaxBackend } from '../reports/sodax-backend.ts';
import { sodaxRelay } from '../reports/sodax-relay.ts';
import { sodaxSolver } from '../reports/sodax-solver.ts';
import { wormholeGovernor } from '../reports/wormhole-governor.ts';
import { wormholeGuardians } from '../reports/wormhole-guardians.ts';
import { aLeg, aStep, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { offChainService, type ServiceHandler } from '../test/off-chain-service.ts';
import { ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { correlateBatch } from './correlate.ts';
import { ASK_LIMITS } from './ask-service.ts';
import { reportJob } from './report-job.ts';
import { startJobs } from './start-jobs.ts';

const limits = { timeoutMs: 400, bytesMax: 50_000 };

const rules: Rules = {
  version: 1,
  destinationProvesOrigin: true,
  steps: [
    aStep('send', 'origin', 'origin', 'awaiting_origin'),
    aStep('creation', 'hub', 'destination', 'awaiting_hub'),
    aStep('delivery', 'destination', 'destination', 'awaiting_relay'),
  ],
};

const wormholeRules: Rules = {
  ...rules,
  steps: [
    aStep('publish', 'origin', 'origin', 'awaiting_origin'),
    aStep('redemption', 'destination', 'destination', 'awaiting_relay'),
  ],
};

const intentHash = `0x${'af'.repeat(32)}`;
const packet = (number: number | string) => `sodax:23:${number}`;

/** A leg of a SODAX operation: a packet's, and from the hub on its intent's. */
function aSodaxLeg(
  step: 'send' | 'creation' | 'delivery',
  block: number,
  {
    number = 174,
    index = number,
    fork = '',
  }: { number?: number; index?: number; fork?: string } = {},
): Leg {
  const leg = aLeg({ step: step === 'send' ? 'send' : 'deliver', block, index, fork });
  const exact = (key: string) => ({ key, kind: 'exact' as const, rule: 'id' });
  return {
    ...leg,
    event: `${leg.event}/${step}`,
    protocol: 'sodax',
    step,
    at: { ...leg.at, transaction: `0x${step}-${number}${fork}` },
    links: [
      exact(packet(number)),
      ...(step === 'send' ? [] : [exact(`sodax:intent:${intentHash}`)]),
    ],
  };
}

async function foldAll(db: Database): Promise<void> {
  while (
    (
      await correlateBatch(
        db,
        new Map([
          ['sodax', rules],
          ['wormhole', wormholeRules],
          ['other', rules],
        ]),
      )
    ).cleared > 0
  );
}

/** A database with one open operation, whose packet 174 has reached the hub, and a service to ask about it. */
async function aWorld({
  reporter = sodaxRelay,
  answer = packets(),
  legs = [aSodaxLeg('send', 8)],
}: { reporter?: Reporter; answer?: ServiceHandler; legs?: Leg[] } = {}) {
  const { db, url: databaseUrl } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs, to: 10 });
  await ingestLegs(db, { chain: there, legs: [aSodaxLeg('creation', 7)], to: 10 });
  await foldAll(db);
  const service = await offChainService(answer);
  const warnings: Record<string, unknown>[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => warnings.push(JSON.parse(line)) });
  const { signal } = new AbortController();
  const deps = { db, rules: new Map(), log, signal, ring: async () => {} };
  const job = reportJob({ reporter, url: service.url }, limits);
  const round = () => job.run({}, deps);
  /** Lets every pause be over, and runs a round. */
  const later = async () => {
    await db.execute(sql`update reports set next_at = now() where next_at is not null`);
    await db.execute(sql`update report_rounds set next_at = now()`);
    await round();
  };
  return { db, databaseUrl, service, warnings, round, later };
}

interface PacketParts {
  source?: number | string;
  number?: number | string;
  status?: string;
  delivered?: string;
}

/** The relay's answer about a transaction with these packets, as text: its numbers may be larger than ours. */
function packetsText(...all: PacketParts[]): string {
  const parts = all.map(
    ({ source = 23, number = 174, status = 'executing', delivered }) =>
      `{"src_chain_id":${source},"src_tx_hash":"0xsend-174","src_address":"a8e1","status":"${status}",` +
      `"dst_chain_id":146,"conn_sn":${number},"dst_address":"67a8","signatures":["c1"],"payload":"cafe"` +
      `${delivered ? `,"dst_tx_hash":"${delivered}"` : ''}}`,
  );
  return `{"success":true,"data":[${parts.join(',')}]}`;
}

const packets =
  (...all: PacketParts[]): ServiceHandler =>
  () =>
    packetsText(...all);

const said = async (db: Database) =>
  db
    .select({
      subject: reports.subject,
      state: reports.state,
      transaction: reports.transaction,
      failures: reports.failures,
    })
    .from(reports)
    .orderBy(reports.subject);

const nothing = { subject: packet(174), state: null, transaction: null };

describe('what a service says', () => {
  test('stands beside its operation, which stays as it is', async () => {
    const { db, service, round } = await aWorld({
      answer: packets({ number: 173 }, { status: 'executed', delivered: '0xDE' }),
    });
    const before = await db.select().from(operations);
    await round();
    expect(service.questions).toEqual([
      {
        path: '/',
        body: {
          action: 'get_transaction_packets',
          params: { chain_id: '23', tx_hash: '0xsend-174' },
        },
      },
    ]);
    const [row] = await db.select().from(reports);
    expect(row).toEqual({
      reporter: 'sodax-relay',
      subject: packet(174),
      protocol: 'sodax',
      asked: '0xsend-174',
      happenedAt: new Date(1_007_000),
      state: 'executed',
      transaction: '0xde',
      details: { destination: '146', signatures: '1' },
      since: row?.observedAt,
      observedAt: expect.any(Date),
      firstSeenAt: expect.any(Date),
      changes: [
        {
          state: 'executed',
          transaction: '0xde',
          asked: '0xsend-174',
          at: row?.since?.toISOString(),
        },
      ],
      revision: 1,
      nextAt: null,
      failures: 0,
    });
    await foldAll(db);
    expect(await db.select().from(operations)).toEqual(before);
    expect(before[0]?.status).toBe('confirmed');
  });

  test('is kept with every change, and nothing is asked after the last word', async () => {
    const { db, service, later } = await aWorld({ answer: packets() });
    await later();
    service.answer(packets({ status: 'pending' }));
    await later();
    await later();
    service.answer(() => packetsText({ status: 'pending' }).replace('["c1"]', '[]'));
    await later();
    service.answer(packets({ status: 'executed', delivered: '0xd' }));
    await later();
    await later();
    expect(service.questions).toHaveLength(5);
    const [row] = await db.select().from(reports);
    expect(row?.changes.map(({ state, transaction }) => [state, transaction])).toEqual([
      ['not_found', null],
      ['pending', null],
      ['executed', '0xd'],
    ]);
    // The signatures that went missing are a change to whoever looks, and no new word.
    expect(row?.revision).toBe(4);
  });

  test('is not unsaid by a service that forgets', async () => {
    const { db, service, later } = await aWorld({
      reporter: sodaxSolver,
      answer: () => '{"status":2}',
    });
    await later();
    service.answer(() => '{"status":-1}');
    await later();
    expect(service.questions.at(-1)).toEqual({
      path: '/status',
      body: { intent_tx_hash: '0xcreation-174' },
    });
    expect(await said(db)).toEqual([
      { subject: `sodax:intent:${intentHash}`, state: 'started', transaction: null, failures: 0 },
    ]);
  });

  test('is asked of the backend by the hash of the intent', async () => {
    const { db, service, round } = await aWorld({
      reporter: sodaxBackend,
      answer: () => ({ status: 404, text: '{"statusCode":404}' }),
    });
    await round();
    expect(service.questions).toEqual([{ path: `/intent/${intentHash}`, body: null }]);
    expect((await said(db))[0]?.state).toBe('not_found');
  });

  test('is found by numbers that no double can hold', async () => {
    const leg = aSodaxLeg('send', 9, { number: 1 });
    const key = 'sodax:9007199254740993:18446744073709551615';
    const { db, service, round } = await aWorld({
      legs: [{ ...leg, links: [{ key, kind: 'exact', rule: 'id' }] }],
      answer: packets(
        { source: '9007199254740992', number: '18446744073709551615', status: 'pending' },
        { source: '9007199254740993', number: '18446744073709551614', status: 'pending' },
        { source: '9007199254740993', number: '18446744073709551615', status: 'executed' },
      ),
    });
    await round();
    expect(service.questions[0]?.body).toMatchObject({
      params: { chain_id: '9007199254740993' },
    });
    expect(await said(db)).toEqual([
      { subject: key, state: 'executed', transaction: null, failures: 0 },
    ]);
  });

  test('of a packet that a reorg moved to another transaction begins anew', async () => {
    const { db, service, later } = await aWorld({ answer: packets({ status: 'validating' }) });
    await later();
    await rollBackTo(db, here, 7);
    await ingestLegs(db, { chain: here, legs: [aSodaxLeg('send', 9, { fork: '-b' })], to: 12 });
    await foldAll(db);
    service.answer(packets());
    await later();
    expect(service.questions.at(-1)?.body).toMatchObject({ params: { tx_hash: '0xsend-174-b' } });
    expect(await said(db)).toEqual([{ ...nothing, state: 'not_found', failures: 0 }]);
    const [row] = await db.select().from(reports);
    expect(row?.changes.map(({ state, asked }) => [state, asked])).toEqual([
      ['validating', '0xsend-174'],
      ['not_found', '0xsend-174-b'],
    ]);
  });
});

describe('what is said of a message of Wormhole’s', () => {
  const emitter = 'ec'.repeat(32);
  /** No double can hold its number. */
  const id = `1/${emitter}/9007199254740993`;
  const key = `wormhole:${id}`;
  const published = (): Leg => {
    const leg = aSodaxLeg('send', 9, { number: 1 });
    const links = [{ key, kind: 'exact' as const, rule: 'id' }];
    return { ...leg, protocol: 'wormhole', step: 'publish', links };
  };
  const entry = (sequence: string, more = '"releaseTime":1662057609,"notionalValue":"69"') =>
    `{"emitterChain":1,"emitterAddress":"${emitter}","sequence":${sequence},${more}}`;
  const list = (...entries: string[]) => `{"entries":[${entries.join(',')}]}`;

  test('by the Governor stands beside its operation, which stays as it is', async () => {
    const { db, service, later } = await aWorld({
      reporter: wormholeGovernor,
      legs: [published()],
      answer: () =>
        list(entry('9007199254740992', '"releaseTime":"soon"'), entry('9007199254740993')),
    });
    const before = await db.select().from(operations);
    await later();
    expect(service.questions).toEqual([{ path: '/governor/enqueued_vaas', body: null }]);
    const [row] = await db.select().from(reports);
    expect(row).toMatchObject({
      subject: key,
      asked: id,
      state: 'enqueued',
      transaction: null,
      details: { releaseTime: '1662057609', valueInUsd: '69' },
    });
    service.answer(() => list());
    await later();
    expect((await said(db))[0]?.state).toBe('not_enqueued');
    await foldAll(db);
    expect(await db.select().from(operations)).toEqual(before);
  });

  test('by the guardians is asked for by its id, and no more once it is signed', async () => {
    const { db, service, later } = await aWorld({
      reporter: wormholeGuardians,
      legs: [published()],
      answer: () => ({ status: 404, text: '{"code":5,"message":"not found","details":[]}' }),
    });
    await later();
    expect(service.questions).toEqual([{ path: `/signed_vaa/${id}`, body: null }]);
    expect((await said(db))[0]?.state).toBe('not_found');
    const signed = (sequence: string) => () => {
      const body = `${'00'.repeat(8)}0001${emitter}${sequence}01beef`;
      const vaa = Buffer.from(`010000000401${'00'.repeat(66)}${body}`, 'hex');
      return JSON.stringify({ vaaBytes: vaa.toString('base64') });
    };
    service.answer(signed('0020000000000000'));
    await later();
    expect((await said(db))[0]).toMatchObject({ subject: key, state: 'not_found', failures: 1 });
    service.answer(signed('0020000000000001'));
    await later();
    expect((await said(db))[0]?.state).toBe('signed');
    await later();
    expect(service.questions).toHaveLength(3);
  });

  test.each([
    [
      'an answer without its list',
      '{}',
      'entries: Invalid input: expected array, received undefined',
    ],
    [
      'a list that is none',
      '{"entries":7}',
      'entries: Invalid input: expected array, received bigint',
    ],
    ['an entry without a number', list('{"emitterChain":1}'), 'entries.0.emitterAddress'],
    ['our entry without a time', list(entry('9007199254740993', '"x":1')), 'releaseTime'],
    [
      'our entry with a time that is none',
      list(entry('9007199254740993', '"releaseTime":"soon","notionalValue":1')),
      'releaseTime: must be a whole number',
    ],
    ['what is no JSON', '<html>', 'its answer is no JSON'],
  ])('by %s is not written', async (_, text, reason) => {
    const { db, warnings, round } = await aWorld({
      reporter: wormholeGovernor,
      legs: [published()],
      answer: () => text,
    });
    await round();
    expect(warnings.map(({ reason }) => reason)).toEqual([expect.stringContaining(reason)]);
    expect((await said(db))[0]).toMatchObject({ state: null, failures: 1 });
  });
});

describe('an operation', () => {
  test('that has ended is asked about once more', async () => {
    const { db, service, round, later } = await aWorld({ answer: packets({}) });
    await round();
    await ingestLegs(db, { chain: there, legs: [aSodaxLeg('delivery', 11)], to: 20 });
    await foldAll(db);
    await db.execute(sql`update report_rounds set next_at = now()`);
    await round();
    expect(service.questions).toHaveLength(2);
    await later();
    expect(service.questions).toHaveLength(2);
    expect((await db.select().from(reports))[0]?.nextAt).toBeNull();
    // A reorg opens it again.
    await rollBackTo(db, there, 10);
    await foldAll(db);
    await later();
    expect(service.questions).toHaveLength(3);
  });

  test('that had ended when it was first seen is not asked about', async () => {
    const { db, service, round } = await aWorld();
    await ingestLegs(db, { chain: there, legs: [aSodaxLeg('delivery', 11)], to: 20 });
    await foldAll(db);
    await round();
    expect(service.questions).toEqual([]);
    expect(await db.select().from(reports)).toEqual([]);
  });
});

test('an operation of another protocol is not asked about', async () => {
  const send = aSodaxLeg('send', 9, { number: 175 });
  const { db, service, round } = await aWorld({ legs: [{ ...send, protocol: 'other' }] });
  expect(await db.select().from(operations)).toHaveLength(2);
  await round();
  expect(service.questions).toEqual([]);
});

const ok = packetsText({ status: 'executed', delivered: '0xd' });
const wrong: [string, ServiceHandler, reason: string][] = [
  ['fails', () => ({ status: 500, text: ok }), 'it answered with the status 500'],
  ['hangs', () => () => {}, 'it took longer than 400 ms'],
  [
    'has a new word',
    () => packetsText({ status: 'exploded' }),
    'status: Invalid option: expected one of "pending"|"validating"|"executing"|"executed"',
  ],
];

describe('a service that', () => {
  test.each(wrong)('%s costs one warning and a pause', async (_, answer, reason) => {
    const { db, service, warnings, round, later } = await aWorld({ answer });
    await round();
    expect(
      warnings.map(({ reporter, subject, reason }) => ({ reporter, subject, reason })),
    ).toEqual([{ reporter: 'sodax-relay', subject: packet(174), reason }]);
    expect(await said(db)).toEqual([{ ...nothing, failures: 1 }]);
    await round();
    expect(service.questions).toHaveLength(1);
    service.answer(() => ok);
    await later();
    expect(await said(db)).toEqual([
      { ...nothing, state: 'executed', transaction: '0xd', failures: 0 },
    ]);
  });

  test('refuses to answer has said nothing', async () => {
    const { db, warnings, round } = await aWorld({
      answer: () => '{"success":false,"message":"not now"}',
    });
    await round();
    expect(await said(db)).toEqual([{ ...nothing, failures: 0 }]);
    expect(warnings).toEqual([]);
  });
});

/** Seconds until each subject is asked about again, and the service at all. */
async function pauses(db: Database) {
  const { rows } = await db.execute<{ subject: number; service: number }>(sql`
    select extract(epoch from reports.next_at - now())::float8 as subject,
      extract(epoch from report_rounds.next_at - now())::float8 as service
    from reports cross join report_rounds`);
  return rows[0] ?? { subject: Number.NaN, service: Number.NaN };
}

describe('a pause', () => {
  test.each([
    ['new', 0, 2],
    ['a minute old', 60, 60],
    ['an hour old', 3_600, 600],
    ['a week old', 604_800, 6_048],
    ['a year old', 31_536_000, 21_600],
  ])('of what is %s', async (_, ageSeconds, expected) => {
    const { db, round } = await aWorld({ answer: packets({}) });
    await round();
    const age = sql`now() - ${ageSeconds}::float8 * interval '1 second'`;
    await db.execute(sql`update reports set happened_at = ${age}, since = ${age}, next_at = now()`);
    await db.execute(sql`update report_rounds set next_at = now()`);
    await round();
    const { subject } = await pauses(db);
    expect(subject).toBeGreaterThan(expected * 0.75 - 1);
    expect(subject).toBeLessThan(expected * 1.25 + 1);
  });

  test('is short after a new word, however old the operation is', async () => {
    const { db, service, later } = await aWorld({ answer: packets({ status: 'pending' }) });
    await later();
    expect((await pauses(db)).subject).toBeGreaterThan(400);
    service.answer(packets({ status: 'validating' }));
    await later();
    expect((await pauses(db)).subject).toBeLessThan(3);
  });

  test('of a service that gives nothing doubles, and ends with the first answer', async () => {
    const { db, service, round, later } = await aWorld({ answer: () => 'null' });
    const seen: number[] = [];
    for (let i = 0; i < 4; i += 1) {
      await later();
      seen.push(Math.ceil((await pauses(db)).service));
      // A round without questions tells nothing of the service.
      await db.execute(sql`update report_rounds set next_at = now()`);
      await round();
    }
    expect(service.questions).toHaveLength(4);
    service.answer(packets({}));
    await later();
    expect(seen).toEqual([4, 8, 16, 32]);
    expect((await pauses(db)).service).toBeLessThanOrEqual(0);
  });
});

const many = Array.from({ length: 30 }, (_, i) => aSodaxLeg('send', 8, { number: 200 + i }));

test('a service is asked little at once, by however many processes', async () => {
  const { service, round, later } = await aWorld({
    legs: many,
    answer: () => (response) => void setTimeout(() => response.end(packetsText()), 20),
  });
  await Promise.all([round(), round(), round()]);
  expect(service.questions).toHaveLength(20);
  expect(service.atOnceMax()).toBe(4);
  await later();
  expect(new Set(service.questions.map(({ body }) => JSON.stringify(body))).size).toBe(30);
});

test('a service that fails is not asked about everything else in the same round', async () => {
  const { service, warnings, round } = await aWorld({ legs: many, answer: () => 'null' });
  await round();
  expect(service.questions.length).toBeLessThan(8);
  expect(warnings).toHaveLength(1);
});

test('the jobs ask by themselves, and stop while an answer is awaited', async () => {
  const { db, databaseUrl, service } = await aWorld({ answer: packets({}) });
  const jobs = await startJobs({
    db,
    databaseUrl,
    queue: { type: 'postgres', url: databaseUrl },
    protocols: [],
    log: pino({ level: 'silent' }),
    reporters: [
      { reporter: sodaxRelay, url: service.url },
      { reporter: sodaxSolver, url: await silentService() },
    ],
  });
  let isStopped = false;
  onTestFinished(async () => {
    if (!isStopped) await jobs.stop();
  });
  for (const until = Date.now() + 8_000; Date.now() < until; await sleep(20)) {
    if ((await said(db)).some(({ state }) => state === 'executing')) break;
  }
  expect((await said(db)).find(({ subject }) => subject === packet(174))?.state).toBe('executing');
  const startedAt = performance.now();
  await jobs.stop();
  isStopped = true;
  expect(performance.now() - startedAt).toBeLessThan(ASK_LIMITS.timeoutMs - 1_000);
  expect((await db.select().from(reportRounds)).map(({ failures }) => failures)).toEqual([0, 0]);
});

const silentService = async () => (await offChainService(() => () => {})).url;
