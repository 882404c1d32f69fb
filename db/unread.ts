import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { bigints, texts } from './arrays.ts';
import { lockCheckpoints } from './checkpoints.ts';
import { bell } from './dirty.ts';
import { holdGeneration } from './generation.ts';
import { markEvents } from './mark-events.ts';
import type { Database } from './pool.ts';
import type { Unverified } from './verify.ts';

/**
 * Makes a hole of a range whose blocks were found to be other ones. Headers that the new reading contradicts are known no
 * more, in the range and next to it: they would speak against every reading to come. The events that are stored of it stay
 * until the next second look decides; those that answer lookups are looked at again too.
 *
 * @throws MidflightError `reading_outdated`, transient
 */
export async function unread(
  db: Database,
  {
    chain,
    generation,
    range,
    headers,
    parentHash,
  }: {
    chain: ChainId;
    generation: bigint;
    range: Unverified;
    headers: readonly Header[];
    /** Of the block below the range; null where the reading does not tell. */
    parentHash: string | null;
  },
): Promise<void> {
  await db.transaction(async (tx) => {
    await holdGeneration(tx, chain, generation);
    const shown = headers.map(({ number, hash }) => ({ number, hash }));
    if (parentHash !== null) shown.push({ number: range.from - 1n, hash: parentHash });
    const last = headers.at(-1)?.hash ?? null;
    await tx.execute(sql`
      update blocks
      set canonical = false
      where chain = ${chain} and canonical
        and (
          exists (
            select
            from unnest(${bigints(shown.map(({ number }) => number))}, ${texts(shown.map(({ hash }) => hash))})
              as shown (number, hash)
            where shown.number = blocks.number and shown.hash <> blocks.hash
          )
          or (number = ${range.to + 1n} and parent_hash <> ${last}::text)
        )`);
    const { rows } = await tx.execute<{ id: string }>(sql`
      update events
      set verified = false
      where chain = ${chain} and asked and verified
        and block_number between ${range.from} and ${range.to}
      returning id`);
    const doubted = rows.map(({ id }) => id);
    await markEvents(tx, doubted, { type: 'head', chain });
    if (doubted.length > 0) await bell(tx);
    await lockCheckpoints(tx, chain);
    await tx.execute(sql`
      update checkpoints
      set ranges = ranges - int8multirange(int8range(${range.from}, ${range.to + 1n})),
        verified = verified - int8multirange(int8range(${range.from}, ${range.to + 1n}))
      where chain = ${chain}`);
  });
}
