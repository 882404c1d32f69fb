import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Reading } from '../chains/source.ts';
import { readChains } from '../db/chains.ts';
import { registerChain } from '../db/checkpoints.ts';
import { storedChain } from '../db/heads.ts';
import { closeIncidents, openIncidents } from '../db/incidents.ts';
import type { Database } from '../db/pool.ts';
import { here } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { canonicalEvents, caughtUp, indexChains, simulatedProtocol } from '../test/index-chains.ts';
import { simulateChain, type SimulatedChain } from '../test/simulated-chain.ts';
import { correlateAll } from '../test/world-in-database.ts';

/** The same chain, whose first or second readings of ranges are spoilt. */
function spoilt(
  chain: SimulatedChain,
  { when, spoil }: { when: 'first' | 'second'; spoil: (reading: Reading) => Reading },
): SimulatedChain & { heal: () => void } {
  let isIll = true;
  return {
    ...chain,
    heal: () => {
      isIll = false;
    },
    read: async (range, filter, options) => {
      const reading = await chain.read(range, filter, options);
      const isSecond = options?.again ?? false;
      return isIll && isSecond === (when === 'second') ? spoil(reading) : reading;
    },
  };
}

/** Holds up whoever waits for it, until it is opened. */
function latch(): { opened: Promise<void>; open: () => void } {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** The blocks that count as final. */
async function verifiedOf(db: Database): Promise<string | undefined> {
  const { rows } = await db.execute<{ verified: string }>(sql`select verified from checkpoints`);
  return rows[0]?.verified;
}

const withoutLogs = (reading: Reading): Reading => ({ ...reading, logs: [] });

const onAnotherFork = (reading: Reading): Reading => ({
  ...reading,
  logs: reading.logs.map((log) => ({
    ...log,
    at: { ...log.at, blockHash: `${log.at.blockHash}-fork` },
  })),
});

describe('a second look', () => {
  test('covers every block that is final, and none above', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(500, 1);
    indexChains({ db, ...connection }, [chain]);
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,496)}'), 10_000);
  });

  test('reaches old blocks though there are always newer ones', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(900, 1);
    indexChains({ db, ...connection }, [chain]);
    const growing = setInterval(() => chain.grow(1, 1), 50);
    onTestFinished(() => clearInterval(growing));
    await vi.waitFor(async () => expect(await verifiedOf(db)).toMatch(/^\{\[0,9\d\d\)\}$/), 10_000);
  });

  test.each<[string, (reading: Reading) => Reading]>([
    ['lacked its logs', withoutLogs],
    ['was of another fork', onAnotherFork],
  ])('mends a backfill that %s', async (_, spoil) => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(500, 1);
    const source = spoilt(chain, { when: 'first', spoil });
    indexChains({ db, ...connection }, [source]);
    await caughtUp(db, source);
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,496)}'), 10_000);
    const isFinal = (event: string) => Number(event.split('-')[1]) <= 495;
    expect((await canonicalEvents(db, here)).filter(isFinal)).toEqual(
      chain.events().filter(isFinal),
    );
  });

  test('mends what was stored with other content', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(300, 1);
    const spoil = (reading: Reading): Reading => ({
      ...reading,
      logs: reading.logs.map((log) => ({ ...log, data: '0xbad0' })),
    });
    indexChains({ db, ...connection }, [spoilt(chain, { when: 'first', spoil })]);
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,296)}'), 15_000);
    const { rows } = await db.execute(sql`
      select from events where data = '\\xbad0' and block_number <= 295`);
    expect(rows).toEqual([]);
  });

  test('counts the logs of a transaction anew where one of them was left out', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(300, 2);
    const spoil = (reading: Reading): Reading => ({
      ...reading,
      logs: reading.logs
        .filter(({ ordinal }) => ordinal === 1)
        .map((log) => ({ ...log, ordinal: 0 })),
    });
    const countedBy: typeof simulatedProtocol.capture = ({ at, ordinal }) => ({
      type: 'leg',
      event: 'Sent',
      captured: {
        step: 'send',
        links: [{ key: `route:${at.transaction}-${ordinal}`, kind: 'exact', rule: 'id' }],
        about: {},
      },
    });
    const protocol = { ...simulatedProtocol, capture: countedBy };
    indexChains({ db, ...connection }, [spoilt(chain, { when: 'first', spoil })], 0n, protocol);
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,296)}'), 15_000);
    const { rows } = await db.execute<{ legs: number; keys: number }>(sql`
      select count(*)::int as legs, count(distinct key)::int as keys
      from links
      join events on events.id = links.event_id
      where block_number <= 295`);
    expect(rows).toEqual([{ legs: 590, keys: 590 }]);
  });

  test('is taken anew by a higher version of the protocol, and what was final stays so meanwhile', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(100, 1);
    const first = indexChains({ db, ...connection }, [chain]);
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,96)}'), 10_000);
    await first.stop();
    const source = spoilt(chain, { when: 'second', spoil: withoutLogs });
    indexChains({ db, ...connection }, [source], 0n, { ...simulatedProtocol, version: 2 });
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{}'), 10_000);
    await caughtUp(db, chain);
    const { rows } = await db.execute<{ verified: number }>(sql`
      select count(*)::int as verified from events where verified`);
    expect(rows).toEqual([{ verified: 95 }]);
    source.heal();
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,96)}'), 15_000);
  });

  test('that is itself empty takes nothing back, and makes nothing final', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(500, 1);
    const source = spoilt(chain, { when: 'second', spoil: withoutLogs });
    indexChains({ db, ...connection }, [source]);
    await caughtUp(db, source);
    await sleep(1_500);
    expect(await canonicalEvents(db, here)).toEqual(chain.events());
    expect(await verifiedOf(db)).toBe('{}');
    source.heal();
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,496)}'), 10_000);
  });

  test('mends a block that was followed and is none of the chain', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(40, 1);
    const looks = latch();
    const held: SimulatedChain = {
      ...chain,
      read: async (range, filter, options) => {
        if (options?.again) await looks.opened;
        return chain.read(range, filter, options);
      },
    };
    indexChains({ db, ...connection }, [held]);
    await caughtUp(db, chain);
    chain.grow(20, 1);
    await caughtUp(db, chain);
    await db.execute(sql`update blocks set hash = hash || '-fork' where number = 50`);
    await db.execute(
      sql`update events set block_hash = block_hash || '-fork' where block_number = 50`,
    );
    looks.open();
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,56)}'), 15_000);
    expect(await canonicalEvents(db, here)).toEqual(chain.events());
  });

  test('at other blocks than those that were followed reads them anew, and ends on the chain as it is', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(60, 1);
    const source = spoilt(chain, {
      when: 'second',
      spoil: (reading) => ({
        ...onAnotherFork(reading),
        headers: reading.headers.map((header) => ({ ...header, hash: `${header.hash}-fork` })),
      }),
    });
    indexChains({ db, ...connection }, [source]);
    await caughtUp(db, source);
    await sleep(1_500);
    source.heal();
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,56)}'), 10_000);
    expect(await canonicalEvents(db, here)).toEqual(chain.events());
  });
});

describe('a reorg below the finalized height', () => {
  test('that a second look meets first is left to the head, which tells its whole depth', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(200, 1);
    const [looks, heads] = [latch(), latch()];
    let isReorg = false;
    const held: SimulatedChain = {
      ...chain,
      head: async () => {
        if (isReorg) await heads.opened;
        return chain.head();
      },
      read: async (range, filter, options) => {
        if (options?.again) await looks.opened;
        return chain.read(range, filter, options);
      },
    };
    indexChains({ db, ...connection }, [held]);
    onTestFinished(heads.open);
    await caughtUp(db, chain);
    // The headers of these are known, those of most below are not.
    chain.grow(20, 1);
    await caughtUp(db, chain);
    const before = chain.events();
    isReorg = true;
    chain.reorg(150, 2);
    chain.grow(1);
    looks.open();
    // A second doubt comes after three seconds.
    await sleep(4_000);
    expect(await canonicalEvents(db, here)).toEqual(before);
    expect((await readChains(db))[0]?.missing).toBe(0n);
    heads.open();
    await caughtUp(db, chain);
    expect((await readChains(db))[0]?.reorgs).toMatchObject({ count: 1, deepest: 150 });
  });

  /** Final operations, by the height of their only leg. */
  async function legsOf(db: Database): Promise<Map<number, string>> {
    await correlateAll(db);
    const { rows } = await db.execute<{ height: string; inclusion: string }>(sql`
      select leg -> 'at' ->> 'blockNumber' as height, leg ->> 'inclusion' as inclusion
      from operations, jsonb_array_elements(body -> 'legs') as leg
      where leg -> 'at' <> 'null' and leg ->> 'inclusion' <> 'orphaned'`);
    return new Map(rows.map(({ height, inclusion }) => [Number(height), inclusion]));
  }

  test('is followed, opens an incident, and makes nothing above it final until that is closed', async () => {
    const { db, ...connection } = await createDatabase();
    const chain = simulateChain(here, 'one');
    chain.grow(40, 1);
    indexChains({ db, ...connection }, [chain]);
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,36)}'), 10_000);
    chain.reorg(20, 1);
    chain.grow(20, 1);
    await caughtUp(db, chain);
    await vi.waitFor(async () => expect(await verifiedOf(db)).toBe('{[0,56)}'), 10_000);
    expect(await canonicalEvents(db, here)).toEqual(chain.events());
    expect(await openIncidents(db)).toMatchObject([
      { chain: here, kind: 'finality_violation', ancestor: 20n, finalized: 35n },
    ]);
    const during = await legsOf(db);
    expect([during.get(20), during.get(21), during.get(55)]).toEqual([
      'finalized',
      'confirmed',
      'confirmed',
    ]);
    expect(await closeIncidents(db, here)).toBe(1);
    expect((await legsOf(db)).get(55)).toBe('finalized');
  });
});

test('what was read before a rollback is not written after it', async () => {
  const { db, ...connection } = await createDatabase();
  const chain = simulateChain(here, 'one');
  chain.grow(300, 1);
  let isHeld = false;
  const { opened, open } = latch();
  const slow: SimulatedChain = {
    ...chain,
    read: async (range, filter, options) => {
      const reading = await chain.read(range, filter, options);
      if (!options?.linked && !options?.again && range.from === 200n && !isHeld) {
        isHeld = true;
        await opened;
      }
      return reading;
    },
  };
  indexChains({ db, ...connection }, [slow]);
  await vi.waitFor(() => expect(isHeld).toBe(true));
  await vi.waitFor(async () => expect((await canonicalEvents(db, here)).length).toBe(200), 5_000);
  chain.reorg(50, 1);
  chain.grow(1, 1);
  await vi.waitFor(async () => {
    const { rows } = await db.execute(sql`select from reorgs`);
    expect(rows.length).toBe(1);
  }, 10_000);
  open();
  await caughtUp(db, chain);
  expect(await canonicalEvents(db, here)).toEqual(chain.events());
});

test('what another process has taken over is written by that one alone', async () => {
  const { db, ...connection } = await createDatabase();
  const chain = simulateChain(here, 'one');
  chain.grow(1_000, 1);
  const { opened, open } = latch();
  let isReading = false;
  const slow: SimulatedChain = {
    ...chain,
    read: async (range, filter, options) => {
      const reading = await chain.read(range, filter, options);
      if (options?.linked) return reading;
      isReading = true;
      await opened;
      return withoutLogs(reading);
    },
  };
  indexChains({ db, ...connection }, [slow]);
  await vi.waitFor(() => expect(isReading).toBe(true));
  const { generation } = await storedChain(db, here);
  await registerChain(db, chain.definition, {
    streams: [{ protocol: 'route', version: 2, contract: '0xc' }],
    startBlock: 0n,
    head: 1_000n,
  });
  open();
  await sleep(1_000);
  const { rows } = await db.execute(sql`select ranges from checkpoints where version = 2`);
  expect(rows).toEqual([{ ranges: '{}' }]);
  expect((await storedChain(db, here)).generation).toBe(generation + 1n);
});
