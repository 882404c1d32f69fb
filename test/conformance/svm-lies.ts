import { base58 } from '@scure/base';
import { keccak256, toBytes } from 'viem';
import type { Lie } from '../hostile-proxy.ts';

type Listed = { signature: string; slot: number };
type Block = { blockhash: string; previousBlockhash: string };

/** A block hash that is on no chain. */
const strange = (hash: string) => base58.encode(toBytes(keccak256(base58.decode(hash))));

const listOf = ({ method, answer }: Parameters<Lie>[0]): Listed[] | null =>
  // CAST: what the node answers to it.
  method === 'getSignaturesForAddress' && Array.isArray(answer['result'])
    ? (answer['result'] as Listed[])
    : null;

/** What a node of Solana may say that is not so. */
export const svmLies: Readonly<Record<string, Lie>> = {
  'no signatures for a busy program': (exchange) => (listOf(exchange)?.length ? [] : undefined),
  'some signatures left out': (exchange, { random }) =>
    listOf(exchange)?.filter(() => random.chance(0.5)),
  'signatures shown twice': (exchange) => listOf(exchange)?.flatMap((entry) => [entry, entry]),
  'a transaction that is not there': ({ method }) =>
    method === 'getTransaction' ? null : undefined,
  'a transaction of another slot': ({ method, answer }) =>
    method === 'getTransaction' && answer['result']
      ? { ...answer['result'], slot: (answer['result'] as Listed).slot + 1 }
      : undefined,
  'a transaction without its logs': ({ method, answer }) => {
    if (method !== 'getTransaction' || !answer['result']) return undefined;
    // CAST: what the node answers to it.
    const transaction = answer['result'] as { meta: object };
    return { ...transaction, meta: { ...transaction.meta, logMessages: null } };
  },
  'a stale slot': ({ method, answer }, { random }) =>
    method === 'getSlot' ? Number(answer['result']) - random.whole({ min: 1, max: 12 }) : undefined,
  'a block of another fork': ({ method, answer }) => {
    if (method !== 'getBlock' || !answer['result']) return undefined;
    // CAST: what the node answers to it.
    const block = answer['result'] as Block;
    return { ...block, blockhash: strange(block.blockhash) };
  },
  'blocks left out': ({ method, answer }, { random }) =>
    method.startsWith('getBlocks') && Array.isArray(answer['result'])
      ? answer['result'].filter(() => random.chance(0.5))
      : undefined,
  'a block that is not there': ({ method }) => (method === 'getBlock' ? null : undefined),
  'null for everything': () => null,
};
