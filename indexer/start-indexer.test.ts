import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import type { Reading } from '../chains/source.ts';
import { readChains } from '../db/chains.ts';
import type { Database } from '../db/pool.ts';
import { here as one, there as two } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import {
  canonicalEvents as canonical,
  caughtUp,
  indexChains as index,
  simulatedProtocol as protocol,
} from '../test/index-chains.ts';
import { simulateChain, type SimulatedChain } from '../test/simulated-chain.ts';

const rangesOf = async (db: Database) => {
  const { rows } = await db.execute<{ ranges: string }>(sql`select ranges from checkpoints`);
  return rows.map(({ ranges }) => ranges);
};

describe('a chain', () => {
  test('is stored as it is, from the start block to the newest one', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(700, 1);
    index(connection, [chain]);
    await caughtUp(connection.db, chain);
    chain.grow(3, 2);
    await caughtUp(connection.db, chain);
    expect(await canonical(connection.db, one)).toEqual(chain.events());
    expect(await rangesOf(connection.db)).toEqual(['{[0,704)}']);
  });

  test('is said to be followed, whether or not it answers', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(1, 1);
    index(connection, [chain, simulateChain(two, 'two')]);
    await vi.waitFor(async () => {
      const { rows } = await connection.db.execute(sql`
        select chain from followed_chains where at > now() - interval '1 hour' order by chain`);
      expect(rows).toEqual([{ chain: one }, { chain: two }]);
    }, 30_000);
  });

  test('is read from its newest block on where no start block is given', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(50, 1);
    index(connection, [chain], null);
    await caughtUp(connection.db, chain);
    chain.grow(2, 1);
    await caughtUp(connection.db, chain);
    expect(await rangesOf(connection.db)).toEqual(['{[50,53)}']);
  });

  test('that moved far ahead during a pause leaves no hole', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(10, 1);
    const first = index(connection, [chain]);
    await caughtUp(connection.db, chain);
    await first.stop();
    chain.grow(500, 1);
    index(connection, [chain]);
    await caughtUp(connection.db, chain);
    expect(await canonical(connection.db, one)).toEqual(chain.events());
  });

  test('is read again only where it was not read, when the start block moves down', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(400, 1);
    const first = index(connection, [chain], 300n);
    await caughtUp(connection.db, chain);
    await first.stop();
    chain.reads.length = 0;
    index(connection, [chain], 100n);
    await vi.waitFor(
      async () => expect(await rangesOf(connection.db)).toEqual(['{[100,401)}']),
      10_000,
    );
    expect(chain.reads).toEqual([{ from: 100n, to: 299n }]);
  });

  test('is read from where its protocol began, once that is asked for, and stays there', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one', { startTime: Date.parse('2024-03-01') / 1000 - 250 });
    chain.grow(400, 1);
    const since = { ...protocol, beginsOn: () => ({ day: '2024-03-01' }) as const };
    const first = index(connection, [chain], null, since);
    await caughtUp(connection.db, chain);
    await first.stop();
    const second = index(connection, [chain], 'deployment', since);
    await vi.waitFor(
      async () => expect(await rangesOf(connection.db)).toEqual(['{[249,401)}']),
      10_000,
    );
    await second.stop();
    chain.prune(300n);
    chain.grow(3, 1);
    index(connection, [chain], 'deployment', since);
    await caughtUp(connection.db, chain);
    expect(await rangesOf(connection.db)).toEqual(['{[249,404)}']);
  });

  test('is begun by one process alone, wherever the others would begin', async () => {
    const connection = await createDatabase();
    const [mine, theirs] = [0, 1].map(() => {
      const chain = simulateChain(one, 'one', { startTime: Date.parse('2024-03-01') / 1000 - 250 });
      chain.grow(400, 1);
      return chain;
    });
    if (!mine || !theirs) throw new Error('there are two');
    const day = new Date('2024-03-01');
    const first = index(connection, [mine], day);
    await caughtUp(connection.db, mine);
    // It would take the chain for one without older blocks.
    theirs.prune(300n);
    index(connection, [theirs], day);
    await first.stop();
    theirs.grow(3, 1);
    await caughtUp(connection.db, theirs);
    expect(await rangesOf(connection.db)).toEqual(['{[249,404)}']);
  });

  test('that is away while its beginning is looked for is asked again, and begins there', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one', { startTime: Date.parse('2024-03-01') / 1000 - 250 });
    chain.grow(400, 1);
    let failures = 2;
    const source: SimulatedChain = {
      ...chain,
      headers: (numbers) => {
        if (numbers[0] === 248n && failures > 0) {
          failures -= 1;
          chain.fail(1);
        }
        return chain.headers(numbers);
      },
    };
    index(connection, [source], new Date('2024-03-01'));
    await caughtUp(connection.db, chain);
    expect(failures).toBe(0);
    expect(await rangesOf(connection.db)).toEqual(['{[249,401)}']);
  });

  test('that fails for a while is followed again, and no other chain waits for it', async () => {
    const connection = await createDatabase();
    const [bad, good] = [simulateChain(one, 'one'), simulateChain(two, 'two')];
    index(connection, [bad, good]);
    await caughtUp(connection.db, bad);
    bad.fail(2);
    bad.grow(5, 1);
    good.grow(5, 1);
    await caughtUp(connection.db, good);
    await caughtUp(connection.db, bad);
    expect(await canonical(connection.db, one)).toEqual(bad.events());
  });
});

describe('a reorg', () => {
  const depths = [1, 3, 20, 150];
  test.each(depths)(
    'of %i blocks is rolled back and read anew, and touches no other chain',
    async (depth) => {
      const connection = await createDatabase();
      const { db } = connection;
      const [chain, other] = [simulateChain(one, 'one'), simulateChain(two, 'two')];
      chain.grow(200, 1);
      other.grow(200, 1);
      index(connection, [chain, other]);
      await Promise.all([caughtUp(db, chain), caughtUp(db, other)]);
      chain.reorg(depth, 2);
      chain.grow(1);
      await caughtUp(db, chain);
      expect(await canonical(db, one)).toEqual(chain.events());
      expect(await canonical(db, two)).toEqual(other.events());
      const { rows } = await db.execute<{ lost: number }>(sql`
      select count(*)::int as lost from events where not canonical and orphaned_at is not null`);
      expect(rows[0]?.lost).toBeGreaterThanOrEqual(depth);
      const chains = await readChains(db);
      expect(chains.map(({ reorgs }) => reorgs.count)).toEqual([1, 0]);
      expect(chains[0]?.reorgs.deepest).toBeGreaterThanOrEqual(depth);
    },
  );

  test('during a pause is noticed when the indexer is back', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(30, 1);
    const first = index(connection, [chain]);
    await caughtUp(connection.db, chain);
    await first.stop();
    chain.reorg(4, 1);
    chain.grow(300, 1);
    index(connection, [chain]);
    await caughtUp(connection.db, chain);
    expect(await canonical(connection.db, one)).toEqual(chain.events());
  });

  test('that a second one follows at once ends on the chain as it is', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(30, 1);
    index(connection, [chain]);
    await caughtUp(connection.db, chain);
    for (let i = 0; i < 5; i += 1) {
      chain.reorg(1 + i, 1);
      chain.grow(1, 1);
      await sleep(120);
    }
    await caughtUp(connection.db, chain);
    expect(await canonical(connection.db, one)).toEqual(chain.events());
  });

  test('is not what a node that lags behind shows', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(30, 1);
    index(connection, [chain]);
    await caughtUp(connection.db, chain);
    chain.lag(20);
    await sleep(600);
    chain.lag(undefined);
    chain.grow(1, 1);
    await caughtUp(connection.db, chain);
    expect((await readChains(connection.db))[0]?.reorgs.count).toBe(0);
    expect(await canonical(connection.db, one)).toEqual(chain.events());
  });

  test('is not what an old answer about the head shows', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(30, 1);
    const old = await chain.head();
    let answers = 0;
    const source: SimulatedChain = {
      ...chain,
      head: async () => {
        if (answers === 0) return chain.head();
        answers -= 1;
        return old;
      },
    };
    index(connection, [source]);
    await caughtUp(connection.db, chain);
    chain.reorg(3, 1);
    chain.grow(20, 1);
    await caughtUp(connection.db, chain);
    answers = 3;
    await vi.waitFor(() => expect(answers).toBe(0), 5_000);
    chain.grow(1, 1);
    await caughtUp(connection.db, chain);
    expect((await readChains(connection.db))[0]?.reorgs).toMatchObject({ count: 1, deepest: 3 });
    expect(await canonical(connection.db, one)).toEqual(chain.events());
  });
});

describe('a node that answers from another fork', () => {
  /** The same chain, but the next reading of a range is of a fork: `spoil` says what it makes of it. */
  function liar(chain: SimulatedChain, spoil: (reading: Reading) => Reading) {
    let lies = 0;
    const source: SimulatedChain = {
      ...chain,
      read: async (range, filter, options) => {
        const reading = await chain.read(range, filter, options);
        if (lies === 0 || options?.again || range.from === range.to) return reading;
        lies -= 1;
        return spoil(reading);
      },
    };
    return { source, lie: () => (lies = 1) };
  }
  const onFork = <T extends { hash: string }>(header: T): T => ({
    ...header,
    hash: `${header.hash}-fork`,
  });

  test('and shows no logs there is not believed', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(30, 1);
    const { source, lie } = liar(chain, ({ to, headers, parentHash }) => ({
      to,
      parentHash,
      logs: [],
      headers: headers.map(onFork),
    }));
    index(connection, [source]);
    await caughtUp(connection.db, chain);
    lie();
    chain.grow(2, 1);
    await caughtUp(connection.db, chain);
    expect(await canonical(connection.db, one)).toEqual(chain.events());
  });

  test('in a backfill just below the head is not believed', async () => {
    const connection = await createDatabase();
    const chain = simulateChain(one, 'one');
    chain.grow(30, 1);
    const { source, lie } = liar(chain, ({ to, logs, headers, parentHash }) => ({
      to,
      parentHash,
      headers: headers.map(onFork),
      logs: logs.map((log) => ({
        ...log,
        at: { ...log.at, blockHash: `${log.at.blockHash}-fork` },
      })),
    }));
    lie();
    index(connection, [source]);
    await caughtUp(connection.db, chain);
    expect(await canonical(connection.db, one)).toEqual(chain.events());
  });
});

test('a reorg of the very first block that was read is followed', async () => {
  const connection = await createDatabase();
  const chain = simulateChain(one, 'one');
  chain.grow(30, 1);
  index(connection, [chain], null);
  await caughtUp(connection.db, chain);
  chain.reorg(1, 1);
  chain.grow(2, 1);
  await caughtUp(connection.db, chain);
  expect((await canonical(connection.db, one)).at(-1)).toBe(chain.events().at(-1));
});

test('a contract that is configured no more leaves no hole behind', async () => {
  const connection = await createDatabase();
  const chain = simulateChain(one, 'one');
  chain.grow(10, 1);
  const contracts = new Map([[one, ['0xc', '0xd'] as const]]);
  const first = index(connection, [chain], 0n, { ...protocol, contracts });
  await caughtUp(connection.db, chain);
  await first.stop();
  chain.grow(3, 1);
  index(connection, [chain]);
  await vi.waitFor(async () => expect(await rangesOf(connection.db)).toEqual(['{[0,14)}']), 10_000);
});

test('another chain under the same id is not read into the same database', async () => {
  const connection = await createDatabase();
  const chain = simulateChain(one, 'one');
  chain.grow(10, 1);
  const first = index(connection, [chain]);
  await caughtUp(connection.db, chain);
  await first.stop();
  const stranger = simulateChain(one, 'stranger');
  stranger.grow(12, 1);
  await index(connection, [stranger]).done;
  expect(await canonical(connection.db, one)).toEqual(chain.events());
});

test('a second indexer stands by, and takes over when the first one is gone', async () => {
  const connection = await createDatabase();
  const [mine, theirs] = [simulateChain(one, 'one'), simulateChain(one, 'one')];
  const first = index(connection, [mine]);
  await caughtUp(connection.db, mine);
  index(connection, [theirs]);
  await sleep(300);
  expect(theirs.reads).toEqual([]);
  await first.stop();
  theirs.grow(3, 1);
  await caughtUp(connection.db, theirs);
  expect(await canonical(connection.db, one)).toEqual(theirs.events());
});
