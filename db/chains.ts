import { sql } from 'drizzle-orm';
import type { ChainId, EndpointState, Head } from '../core/chain.ts';
import { leftSince } from './followed-chains.ts';
import { openIncidents, type Incident } from './incidents.ts';
import type { Queryable } from './pool.ts';
import { chains } from './schema.ts';

/** What every chain shows, for the fold. */
export async function readHeads(db: Queryable): Promise<Map<ChainId, Head>> {
  const rows = await db.select().from(chains);
  const incidents = await openIncidents(db);
  /** An open incident withholds what lies above the last block that the chain kept. */
  const trusted = (id: ChainId, finalized: bigint | null) =>
    incidents.reduce(
      (height, { chain, ancestor }) =>
        chain === id && height !== null && ancestor < height ? ancestor : height,
      finalized,
    );
  return new Map(
    rows.flatMap(({ id, headNumber, headHash, headTime, safeNumber, finalizedNumber }) =>
      headNumber === null || headHash === null || headTime === null
        ? []
        : [
            [
              id,
              {
                number: headNumber,
                hash: headHash,
                time: headTime.getTime() / 1000,
                safe: safeNumber,
                finalized: trusted(id, finalizedNumber),
              },
            ] as const,
          ],
    ),
  );
}

/** The short names of chains, by id. */
export async function readChainNames(db: Queryable): Promise<Map<ChainId, string>> {
  const rows = await db.select({ id: chains.id, name: chains.name }).from(chains);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Remembers how a chain's endpoints do, for those who ask. */
export async function writeEndpoints(
  db: Queryable,
  chain: ChainId,
  endpoints: readonly EndpointState[],
): Promise<void> {
  await db.execute(sql`
    update chains set endpoints = ${JSON.stringify(endpoints)}::jsonb where id = ${chain}`);
}

/** A chain as answers that tell of operations need it: what it is, and what it shows. */
export interface ChainView {
  id: ChainId;
  name: string;
  safeRule: string;
  finalizedRule: string;
  explorer: string | null;
  head: (Head & { seenAt: Date }) | null;
}

/** The chains as they are now, by name, without what must be summed up from what was read of them. */
export async function readChainViews(db: Queryable): Promise<ChainView[]> {
  const rows = await db.select().from(chains).orderBy(chains.name);
  return rows.map(({ headNumber, headHash, headTime, safeNumber, finalizedNumber, ...row }) => ({
    id: row.id,
    name: row.name,
    safeRule: row.safeRule,
    finalizedRule: row.finalizedRule,
    explorer: row.explorer,
    head:
      headNumber === null || headHash === null || headTime === null || row.seenAt === null
        ? null
        : {
            number: headNumber,
            hash: headHash,
            time: Math.round(headTime.getTime() / 1000),
            safe: safeNumber,
            finalized: finalizedNumber,
            seenAt: row.seenAt,
          },
  }));
}

/** A chain with all that is known of it. */
export interface ChainRow extends ChainView {
  /** No indexer follows it any more, though one runs. */
  isLeft: boolean;
  /** Blocks below the head that are not read yet. */
  missing: bigint;
  /** Final blocks that were not read a second time yet: nothing in them counts as finalized. */
  unverified: bigint;
  /** The lowest block that is asked for. */
  startBlock: bigint | null;
  protocols: string[];
  reorgs: { count: number; deepest: number };
  endpoints: EndpointState[];
  /** Open ones, the oldest first. */
  incidents: Incident[];
}

export async function readChains(db: Queryable): Promise<ChainRow[]> {
  const { rows } = await db.execute<{
    id: ChainId;
    name: string;
    safe_rule: string;
    finalized_rule: string;
    explorer: string | null;
    number: string | null;
    hash: string;
    time: string;
    safe: string | null;
    finalized: string | null;
    seen_at: string;
    is_left: boolean;
    missing: string;
    unverified: string;
    start_block: string | null;
    protocols: string[];
    endpoints: EndpointState[];
    reorgs: number;
    deepest: number;
  }>(sql`
    select chains.id, name, safe_rule, finalized_rule, explorer,
      head_number as number, head_hash as hash, extract(epoch from head_time)::bigint as time,
      safe_number as safe, finalized_number as finalized, seen_at, endpoints,
      ${leftSince} is not null as is_left,
      (
        select coalesce(sum(upper(hole) - lower(hole)), 0)
        from (
          select range_agg(part) as ranges
          from checkpoints,
            unnest(int8multirange(int8range(least(start_block, head_number + 1), head_number + 1)) - ranges) as part
          where chain = chains.id
        ) as missing, unnest(missing.ranges) as hole
      ) as missing,
      (
        select coalesce(sum(upper(hole) - lower(hole)), 0)
        from (
          select range_agg(part) as ranges
          from checkpoints,
            unnest(checkpoints.ranges * int8multirange(int8range(null, finalized_number + 1)) - verified) as part
          where chain = chains.id and finalized_number is not null
        ) as unverified, unnest(unverified.ranges) as hole
      ) as unverified,
      (select min(start_block) from checkpoints where chain = chains.id) as start_block,
      (
        select coalesce(json_agg(distinct protocol), '[]')
        from checkpoints
        where chain = chains.id
      ) as protocols,
      (select count(*)::int from reorgs where chain = chains.id) as reorgs,
      (select coalesce(max(depth), 0) from reorgs where chain = chains.id) as deepest
    from chains
    order by name`);
  const incidents = await openIncidents(db);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    safeRule: row.safe_rule,
    finalizedRule: row.finalized_rule,
    explorer: row.explorer,
    isLeft: row.is_left,
    missing: BigInt(row.missing),
    unverified: BigInt(row.unverified),
    incidents: incidents.filter(({ chain }) => chain === row.id),
    startBlock: row.start_block === null ? null : BigInt(row.start_block),
    protocols: row.protocols,
    endpoints: row.endpoints,
    reorgs: { count: row.reorgs, deepest: row.deepest },
    head:
      row.number === null
        ? null
        : {
            number: BigInt(row.number),
            hash: row.hash,
            time: Number(row.time),
            safe: row.safe === null ? null : BigInt(row.safe),
            finalized: row.finalized === null ? null : BigInt(row.finalized),
            seenAt: new Date(row.seen_at),
          },
  }));
}
