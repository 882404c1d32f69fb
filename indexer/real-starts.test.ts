import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ChainSource } from '../chains/source.ts';
import { startAnvil, type Anvil } from '../demo/anvil.ts';
import { createDatabase } from '../test/database.ts';
import { aChain, aNode, base, connect, hashOf } from '../test/evm-node.ts';
import { indexChains, simulatedProtocol } from '../test/index-chains.ts';
import { RpcFailure } from '../test/json-rpc-server.ts';
import { aWorld } from '../test/solana-source.ts';
import { blockBefore } from './block-before.ts';

// The beginnings of chains on nodes that nobody here wrote, and on those that keep less than all.

const HOUR = 3_600;

describe('on an EVM node', () => {
  const HEIGHT = 2_000n;
  let anvil: Anvil;
  beforeAll(async () => {
    // It mines when it is told to.
    anvil = await startAnvil({ chainId: 8453, blockTimeSeconds: 100_000 });
    const params = [`0x${HEIGHT.toString(16)}`, `0x${HOUR.toString(16)}`];
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'anvil_mine', params });
    const headers = { 'content-type': 'application/json' };
    await fetch(anvil.url, { method: 'POST', headers, body });
  });
  afterAll(() => anvil.stop());

  test(
    'a chain begins at the last block before a day, found by as many requests as its head has bits',
    { timeout: 120_000 },
    async () => {
      const { source, warnings } = await connect([anvil.url]);
      const head = await source.head();
      expect(head.number).toBe(HEIGHT);
      const day = new Date((Math.floor(head.time / 86_400) - 30) * 86_400_000);
      const time = day.getTime() / 1000;
      const callsBefore = source.endpoints()[0]?.calls ?? 0;
      const { number, how } = await blockBefore(source, time, head);
      expect((source.endpoints()[0]?.calls ?? 0) - callsBefore).toBeLessThanOrEqual(11 + 2);
      const [at, next] = await source.headers([number, number + 1n]);
      expect([how, at && at.time < time, next && next.time >= time]).toEqual([
        'before',
        true,
        true,
      ]);

      const connection = await createDatabase();
      const protocol = {
        ...simulatedProtocol,
        contracts: new Map([[base.id, [`0x${'c'.repeat(40)}`]]]),
        topicsOn: () => [hashOf('topic')],
      };
      indexChains(connection, [source as never], day, protocol);
      await vi.waitFor(
        async () => {
          const { rows } = await connection.db.execute<{ ranges: string }>(
            sql`select ranges from checkpoints`,
          );
          expect(rows).toEqual([{ ranges: `{[${number},${HEIGHT + 1n})}` }]);
        },
        { timeout: 60_000, interval: 100 },
      );
      expect(warnings).toEqual([]);
    },
  );

  /** Whether a node is asked for the header of a block below 700. */
  const isOld = (method: string, height: unknown) =>
    method === 'eth_getBlockByNumber' &&
    String(height).startsWith('0x') &&
    BigInt(String(height)) < 700n;

  test.each<[string, () => unknown]>([
    [
      'refuses as pruned history',
      () => {
        throw new RpcFailure(4444, 'pruned history unavailable');
      },
    ],
    ['has not got', () => null],
    [
      'could not find',
      () => {
        throw new RpcFailure(-32000, 'could not find block for height 7');
      },
    ],
  ])('what it %s is older than what it shows', async (_, refuse) => {
    const chain = aChain({ height: 1_000n });
    const server = await aNode((method, params) => {
      return isOld(method, params[0]) && params[0] !== '0x0' ? refuse() : chain(method, params);
    });
    const { source } = await connect([server.url]);
    const head = await source.head();
    expect(await blockBefore(source, head.time - 2 * 900, head)).toEqual({
      number: 700n,
      how: 'pruned',
    });
  });

  test('what one endpoint has thrown away is asked of another one', async () => {
    const chain = aChain({ height: 1_000n });
    const full = await aNode(chain);
    const pruned = await aNode((method, params) => {
      if (isOld(method, params[0])) throw new RpcFailure(4444, 'pruned history unavailable');
      return chain(method, params);
    });
    const { source } = await connect([pruned.url, full.url]);
    const head = await source.head();
    const found = await blockBefore(source, head.time - 2 * 900, head);
    expect(found).toEqual({ number: 99n, how: 'before' });
  });
});

describe('on a Solana node', () => {
  /** The highest slot that is before a time, by looking at all of them. */
  async function lookAtAll(source: ChainSource, time: number, head: bigint) {
    for (let slot = head; slot > 0n; slot -= 1n) {
      const [header] = await source.headers([slot]);
      if (header && header.time < time) return slot;
    }
    return 0n;
  }

  test('a slot is found by its time, though slots are skipped', async () => {
    let seconds = 1_700_000_000;
    const { source, node } = await aWorld({ skipEvery: 3, now: () => (seconds += 60) * 1_000 });
    node.produce(60);
    const head = await source.head();
    const [middle] = await source.headers([head.number / 2n]);
    if (!middle) throw new Error('it is there');
    for (const time of [middle.time, middle.time + 1, middle.time + 120]) {
      const number = await lookAtAll(source, time, head.number);
      expect(await blockBefore(source, time, head)).toEqual({ number, how: 'before' });
    }
  });

  test('what was thrown away is older than what is kept', async () => {
    const { source, node } = await aWorld({ blocksKept: 200 });
    node.produce(2_000);
    const head = await source.head();
    const { number, how } = await blockBefore(source, 1, head);
    expect(how).toBe('pruned');
    expect((await source.headers([number]))[0]?.number).toBe(number);
    await expect(source.headers([number - 1n])).rejects.toThrow('does not go back far enough');
  });
});
