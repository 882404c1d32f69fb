import { and, eq, lte } from 'drizzle-orm';
import type { ChainId } from '../core/chain.ts';
import { foldAll } from '../core/fold-all.ts';
import type { Leg } from '../core/leg.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import type { World } from '../core/world.ts';
import { registerChain } from '../db/checkpoints.ts';
import { ingest } from '../db/ingest.ts';
import { storedChain } from '../db/heads.ts';
import type { Database } from '../db/pool.ts';
import { events } from '../db/schema.ts';
import { rollback } from '../db/rollback.ts';
import { verify } from '../db/verify.ts';
import { correlateBatch } from '../jobs/correlate.ts';
import { here, route, there } from './builders.ts';

/** Makes the chains of `route` known to a database, both unless told otherwise. */
export async function registerRoute(db: Database, chains = [here, there]): Promise<void> {
  for (const id of chains) {
    const name = id === here ? 'here' : 'there';
    await registerChain(
      db,
      {
        id,
        family: 'evm',
        name,
        blockTimeMs: 1_000,
        finality: { safe: { depth: 1 }, finalized: { depth: 2 } },
      },
      { streams: [{ protocol: 'route', version: 1, contract: '0xc' }], startBlock: 0n, head: 0n },
    );
  }
}

/** Ingests legs of one chain up to a height, which becomes the head. */
export async function ingestLegs(
  db: Database,
  {
    chain,
    legs,
    from,
    to,
    fork = '',
    safe = 1,
    finalized = 2,
    isBackfill = false,
    isVerified = true,
  }: IngestParts,
): Promise<void> {
  const { generation, head: stored } = await storedChain(db, chain);
  const number = BigInt(to);
  const hash = `0x${chain}-${to}${fork}`;
  const streams = [{ protocol: 'route', contract: '0xc' }];
  const below = (depth: number) => (to < depth ? null : BigInt(to - depth));
  await ingest(db, {
    chain,
    generation,
    headers: [{ number, hash, parentHash: '', time: 1_000 + to }],
    range: { from: from === undefined ? (stored?.number ?? -1n) + 1n : BigInt(from), to: number },
    streams,
    ...(!isBackfill && {
      head: { number, hash, time: 1_000 + to, safe: below(safe), finalized: below(finalized) },
    }),
    logs: legs.map(({ at, protocol, step, role, outcome, version, links, about }) => ({
      log: {
        emitter: '0xc',
        topics: ['0x01'],
        data: '0x',
        ordinal: 0,
        receiptIndex: null,
        at,
      },
      protocol,
      name: step,
      error: null,
      leg: { step, role, outcome, version, links, about },
    })),
  });
  const { head } = await storedChain(db, chain);
  if (!isVerified || head?.finalized == null) return;
  const range = { from: 0n, to: head.finalized };
  const wanted = new Map([['0xc', ['0x01']]]);
  const logs = await storedLogs(db, chain, head.finalized);
  await verify(db, { chain, generation, range, streams, wanted, logs });
}

/** What is stored as canonical up to a height, as the chain would show it again. */
async function storedLogs(db: Database, chain: ChainId, upTo: bigint): Promise<RawLog[]> {
  const rows = await db
    .select()
    .from(events)
    .where(and(eq(events.chain, chain), events.canonical, lte(events.blockNumber, upTo)));
  return rows.map(({ blockNumber, blockHash, blockTime, transaction, logIndex, ...row }) => ({
    emitter: row.emitter,
    // CAST: what `ingestLegs` wrote.
    topics: [row.topic0 as Hex],
    data: `0x${row.data.toString('hex')}`,
    ordinal: row.ordinal,
    receiptIndex: row.receiptIndex,
    at: {
      chain,
      blockNumber,
      blockHash,
      blockTime: blockTime.getTime() / 1_000,
      transaction,
      index: logIndex,
    },
  }));
}

interface IngestParts {
  chain: ChainId;
  legs: readonly Leg[];
  /** Where the range begins; right above the head unless given. */
  from?: number;
  to: number;
  /** True for a hole below the head: the head stays where it is. */
  isBackfill?: boolean;
  /** False leaves the second look at the final blocks out. */
  isVerified?: boolean;
  fork?: string;
  /** Depths of the rules. */
  safe?: number;
  finalized?: number;
}

/** Takes a chain back to a height. */
export async function rollBackTo(db: Database, chain: ChainId, height: number): Promise<void> {
  const { head: oldHead } = await storedChain(db, chain);
  if (!oldHead) return;
  await rollback(db, {
    chain,
    ancestor: {
      number: BigInt(height),
      hash: `0x${chain}-${height}`,
      parentHash: '',
      time: 1_000 + height,
    },
    lowestLost: BigInt(height) + 1n,
    oldHead,
    newHash: '0xnew',
  });
}

/** Folds until nothing is dirty. */
export async function correlateAll(db: Database): Promise<void> {
  const rules = new Map([['route', route]]);
  while ((await correlateBatch(db, rules)).cleared > 0);
}

/** What the pure path says about the same legs. */
export function oracle(legs: readonly Leg[], world: World) {
  return foldAll(new Map([['route', route]]), legs, world).flatMap(
    ({ folded }) => folded?.operation ?? [],
  );
}
