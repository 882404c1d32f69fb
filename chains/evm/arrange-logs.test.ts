import { describe, expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import {
  aChain,
  aLog,
  aNode,
  connect,
  emitter,
  failureOf,
  filter,
  hashOf,
  paid,
  sent,
  type ALog,
} from '../../test/evm-node.ts';

const stranger: Hex = `0x${'ee'.repeat(20)}`;
const range = { from: 5n, to: 15n };

describe.concurrent('an answer', () => {
  test.each<[string, ALog[], bigint, string]>([
    ['below the range', [aLog({ block: 4n })], 4n, 'a log from outside of the range'],
    ['above the range', [aLog({ block: 16n })], 16n, 'a log from outside of the range'],
    [
      'of an emitter that was not asked for',
      [aLog({ block: 9n, address: stranger })],
      9n,
      'a log that was not asked for',
    ],
    [
      'of a topic that was not asked for',
      [aLog({ block: 9n, topics: [hashOf('else'), sent] })],
      9n,
      'a log that was not asked for',
    ],
    ['without a topic', [aLog({ block: 9n, topics: [] })], 9n, 'a log that was not asked for'],
    [
      'with the index of another one',
      [aLog({ block: 9n, index: 3 }), aLog({ block: 9n, index: 3, data: '0x01' })],
      9n,
      'two logs with the index 3',
    ],
    [
      'with the index of another one, elsewhere in the answer',
      [
        aLog({ block: 9n, index: 3 }),
        aLog({ block: 8n }),
        aLog({ block: 9n, index: 3, topics: [paid] }),
      ],
      9n,
      'two logs with the index 3',
    ],
    [
      'of another block of the same height',
      [aLog({ block: 9n, index: 0 }), aLog({ block: 9n, index: 1, blockHash: hashOf('fork') })],
      9n,
      'its logs are of two blocks',
    ],
    [
      'of the same block at another time',
      [aLog({ block: 9n }), aLog({ block: 9n, index: 1, blockTimestamp: '0x1' })],
      9n,
      'its logs are of two blocks',
    ],
    [
      'of another time than the header of its block',
      [aLog({ block: 15n, blockTimestamp: '0x1' })],
      15n,
      'a log of another time than its block',
    ],
  ])('that has a log %s is a contradiction', async (_, logs, block, why) => {
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) =>
      method === 'eth_getLogs' ? logs : chain(method, params),
    );
    const { source } = await connect([server.url]);
    expect(await failureOf(source.read(range, filter))).toEqual({
      code: 'rpc_contradiction',
      message: `base gave answers about block ${block} that contradict each other: ${why}.`,
      recovery: 'It is read again: a reorg was going on, or the endpoints are on different forks.',
      isTransient: true,
    });
  });

  test('that has a log twice has it once, wherever the two stand', async () => {
    const twice = [
      aLog({ block: 9n, index: 1 }),
      aLog({ block: 8n }),
      aLog({ block: 9n, index: 1 }),
    ];
    expect(await placesRead(twice)).toEqual(['8 0', '9 1']);
  });

  test('whose time is zero does not tell the time', async () => {
    expect(await placesRead([aLog({ block: 9n, blockTimestamp: '0x0' })])).toEqual(['9 0']);
  });

  test('that calls a log removed is judged by the block: one in the chain is not gone', async () => {
    expect(await placesRead([aLog({ block: 9n, removed: true })])).toEqual(['9 0']);
  });

  test('that calls a log of another fork removed is right', async () => {
    const gone = aLog({ block: 9n, removed: true, blockHash: hashOf('fork') });
    expect(await placesRead([gone])).toEqual([]);
  });
});

async function placesRead(logs: readonly ALog[]): Promise<string[]> {
  const server = await aNode(
    aChain({ height: 20n, logs: logs.map((log) => ({ ...log, address: emitter })) }),
  );
  const { source } = await connect([server.url]);
  const reading = await source.read(range, filter);
  return reading.logs.map(({ at }) => `${at.blockNumber} ${at.index}`);
}
