import { sql, type SQL } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Lookup } from '../core/lookup.ts';
import { areLookups, closeAnswered } from './close-answered.ts';
import { bell } from './dirty.ts';
import { holdGeneration } from './generation.ts';
import type { Database, Queryable } from './pool.ts';
import { writeAsked } from './write-asked.ts';
import type { IngestedLog } from './write-logs.ts';

/** How often what may happen any moment is asked for, at most. */
const PAUSE_SECONDS_MIN = 2;
/** How often what should have happened long ago is asked for, at least: much of it never happens, and none of it is given up. */
const PAUSE_SECONDS_MAX = 24 * 3_600;
/** A leg that asks is young for so long: what it awaits may come with each block. */
const YOUNG_SECONDS = 600;
/** Later, the next question comes after this part of its age. */
const AGE_PARTS = 60;

/** What a chain was asked, and what it answered. */
export interface Answered {
  chain: ChainId;
  /** The chain's generation when it was asked. */
  generation: bigint;
  blockTimeMs: number;
  asked: readonly Lookup[];
  answers: readonly { lookup: Lookup; entry: IngestedLog }[];
}

/**
 * Writes what a chain answered to lookups, in one transaction: events, legs, links and dirty marks of what happened, which
 * closes its lookups; the others are asked again later, the older the leg that asks the later. Doing it twice changes
 * nothing. `rollback` is its way back.
 *
 * @returns how many lookups were closed
 * @throws MidflightError `reading_outdated`, transient
 */
export async function writeAnswers(
  db: Database,
  { chain, generation, blockTimeMs, asked, answers }: Answered,
): Promise<number> {
  return db.transaction(async (tx) => {
    await holdGeneration(tx, chain, generation);
    const open = new Set(await closeAnswered(tx, chain, asked));
    // A log may have answered meanwhile: a view must not answer beside it.
    const wanted = answers.filter(({ lookup }) => open.has(lookup));
    const entries = wanted.map(({ entry }) => entry);
    const written = new Set(await writeAsked(tx, chain, entries));
    const left = await closeAnswered(tx, chain, [...open]);
    const early = new Set(
      wanted.filter(({ entry }) => !written.has(entry)).map(({ lookup }) => lookup),
    );
    const soonest = Math.max(PAUSE_SECONDS_MIN, blockTimeMs / 1_000);
    await putOff(tx, chain, [...early], sql`${soonest}::float8`);
    const age = sql`extract(epoch from now() - asking.block_time)::float8`;
    await putOff(
      tx,
      chain,
      left.filter((lookup) => !early.has(lookup)),
      sql`least(
        ${PAUSE_SECONDS_MAX}::float8,
        greatest(
          ${soonest}::float8,
          case when ${age} >= ${YOUNG_SECONDS}::float8 then ${age} / ${AGE_PARTS}::float8 end
        )
      )`,
    );
    if (written.size > 0) await bell(tx);
    return asked.length - left.length;
  });
}

/** @param pause in seconds; may use the event that asks, as `asking` */
async function putOff(
  tx: Queryable,
  chain: ChainId,
  lookups: readonly Lookup[],
  pause: SQL,
): Promise<void> {
  if (lookups.length === 0) return;
  await tx.execute(sql`
    update lookups
    set tries = tries + 1, next_at = now() + ${pause} * interval '1 second'
    from events as asking
    where asking.id = lookups.event_id and ${areLookups(chain, lookups)}
      and not done and next_at is not null`);
}
