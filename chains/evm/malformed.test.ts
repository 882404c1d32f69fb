import { describe, expect, test } from 'vitest';
import {
  sent,
  filter,
  aChain,
  aBlock,
  aLog,
  aNode,
  connect,
  failureOf,
  hex,
  malformed,
} from '../../test/evm-node.ts';
import { HttpFailure, type RawAnswer } from '../../test/json-rpc-server.ts';

describe.concurrent('malformed answers', () => {
  const block = aBlock(15n);
  const log = aLog({ block: 9n });

  test.each<[string, unknown]>([
    ['text for a header', 'block'],
    ['a list for a header', [block]],
    ['a header without a hash', { ...block, hash: undefined }],
    ['a header with a short hash', { ...block, hash: '0x12' }],
    ['a header whose number is decimal', { ...block, number: 15 }],
    ['a header whose number is empty', { ...block, number: '0x' }],
    ['a header whose time is null', { ...block, timestamp: null }],
    ['a header whose time is below zero', { ...block, timestamp: '-0x1' }],
    ['a header of the year 10000', { ...block, timestamp: hex(253_402_300_800) }],
  ])('%s ends in a transient error with a remedy', async (_, answer) => {
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) =>
      params[0] === '0xf' ? answer : chain(method, params),
    );
    const { source } = await connect([server.url]);
    const reads = [() => source.headers([15n]), () => source.read({ from: 1n, to: 15n }, filter)];
    for (const read of reads) {
      expect(await failureOf(read())).toEqual(malformed('eth_getBlockByNumber'));
    }
  });

  test.each<[string, unknown]>([
    ['null for logs', null],
    ['an object for logs', { logs: [log] }],
    ['a list of null', [null]],
    ['a pending log', [{ ...log, blockNumber: null, blockHash: null }]],
    ['a log without topics', [{ ...log, topics: undefined }]],
    ['a log with a short topic', [{ ...log, topics: ['0x01'] }]],
    ['a log with five topics', [{ ...log, topics: [sent, sent, sent, sent, sent] }]],
    ['a log whose data is no hex', [{ ...log, data: 'hello' }]],
    ['a log of the year 10000', [{ ...log, blockTimestamp: hex(253_402_300_800) }]],
    ['a log whose index is a number', [{ ...log, logIndex: 3 }]],
  ])('%s ends in a transient error with a remedy', async (_, answer) => {
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) =>
      method === 'eth_getLogs' ? answer : chain(method, params),
    );
    const { source } = await connect([server.url]);
    const failure = await failureOf(source.read({ from: 1n, to: 15n }, filter));
    expect(failure).toEqual(malformed('eth_getLogs'));
  });

  test.each<[string, RawAnswer]>([
    ['HTML', { body: '<!doctype html>\n<html>\n<body>502</body>\n</html>' }],
    ['HTML as an error', { status: 502, body: '<html>\n<body>Bad Gateway</body>\n</html>' }],
    ['truncated JSON', { body: '[{"jsonrpc":"2.0","id":1,"result":[{"addr' }],
    ['an empty body', { body: '' }],
    ['null', { body: 'null' }],
    ['a number', { body: '7' }],
    ['an empty list', { body: '[]' }],
    ['a list of nulls', { body: '[null,null]' }],
    ['an object without a result', { body: '{"jsonrpc":"2.0","id":1}' }],
    ['an error that is text', { body: '{"jsonrpc":"2.0","id":1,"error":"busy"}' }],
    ['a body cut off', 'cut'],
  ])('%s instead of JSON-RPC ends in one transient sentence', async (_, answer) => {
    let isWell = true;
    const chain = aChain({ height: 20n });
    for (const takesBatches of [true, false]) {
      isWell = true;
      const server = await aNode(
        (method, params) => {
          if (!isWell) throw new HttpFailure(answer);
          return chain(method, params);
        },
        { takesBatches },
      );
      const { source } = await connect([server.url]);
      isWell = false;
      const failure = await failureOf(source.read({ from: 15n, to: 15n }, filter));
      expect(failure).toMatchObject({
        code: expect.stringMatching(/^rpc_/),
        isTransient: true,
        message: expect.stringMatching(/^base [^\n]*[^.]\.$/),
        recovery: expect.stringMatching(/^It is asked again/),
      });
      expect(failure.message).not.toMatch(/undefined|TypeError|destructure|not iterable/);
    }
  });

  test('an answer as long as a page is cut in the sentence', async () => {
    let isWell = true;
    const chain = aChain({ height: 20n });
    const server = await aNode((method, params) => {
      if (!isWell) throw new HttpFailure({ status: 500, body: 'oops '.repeat(10_000) });
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    isWell = false;
    const { message } = await failureOf(source.headers([15n]));
    expect(message.length).toBeLessThan(400);
  });
});
