import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { deployAxelar, type Axelar } from '../demo/axelar.ts';
import { startAnvil } from '../demo/anvil.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import { freePort } from '../start/free-port.ts';
import { tether } from '../start/tether.ts';
import { mineCalls } from './mine-calls.ts';
import { watchDatabase } from './watch-database.ts';
import { watchHeads } from './watch-heads.ts';

const CHAIN_ID = 31_337;
const READY_MS_MAX = 60_000;
/** How long the last operation gets. */
const REST_MS_MAX = 10_000;

/** Latencies of single blocks, in milliseconds. */
export interface LiveMeasure {
  blocks: number;
  blockMs: number;
  queue: string;
  toTransitionMs: number[];
  toEventMs: number[];
  looksMs: number[];
}

/**
 * Follows a local chain with the product as it is started by anybody, in one process, while this process mines a block with
 * one call in it, over and over. The clock starts when the node's own announcement of the block arrives here, and stops
 * when a connection of its own sees the operation's first transition.
 */
export async function measureLive({
  blocks,
  blockMs,
  onStage,
}: {
  blocks: number;
  blockMs: number;
  onStage: (stage: string) => void;
}): Promise<LiveMeasure> {
  const dir = mkdtempSync(join(tmpdir(), 'midflight-bench-'));
  const stops: (() => unknown)[] = [() => rmSync(dir, { recursive: true, force: true })];
  try {
    onStage('starting a local chain');
    const postgres = await startEmbeddedPostgres({ dir, database: 'live' });
    stops.push(() => postgres.stop());
    const anvil = await startAnvil({ chainId: CHAIN_ID });
    stops.push(() => anvil.stop());
    const alpha = await deployAxelar({ url: anvil.url, chainId: CHAIN_ID, chainName: 'alpha' });
    onStage('starting Midflight');
    const product = await startProduct({ dir, databaseUrl: postgres.url, alpha, url: anvil.url });
    stops.push(product.stop);
    const database = await watchDatabase(postgres.url);
    stops.push(database.stop);
    const heads = await watchHeads(anvil.url.replace('http', 'ws'));
    stops.push(heads.stop);
    onStage(`mining ${blocks} blocks`);
    const minedAt = await mineCalls({ alpha, blocks, blockMs, heads });
    const hashes = [...minedAt.keys()];
    const isDone = () => hashes.every((hash) => database.transitions.has(hash));
    for (const until = performance.now() + REST_MS_MAX; !isDone(); await sleep(50)) {
      if (performance.now() > until) throw new Error('An operation has no transition.');
    }
    const latencies = (seen: ReadonlyMap<string, number>) =>
      hashes.map((hash) => (seen.get(hash) ?? Number.NaN) - (minedAt.get(hash) ?? 0));
    return {
      blocks,
      blockMs,
      queue: 'Postgres',
      toTransitionMs: latencies(database.transitions),
      toEventMs: latencies(database.events),
      looksMs: database.looksMs,
    };
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}

/** Midflight with its three parts in one process, without Redis. */
async function startProduct({
  dir,
  databaseUrl,
  alpha,
  url,
}: {
  dir: string;
  databaseUrl: string;
  alpha: Axelar;
  url: string;
}): Promise<{ stop: () => Promise<void> }> {
  const chain = `eip155:${CHAIN_ID}`;
  const config = {
    chains: {
      [chain]: {
        name: 'alpha',
        rpc: [url, url.replace('http', 'ws')],
        startBlock: 0,
        blockTimeMs: 2_000,
        finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
      },
    },
    protocols: {
      axelar: {
        deployments: {
          [chain]: { network: 'local', chainName: 'alpha', gateway: alpha.gateway.toLowerCase() },
        },
      },
    },
  };
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  const file = join(dir, 'midflight.config.ts');
  writeFileSync(file, `export default ${JSON.stringify(config)};\n`);
  const port = await freePort();
  const product = tether(process.execPath, ['--import', 'tsx', 'start/main.ts'], {
    cwd: resolve(import.meta.dirname, '..'),
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      DATABASE_URL: databaseUrl,
      MIDFLIGHT_CONFIG: file,
      MIDFLIGHT_DIR: dir,
      PORT: String(port),
      LOG_LEVEL: 'warn',
      ...(process.env['NODE_OPTIONS'] && { NODE_OPTIONS: process.env['NODE_OPTIONS'] }),
    },
  });
  for (const until = performance.now() + READY_MS_MAX; ; await sleep(100)) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return { stop: () => product.stop() };
    if (performance.now() > until) throw new Error(`Not ready: ${product.stderrTail()}`);
  }
}
