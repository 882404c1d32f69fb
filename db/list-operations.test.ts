import { sql } from 'drizzle-orm';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import { createDatabase } from '../test/database.ts';
import { listOperations, type PageEnd, type Sort } from './list-operations.ts';
import type { OperationFilter } from './operation-filter.ts';
import type { Database, Queryable } from './pool.ts';

const rare: ChainId = 'eip155:9';

/** Writes operations o0000001 and so on, each a second younger than the one before; the oldest ten are rare in every way. */
async function write(db: Database, count: number): Promise<void> {
  await db.execute(sql`
    insert into operations (
      id, protocol, kind, status, stage, final, origin_chain, destination_chain, sender, recipient,
      started_at, updated_at, version, body
    )
    select 'o' || lpad(n::text, 7, '0'), case when n <= 10 then 'rare' else 'usual' end,
      case when n <= 10 then 'rare' else 'usual' end,
      case when n <= 5 then 'failed' when n <= 10 then 'expired' else 'complete' end,
      case when n <= 5 then 'failed' when n <= 10 then 'expired' else 'delivered' end,
      n > 10, case when n <= 10 then ${rare} else 'eip155:1' end,
      case when n <= 10 then ${rare} else 'eip155:2' end,
      case when n <= 5 then '0xrare' else '0xs' || n end,
      case when n between 5 and 10 then '0xrare' else '0xr' || n end,
      timestamptz '2026-01-01' + n * interval '1 second', timestamptz '2026-02-01' + n * interval '1 second', 1, '{}'
    from generate_series(1, ${count}) as n`);
  await db.execute(sql`
    insert into events (
      chain, block_number, block_hash, block_time, transaction, log_index, emitter, topic0, data, ordinal, protocol, name
    )
    select ${rare}, n, '0x' || n, now(), '0xt' || n, 0, '0xe', '0x1', '', 0, 'usual', 'e'
    from generate_series(1, ${count}) as n`);
  await db.execute(sql`
    insert into legs (event_id, protocol, step, role, about, operation_id)
    select id, 'usual', 'send', 'origin', '{}', 'o' || lpad(block_number::text, 7, '0')
    from events`);
  await db.execute(sql`
    insert into client_refs (key_id, ref, transaction) values ('k', 'order-7', '0xt7')`);
  // Of those that are open, each of the first five is thought of in another way, and five wait on a chain of their own.
  await db.execute(sql`
    insert into operation_health (
      operation_id, version, protocol, kind, step, stage, awaited_chain, since, health, health_since, started_at, updated_at
    )
    select id, case when id = 'o0000004' then version + 1 else version end, protocol, kind, 'send', stage,
      case when n between 6 and 10 then ${rare} else 'eip155:2' end, timestamptz '2026-01-01' + n * interval '1 second',
      (array['delayed', 'stuck', 'blocked', 'stuck', 'needs_action'])[n], now(), started_at, updated_at
    from (select *, substr(id, 2)::int as n from operations) as operations
    where n <= 5`);
  await db.execute(sql`
    insert into operation_health (
      operation_id, version, protocol, kind, step, stage, awaited_chain, since, health, health_since, started_at, updated_at
    )
    select id, version, protocol, kind, 'send', stage, case when n <= 10 then ${rare} else 'eip155:2' end,
      timestamptz '2026-01-01' + n * interval '1 second', 'ok', now(), started_at, updated_at
    from (select *, substr(id, 2)::int as n from operations) as operations
    where n > 5`);
  await db.execute(sql`analyze`);
}

/** Everything that waits on the rare chain is hindered, or what began to wait by the eighth second. */
const hindered = (health: 'blind' | 'blocked', through: number | null = null) => ({
  protocol: 'rare',
  chain: rare,
  health,
  reason: 'chain_behind' as const,
  detail: '',
  through,
});
const secondEight = Date.UTC(2026, 0, 1, 0, 0, 8) / 1_000;

const names = (...numbers: number[]) => numbers.map((n) => `o${String(n).padStart(7, '0')}`);
const tenRare = names(10, 9, 8, 7, 6, 5, 4, 3, 2, 1);

const filters: [string, OperationFilter, string[]][] = [
  ['a protocol', { protocol: ['rare'] }, tenRare],
  ['a kind', { kind: ['rare'] }, tenRare],
  ['an origin', { origin: [rare] }, tenRare],
  ['a destination', { destination: [rare] }, tenRare],
  ['what is not final', { final: false }, tenRare],
  ['a status', { status: ['failed'] }, names(5, 4, 3, 2, 1)],
  ['several statuses', { status: ['failed', 'expired'] }, tenRare],
  ['several protocols', { protocol: ['rare', 'usual'], final: false }, tenRare],
  ['a stage', { stage: ['failed'] }, names(5, 4, 3, 2, 1)],
  ['a verdict', { health: { states: ['stuck'], obstacles: [] } }, names(2)],
  [
    'several verdicts',
    { health: { states: ['delayed', 'stuck', 'needs_action'], obstacles: [] } },
    names(5, 2, 1),
  ],
  [
    'a verdict and a kind',
    { kind: ['rare'], health: { states: ['blocked'], obstacles: [] } },
    names(3),
  ],
  [
    'what we do not see',
    { health: { states: ['blind'], obstacles: [hindered('blind')] } },
    names(10, 9, 8, 7, 6),
  ],
  [
    'what we do not see of the older ones',
    { health: { states: ['blind'], obstacles: [hindered('blind', secondEight)] } },
    names(8, 7, 6),
  ],
  [
    'what a chain holds up that stands still',
    { health: { states: ['blocked'], obstacles: [hindered('blocked')] } },
    names(10, 9, 8, 7, 6, 3),
  ],
  ['no verdict that is hindered', { health: { states: ['blind'], obstacles: [] } }, []],
  [
    'what is well, and what nothing is thought of',
    { protocol: ['rare'], health: { states: ['ok'], obstacles: [hindered('blind', secondEight)] } },
    names(10, 9, 4),
  ],
  ['a sender or recipient', { address: ['0xrare'] }, tenRare],
  ['a transaction', { transaction: '0xt7' }, names(7)],
  ['a reference', { clientRef: { keyId: 'k', ref: 'order-7' } }, names(7)],
  ['a reference of another key', { clientRef: { keyId: 'other', ref: 'order-7' } }, []],
  ['a start', { startedBefore: new Date('2026-01-01T00:00:04Z') }, names(3, 2, 1)],
  [
    'a span of starts, its beginning included',
    {
      startedAfter: new Date('2026-01-01T00:00:02Z'),
      startedBefore: new Date('2026-01-01T00:00:04Z'),
    },
    names(3, 2),
  ],
  [
    'a span of updates, its end not included',
    {
      updatedAfter: new Date('2026-02-01T00:00:02Z'),
      updatedBefore: new Date('2026-02-01T00:00:04Z'),
    },
    names(3, 2),
  ],
];

/** Rows that one list reads, however often it is asked. */
async function reading(
  db: Database,
  filter: OperationFilter,
  sort: Sort,
): Promise<{ ids: string[]; rowsRead: number }> {
  return db.transaction(async (tx) => {
    const before = await rowsSoFar(tx);
    const { rows } = await listOperations(tx, filter, { sort, limit: 20, after: null });
    return { ids: rows.map(({ id }) => id), rowsRead: (await rowsSoFar(tx)) - before };
  });
}

async function rowsSoFar(tx: Queryable): Promise<number> {
  const { rows } = await tx.execute<{ count: string }>(sql`
    select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) as count
    from pg_stat_xact_user_tables`);
  return Number(rows[0]?.count);
}

/** The ids of all pages. Between two of them, `meanwhile` happens. */
async function pages(
  db: Database,
  { sort, filter = {} }: { sort: Sort; filter?: OperationFilter },
  meanwhile: (page: number) => Promise<unknown> = async () => {},
): Promise<string[]> {
  const ids: string[] = [];
  let after: PageEnd | null = null;
  for (let page = 1; page === 1 || after; page += 1) {
    const { rows, end } = await listOperations(db, filter, { sort, limit: 3, after });
    ids.push(...rows.map(({ id }) => id));
    after = end;
    await meanwhile(page);
  }
  return ids;
}

test('each filter lets through what it names, and reads no more than that however long the history is', async () => {
  const { db } = await createDatabase();
  await write(db, 20_000);
  for (const [what, filter, expected] of filters) {
    for (const sort of ['updated', 'started'] as const) {
      const { ids, rowsRead } = await reading(db, filter, sort);
      expect({ what, sort, ids }).toEqual({ what, sort, ids: expected });
      expect(rowsRead).toBeGreaterThanOrEqual(ids.length);
      expect(rowsRead, `rows read for ${what}, ${sort} first`).toBeLessThan(200);
    }
  }
  for (const sort of ['updated', 'started'] as const) {
    const { ids, rowsRead } = await reading(db, {}, sort);
    expect(ids).toEqual(names(...Array.from({ length: 20 }, (_, i) => 20_000 - i)));
    expect(rowsRead).toBeLessThan(200);
  }
});

test('what could not be folded is among what we do not see, though its chain is read', async () => {
  const { db } = await createDatabase();
  await write(db, 10);
  await db.execute(sql`
    update operation_health set health = 'blind' where operation_id = ${names(2)[0]}`);
  const found = async (states: ('blind' | 'stuck')[]) =>
    (await reading(db, { health: { states, obstacles: [] } }, 'updated')).ids;
  expect([await found(['blind']), await found(['stuck'])]).toEqual([names(2), []]);
});

describe('pages', () => {
  const touch = (db: Database, n: number) =>
    db.execute(sql`update operations set updated_at = now() where id = ${names(n)[0]}`);

  test('by start give every operation once, whatever changes meanwhile', async () => {
    const { db } = await createDatabase();
    await write(db, 10);
    const ids = await pages(db, { sort: 'started' }, async (page) => {
      await touch(db, page);
      await touch(db, 11 - page);
      await db.execute(sql`
        insert into operations
        select 'new' || ${page}::int, protocol, kind, status, stage, final, origin_chain, destination_chain, sender, recipient,
          now(), now(), version, body
        from operations
        where id = 'o0000001'`);
    });
    expect(ids).toEqual(tenRare);
  });

  test('by update give every operation once that did not change, and none twice', async () => {
    const { db } = await createDatabase();
    await write(db, 10);
    // The oldest moves to the front before it was seen, the newest after that.
    const ids = await pages(db, { sort: 'updated' }, async (page) => {
      if (page === 1) await touch(db, 1);
      if (page === 2) await touch(db, 10);
    });
    expect(ids).toEqual(names(10, 9, 8, 7, 6, 5, 4, 3, 2));
  });

  test('give operations of the same moment once each', async () => {
    const { db } = await createDatabase();
    await write(db, 10);
    await db.execute(
      sql`update operations set started_at = '2026-01-01', updated_at = '2026-01-01'`,
    );
    for (const sort of ['updated', 'started'] as const) {
      expect(await pages(db, { sort })).toEqual(tenRare);
    }
  });

  test('give what matches in several ways once', async () => {
    const { db } = await createDatabase();
    await write(db, 10);
    // The fifth is sender and recipient in one.
    expect(await pages(db, { sort: 'updated', filter: { address: ['0xrare'] } })).toEqual(tenRare);
  });
});
