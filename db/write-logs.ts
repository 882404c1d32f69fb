import { sql } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import type { Leg } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import type { RawLog } from '../core/raw-log.ts';
import { addLogs } from './add-logs.ts';
import type { Queryable } from './pool.ts';
import { renewLogs } from './renew-logs.ts';
import { replaceStates } from './replace-states.ts';

/** A log on its way into the database, with the leg that it decodes to, or the reason why it does not. */
export interface IngestedLog {
  log: RawLog;
  protocol: string;
  name: string;
  error: string | null;
  leg: Pick<Leg, 'step' | 'role' | 'outcome' | 'version' | 'about' | 'links'> | null;
  /** What its leg asks other chains. */
  lookups?: readonly Lookup[];
}

/** A log with the id of its event. */
export type IdentifiedLog = IngestedLog & { id: string };

/**
 * Writes logs as events, legs and links and marks their operations dirty, in the caller's transaction. Doing it twice
 * changes nothing, except that a leg takes the form that it was read in last.
 *
 * Most blocks are read once. So one look tells which logs are stored, and the others are added in the cheapest way. Two
 * transactions that add the same log fail by its unique position, one of them, and it is tried again.
 */
export async function writeLogs(tx: Queryable, chain: ChainId, logs: readonly IngestedLog[]) {
  const ids = await storedIds(tx, chain, logs);
  if (ids.size === 0) {
    await addLogs(tx, chain, logs);
    return replaceStates(tx, chain, logs);
  }
  const known: IdentifiedLog[] = [];
  const fresh: IngestedLog[] = [];
  for (const entry of logs) {
    const id = ids.get(positionOf(entry.log.at));
    if (id === undefined) fresh.push(entry);
    else known.push({ ...entry, id });
  }
  await addLogs(tx, chain, fresh);
  await renewLogs(tx, chain, known);
  await replaceStates(tx, chain, logs);
}

/** The ids of all events that are stored of these logs' blocks, by position. */
async function storedIds(
  tx: Queryable,
  chain: ChainId,
  logs: readonly IngestedLog[],
): Promise<Map<string, string>> {
  let [from, to] = [logs[0]?.log.at.blockNumber ?? 0n, 0n];
  for (const { log } of logs) {
    if (log.at.blockNumber < from) from = log.at.blockNumber;
    if (log.at.blockNumber > to) to = log.at.blockNumber;
  }
  const { rows } = await tx.execute<{
    id: string;
    transaction: string;
    block_hash: string;
    log_index: number;
  }>(sql`
    select id, transaction, block_hash, log_index
    from events
    where chain = ${chain} and block_number between ${from} and ${to}`);
  return new Map(
    rows.map((row) => [
      positionOf({ transaction: row.transaction, blockHash: row.block_hash, index: row.log_index }),
      row.id,
    ]),
  );
}

const positionOf = (at: { transaction: string; blockHash: string; index: number }) =>
  `${at.transaction} ${at.blockHash} ${at.index}`;
