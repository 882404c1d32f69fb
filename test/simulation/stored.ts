import { sql } from 'drizzle-orm';
import type { ChainId } from '../../core/chain.ts';
import type { Status } from '../../core/status.ts';
import type { Database } from '../../db/pool.ts';
import type { StoredOperation } from '../../db/types.ts';
import { readWorld } from '../../db/world.ts';
import type { Block, SimulatedFork } from './chain.ts';

/** What the database says at one moment, in the world's own terms. */
export interface Stored {
  /** By label: the blocks in which it is stored. */
  events: ReadonlyMap<string, readonly StoredEvent[]>;
  heads: ReadonlyMap<ChainId, { tip: Block; safe: bigint | null; finalized: bigint | null }>;
  operations: ReadonlyMap<string, OperationRow>;
  /** Up to which time each chain is taken to be known to the end. */
  clocks: ReadonlyMap<ChainId, number>;
  /** The ids of the operations in which a link's legs are. */
  idsOf: (key: string) => ReadonlySet<string>;
}

export interface StoredEvent {
  chain: SimulatedFork;
  block: Block;
  isCanonical: boolean;
}

export interface OperationRow {
  id: string;
  protocol: string;
  status: Status;
  stage: string;
  final: boolean;
  version: number;
  body: StoredOperation;
}

export async function readStored(
  db: Database,
  chains: ReadonlyMap<ChainId, SimulatedFork>,
): Promise<Stored> {
  const events = new Map<string, StoredEvent[]>();
  const { rows } = await db.execute<{
    chain: ChainId;
    hash: string;
    index: number;
    canonical: boolean;
  }>(sql`
    select chain, block_hash as hash, log_index as index, canonical
    from events`);
  for (const { chain: id, hash, index, canonical } of rows) {
    const chain = chains.get(id);
    const block = chain?.find(hash);
    const label = block?.labels[index];
    if (!chain || !block || label === undefined)
      throw new Error(`${id} never had ${hash} ${index}`);
    events.set(label, [...(events.get(label) ?? []), { chain, block, isCanonical: canonical }]);
  }
  const heads = new Map<ChainId, { tip: Block; safe: bigint | null; finalized: bigint | null }>();
  const { rows: chainRows } = await db.execute<{
    id: ChainId;
    hash: string | null;
    safe: string | null;
    finalized: string | null;
  }>(sql`
    select id, head_hash as hash, safe_number as safe, finalized_number as finalized
    from chains`);
  const height = (text: string | null) => (text === null ? null : BigInt(text));
  for (const { id, hash, safe, finalized } of chainRows) {
    const tip = hash === null ? undefined : chains.get(id)?.find(hash);
    if (tip) heads.set(id, { tip, safe: height(safe), finalized: height(finalized) });
  }
  const { rows: operations } = await db.execute<OperationRow & Record<string, unknown>>(sql`
    select id, protocol, status, stage, final, version, body from operations`);
  const ids = new Map<string, Set<string>>();
  // Lost legs may have gone another way: they speak for a link only where no other leg is left.
  const { rows: links } = await db.execute<{ key: string; id: string; canonical: boolean }>(sql`
    select distinct links.key, legs.operation_id as id, events.canonical
    from links
    join legs on legs.event_id = links.event_id
    join events on events.id = links.event_id
    where links.kind = 'exact' and legs.operation_id is not null
    order by events.canonical desc`);
  const standing = new Set(links.flatMap(({ key, canonical }) => (canonical ? [key] : [])));
  for (const { key, id, canonical } of links) {
    if (canonical || !standing.has(key)) ids.set(key, (ids.get(key) ?? new Set()).add(id));
  }
  const clocks = new Map<ChainId, number>();
  for (const checkpoints of (await readWorld(db)).checkpoints.values()) {
    for (const [chain, { certain }] of checkpoints) {
      if (certain) clocks.set(chain, Math.min(certain.time, clocks.get(chain) ?? Infinity));
    }
  }
  return {
    clocks,
    events,
    heads,
    operations: new Map(operations.map((row) => [row.id, row])),
    idsOf: (key) => ids.get(key) ?? new Set(),
  };
}
