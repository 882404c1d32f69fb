import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';
import { bigints } from './arrays.ts';
import { bell } from './dirty.ts';
import { holdGeneration } from './generation.ts';
import { markEvents } from './mark-events.ts';
import type { Database } from './pool.ts';
import type { StoredLog } from './stored-logs.ts';
import { takeBack } from './take-back.ts';
import { writeAsked } from './write-asked.ts';
import type { IngestedLog } from './write-logs.ts';

/** What once answered lookups, and what the chain shows of it now. */
export interface ShownAgain {
  chain: ChainId;
  /** The chain's generation when it was asked. */
  generation: bigint;
  stored: readonly StoredLog[];
  shown: readonly IngestedLog[];
}

/**
 * Makes answers agree with what a chain shows when it is asked again, in one transaction. What it shows alike may count as
 * `finalized` from now on; what it shows elsewhere is written there; what it does not show where it is stored is orphaned,
 * and its lookup is open again. Doing it twice changes nothing. `rollback` is its way back.
 *
 * @throws MidflightError `reading_outdated`, transient
 */
export async function verifyAnswers(
  db: Database,
  { chain, generation, stored, shown }: ShownAgain,
): Promise<void> {
  await db.transaction(async (tx) => {
    await holdGeneration(tx, chain, generation);
    const ids = stored.map(({ id }) => id);
    // What was taken back meanwhile is not there to be judged.
    const { rows } = await tx.execute<{ id: string }>(sql`
      select id
      from events
      where id = any(${bigints(ids)}) and canonical and not verified
      order by id
      for no key update`);
    const present = new Set(rows.map(({ id }) => id));
    const places = new Map(shown.map((entry) => [placeOf(entry.log), entry]));
    const own = stored.filter(({ id }) => present.has(id));
    const texts = new Set(shown.map((entry) => textOfAnswer(entry.log)));
    const seen = own.filter(({ log }) => texts.has(textOfAnswer(log)));
    const seenIds = seen.map(({ id }) => id);
    await tx.execute(sql`update events set verified = true where id = any(${bigints(seenIds)})`);
    await markEvents(tx, seenIds, { type: 'head', chain });
    const gone = own.filter(({ log }) => !places.has(placeOf(log)));
    await takeBack(
      tx,
      chain,
      gone.map(({ id }) => id),
    );
    for (const { log } of seen) places.delete(placeOf(log));
    await writeAsked(tx, chain, [...places.values()]);
    await bell(tx);
  });
}

const placeOf = ({ at }: RawLog) => `${at.transaction} ${at.blockHash} ${at.index}`;

/** What an answer says, and where: two readings that agree have the same text. */
export function textOfAnswer(log: RawLog): string {
  return [placeOf(log), log.emitter, ...log.topics, log.data].join(' ');
}
