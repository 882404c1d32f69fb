import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import pino from 'pino';
import { connect, type Connection } from '../db/pool.ts';
import { startIndexer } from '../indexer/start-indexer.ts';
import { boundHeap } from '../start/bound-heap.ts';
import { connectChains } from '../start/connect-chains.ts';
import { bindProtocols } from '../protocols/index.ts';
import { treeCpuSeconds } from './process-usage.ts';
import { FIRST_BLOCK } from './served-chains.ts';
import { servedChains } from './served-parts.ts';
import type { Mock } from './start-mock.ts';

const LOOK_MS = 50;

/** What was seen at one moment of the run. */
export interface Sample {
  seconds: number;
  blocks: number;
  rssMb: number;
}

/** A run of the indexer from an empty database to the last block. */
export interface IngestRun {
  seconds: number;
  samples: Sample[];
  rssMb: number;
  cpuSeconds: { indexer: number; postgres: number | null; mock: number };
  requests: number;
  calls: number;
  bytes: number;
}

/** Indexes both mock chains with the product's own indexer and source, and watches. */
export async function runIngest({
  mock,
  url,
  postmaster,
  blocks,
  onSample,
}: {
  mock: Mock;
  /** An empty database with the product's schema. */
  url: string;
  /** The process of the database's server, if its cost is to be known. */
  postmaster: number | null;
  blocks: number;
  onSample?: (sample: Sample) => void;
}): Promise<IngestRun> {
  boundHeap();
  const log = pino({ level: 'warn' }, pino.destination(2));
  const onError = (error: Error) => log.warn(error.message);
  const connection = connect({ url, connectionsMax: servedChains.length + 10, onError });
  const own = connect({ url, connectionsMax: 1, onError });
  const chains = await connectChains(
    {
      chains: Object.fromEntries(
        servedChains.map(({ id }) => [
          `eip155:${id}`,
          { rpc: [{ url: mock.urlOf(id) }], startBlock: BigInt(FIRST_BLOCK) },
        ]),
      ),
    },
    log,
  );
  const postgresSeconds = () => (postmaster === null ? null : treeCpuSeconds(postmaster));
  const before = { mock: await mock.served(), postgres: postgresSeconds() };
  const samples: Sample[] = [];
  const cpu = process.cpuUsage();
  const startedAt = performance.now();
  const indexer = startIndexer({ connection, chains, protocols: bindProtocols(), log });
  let hasEnded = false;
  void indexer.done.then(() => (hasEnded = true));
  let rssMax = 0;
  for (;;) {
    const sample = {
      blocks: await blocksRead(own),
      seconds: (performance.now() - startedAt) / 1000,
      rssMb: process.memoryUsage.rss() / 1e6,
    };
    samples.push(sample);
    rssMax = Math.max(rssMax, sample.rssMb);
    onSample?.(sample);
    if (sample.blocks >= blocks) break;
    if (hasEnded) throw new Error('The indexer gave up: what it logged says why.');
    await sleep(LOOK_MS);
  }
  const seconds = samples.at(-1)?.seconds ?? 0;
  const { user, system } = process.cpuUsage(cpu);
  const after = { mock: await mock.served(), postgres: postgresSeconds() };
  await indexer.stop();
  await connection.close();
  await own.close();
  return {
    seconds,
    samples,
    rssMb: rssMax,
    cpuSeconds: {
      indexer: (user + system) / 1e6,
      postgres: after.postgres === null ? null : after.postgres - (before.postgres ?? 0),
      mock: after.mock.cpuSeconds - before.mock.cpuSeconds,
    },
    requests: after.mock.requests - before.mock.requests,
    calls: after.mock.calls - before.mock.calls,
    bytes: after.mock.bytes - before.mock.bytes,
  };
}

/** How many blocks are read for all contracts of their chain. */
async function blocksRead({ db }: Connection): Promise<number> {
  const { rows } = await db.execute<{ blocks: number }>(sql`
    select coalesce(sum(upper(part) - lower(part)), 0)::int as blocks
    from (select range_intersect_agg(ranges) as ranges from checkpoints group by chain) as read,
      unnest(ranges) as part`);
  return rows[0]?.blocks ?? 0;
}
