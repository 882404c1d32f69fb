import type { PublicKey, TransactionInstruction } from '@solana/web3.js';
import { onTestFinished } from 'vitest';
import { createSvmSource, type SvmSource } from '../chains/svm/source.ts';
import { systemClock } from '../chains/endpoints/clock.ts';
import type { Paging } from '../chains/svm/list-signatures.ts';
import type { ChainId, SvmChainDefinition } from '../core/chain.ts';
import type { Hex, LogFilter } from '../core/raw-log.ts';
import { emitEvents, logEvent } from '../demo/solana/stand-in-instructions.ts';
import type { SolanaNodeOptions } from '../demo/solana/start-solana-node.ts';
import {
  RpcFailure,
  startJsonRpcServer,
  type JsonRpcServer,
  type JsonRpcServerOptions,
} from './json-rpc-server.ts';
import { aSolanaNode, type TestSolanaNode } from './solana-node.ts';

// Sources on local Solana nodes, for the tests of chains/svm.

/** The event of all tests, whose data is a number. */
export const numbered: Hex = '0x0102030405060708';

const eventOf = (number: number) => Buffer.from([1, 2, 3, 4, 5, 6, 7, 8, number]);

/** An instruction that emits a numbered event by self-CPI. */
export const emitNumber = (programId: PublicKey, number: number): TransactionInstruction =>
  emitEvents({ programId, events: [eventOf(number)] });

/** A node whose two programs emit numbered events, one in each way, and a source on it. */
export interface World extends TestSolanaNode {
  source: SvmSource;
  filter: LogFilter;
  warnings: string[];
  /** Emits a numbered event in a block of its own, and returns the signature. */
  emit: (number: number, way?: 'caller' | 'logger') => Promise<string>;
  /** Makes blocks until the newest event is in a confirmed one. */
  confirm: () => void;
  /** The numbers of the events in a range, as the source reads them in as many readings as it takes. */
  numbers: (from: bigint, to: bigint) => Promise<number[]>;
}

export async function aWorld({
  paging,
  through = (own) => Promise.resolve([own]),
  ...options
}: SolanaNodeOptions & {
  paging?: Paging;
  /** The endpoints of the source, by the node's own URL. */
  through?: (own: string) => Promise<string[]>;
} = {}): Promise<World> {
  const test = await aSolanaNode(options);
  const { node, programs, run } = test;
  const wanted = [programs.caller, programs.logger].map(
    (key) => [key.toBase58(), [numbered]] as const,
  );
  const filter: LogFilter = {
    wanted: new Map(wanted),
    receiptIndexTopics: [],
    outsideLogs: new Set([programs.caller.toBase58()]),
  };
  const warnings: string[] = [];
  const source = createSvmSource({
    definition: aCluster(node.genesisHash),
    endpoints: (await through(node.url)).map((url) => ({ url })),
    setting: 'RPC_URL_SOLANA',
    clock: { ...systemClock, sleep: () => systemClock.sleep(5) },
    notes: { warn: (message) => warnings.push(message), info: () => {} },
    ...(paging && { paging }),
  });
  return {
    ...test,
    source,
    filter,
    warnings,
    emit: (number, way = 'caller') =>
      run([
        way === 'caller'
          ? emitNumber(programs.caller, number)
          : logEvent({ programId: programs.logger, event: eventOf(number) }),
      ]),
    confirm: () => void node.produce(1),
    numbers: async (from, to) => {
      const found: number[] = [];
      for (let begin = from; begin <= to;) {
        const reading = await source.read({ from: begin, to }, filter);
        found.push(...reading.logs.map(({ data }) => Number(data)));
        begin = reading.to + 1n;
      }
      return found;
    },
  };
}

/** A world whose source sees the node through a proxy that tampers, alone or before the node itself. */
export async function aTamperedWorld(
  tamper: Tamper,
  {
    beside = false,
    takesBatches = true,
    ...options
  }: Parameters<typeof aWorld>[0] & {
    beside?: boolean;
    takesBatches?: boolean;
  } = {},
): Promise<World & { proxy: JsonRpcServer }> {
  let proxy: JsonRpcServer | undefined;
  const world = await aWorld({
    ...options,
    through: async (own) => {
      proxy = await tampering(own, tamper, { takesBatches });
      return beside ? [proxy.url, own] : [proxy.url];
    },
  });
  if (!proxy) throw new Error('the proxy was started');
  return { ...world, proxy };
}

export function aCluster(genesisHash: string): SvmChainDefinition {
  // CAST: a genesis hash is long enough.
  const id = `solana:${genesisHash.slice(0, 32)}` as ChainId;
  return {
    id,
    family: 'svm',
    name: 'solana',
    blockTimeMs: 400,
    finality: { safe: { commitment: 'confirmed' }, finalized: { commitment: 'finalized' } },
  };
}

/** What stands between a source and a node: it may change an answer, or throw in its place. */
export type Tamper = (method: string, result: unknown, params: readonly unknown[]) => unknown;

/** Passes on to a node what it is asked, until the test ends. */
export async function tampering(
  node: string,
  tamper: Tamper,
  options: JsonRpcServerOptions = {},
): Promise<JsonRpcServer> {
  const server = await startJsonRpcServer(async (method, params) => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(node, { method: 'POST', headers, body });
    // CAST: what a JSON-RPC node answers.
    const { result, error } = (await response.json()) as {
      result?: unknown;
      error?: { code: number; message: string };
    };
    if (error) throw new RpcFailure(error.code, error.message);
    return tamper(method, result, params);
  }, options);
  onTestFinished(() => server.stop());
  return server;
}
