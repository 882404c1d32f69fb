import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import type { About, Link, Role } from '../core/leg.ts';
import type { RawLog } from '../core/raw-log.ts';
import { bigints, integers, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';

/** A log on its way into the database, with the leg that it decodes to, or the reason why it does not. */
export interface IngestedLog {
  log: RawLog;
  protocol: string;
  name: string;
  error: string | null;
  leg: { step: string; role: Role; about: About; links: Link[] } | null;
}

/**
 * Writes logs as events, legs and links and marks the links dirty, in the caller's transaction. Doing it twice changes
 * nothing, except that a leg takes the form that it was read in last.
 */
export async function writeLogs(tx: Queryable, chain: ChainId, logs: readonly IngestedLog[]) {
  const topic = (index: number) => texts(logs.map(({ log }) => log.topics[index] ?? null));
  const { rows } = await tx.execute<{
    id: string;
    transaction: string;
    block_hash: string;
    log_index: number;
  }>(sql`
    insert into events (
      chain, block_number, block_hash, block_time, transaction, log_index, emitter,
      topic0, topic1, topic2, topic3, data, ordinal, receipt_index, protocol, name, error
    )
    select ${chain}, block_number, block_hash, to_timestamp(block_time), transaction, log_index, emitter,
      topic0, topic1, topic2, topic3, data, ordinal, receipt_index, protocol, name, error
    from unnest(
      ${bigints(logs.map(({ log }) => log.at.blockNumber))},
      ${texts(logs.map(({ log }) => log.at.blockHash))},
      ${bigints(logs.map(({ log }) => BigInt(log.at.blockTime)))},
      ${texts(logs.map(({ log }) => log.at.transaction))},
      ${integers(logs.map(({ log }) => log.at.index))},
      ${texts(logs.map(({ log }) => log.emitter))},
      ${topic(0)}, ${topic(1)}, ${topic(2)}, ${topic(3)},
      ${texts(logs.map(({ log }) => log.data))},
      ${integers(logs.map(({ log }) => log.ordinal))},
      ${integers(logs.map(({ log }) => log.receiptIndex))},
      ${texts(logs.map(({ protocol }) => protocol))},
      ${texts(logs.map(({ name }) => name))},
      ${texts(logs.map(({ error }) => error))}
    ) as log (
      block_number, block_hash, block_time, transaction, log_index, emitter,
      topic0, topic1, topic2, topic3, data, ordinal, receipt_index, protocol, name, error
    )
    on conflict (transaction, block_hash, log_index, chain) do update
    set canonical = true, orphaned_at = null, name = excluded.name, error = excluded.error,
      receipt_index = coalesce(excluded.receipt_index, events.receipt_index)
    returning id, transaction, block_hash, log_index`);
  const ids = new Map(
    rows.map((row) => [`${row.transaction} ${row.block_hash} ${row.log_index}`, row.id]),
  );
  const written = logs.flatMap(({ log, protocol, leg }) => {
    if (!leg) return [];
    const id = ids.get(`${log.at.transaction} ${log.at.blockHash} ${log.at.index}`);
    assert(id, `the event of block ${log.at.blockHash}, log ${log.at.index} was stored`);
    return [{ id, protocol, ...leg }];
  });
  if (written.length > 0) await writeLegs(tx, chain, written);
}

interface WrittenLeg {
  id: string;
  protocol: string;
  step: string;
  role: Role;
  about: About;
  links: Link[];
}

async function writeLegs(tx: Queryable, chain: ChainId, legs: readonly WrittenLeg[]) {
  await tx.execute(sql`
    insert into legs (event_id, protocol, step, role, about)
    select event_id, protocol, step, role, about::jsonb
    from unnest(
      ${bigints(legs.map(({ id }) => id))},
      ${texts(legs.map(({ protocol }) => protocol))},
      ${texts(legs.map(({ step }) => step))},
      ${texts(legs.map(({ role }) => role))},
      ${texts(legs.map(({ about }) => JSON.stringify(about)))}
    ) as leg (event_id, protocol, step, role, about)
    on conflict (event_id) do update
    set step = excluded.step, role = excluded.role, about = excluded.about`);
  const links = legs.flatMap(({ id, links }) => links.map((link) => ({ id, ...link })));
  // Read again, by a newer version of its protocol say, a leg may have other links than before.
  await tx.execute(sql`
    with gone as (
      delete from links
      where event_id = any(${bigints(legs.map(({ id }) => id))})
        and (key, event_id) not in (
          select *
          from unnest(${texts(links.map(({ key }) => key))}, ${bigints(links.map(({ id }) => id))})
        )
      returning key
    )
    insert into dirty (key, cause)
    select distinct key, ${JSON.stringify({ type: 'event', chain })}::jsonb
    from gone`);
  await tx.execute(sql`
    insert into links (key, event_id, kind, rule)
    select key, event_id, kind, rule
    from unnest(
      ${texts(links.map(({ key }) => key))},
      ${bigints(links.map(({ id }) => id))},
      ${texts(links.map(({ kind }) => kind))},
      ${texts(links.map(({ rule }) => rule))}
    ) as link (key, event_id, kind, rule)
    on conflict (key, event_id) do nothing`);
  await tx.execute(sql`
    insert into dirty (key, cause)
    select distinct key, ${JSON.stringify({ type: 'event', chain })}::jsonb
    from unnest(${texts(links.map(({ key }) => key))}) as key`);
}
