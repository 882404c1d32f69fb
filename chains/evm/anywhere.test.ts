import { describe, expect, test } from 'vitest';
import type { Hex, LogFilter } from '../../core/raw-log.ts';
import {
  aChain,
  aLog,
  aNode,
  bloomOf,
  connect,
  emitter,
  failureOf,
  filter,
  paid,
  sent,
  type LogQuery,
} from '../../test/evm-node.ts';
import type { JsonRpcServer } from '../../test/json-rpc-server.ts';

const rare: Hex = `0x${'5a'.repeat(32)}`;
const selector: Hex = '0x4b2b20e7';
const stranger: Hex = `0x${'57'.repeat(20)}`;
const withRare: LogFilter = {
  wanted: new Map([[emitter, [sent, rare, selector]]]),
  receiptIndexTopics: [],
  anywhere: [rare, selector],
};
const logs = [
  aLog({ block: 3n, index: 0, topics: [rare] }),
  aLog({ block: 3n, index: 1 }),
  aLog({ block: 5n, index: 0, address: stranger, topics: [rare] }),
];
const chain = { height: 6n, logs };
const range = { from: 1n, to: 6n };
const everything = ['3 0', '3 1', '5 0'];

describe.concurrent('what is wanted whoever emits it', () => {
  test('is read once each by a second query without address, and no selector is asked for', async () => {
    const server = await aNode(aChain(chain));
    const { source } = await connect([server.url]);
    const reading = await source.read(range, withRare);
    expect(placesOf(reading)).toEqual(everything);
    expect(queriesOf(server)).toEqual([
      { fromBlock: '0x1', toBlock: '0x6', address: [emitter], topics: [[sent, rare]] },
      { fromBlock: '0x1', toBlock: '0x6', topics: [[rare]] },
    ]);
  });

  test('comes in the same HTTP request at the head', async () => {
    const server = await aNode(aChain(chain));
    const { source } = await connect([server.url]);
    const before = server.posts.length;
    await source.read({ from: 5n, to: 5n }, withRare, { linked: true });
    expect(server.posts.slice(before).map(({ batch }) => batch)).toEqual([3]);
  });

  test('costs nothing where nothing is', async () => {
    const server = await aNode(aChain(chain));
    const { source } = await connect([server.url]);
    const before = server.requests.length;
    await source.read(range, { ...filter, anywhere: [selector], callTopics: [paid] });
    expect(server.requests.slice(before).map(({ method }) => method)).toEqual([
      'eth_getBlockByNumber',
      'eth_getLogs',
    ]);
  });

  test('is found out by the bloom where a node leaves it out, and believed by receipts', async () => {
    const lying = await aNode(aChain({ ...chain, shown: logs.slice(0, 2) }));
    const whole = await aNode(aChain({ ...chain, hasReceipts: true }));
    const { source } = await connect([lying.url, whole.url]);
    const reading = await source.read(range, withRare, { linked: true });
    expect(placesOf(reading)).toEqual(everything);
    expect(whole.count('eth_getBlockReceipts')).toBe(1);
  });

  test('raises no doubt where one shows the topic and another one is only named by the bloom', async () => {
    const bloom = bloomOf([emitter, stranger, sent, rare]);
    const server = await aNode(aChain({ height: 5n, logs: logs.slice(1), bloom }));
    const { source } = await connect([server.url]);
    const before = server.requests.length;
    await source.read(
      { from: 5n, to: 5n },
      { wanted: new Map([[emitter, [rare]]]), receiptIndexTopics: [], anywhere: [rare] },
      { linked: true },
    );
    expect(server.requests.length - before).toBe(3);
  });

  test('does not let in what was not asked for', async () => {
    const whole = aChain(chain);
    const server = await aNode((method, params) =>
      method === 'eth_getLogs'
        ? [aLog({ block: 5n, address: stranger, topics: [sent] })]
        : whole(method, params),
    );
    const { source } = await connect([server.url]);
    expect(await failureOf(source.read(range, withRare))).toMatchObject({
      message: expect.stringContaining('a log that was not asked for') as string,
    });
  });
});

const placesOf = ({
  logs: read,
}: {
  logs: readonly { at: { blockNumber: bigint; index: number } }[];
}) => read.map(({ at }) => `${at.blockNumber} ${at.index}`);

const queriesOf = ({ requests }: JsonRpcServer) =>
  requests.flatMap(({ method, params }) =>
    method === 'eth_getLogs' ? [params[0] as LogQuery] : [],
  );
