import { keccak256, numberToHex, type Hex } from 'viem';
import type { Lie } from '../hostile-proxy.ts';

type Log = Record<string, unknown> & { blockHash: Hex; blockNumber: Hex };
type Block = Record<string, unknown> & { number: Hex };

/** A hash that is on no chain. */
const strange = (hash: Hex): Hex => keccak256(hash);

const logsOf = (result: unknown): Log[] | null =>
  // CAST: what anvil answers to eth_getLogs.
  Array.isArray(result) && result.length > 0 ? (result as Log[]) : null;

/** What a node of an EVM chain may say that is not so. */
export const evmLies: Readonly<Record<string, Lie>> = {
  'empty logs for a full block': ({ method, answer }) =>
    method === 'eth_getLogs' && logsOf(answer['result']) ? [] : undefined,
  'some logs left out': ({ method, answer }, { random }) => {
    const logs = method === 'eth_getLogs' && logsOf(answer['result']);
    return logs ? logs.filter(() => random.chance(0.5)) : undefined;
  },
  'logs of another fork': ({ method, answer }) => {
    const logs = method === 'eth_getLogs' && logsOf(answer['result']);
    return logs ? logs.map((log) => ({ ...log, blockHash: strange(log.blockHash) })) : undefined;
  },
  'logs shown twice': ({ method, answer }) => {
    const logs = method === 'eth_getLogs' && logsOf(answer['result']);
    return logs ? [...logs, ...logs] : undefined;
  },
  'a log removed that is there': ({ method, answer }) => {
    const logs = method === 'eth_getLogs' && logsOf(answer['result']);
    return logs ? logs.map((log) => ({ ...log, removed: true })) : undefined;
  },
  'a stale head': async ({ method, params, answer }, { ask, random }) => {
    if (method !== 'eth_getBlockByNumber' || params[0] !== 'latest') return undefined;
    // CAST: what anvil answers.
    const { number } = answer['result'] as Block;
    const older = BigInt(number) - BigInt(random.whole({ min: 1, max: 12 }));
    return older < 0n ? undefined : ask(method, numberToHex(older), params[1]);
  },
  'a head of another fork': ({ method, params, answer }) => {
    if (method !== 'eth_getBlockByNumber' || params[0] !== 'latest') return undefined;
    // CAST: what anvil answers.
    const block = answer['result'] as Block & { hash: Hex };
    return { ...block, hash: strange(block.hash) };
  },
  'a block that is not there': ({ method }) =>
    method === 'eth_getBlockByNumber' ? null : undefined,
  'another block than was asked for': async ({ method, params }, { ask }) => {
    const [height] = params;
    if (method !== 'eth_getBlockByNumber' || typeof height !== 'string') return undefined;
    if (!height.startsWith('0x') || BigInt(height) === 0n) return undefined;
    return ask(method, numberToHex(BigInt(height) - 1n), params[1]);
  },
  'a missing receipt': ({ method }) =>
    method === 'eth_getTransactionReceipt' || method === 'eth_getBlockReceipts' ? null : undefined,
  'a receipt without logs': ({ method, answer }) =>
    method === 'eth_getTransactionReceipt' && answer['result']
      ? { ...answer['result'], logs: [] }
      : undefined,
  'null for everything': () => null,
};
