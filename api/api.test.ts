import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import { registerChain } from '../db/checkpoints.ts';
import type { Database } from '../db/pool.ts';
import { openSubjects, writeSaid } from '../db/reports.ts';
import { anApi, aRoute, now } from '../test/an-api.ts';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { documented } from '../test/documented.ts';
import { correlateAll, ingestLegs, registerRoute, rollBackTo } from '../test/world-in-database.ts';
import { createApp } from './create-app.ts';
import type { HistoryAnswer } from './schemas/history.ts';
import type { OperationAnswer } from './schemas/operation.ts';
import type { ProtocolAnswer, ProtocolListAnswer } from './schemas/protocols.ts';
import type { OperationDetailAnswer } from './schemas/operation-detail.ts';

interface List {
  operations: OperationAnswer[];
  nextCursor: string | null;
}
interface Problem {
  code: string;
  detail: string;
  recovery: string;
}

/** Has a service say something of operation b. */
async function report(db: Database, reporter: string, state: string): Promise<void> {
  const subject = { key: 'route:b', asked: '0xsend-b', happenedAt: now() };
  await openSubjects(db, [subject], { reporter, protocol: 'route', over: [] });
  const transaction = '5VERv8';
  const details = { destination: '21' };
  await writeSaid(db, subject, {
    reporter,
    said: { state, transaction, details, isOver: false, isSilence: false },
  });
}

describe('an operation', () => {
  test('answers what has happened, what is pending and what constitutes completion', async () => {
    const { get } = await anApi();
    const { body } = await get<OperationAnswer>('/v1/operations/route:b');
    expect(body).toMatchObject({
      status: 'confirmed',
      stage: 'awaiting_relay',
      terminal: false,
      final: false,
      origin: { chain: here, name: 'here', transaction: '0xsend-b' },
      destination: { chain: there, name: 'there', transaction: null },
      pending: {
        step: 'deliver',
        chainName: 'there',
        usual: { seconds: 1_200, lateAfter: 2_700 },
        since: '1970-01-01T00:16:48.000Z',
      },
      nextAction: { mover: 'anyone', who: 'anyone' },
      completion: { missing: ['deliver'] },
      asOf: { [here]: { lagSeconds: 90, safe: '9', finalized: '8', safeRule: 'depth 1' } },
    });
    expect(body.happened.map(({ step, inclusion }) => [step, inclusion])).toEqual([
      ['send', 'finalized'],
      ['attest', 'finalized'],
    ]);
  });

  test('has its version as ETag, and is not sent again while that stands', async () => {
    const { get } = await anApi();
    const { headers } = await get('/v1/operations/route:b');
    const etag = headers.get('etag') ?? '';
    expect(etag).toMatch(/^W\/"1-/);
    expect((await get('/v1/operations/route:b', { 'if-none-match': etag })).status).toBe(304);
  });

  test('shows what services say beside what its chains show, under an ETag of both', async () => {
    const { db, get } = await anApi();
    const before = await get<OperationDetailAnswer>('/v1/operations/route:b');
    expect(before.body.reports).toEqual([]);
    await report(db, 'sodax-relay', 'executed');
    await report(db, 'sodax-relay', 'executed');
    await report(db, 'of-another-version', 'executed');
    const { body, headers } = await get<OperationDetailAnswer>('/v1/operations/route:b');
    const { reports, ...operation } = body;
    expect({ ...operation, reports: [] }).toEqual(before.body);
    expect(operation.status).toBe('confirmed');
    expect(reports).toEqual([
      {
        reporter: 'sodax-relay',
        subject: 'route:b',
        state: 'executed',
        meaning: 'The relay says that it has delivered the packet.',
        transaction: '5VERv8',
        details: { destination: '21' },
        since: expect.any(String),
        observedAt: expect.any(String),
      },
    ]);
    expect(reports[0]?.observedAt.localeCompare(reports[0].since)).toBe(1);
    const etag = headers.get('etag') ?? '';
    const former = { 'if-none-match': before.headers.get('etag') ?? '' };
    expect((await get('/v1/operations/route:b', former)).status).toBe(200);
    expect((await get('/v1/operations/route:b', { 'if-none-match': etag })).status).toBe(304);
    // Nothing is said of others.
    expect((await get<OperationDetailAnswer>('/v1/operations/route:a')).body.reports).toEqual([]);
  });

  test('shows in its history what a reorg took back, and why', async () => {
    const { db, get } = await anApi();
    await rollBackTo(db, there, 6);
    await correlateAll(db);
    const { body } = await get<{ transitions: Record<string, unknown>[] }>(
      '/v1/operations/route:a/history',
    );
    expect(body.transitions.at(-1)).toMatchObject({
      from: 'complete',
      to: 'confirmed',
      stageTo: 'attestation_orphaned',
      cause: { type: 'reorg', chainName: 'there', depth: 4, ancestor: '6' },
      changes: [
        { step: 'attest', from: 'finalized', to: 'orphaned' },
        { step: 'deliver', from: 'finalized', to: 'orphaned' },
      ],
    });
  });
});

describe('a history as of a time', () => {
  /** Operation a before, after and long after a reorg that took its delivery back; times between are given. */
  async function aReorg() {
    const { db, get } = await anApi();
    await rollBackTo(db, there, 6);
    await correlateAll(db);
    const again = [
      aLeg({ step: 'attest', block: 7, id: 'a', fork: 'b' }),
      aLeg({ step: 'deliver', block: 8, id: 'a', index: 1, fork: 'b' }),
    ];
    await ingestLegs(db, { chain: there, legs: again, to: 9, fork: 'b', finalized: 99 });
    await correlateAll(db);
    // An hour between any two of them, from midnight on.
    await db.execute(sql`
      update transitions
      set observed_at = '2026-01-01T00:00:00Z'::timestamptz + version * interval '1 hour'
      where operation_id = 'route:a'`);
    return (hours: string) =>
      get<HistoryAnswer>(`/v1/operations/route:a/history?asOf=2026-01-01T${hours}:00Z`);
  }
  const legsOf = ({ asOf }: HistoryAnswer) =>
    asOf?.known?.legs.map(({ step, transaction, inclusion }) => [step, transaction, inclusion]);

  test('tells nothing from before anything was known', async () => {
    const { body } = await (await aReorg())('00:59');
    expect(body).toEqual({
      operation: 'route:a',
      asOf: { time: '2026-01-01T00:59:00.000Z', known: null },
      transitions: [],
    });
  });

  test('tells what was known before, between and after a reorg', async () => {
    const at = await aReorg();
    const before = await at('01:00');
    expect(before.body.asOf?.known).toMatchObject({
      version: 1,
      status: 'complete',
      stage: 'delivered',
      final: true,
      heads: { [there]: { head: '10', safe: '9', finalized: '8' } },
      learnedAt: '2026-01-01T01:00:00.000Z',
      chainTime: '1970-01-01T00:16:48.000Z',
    });
    expect(legsOf(before.body)).toEqual([
      ['send', '0xsend-a', 'finalized'],
      ['attest', '0xattest-a', 'finalized'],
      ['deliver', '0xdeliver-a', 'finalized'],
    ]);
    const between = await at('02:30');
    expect(between.body.transitions.map(({ version }) => version)).toEqual([1, 2]);
    expect(between.body.asOf?.known).toMatchObject({
      version: 2,
      status: 'confirmed',
      stage: 'attestation_orphaned',
      final: false,
      heads: { [there]: { head: '6' } },
    });
    expect(legsOf(between.body)).toEqual([
      ['send', '0xsend-a', 'finalized'],
      ['attest', '0xattest-a', 'orphaned'],
      ['deliver', '0xdeliver-a', 'orphaned'],
    ]);
    const after = await at('23:00');
    expect(after.body.asOf?.known).toMatchObject({ version: 3, status: 'complete', final: false });
    expect(after.body.asOf?.known?.legs.slice(3)).toEqual([
      {
        step: 'attest',
        chain: there,
        chainName: 'there',
        transaction: '0xattest-a',
        inclusion: 'confirmed',
      },
      {
        step: 'deliver',
        chain: there,
        chainName: 'there',
        transaction: '0xdeliver-a',
        inclusion: 'confirmed',
      },
    ]);
  });

  test('takes a time of any zone, and refuses what is none', async () => {
    const { get } = await anApi();
    const path = '/v1/operations/route:a/history?asOf=';
    const zoned = await get<HistoryAnswer>(`${path}2026-01-01T02:00:00%2B02:00`);
    expect(zoned.body.asOf?.time).toBe('2026-01-01T00:00:00.000Z');
    for (const text of ['yesterday', '2026-01-01', '2026-01-01T00:00:00', '']) {
      const { status, body } = await get<Problem>(`${path}${text}`);
      expect({ status, code: body.code }).toEqual({ status: 400, code: 'bad_request' });
      expect(body.detail).toContain('such as 2026-11-23T10:15:30Z');
    }
  });

  test('is told only where a time was asked for', async () => {
    const { get } = await anApi();
    const { body } = await get<HistoryAnswer>('/v1/operations/route:a/history');
    expect(body.asOf).toBeUndefined();
  });
});

describe('a list', () => {
  test('pages through every operation once, the latest update first', async () => {
    const { get } = await anApi();
    const seen: string[] = [];
    let path = '/v1/operations?limit=1';
    for (let pages = 0; pages < 10; pages += 1) {
      const { body } = await get<List>(path);
      seen.push(...body.operations.map(({ id }) => id));
      if (body.nextCursor === null) break;
      path = `/v1/operations?limit=1&cursor=${body.nextCursor}`;
    }
    expect(seen.toSorted()).toEqual(['route:a', 'route:b', 'route:c']);
  });

  test('is in the order of starts where that is asked for, and pages of it go on with it alone', async () => {
    const { get } = await anApi();
    const first = await get<List>('/v1/operations?sort=started&limit=1&final=false');
    expect(first.body.operations.map(({ id }) => id)).toEqual(['route:c']);
    const cursor = `cursor=${first.body.nextCursor}`;
    const next = await get<List>(`/v1/operations?sort=started&limit=5&final=false&${cursor}`);
    expect(next.body.operations.map(({ id }) => id)).toEqual(['route:b']);
    expect(next.body.nextCursor).toBeNull();
    for (const query of ['sort=updated&final=false', 'sort=started', 'sort=started&final=true']) {
      const { status, body } = await get<Problem>(`/v1/operations?${query}&${cursor}`);
      expect({ status, code: body.code, detail: body.detail }).toEqual({
        status: 400,
        code: 'bad_request',
        detail: 'The cursor is of a list with other filters or another sort.',
      });
    }
  });

  const rows: [string, string[]][] = [
    ['status=pending', ['route:c']],
    ['status=pending,confirmed', ['route:b', 'route:c']],
    ['stage=awaiting_relay', ['route:b']],
    ['origin=here&destination=eip155:2', ['route:a', 'route:b', 'route:c']],
    ['origin=there', []],
    ['tx=0xSEND-B', ['route:b']],
    ['protocol=route', ['route:a', 'route:b', 'route:c']],
    ['kind=message', ['route:a', 'route:b', 'route:c']],
    ['destination=eip155:3', []],
    ['final=true', ['route:a']],
    ['final=false', ['route:b', 'route:c']],
    ['startedAfter=1970-01-01T00:16:50Z', ['route:c']],
    ['startedBefore=1970-01-01T00:16:50Z', ['route:a', 'route:b']],
    ['updatedAfter=2100-01-01T00:00:00Z', []],
    ['updatedBefore=2100-01-01T00:00:00Z', ['route:a', 'route:b', 'route:c']],
  ];
  test.each(rows)('?%s gives %j', async (query, ids) => {
    const { get } = await anApi();
    const { body } = await get<List>(`/v1/operations?${query}`);
    expect(body.operations.map(({ id }) => id).toSorted()).toEqual(ids);
  });

  const refused: [string, string][] = [
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['status=done', 'status'],
    ['cursor=x', 'cursor'],
    ['updatedAfter=yesterday', 'updatedAfter'],
    ['updatedUntil=2026-11-23T10:15:30Z', 'updatedUntil'],
    ['final=yes', 'final'],
    ['status=,', 'status'],
    ['tx=', 'tx'],
    ['tx=%01', 'tx'],
    ['protocol=a%01', 'protocol'],
    ['sort=id', 'sort'],
    ['address=1,2,3,4,5,6', 'address'],
    ['updatedAfter=2026-11-23T10:15:30Z&updatedBefore=2026-11-23T10:15:30Z', 'updatedBefore'],
  ];
  test.each(refused)('?%s is refused with the name of the parameter', async (query, name) => {
    const { get } = await anApi();
    const { status, body } = await get<Problem>(`/v1/operations?${query}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'bad_request' });
    expect(body.detail).toContain(name);
  });
});

describe('a name that nothing can match', () => {
  const rows: [string, string, string][] = [
    ['protocol=rout', 'unknown_protocol', 'Use one of: route.'],
    [
      'kind=massage',
      'unknown_kind',
      'Use one of: message. Any other is known here once an operation of it was indexed.',
    ],
    ['origin=her', 'unknown_chain', 'Use one of: here, there.'],
    ['destination=eip155:4', 'unknown_chain', 'Use one of: here, there.'],
  ];
  test.each(rows)('?%s is refused as %s, with those that are known', async (query, code, known) => {
    const { get } = await anApi();
    const { status, body } = await get<Problem>(`/v1/operations?${query}`);
    expect({ status, code: body.code, recovery: body.recovery }).toEqual({
      status: 404,
      code,
      recovery: known,
    });
  });
});

test('a leg that left no log is shown with what shows it, and with no transaction where only the state does', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const attest = aLeg({ step: 'attest', block: 7, index: -1 });
  const deliver = aLeg({ step: 'deliver', block: 7, index: -1 });
  const seen = { ...deliver, at: { ...deliver.at, transaction: 'state:0xd:0x01' } };
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 8 })], to: 10 });
  await ingestLegs(db, { chain: there, legs: [attest, seen], to: 10 });
  await correlateAll(db);
  const app = createApp({ db, protocols: [aRoute], log: pino({ level: 'silent' }), now });
  const get = async <T>(path: string) => (await documented<T>(path, await app.request(path))).body;
  const { happened, destination } = await get<OperationAnswer>('/v1/operations/route:a');
  expect(happened.map(({ evidence, transaction }) => [evidence, transaction])).toEqual([
    ['log', '0xsend-a'],
    ['call', '0xattest-a'],
    ['state', null],
  ]);
  expect(destination?.transaction).toBeNull();
  const asOf = '2100-01-01T00:00:00Z';
  const past = await get<HistoryAnswer>(`/v1/operations/route:a/history?asOf=${asOf}`);
  expect(past.asOf?.known?.legs.map(({ transaction }) => transaction)).toContain(null);
  const { matches } = await get<{ matches: { matched: object }[] }>('/v1/lookup?key=route:a');
  expect(matches).toHaveLength(1);
});

describe('a lookup', () => {
  test('finds an operation by the transaction of any leg, and says which leg that is', async () => {
    const { get } = await anApi();
    const { body } = await get<{ matches: { matched: object; operation: OperationAnswer }[] }>(
      '/v1/lookup?tx=0xdeliver-a',
    );
    expect(body.matches).toHaveLength(1);
    expect(body.matches[0]?.matched).toEqual({
      step: 'deliver',
      chain: there,
      transaction: '0xdeliver-a',
      canonical: true,
    });
    expect(body.matches[0]?.operation.id).toBe('route:a');
  });

  test('takes hex in any case, and base58 only as it is written', async () => {
    const { db } = await createDatabase();
    await registerRoute(db);
    const [signature, wallet] = ['3VXJGF7XdY8kP', '7dKzAnQ4vWpR'];
    const leg = aLeg({ step: 'send', block: 8 });
    const legs = [
      {
        ...leg,
        at: { ...leg.at, transaction: signature },
        about: { ...leg.about, sender: wallet, recipient: '0xabc' },
      },
    ];
    await ingestLegs(db, { chain: here, legs, to: 10 });
    await correlateAll(db);
    const app = createApp({ db, protocols: [aRoute], log: pino({ level: 'silent' }), now });
    const statusOf = async (tx: string) => (await app.request(`/v1/lookup?tx=${tx}`)).status;
    const listed = async (query: string) => {
      const path = `/v1/operations?${query}`;
      return (await documented<List>(path, await app.request(path))).body.operations.length;
    };
    expect([await statusOf(signature), await statusOf(signature.toLowerCase())]).toEqual([
      200, 404,
    ]);
    expect(await listed(`tx=${signature}`)).toBe(1);
    expect(await listed(`address=${wallet}`)).toBe(1);
    expect(await listed(`address=${wallet.toLowerCase()}`)).toBe(0);
    expect(await listed('address=0xABC')).toBe(1);
  });

  test('is what a transaction is sent to, where an operation is asked for by it', async () => {
    const { get } = await anApi();
    const { status, body } = await get<Problem>('/v1/operations/0xsend-b');
    expect({ status, ...body }).toMatchObject({
      status: 404,
      code: 'is_a_transaction',
      detail: "0xsend-b is no operation's id, but a transaction of route:b.",
      recovery: 'Ask /v1/lookup?tx=0xsend-b, which finds operations by their transactions.',
    });
  });

  test("finds an operation by a protocol's own id", async () => {
    const { get } = await anApi();
    const { body } = await get<{ matches: { operation: OperationAnswer }[] }>(
      '/v1/lookup?key=route:c',
    );
    expect(body.matches.map(({ operation }) => operation.status)).toEqual(['pending']);
  });

  test('tells "not indexed yet" from "no such operation" and from an unknown chain', async () => {
    const { db, get } = await anApi();
    expect((await get<Problem>('/v1/lookup?tx=0x99')).body.code).toBe('no_such_operation');
    expect((await get<Problem>('/v1/lookup?tx=0x99&chain=moon')).body.code).toBe('unknown_chain');
    await registerChain(
      db,
      {
        id: 'eip155:3',
        family: 'evm',
        name: 'third',
        blockTimeMs: 1,
        finality: { safe: { depth: 0 }, finalized: { depth: 0 } },
      },
      { streams: [{ protocol: 'route', version: 1, contract: '0xc' }], startBlock: 0n, head: 9n },
    );
    const { body } = await get<Problem>('/v1/lookup?tx=0x99');
    expect(body.code).toBe('not_indexed_yet');
    expect(body.detail).toContain('third');
  });

  test('says of a leg that is stored but not folded that it is on its way', async () => {
    const { db, get } = await anApi();
    await ingestLegs(db, {
      chain: here,
      legs: [aLeg({ step: 'send', block: 11, id: 'new' })],
      to: 11,
    });
    expect((await get<Problem>('/v1/lookup?key=route:new')).body.code).toBe('not_indexed_yet');
    expect((await get<Problem>('/v1/lookup?tx=0xsend-new')).body.code).toBe('not_indexed_yet');
  });

  test('takes one of tx and key', async () => {
    const { get } = await anApi();
    expect((await get('/v1/lookup')).status).toBe(400);
    expect((await get('/v1/lookup?tx=0x1&key=b')).status).toBe(400);
  });
});

test('chains show how far they are, by which rules, and their reorgs', async () => {
  const { db, get } = await anApi();
  await rollBackTo(db, there, 8);
  const { body } = await get<{ chains: object[] }>('/v1/chains');
  expect(body.chains).toMatchObject([
    {
      name: 'here',
      state: 'live',
      head: { number: '10' },
      safe: { number: '9' },
      missingBlocks: '0',
    },
    {
      name: 'there',
      head: { number: '8' },
      finality: { safe: 'depth 1' },
      reorgs: { count: 1, deepest: 2 },
    },
  ]);
});

test('stats count operations by status', async () => {
  const { get } = await anApi();
  const { body } = await get('/v1/stats');
  expect(body).toMatchObject({
    operations: {
      total: 3,
      final: 1,
      byStatus: { pending: 1, confirmed: 1, complete: 1, failed: 0 },
    },
    backlog: { dirty: 0 },
  });
});

test('the heads that requests share are those that answers show', async () => {
  const { get } = await anApi({ chains: async () => new Map() });
  const { body } = await get<OperationAnswer>('/v1/operations/route:b');
  expect(body.asOf).toEqual({});
});

test('the stats are counted once for all who ask within five seconds', async () => {
  let at = 1_100_000;
  const { db, get } = await anApi({ now: () => new Date(at) });
  const counted = async () => {
    const { body } = await get<{ operations: { total: number }; countedAt: string }>('/v1/stats');
    return [body.operations.total, body.countedAt];
  };
  const first = [3, '1970-01-01T00:18:20.000Z'];
  expect(await counted()).toEqual(first);
  await db.execute(sql`delete from operations where id = 'route:c'`);
  at += 4_999;
  expect(await counted()).toEqual(first);
  at += 1;
  expect(await counted()).toEqual([2, '1970-01-01T00:18:25.000Z']);
});

test('the protocols are listed with their versions and where they are read', async () => {
  const { get } = await anApi();
  const { body } = await get<ProtocolListAnswer>('/v1/protocols');
  expect(body.protocols).toEqual([
    {
      name: 'route',
      version: 1,
      rulesVersion: 1,
      kinds: [],
      networks: ['mainnet'],
      indexed: [here, there],
      chainCount: 2,
      unreadBlocks: '0',
    },
  ]);
});

test('a protocol is not known by another name, and the known ones are named', async () => {
  const { get } = await anApi();
  const { status, body } = await get<Problem>('/v1/protocols/rout');
  expect({ status, code: body.code, detail: body.detail, recovery: body.recovery }).toEqual({
    status: 404,
    code: 'unknown_protocol',
    detail: 'No protocol rout is known here.',
    recovery: 'Use one of: route.',
  });
});

test('a protocol is told with the way of its operations and what is read of it', async () => {
  const { get } = await anApi();
  const { body: protocol } = await get<ProtocolAnswer>('/v1/protocols/route');
  expect(protocol).toMatchObject({ name: 'route', version: 1, rulesVersion: 1, carriedBy: [] });
  expect(protocol.steps.map(({ step, stage, usual }) => [step, stage, usual])).toEqual([
    ['send', 'awaiting_origin', null],
    ['attest', 'awaiting_attestation', null],
    ['deliver', 'awaiting_relay', { seconds: 60, lateAfter: 600 }],
  ]);
  const named = { network: 'mainnet' };
  expect(protocol.chains).toEqual([
    {
      ...named,
      chain: here,
      name: '1',
      isIndexed: true,
      from: '0',
      certain: { number: '8', time: '1970-01-01T00:16:48.000Z' },
      unreadBlocks: '0',
    },
    {
      ...named,
      chain: 'eip155:3',
      name: '3',
      isIndexed: false,
      from: null,
      certain: null,
      unreadBlocks: null,
    },
  ]);
});

describe('health', () => {
  test('is ready once every chain was seen, and says what lacks before', async () => {
    const { get } = await anApi();
    expect((await get('/healthz')).status).toBe(200);
    expect((await get('/readyz')).status).toBe(200);
    const { db } = await createDatabase();
    const app = createApp({ db, protocols: [aRoute], log: pino({ level: 'silent' }), now });
    const { status, body } = await documented<Problem>('/readyz', await app.request('/readyz'));
    expect({ status, code: body.code }).toEqual({ status: 503, code: 'not_ready' });
  });
});

test('updatedAfter includes the time that an answer shows, which is of milliseconds', async () => {
  const { db, get } = await anApi();
  await db.execute(
    `update operations set updated_at = '2026-01-01T00:00:00.123456Z' where id = 'route:a'`,
  );
  const { body } = await get<OperationAnswer>('/v1/operations/route:a');
  const list = await get<{ operations: { id: string }[] }>(
    `/v1/operations?updatedAfter=${body.updatedAt}&updatedBefore=2026-01-02T00:00:00Z`,
  );
  expect([body.updatedAt, list.body.operations.map(({ id }) => id)]).toEqual([
    '2026-01-01T00:00:00.123Z',
    ['route:a'],
  ]);
});

test('a page of any origin may read, and sees the ETag', async () => {
  const { app } = await anApi();
  const headers = { origin: 'http://localhost:5173' };
  const response = await app.request('/v1/operations/route:a', { headers });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
  expect(response.headers.get('access-control-expose-headers')).toContain('ETag');
});

test('the docs page needs nothing but this server', async () => {
  const { app } = await anApi();
  const page = await (await app.request('/docs')).text();
  expect(page).not.toMatch(/https?:/);
  for (const [, path] of page.matchAll(/(?:src|spec-url)="([^"]+)"/g)) {
    expect((await app.request(path ?? '')).status, path).toBe(200);
  }
});

test('a fault of ours is answered without its inner life', async () => {
  const { app, db } = await anApi();
  await db.execute('drop table operations cascade');
  const response = await app.request('/v1/operations');
  expect(response.status).toBe(500);
  expect(await response.text()).not.toMatch(/select|from|relation/);
});
