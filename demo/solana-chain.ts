import { createHash } from 'node:crypto';

import { base58 } from '@scure/base';
import { Connection } from '@solana/web3.js';

import { circlePrograms, openSolanaEnd } from './cctp/solana-end.ts';
import type { SolanaEnd } from './cctp/solana-end.ts';
import { openEndpoint } from './endpoint.ts';
import type { Endpoint } from './endpoint.ts';
import { standIns } from './solana/stand-ins.ts';
import { startSolanaNode } from './solana/start-solana-node.ts';
import type { SolanaNode } from './solana/start-solana-node.ts';
import { openSolanaSpoke, sodaxStandIns } from './sodax/solana-spoke.ts';
import type { SolanaSpoke } from './sodax/solana-spoke.ts';

const name = 'solana';
const slotMs = 400;
/** About as often as on mainnet a leader fails. */
const skipEvery = 16;
/** Blocks on top of a confirmed one, and of a finalized one: as on mainnet. */
const behind = { confirmed: 1, finalized: 31 };
/** An hour and more of blocks. */
const blocksKept = 10_000;
const lamportsEach = 100e9;
const referenceChars = 32;

/** The demo's Solana chain. */
export interface SolanaChain {
  /** In CAIP-2: by the beginning of the genesis hash. */
  readonly chain: string;
  readonly name: string;
  readonly blockTimeMs: number;
  readonly finality: {
    readonly safe: { readonly commitment: 'confirmed' };
    readonly finalized: { readonly commitment: 'finalized' };
  };
  readonly behind: { readonly confirmed: number; readonly finalized: number };
  readonly node: SolanaNode;
  readonly connection: Connection;
  /** Where the product asks; whoever lives on the chain asks the node itself. */
  readonly endpoint: Endpoint;
  readonly cctp: SolanaEnd;
  readonly sodax: SolanaSpoke;
  readonly stop: () => Promise<void>;
}

/** Starts a Solana node in this process, with the stand-ins for Circle's and SODAX's programs, behind an endpoint. */
export async function startSolanaChain(): Promise<SolanaChain> {
  const programs = [circlePrograms.v1, circlePrograms.v2].flatMap((version) =>
    Object.values(version),
  );
  const genesisHash = base58.encode(createHash('sha256').update('midflight demo').digest());
  const node = await startSolanaNode({
    slotMs,
    skipEvery,
    confirmLag: behind.confirmed,
    finalLag: behind.finalized,
    blocksKept,
    genesisHash,
    programs: {
      ...Object.fromEntries(programs.map((program) => [program, standIns.caller])),
      ...sodaxStandIns,
    },
  });
  try {
    const endpoint = await openEndpoint(node.url);
    const connection = new Connection(node.url, 'confirmed');
    const cctp = openSolanaEnd({ connection, name, blockTimeMs: slotMs });
    const sodax = openSolanaSpoke(connection);
    for (const payer of [...cctp.payers, ...sodax.payers]) {
      await connection.requestAirdrop(payer, lamportsEach);
    }
    node.produce();
    return {
      chain: `solana:${genesisHash.slice(0, referenceChars)}`,
      name,
      blockTimeMs: slotMs,
      finality: { safe: { commitment: 'confirmed' }, finalized: { commitment: 'finalized' } },
      behind,
      node,
      connection,
      endpoint,
      cctp,
      sodax,
      stop: async () => void (await Promise.all([endpoint.stop(), node.stop()])),
    };
  } catch (error) {
    await node.stop();
    throw error;
  }
}
