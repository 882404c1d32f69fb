import { sql } from 'drizzle-orm';
import type { Database } from '../db/pool.ts';
import { across } from '../protocols/across.ts';

/** Blocks that the operations are spread over. */
const HEIGHT = 100_000;

/** Operations that are stored at once: one statement for all of them would run into its time-out. */
const AT_ONCE = 20_000;

/** Numbers from 1 to `count`, some at a time. */
export function* stretches(count: number): Generator<{ from: number; to: number }> {
  for (let from = 1; from <= count; from += AT_ONCE) {
    yield { from, to: Math.min(count, from + AT_ONCE - 1) };
  }
}

/**
 * Stores finished transfers of two chains as the indexer would, each of two legs that share a link; none is folded yet.
 *
 * @param onStored is told how many there are
 */
export async function storeOperations(
  db: Database,
  count: number,
  onStored: (done: number) => void = () => {},
): Promise<void> {
  await db.execute(sql`
    insert into chains (id, name, safe_rule, finalized_rule, head_number, head_hash, head_time, safe_number, finalized_number)
    select 'eip155:' || id, 'chain ' || id, 'depth 1', 'depth 2', ${HEIGHT}, '0x', now(), ${HEIGHT - 1}, ${HEIGHT - 2}
    from unnest(array[8453, 10]) as id`);
  await db.execute(sql`
    insert into checkpoints (chain, protocol, contract, version, start_block, ranges)
    select id, ${across.name}, '0xc', 1, 0, int8multirange(int8range(0, ${HEIGHT + 1})) from chains`);
  for (const { from, to } of stretches(count)) {
    for (const [side, { chain, name, role }] of steps.entries()) {
      await db.execute(sql`
        with read as (
          select n, 2 * n + ${side} as id, n * ${HEIGHT - 10}::bigint / ${count} + ${side} as block
          from generate_series(${from}::int, ${to}::int) as n
        ), stored as (
          insert into events (id, chain, block_number, block_hash, block_time, transaction, log_index, emitter, topic0, data, ordinal, protocol, name, verified)
          select id, ${chain}, block, '0x' || md5(block || ${chain}), to_timestamp(1700000000 + block),
            '0x' || md5(id::text), id, '0xc', '0x', '', 0, ${across.name}, ${name}, true
          from read
        ), legs as (
          insert into legs (event_id, protocol, step, role, about)
          select id, ${across.name}, ${name}, ${role}, ${about}::jsonb from read
        )
        insert into links (key, event_id, kind, rule)
        select 'across:8453:' || n, id, 'exact', 'deposit id' from read`);
    }
    onStored(to);
  }
}

const steps = [
  { chain: 'eip155:8453', name: 'deposit', role: 'origin' },
  { chain: 'eip155:10', name: 'fill', role: 'destination' },
];

const about = JSON.stringify({
  origin: { chain: 'eip155:8453', name: '8453' },
  destination: { chain: 'eip155:10', name: '10' },
});

/** Takes back every fold and marks all operations, so that another run has the same to do. */
export async function unfold(db: Database): Promise<void> {
  await db.execute(sql`truncate operations, transitions, aliases, dirty`);
  await db.execute(sql`update legs set operation_id = null where operation_id is not null`);
  await db.execute(sql`
    insert into dirty (key, cause)
    select key, '{"type":"event","chain":"eip155:10"}' from links join legs using (event_id) where step = 'fill'`);
  await db.execute(sql`vacuum analyze legs, links, dirty, operations`);
}
