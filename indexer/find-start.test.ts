import { describe, expect, test } from 'vitest';
import type { StoredStream } from '../db/checkpoints.ts';
import type { Beginning } from '../protocols/beginning.ts';
import { here as one } from '../test/builders.ts';
import { simulateChain } from '../test/simulated-chain.ts';
import { checkStart, findStart, type Wanted } from './find-start.ts';
import type { StartBlock } from './start-block.ts';

const DAY = 86_400;
const HEIGHT = 1_000;
const setting = 'START_BLOCK_1';

/** A chain of a block each second that is 600 seconds older than 2024-03-01, with a contract of each protocol. */
async function aWorld(beginnings: Readonly<Record<string, Beginning | null>>, pruned = 0n) {
  const chain = simulateChain(one, 'one', { startTime: secondsOf('2024-03-01') - 600 });
  chain.grow(HEIGHT);
  chain.prune(pruned);
  let requests = 0;
  const source = {
    ...chain,
    headers: (numbers: readonly bigint[]) => {
      requests += 1;
      return chain.headers(numbers);
    },
  };
  const streams = Object.keys(beginnings).map(streamOf);
  const head = await chain.head();
  const wantedFrom = (startBlock: StartBlock): Wanted => ({
    source,
    reader: { streams, beginnings: new Map(Object.entries(beginnings)) },
    startBlock,
    setting,
  });
  return {
    head,
    requests: () => requests,
    wantedFrom,
    start: (startBlock: StartBlock, stored: readonly StoredStream[] = []) =>
      findStart(wantedFrom(startBlock), { stored, head }),
  };
}

const secondsOf = (day: string) => Date.parse(day) / 1000;
const streamOf = (protocol: string) => ({ protocol, version: 1, contract: `0x${protocol}` });
const from = (startBlock: bigint, ...protocols: string[]) =>
  protocols.map((protocol) => ({ ...streamOf(protocol), startBlock }));
const was = (protocol: string, startBlock: bigint, startTime: number | null = null) => ({
  protocol,
  contract: `0x${protocol}`,
  startBlock,
  startTime,
});

describe('without a start block', () => {
  test('a chain is read from its newest block on, and what is left out is told with the remedy', async () => {
    const { start } = await aWorld({ across: { block: 5n }, payroll: null });
    expect(await start(null)).toEqual({
      streams: [streamOf('across'), streamOf('payroll')],
      told: {
        startBlock: 1_000n,
        isWarning: false,
        message:
          'one is read from its newest block on, 1000: what happened before is left out. To read it too, set START_BLOCK_1 to "deployment" for all of it, a day such as 2025-06-01, or a block.',
      },
    });
  });

  test('a chain of which no beginning is known is not promised all of it', async () => {
    const { start } = await aWorld({ payroll: null });
    expect((await start(null)).told?.message).toBe(
      'one is read from its newest block on, 1000: what happened before is left out. To read it too, set START_BLOCK_1 to a day such as 2025-06-01, or a block.',
    );
  });

  test('a protocol that is new on a chain is named, and the others stay where they are', async () => {
    const { start } = await aWorld({ across: { block: 5n }, cctp: { block: 7n } });
    const { streams, told } = await start(null, [was('across', 300n)]);
    expect(streams).toEqual([streamOf('across'), streamOf('cctp')]);
    expect(told?.message).toMatch(/^one, for cctp, is read from its newest block on, 1000:/);
  });

  test('nothing is told of a chain that is read already, and nothing asked', async () => {
    const { start, requests } = await aWorld({ across: { block: 5n } });
    const asTheyAre = { streams: [streamOf('across')], told: null };
    expect(await start(null, [was('across', 300n)])).toEqual(asTheyAre);
    expect(requests()).toBe(0);
  });
});

test('a number is where all of a chain begins, whatever is read already', async () => {
  const { start, requests } = await aWorld({ across: { block: 5n }, cctp: null });
  const all = { streams: from(400n, 'across', 'cctp'), told: null };
  expect(await start(400n, [was('across', 300n)])).toEqual(all);
  expect(requests()).toBe(0);
});

test('a number above the head is taken, with a warning: it may be a slip', async () => {
  const { start } = await aWorld({ across: null });
  expect(await start(5_000n)).toEqual({
    streams: from(5_000n, 'across'),
    told: {
      startBlock: 5_000n,
      isWarning: true,
      message:
        'one is read from block 5000 on, which is still to come: its newest one is 1000. Nothing is read until then; to begin earlier, set START_BLOCK_1 to a lower block, or to a day such as 2025-06-01.',
    },
  });
});

describe('a day', () => {
  const march = new Date('2024-03-01');

  test('begins at the last block before it', async () => {
    const { start } = await aWorld({ across: { block: 5n }, cctp: null });
    expect(await start(march)).toEqual({
      streams: from(599n, 'across', 'cctp'),
      told: {
        startBlock: 599n,
        isWarning: false,
        message: 'one is read from block 599 on: the last one before 2024-03-01.',
      },
    });
  });

  test('begins at the first block of a chain that is younger', async () => {
    const { start } = await aWorld({ across: null });
    expect((await start(new Date('2024-01-01'))).told).toEqual({
      startBlock: 0n,
      isWarning: false,
      message: 'one is read from block 0 on: its first one is younger than 2024-01-01.',
    });
  });

  test('begins where the endpoints do, if they keep nothing older, and says so with the remedy', async () => {
    const { start } = await aWorld({ across: null }, 700n);
    expect(await start(march)).toEqual({
      streams: from(700n, 'across'),
      told: {
        startBlock: 700n,
        isWarning: true,
        message:
          'one is read from block 700 on: its endpoints show no older ones, though 2024-03-01 is earlier. Add an endpoint with the whole history (an archive) and start again.',
      },
    });
  });

  test('moves what is read from later on, and nothing that is read from earlier on', async () => {
    const { start } = await aWorld({ across: null, cctp: null, dln: null });
    const stored = [
      was('across', 1_000n, secondsOf('2024-03-01') + 400),
      was('cctp', 100n, secondsOf('2024-03-01') - 500),
      was('dln', 0n),
    ];
    const { streams, told } = await start(march, stored);
    expect(streams).toEqual([...from(599n, 'across'), ...['cctp', 'dln'].map(streamOf)]);
    expect(told?.startBlock).toBe(599n);
  });

  test('is not looked for again once everything reaches back to it', async () => {
    const { start, requests } = await aWorld({ across: null });
    const stored = [was('across', 599n, secondsOf('2024-03-01') - 1)];
    const asTheyAre = { streams: [streamOf('across')], told: null };
    expect(await start(march, stored)).toEqual(asTheyAre);
    // Block 0 has nothing, and is not shown by every node.
    expect(await start(new Date('2024-01-01'), [was('across', 1n)])).toEqual(asTheyAre);
    expect(requests()).toBe(0);
  });

  test('is seen to be reached by one request after a restart before its block was read, or where a later time is known', async () => {
    const { start, requests } = await aWorld({ across: null, cctp: null });
    const asTheyAre = { streams: [streamOf('across'), streamOf('cctp')], told: null };
    const late = was('cctp', 599n, secondsOf('2024-03-01') + 100);
    expect(await start(march, [was('across', 599n), late])).toEqual(asTheyAre);
    expect(requests()).toBe(1);
  });

  test('costs two requests at each start while older blocks are still thrown away', async () => {
    const { start, requests } = await aWorld({ across: null }, 720n);
    const stored = [was('across', 700n, secondsOf('2024-03-01') + 100)];
    expect(await start(march, stored)).toEqual({
      streams: [streamOf('across')],
      told: {
        startBlock: 700n,
        isWarning: true,
        message:
          'one is read from block 700 on, as before: its endpoints show no older ones. Add an endpoint with the whole history (an archive) and start again.',
      },
    });
    expect(requests()).toBe(2);
  });

  test('that is still to come is taken, with a warning: it may be a slip', async () => {
    const { start } = await aWorld({ across: null });
    expect((await start(new Date('2999-01-01'))).told).toEqual({
      startBlock: 1_000n,
      isWarning: true,
      message:
        'one is read from block 1000 on: the last one before 2999-01-01, a day that is still to come.',
    });
  });

  test('moves down what was to begin above the head, where endpoints show nothing', async () => {
    const { start } = await aWorld({ across: null });
    expect((await start(march, [was('across', 5_000n)])).streams).toEqual(from(599n, 'across'));
  });

  test('is reached as soon as an endpoint has the older blocks', async () => {
    const { start } = await aWorld({ across: null });
    const stored = [was('across', 700n, secondsOf('2024-03-01') + 100)];
    expect((await start(march, stored)).streams).toEqual(from(599n, 'across'));
  });
});

describe('deployment', () => {
  const later = 'That may be much to read: to begin later, set START_BLOCK_1 to a later block.';

  test('begins for all where the first of the protocols did', async () => {
    const { start, requests } = await aWorld({ across: { block: 300n }, cctp: { block: 200n } });
    expect(await start('deployment')).toEqual({
      streams: from(200n, 'across', 'cctp'),
      told: {
        startBlock: 200n,
        isWarning: false,
        message: `one is read from block 200 on: cctp began there. ${later}`,
      },
    });
    expect(requests()).toBe(1);
  });

  test('takes the earliest of the days, where no block is known that is earlier', async () => {
    const { start } = await aWorld({
      across: { block: 700n },
      cctp: { day: '2024-03-02' },
      dln: { day: '2024-03-01' },
    });
    expect((await start('deployment')).told?.message).toBe(
      `one is read from block 599 on: the last one before 2024-03-01, and nothing of dln is older. ${later}`,
    );
  });

  test('takes the earliest block, where no day is earlier', async () => {
    const { start } = await aWorld({ across: { block: 500n }, dln: { day: '2024-03-01' } });
    expect((await start('deployment')).streams).toEqual(from(500n, 'across', 'dln'));
  });

  test('says of which protocols nothing is known', async () => {
    const { start } = await aWorld({ across: { block: 500n }, payroll: null });
    expect((await start('deployment')).told?.message).toBe(
      `one is read from block 500 on: across began there. When payroll began is not known. ${later}`,
    );
  });

  test('begins where the endpoints do, if the block is none that they keep', async () => {
    const { start } = await aWorld({ across: { block: 500n } }, 700n);
    expect((await start('deployment')).told).toEqual({
      startBlock: 700n,
      isWarning: true,
      message: `one is read from block 700 on: its endpoints show no older ones, though across began at block 500. Add an endpoint with the whole history (an archive) and start again. ${later}`,
    });
  });

  test('is a block above the head of a chain that has not come that far, and is not looked at', async () => {
    const { start, requests } = await aWorld({ across: { block: 5_000n } });
    expect((await start('deployment')).streams).toEqual(from(5_000n, 'across'));
    expect(requests()).toBe(0);
  });

  test('moves the protocols that are read from later than they began', async () => {
    const { start } = await aWorld({ across: { block: 500n }, cctp: { block: 200n }, own: null });
    const stored = [was('across', 400n), was('cctp', 1_000n), was('own', 1_000n)];
    expect((await start('deployment', stored)).streams).toEqual([
      streamOf('across'),
      ...from(200n, 'cctp'),
      streamOf('own'),
    ]);
  });

  test('where nothing tells of a beginning is refused, with the remedy', async () => {
    const { wantedFrom, start } = await aWorld({ payroll: null, route: null });
    const refusal = expect.objectContaining({
      code: 'bad_config',
      isTransient: false,
      message: 'START_BLOCK_1 is "deployment", and nothing tells when payroll, route began on one.',
      recovery:
        'Set START_BLOCK_1 to a block, or to a day such as 2025-06-01; 0 is the first block. A protocol of your own may tell its first day: since.',
    }) as Error;
    expect(() => checkStart(wantedFrom('deployment'))).toThrow(refusal);
    await expect(start('deployment')).rejects.toEqual(refusal);
    expect(() => checkStart(wantedFrom(new Date(DAY)))).not.toThrow();
  });
});
