import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { evidenceOf } from '../core/evidence.ts';
import { texts } from './arrays.ts';
import { stateOfLookup } from './close-answered.ts';
import type { Queryable } from './pool.ts';
import { takeBack } from './take-back.ts';
import type { IngestedLog } from './write-logs.ts';

/**
 * Takes back what only the chain's state showed to have happened, where one of these calls shows the same with its transaction:
 * else it would seem to have happened twice.
 */
export async function replaceStates(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IngestedLog[],
): Promise<void> {
  const told = logs.flatMap(({ log, leg }) =>
    // What a lookup asks for leaves no log, so that no log can show the same.
    leg && evidenceOf(log.at) === 'call'
      ? leg.links.flatMap(({ key, kind }) => (kind === 'exact' ? [{ key, step: leg.step }] : []))
      : [],
  );
  if (told.length === 0) return;
  const { rows } = await tx.execute<{ id: string }>(sql`
    select distinct events.id
    from unnest(${texts(told.map(({ key }) => key))}, ${texts(told.map(({ step }) => step))})
      as told (key, step)
    join lookups on lookups.key = told.key and lookups.step = told.step and lookups.chain = ${chain}
    join events on events.transaction = ${stateOfLookup}
    where events.chain = ${chain} and events.asked and events.canonical`);
  await takeBack(
    tx,
    chain,
    rows.map(({ id }) => id),
  );
}
