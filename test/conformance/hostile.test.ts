import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createRandom, type Random } from '../../demo/random.ts';
import { reasonOf } from '../../core/errors.ts';
import type { ChainSource } from '../../chains/source.ts';
import { readChains } from '../../db/chains.ts';
import type { Database } from '../../db/pool.ts';
import { startIndexer } from '../../indexer/start-indexer.ts';
import { correlateBatch } from '../../jobs/correlate.ts';
import type { Protocol } from '../../protocols/bind.ts';
import { route } from '../builders.ts';
import { createDatabase } from '../database.ts';
import { startHostileProxy, type Lie } from '../hostile-proxy.ts';
import { nameOf, type ChainUnderTest } from './chain-under-test.ts';
import { startEvmChain } from './evm-chain.ts';
import { evmLies } from './evm-lies.ts';
import { startSvmChain } from './svm-chain.ts';
import { svmLies } from './svm-lies.ts';

// The whole way from a lying node to the operations. Whatever the seed, once the chain calms down, what is stored is what
// the chain says: nothing lost, nothing doubled, and nothing was ever called final that was not.

/** `HOSTILE_SEEDS=1-200 npm test -- hostile` makes it a long run, `HOSTILE_SEEDS=7-7` repeats one. */
const [first = 1, last = 6] = (process.env['HOSTILE_SEEDS'] ?? '1-6').split('-').map(Number);
const seeds = Array.from({ length: last - first + 1 }, (_, index) => first + index);
const STEPS = 14;
/** Longer answers are given up; a real endpoint gets more time. */
const TIMEOUT_MS = 250;
/** A fork stays above what is final. */
const FORK_MAX = 5;

const chains: [string, () => Promise<ChainUnderTest>, Readonly<Record<string, Lie>>][] = [
  ['EVM (anvil)', startEvmChain, evmLies],
  ['Solana (litesvm)', startSvmChain, svmLies],
];

/** Each event is an operation of one leg, named by its data: the same one on every fork. */
function protocolOf({ id, filter }: ChainUnderTest): Protocol {
  return {
    name: 'route',
    version: 1,
    rules: { ...route, steps: route.steps.filter(({ role }) => role === 'origin') },
    chains: new Map(),
    contracts: new Map([[id, [...filter.wanted.keys()]]]),
    topicsOn: () => [...filter.wanted.values()].flat(),
    receiptIndexTopics: filter.receiptIndexTopics,
    capture: ({ data }) => ({
      type: 'leg',
      event: 'Sent',
      captured: {
        step: 'send',
        links: [{ key: `route:${data}`, kind: 'exact', rule: 'id' }],
        about: {},
      },
    }),
  };
}

async function act(chain: ChainUnderTest, random: Random, next: () => string): Promise<void> {
  const events = () => Array.from({ length: random.whole({ min: 1, max: 4 }) }, next);
  const step = random.next();
  if (step < 0.45) await chain.emit(events());
  else if (step < 0.55) await chain.emitOther();
  else if (step < 0.75) await chain.grow(random.whole({ min: 1, max: 4 }));
  else {
    const depth = random.whole({ min: 1, max: FORK_MAX });
    await chain.fork(depth);
    if (random.chance(0.6)) await chain.emit(events());
  }
}

async function stored(db: Database): Promise<string[]> {
  const { rows } = await db.execute<{ number: string; hash: string; tx: string; data: string }>(sql`
    select block_number as number, block_hash as hash, transaction as tx, '0x' || encode(data, 'hex') as data
    from events
    where canonical
    order by block_number, log_index, id`);
  return rows.map(({ number, hash, tx, data }) =>
    nameOf({ blockNumber: BigInt(number), blockHash: hash, transaction: tx, data }),
  );
}

/** Waits until everything up to the newest block is read, twice where it is final, and folded. */
async function settled(
  db: Database,
  { chain, source }: { chain: ChainUnderTest; source: ChainSource },
  fold: () => Promise<boolean>,
) {
  let state: unknown;
  // The chain stands still by now.
  const expected = await chain.events();
  for (const deadline = Date.now() + 200_000; Date.now() < deadline; await sleep(100)) {
    // Endpoints that were ill rest for a while.
    const head = await source.head().catch(() => null);
    const [row] = await readChains(db);
    const found = await stored(db);
    const isFolded = await fold();
    state = { head, row, expected, found };
    const isRead =
      isFolded &&
      head !== null &&
      row?.missing === 0n &&
      row.unverified === 0n &&
      row.head?.number === head.number &&
      row.head.finalized === head.finalized;
    if (isRead && String(expected.toSorted()) === String(found.toSorted())) return;
  }
  expect(state).toBe('settled');
}

describe.each(chains)('%s behind endpoints that lie', (_, start, lies) => {
  test.each(seeds)('seed %i', { timeout: 300_000 }, async (seed) => {
    const random = createRandom(seed);
    const chain = await start();
    onTestFinished(() => chain.stop());
    const { url } = chain;
    if (url === null) throw new Error('a chain behind a proxy has an endpoint');
    let count = 0;
    const next = () => `0x${(count += 1).toString(16).padStart(16, '0')}`;
    const play = random.fork('chain');
    for (let block = 0; block < 40; block += 1) {
      if (play.chance(0.5))
        await chain.emit([next(), next()].slice(play.whole({ min: 0, max: 1 })));
      else await chain.grow(1);
    }
    const proxies = await Promise.all(
      ['first', 'second'].map((name) =>
        startHostileProxy({ target: url, random: random.fork(name), lies }),
      ),
    );
    onTestFinished(async () => void (await Promise.all(proxies.map((proxy) => proxy.stop()))));

    const { db, ...connection } = await createDatabase();
    const protocol = protocolOf(chain);
    const rules = new Map([[protocol.name, protocol.rules]]);
    const fold = async () => {
      try {
        while ((await correlateBatch(db, rules)).cleared > 0);
        return true;
      } catch (error) {
        // A fold that meets rows which the indexer has just written is done again, as its job would be.
        if (!(error instanceof Error && reasonOf(error.cause).includes('could not serialize'))) {
          throw error;
        }
        return false;
      }
    };
    const source = await chain.source({
      urls: proxies.map((proxy) => proxy.url),
      timeoutMs: TIMEOUT_MS,
      isLazy: true,
    });
    const indexer = startIndexer({
      connection: { db, ...connection },
      chains: [{ source, startBlock: 0n, setting: 'START_BLOCK_1' }],
      protocols: [protocol],
      log: pino({ level: process.env['TEST_LOG'] ?? 'silent' }),
    });
    onTestFinished(() => indexer.stop());
    for (let step = 0; step < STEPS; step += 1) {
      await act(chain, play, next);
      await sleep(play.between({ min: 20, max: 250 }));
      await fold();
    }
    for (const proxy of proxies) proxy.calm();
    await chain.grow(30);
    await settled(db, { chain, source }, fold);

    const doubled = (await stored(db)).filter((event, index, all) => all.indexOf(event) !== index);
    expect(doubled).toEqual([]);
    // What was once final is what the chain ended with.
    const { rows: broken } = await db.execute(sql`
      select was.operation_id, was.version
      from transitions as was
      join transitions as later on later.operation_id = was.operation_id and later.version > was.version
      where was.final and not later.final`);
    expect(broken).toEqual([]);
    const { rows: reverted } = await db.execute<{ data: string }>(sql`
      select '0x' || encode(data, 'hex') as data from events where not canonical and data not in (select data from events where canonical)`);
    const { rows: final } = await db.execute<{ id: string }>(
      sql`select id from operations where final`,
    );
    const names = new Set(final.map(({ id }) => id.replace('route:', '')));
    expect(reverted.filter(({ data }) => names.has(data))).toEqual([]);
    const onChain = (await chain.events()).map((event) => event.split(' ').at(-1) ?? '');
    expect([...names].toSorted()).toEqual(onChain.toSorted());
  });
});
