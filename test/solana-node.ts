import { Connection } from '@solana/web3.js';
import type { PublicKey, TransactionInstruction } from '@solana/web3.js';
import { onTestFinished } from 'vitest';
import { openSolanaWallet } from '../demo/solana/open-solana-wallet.ts';
import type { SendOptions, SolanaWallet } from '../demo/solana/open-solana-wallet.ts';
import { createSigner } from '../demo/solana/signer.ts';
import { standIns } from '../demo/solana/stand-ins.ts';
import { startSolanaNode } from '../demo/solana/start-solana-node.ts';
import type { SolanaNode, SolanaNodeOptions } from '../demo/solana/start-solana-node.ts';

/** A node of one test, with the stand-ins loaded and a wallet that has 100 SOL. */
export interface TestSolanaNode {
  readonly node: SolanaNode;
  readonly connection: Connection;
  readonly wallet: SolanaWallet;
  /** Where the stand-ins are loaded. */
  readonly programs: Readonly<Record<'logger' | 'caller' | 'outer', PublicKey>>;
  /** Sends and makes the slot of it. */
  readonly run: (
    instructions: readonly TransactionInstruction[],
    options?: SendOptions,
  ) => Promise<string>;
  /** The answer to one call as it came over the wire. */
  readonly ask: (method: string, ...params: readonly unknown[]) => Promise<RpcAnswer>;
}

export type RpcAnswer = {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
};

/** Starts a node that ends with the test. Blocks are confirmed one block later and finalized three later. */
export async function aSolanaNode(options: SolanaNodeOptions = {}): Promise<TestSolanaNode> {
  const programs = {
    logger: createSigner().publicKey,
    caller: createSigner().publicKey,
    outer: createSigner().publicKey,
  };
  const node = await startSolanaNode({
    finalLag: 3,
    programs: {
      [programs.logger.toBase58()]: standIns.logger,
      [programs.caller.toBase58()]: standIns.caller,
      [programs.outer.toBase58()]: standIns.caller,
    },
    ...options,
  });
  onTestFinished(() => node.stop());

  const connection = new Connection(node.url, 'confirmed');
  const wallet = openSolanaWallet({ connection });
  await connection.requestAirdrop(wallet.publicKey, 100e9);
  node.produce();
  return {
    node,
    connection,
    wallet,
    programs,
    async run(instructions, options) {
      const signature = await wallet.send(instructions, options);
      node.produce();
      return signature;
    },
    async ask(method, ...params) {
      const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
      // CAST: what a JSON-RPC node answers.
      return (await (await post(node.url, body)).json()) as RpcAnswer;
    },
  };
}

/** Posts a body of JSON. */
export async function post(url: string, body: string): Promise<Response> {
  return await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
}
