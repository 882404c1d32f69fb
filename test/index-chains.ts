import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import { readChains } from '../db/chains.ts';
import type { Connection, Database } from '../db/pool.ts';
import { startIndexer, type Indexer } from '../indexer/start-indexer.ts';
import type { StartBlock } from '../indexer/start-block.ts';
import type { Protocol } from '../protocols/bind.ts';
import { here, route, there } from './builders.ts';
import type { SimulatedChain } from './simulated-chain.ts';

/** Reads every log of the simulated chains' one contract as a leg of its own operation. */
export const simulatedProtocol: Protocol = {
  name: 'route',
  version: 1,
  rules: route,
  chains: new Map(),
  contracts: new Map([
    [here, ['0xc']],
    [there, ['0xc']],
  ]),
  topicsOn: () => ['0x01'],
  receiptIndexTopics: [],
  capture: ({ at }) => ({
    type: 'leg',
    event: 'Sent',
    captured: {
      step: 'send',
      links: [{ key: `route:${at.blockHash}-${at.index}`, kind: 'exact', rule: 'id' }],
      about: {},
    },
  }),
};

/** Indexes simulated chains until the test is over. */
export function indexChains(
  connection: Connection,
  chains: readonly SimulatedChain[],
  startBlock: StartBlock = 0n,
  protocol = simulatedProtocol,
): Indexer {
  const indexer = startIndexer({
    connection,
    protocols: [protocol],
    log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    chains: chains.map((source) => ({ source, startBlock, setting: 'START_BLOCK_1' })),
  });
  onTestFinished(() => indexer.stop());
  return indexer;
}

/** Waits until a chain is stored up to its newest block without a hole. */
export async function caughtUp(db: Database, chain: SimulatedChain): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(20)) {
    const head = await chain.head().catch(() => null);
    const stored = (await readChains(db)).find(({ id }) => id === chain.definition.id);
    if (head && stored?.head?.hash === head.hash && stored.missing === 0n) return;
  }
  throw new Error(`${chain.definition.name} was not caught up with`);
}

/** What is stored as canonical, in the order of the chain, as `<block hash> <index>`. */
export async function canonicalEvents(db: Database, chain: ChainId): Promise<string[]> {
  const { rows } = await db.execute<{ event: string }>(sql`
    select block_hash || ' ' || log_index as event
    from events
    where chain = ${chain} and canonical
    order by block_number, log_index`);
  return rows.map(({ event }) => event);
}
