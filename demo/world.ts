import { startAnvil } from './anvil.ts';
import type { Anvil } from './anvil.ts';
import { deployAxelar } from './axelar.ts';
import type { Axelar } from './axelar.ts';
import type { CctpEnd } from './cctp/end.ts';
import { openEvmEnd } from './cctp/evm-end.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { startSolanaChain } from './solana-chain.ts';
import type { SolanaChain } from './solana-chain.ts';

/** How the chain's people decide that a block stays: the node's own tag, or so many blocks below the head. */
export type FinalityRule = { readonly tag: 'safe' | 'finalized' } | { readonly depth: number };

export interface WorldChain {
  readonly chain: string;
  readonly name: string;
  readonly chainId: number;
  readonly blockTimeMs: number;
  readonly finality: { readonly safe: FinalityRule; readonly finalized: FinalityRule };
  /** The same rules as distances from the head: what a reorg must respect. */
  readonly behind: { readonly safe: number; readonly finalized: number };
  readonly anvil: Anvil;
  readonly axelar: Axelar;
  readonly cctp: CctpEnd;
}

export interface World {
  /** The EVM chains. */
  readonly chains: readonly WorldChain[];
  readonly solana: SolanaChain;
  readonly random: Random;
  readonly stop: () => Promise<void>;
}

// Three tempers: a quick one and a slow one that name their own safe and finalized blocks, and one where only depth counts.
const definitions = [
  { name: 'alpha', chainId: 31337, domain: 101, blockTimeMs: 1_000, slotsInAnEpoch: 2 },
  { name: 'beta', chainId: 31338, domain: 102, blockTimeMs: 2_000, slotsInAnEpoch: 3 },
  {
    name: 'gamma',
    chainId: 31339,
    domain: 103,
    blockTimeMs: 500,
    depths: { safe: 4, finalized: 12 },
  },
] as const;
type Definition = (typeof definitions)[number];

// Deeper than any reorg here. Each state is a copy of all storage, and nobody asks for the state of old blocks.
const statesMax = 20;

/** Starts three EVM chains with Axelar's contracts on each, a Solana chain, and the two ends of CCTP. */
export async function startWorld(options: {
  seed: number;
  log: (line: string) => void;
}): Promise<World> {
  const { seed, log } = options;
  const running: { stop: () => Promise<void> }[] = [];
  const stop = async () => void (await Promise.all(running.map((chain) => chain.stop())));

  try {
    const seconds = stopwatch();
    const started = await Promise.all(
      definitions.map(async (definition) => {
        const anvil = await startAnvil({
          chainId: definition.chainId,
          blockTimeSeconds: definition.blockTimeMs / 1_000,
          statesMax,
          ...('slotsInAnEpoch' in definition && { slotsInAnEpoch: definition.slotsInAnEpoch }),
        });
        running.push(anvil);
        return { definition, anvil };
      }),
    );
    log(`${started.length} EVM chains up in ${seconds()}`);

    const secondsAgain = stopwatch();
    const chains = await Promise.all(
      started.map(async ({ definition, anvil }) => {
        const { name: chainName, chainId } = definition;
        const axelar = await deployAxelar({ url: anvil.url, chainId, chainName });
        return await describe(definition, anvil, axelar);
      }),
    );
    log(`Axelar's contracts on each, and stand-ins for Circle's, in ${secondsAgain()}`);

    const secondsOnce = stopwatch();
    const solana = await startSolanaChain();
    running.push(solana);
    log(`A Solana chain up in ${secondsOnce()}`);
    return { chains, solana, random: createRandom(seed), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function describe(definition: Definition, anvil: Anvil, axelar: Axelar): Promise<WorldChain> {
  const { name, chainId, domain, blockTimeMs } = definition;
  const rules = rulesOf(definition);
  const { client } = axelar;
  const cctp = await openEvmEnd({ name, chainId, blockTimeMs, client, ...rules }, domain);
  return { chain: `eip155:${chainId}`, name, chainId, blockTimeMs, anvil, axelar, cctp, ...rules };
}

function rulesOf(definition: Definition): Pick<WorldChain, 'finality' | 'behind'> {
  if ('depths' in definition) {
    const { safe, finalized } = definition.depths;
    const finality = { safe: { depth: safe }, finalized: { depth: finalized } };
    return { finality, behind: definition.depths };
  }
  // anvil answers `safe` with the block one epoch behind the head, and `finalized` with the one two epochs behind.
  const { slotsInAnEpoch } = definition;
  return {
    finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
    behind: { safe: slotsInAnEpoch, finalized: 2 * slotsInAnEpoch },
  };
}

/** @example const seconds = stopwatch(); await work(); seconds() // '0.4 s' */
export function stopwatch(): () => string {
  const start = performance.now();
  return () => `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}
