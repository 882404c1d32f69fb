import { Connection } from '@solana/web3.js';
import type { SvmChainDefinition } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { createSvmSource } from '../../chains/svm/source.ts';
import { openSolanaWallet } from '../../demo/solana/open-solana-wallet.ts';
import { createSigner } from '../../demo/solana/signer.ts';
import { logEvent } from '../../demo/solana/stand-in-instructions.ts';
import { standIns } from '../../demo/solana/stand-ins.ts';
import { startSolanaNode } from '../../demo/solana/start-solana-node.ts';
import { FINAL_DEPTH, nameOf, type ChainUnderTest } from './chain-under-test.ts';
import { hurriedClock } from './hurried-clock.ts';

const discriminator: Hex = '0x5e5e5e5e5e5e5e5e';
const LOGGED = 'Program data: ';

/** Transactions that a real SVM executes, in slots, forks and commitments that are modelled. */
export async function startSvmChain(): Promise<ChainUnderTest> {
  const [wanted, other] = [createSigner().publicKey, createSigner().publicKey];
  const node = await startSolanaNode({
    confirmLag: 1,
    finalLag: FINAL_DEPTH,
    programs: { [wanted.toBase58()]: standIns.logger, [other.toBase58()]: standIns.logger },
  });
  const connection = new Connection(node.url, 'confirmed');
  const wallet = openSolanaWallet({ connection });
  await connection.requestAirdrop(wallet.publicKey, 100e9);
  // The wallet signs with the newest final block.
  node.produce(2 * FINAL_DEPTH);
  const definition: SvmChainDefinition = {
    id: `solana:${node.genesisHash.slice(0, 32)}`,
    family: 'svm',
    name: 'litesvm',
    blockTimeMs: 200,
    finality: { safe: { commitment: 'confirmed' }, finalized: { commitment: 'finalized' } },
  };
  const send = (programId: typeof wanted, data: string) => {
    const event = Buffer.from(`${discriminator.slice(2)}${data.slice(2)}`, 'hex');
    return wallet.send([logEvent({ programId, event })]);
  };
  return {
    id: definition.id,
    url: node.url,
    filter: { wanted: new Map([[wanted.toBase58(), [discriminator]]]), receiptIndexTopics: [] },
    source: async ({ urls = [node.url], timeoutMs, warn = () => {}, isLazy = false } = {}) => {
      const source = createSvmSource({
        definition,
        endpoints: urls.map((url) => ({ url, timeoutMs })),
        setting: 'RPC_URL_SOLANA',
        notes: { warn, info: () => {} },
        clock: hurriedClock,
      });
      if (!isLazy) await source.connect();
      return source;
    },
    emit: async (data) => {
      for (const each of data) await send(wanted, each);
      node.produce();
    },
    emitOther: async () => {
      await send(other, '0x00');
      node.produce();
    },
    grow: async (blocks) => void node.produce(blocks),
    fork: async (blocks) => {
      node.fork(blocks);
      node.produce(blocks);
    },
    events: async () => {
      const head = await connection.getSlot('confirmed');
      const events: string[] = [];
      for (const slot of await connection.getBlocks(0, head, 'confirmed')) {
        const block = await connection.getBlock(slot, {
          commitment: 'confirmed',
          maxSupportedTransactionVersion: 0,
          rewards: false,
        });
        for (const { transaction, meta } of block?.transactions ?? []) {
          const logs = meta?.logMessages ?? [];
          if (!logs.some((line) => line.startsWith(`Program ${wanted.toBase58()} `))) continue;
          const [signature = ''] = transaction.signatures;
          const logged = logs.filter((line) => line.startsWith(LOGGED));
          events.push(
            ...logged.map((line) =>
              nameOf({
                blockNumber: BigInt(slot),
                blockHash: block?.blockhash ?? '',
                transaction: signature,
                data: `0x${Buffer.from(line.slice(LOGGED.length), 'base64').subarray(8).toString('hex')}`,
              }),
            ),
          );
        }
      }
      return events;
    },
    stop: () => node.stop(),
  };
}
