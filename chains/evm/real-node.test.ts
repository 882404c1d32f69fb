import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startAnvil, type Anvil } from '../../demo/anvil.ts';
import type { Hex, LogFilter } from '../../core/raw-log.ts';
import { connect, hashOf } from '../../test/evm-node.ts';

// The blooms of a node that nobody here wrote.

let anvil: Anvil;
/** Emits one log with the topic when it is made. */
const topic = hashOf('topic');
const code = `0x7f${topic.slice(2)}60006000a1`;
const emitters: Hex[] = [];

beforeAll(async () => {
  // It mines when it is told to.
  anvil = await startAnvil({ chainId: 8453, blockTimeSeconds: 1_000 });
  const [from] = await ask<Hex[]>('eth_accounts');
  for (let made = 0; made < 3; made += 1) {
    const hash = await ask<Hex>('eth_sendTransaction', { from, data: code });
    await ask('anvil_mine', '0x3');
    const receipt = await ask<{ contractAddress: Hex }>('eth_getTransactionReceipt', hash);
    emitters.push(receipt.contractAddress);
  }
});
afterAll(() => anvil.stop());

describe('a real node', () => {
  test('is believed about its logs, and about their absence', async () => {
    const { source, warnings } = await connect([anvil.url]);
    const before = source.endpoints()[0]?.calls ?? 0;
    const reading = await source.read({ from: 1n, to: 9n }, filterOf(emitters), { linked: true });
    expect(reading.logs.map(({ emitter, at }) => [emitter, at.blockNumber])).toEqual(
      emitters.map((emitter, index) => [emitter, BigInt(1 + 3 * index)]),
    );
    expect(warnings).toEqual([]);
    // One call for each of nine blocks, and one for the logs: no bloom said maybe for nothing.
    expect((source.endpoints()[0]?.calls ?? 0) - before).toBe(10);
  });
});

async function ask<T>(method: string, ...params: unknown[]): Promise<T> {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(anvil.url, { method: 'POST', headers, body });
  // CAST: what anvil answers to this method.
  return ((await response.json()) as { result: T }).result;
}

const filterOf = (wanted: readonly Hex[]): LogFilter => ({
  wanted: new Map(wanted.map((emitter) => [emitter, [topic]])),
  receiptIndexTopics: [],
});
