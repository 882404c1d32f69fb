import { describe, expect, test } from 'vitest';
import {
  aChain,
  aLog,
  aNode,
  connect,
  filter,
  isGapless,
  lengthOf,
  rangesOf,
} from '../../test/evm-node.ts';
import { HttpFailure } from '../../test/json-rpc-server.ts';

const height = 20_000n;
const logs = [1n, 1_001n, 5_000n, height].map((block) => aLog({ block }));
const gatewaySays = (status: number) => new HttpFailure({ status, body: '<html>nginx</html>' });

describe.concurrent('a gateway that gives up on long ranges', () => {
  test.each([408, 504, 524, 502, 503])(
    'with HTTP %d is given shorter ones until they pass, and no block is skipped',
    async (status) => {
      const chain = aChain({ height, logs });
      const server = await aNode((method, params) => {
        if (method === 'eth_getLogs' && lengthOf(params) > 1_000n) throw gatewaySays(status);
        return chain(method, params);
      });
      const { source } = await connect([server.url]);
      const ranges: { from: bigint; to: bigint }[] = [];
      const blocks: bigint[] = [];
      let from = 1n;
      for (let reads = 0; from <= height && reads < 60; reads += 1) {
        const reading = await source.read({ from, to: height }, filter).catch(() => null);
        if (!reading) continue;
        ranges.push({ from, to: reading.to });
        blocks.push(...reading.logs.map(({ at }) => at.blockNumber));
        from = reading.to + 1n;
      }
      expect(isGapless(ranges, height)).toBe(true);
      expect(blocks).toEqual([1n, 1_001n, 5_000n, height]);
    },
  );

  test('near the head is not asked for the pieces of a batch one by one', async () => {
    const chain = aChain({ height, logs });
    const server = await aNode((method, params) => {
      if (method === 'eth_getLogs' && lengthOf(params) > 20n) throw gatewaySays(504);
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    const before = server.posts.length;
    const range = { from: height - 127n, to: height };
    let reading = null;
    while (!reading) {
      reading = await source.read(range, filter, { linked: true }).catch(() => null);
    }
    expect(reading.to).toBe(range.from + 15n);
    expect(server.posts.length - before).toBeLessThan(20);
  });

  test('is told from one whose node is down for a moment: that shortens nothing', async () => {
    const chain = aChain({ height, logs });
    let failures = 3;
    const server = await aNode((method, params) => {
      if (method === 'eth_getLogs' && failures > 0) {
        failures -= 1;
        throw gatewaySays(502);
      }
      return chain(method, params);
    });
    const { source } = await connect([server.url]);
    expect((await source.read({ from: 1n, to: 500n }, filter)).to).toBe(500n);
    expect(rangesOf(server)).toEqual(['0x1 0x1f4']);
  });
});
