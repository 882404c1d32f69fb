import { createPublicClient, http, numberToHex, type Hex } from 'viem';
import type { EvmChainDefinition } from '../../core/chain.ts';
import { createEvmSource } from '../../chains/evm/source.ts';
import { startAnvil } from '../../demo/anvil.ts';
import { FINAL_DEPTH, nameOf, type ChainUnderTest } from './chain-under-test.ts';
import { hurriedClock } from './hurried-clock.ts';

const CHAIN_ID = 31_337;
/** Copies its call data into a log: the first 32 bytes are the topic, the rest is the data. */
const ECHO = '0x600035602036038060206000376000a100';
const wanted: Hex = '0x00000000000000000000000000000000000ec401';
const other: Hex = '0x00000000000000000000000000000000000ec402';
export const evmTopic: Hex = `0x${'5e'.repeat(32)}`;

const definition: EvmChainDefinition = {
  id: `eip155:${CHAIN_ID}`,
  family: 'evm',
  name: 'anvil',
  blockTimeMs: 200,
  finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
};

/** A real EVM chain, on anvil. Its blocks come when the test says. */
export async function startEvmChain(): Promise<ChainUnderTest> {
  // anvil's finalized tag is two epochs below the newest block.
  const anvil = await startAnvil({ chainId: CHAIN_ID, slotsInAnEpoch: FINAL_DEPTH / 2 });
  const client = createPublicClient({ transport: http(anvil.url) });
  // CAST: viem does not type anvil's own methods; what each answers is known here.
  const ask = async <T>(method: string, ...params: unknown[]): Promise<T> => {
    const answer: unknown = await client.request({ method, params } as never);
    return answer as T;
  };
  const [from] = await ask<Hex[]>('eth_accounts');
  await ask('evm_setAutomine', false);
  for (const address of [wanted, other]) await ask('anvil_setCode', address, ECHO);
  let nonce = 0;
  /** Time goes on by a second a block, so that no two forks ever have the same blocks. */
  let time = Math.floor(Date.now() / 1_000);
  const mine = async (blocks: number) => {
    for (let i = 0; i < blocks; i += 1) {
      time += 1;
      await ask('evm_setNextBlockTimestamp', time);
      await ask('evm_mine');
    }
  };
  const send = async (to: Hex, data: string) => {
    const call = { from, to, data: `${evmTopic}${data.slice(2)}`, gas: '0x30000' };
    await ask('eth_sendTransaction', { ...call, nonce: numberToHex(nonce) });
    nonce += 1;
  };
  return {
    id: definition.id,
    url: anvil.url,
    filter: { wanted: new Map([[wanted, [evmTopic]]]), receiptIndexTopics: [evmTopic] },
    source: async ({ urls = [anvil.url], timeoutMs, warn = () => {}, isLazy = false } = {}) => {
      const source = createEvmSource({
        definition,
        endpoints: urls.map((url) => ({ url, timeoutMs })),
        notes: { warn, info: () => {} },
        clock: hurriedClock,
      });
      if (!isLazy) await source.connect();
      return source;
    },
    emit: async (data) => {
      for (const each of data) await send(wanted, each);
      await mine(1);
    },
    emitOther: async () => {
      await send(other, '0x');
      await mine(1);
    },
    grow: mine,
    fork: async (blocks) => {
      const height = Number(await ask<Hex>('eth_blockNumber'));
      await ask('anvil_rollback', Math.min(blocks, height));
      nonce = Number(await ask<Hex>('eth_getTransactionCount', from, 'latest'));
      await ask('anvil_dropAllTransactions');
      time += 1;
      await mine(Math.min(blocks, height));
    },
    events: async () => {
      const filter = { address: wanted, topics: [evmTopic], fromBlock: '0x0', toBlock: 'latest' };
      const logs = await ask<
        Record<'blockNumber' | 'blockHash' | 'transactionHash' | 'data', Hex>[]
      >('eth_getLogs', filter);
      return logs.map(({ blockNumber, blockHash, transactionHash, data }) =>
        nameOf({ blockNumber: BigInt(blockNumber), blockHash, transaction: transactionHash, data }),
      );
    },
    stop: () => anvil.stop(),
  };
}
