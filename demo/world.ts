import { startAnvil } from './anvil.ts';
import type { Anvil } from './anvil.ts';
import { deployAxelar } from './axelar.ts';
import type { Axelar } from './axelar.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';

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
}

export interface World {
  readonly chains: readonly WorldChain[];
  /** As the product's config has it: by CAIP-2 id, Axelar's name for the chain and its gateway. */
  readonly deployments: Record<string, { chainName: string; gateway: string }>;
  readonly random: Random;
  readonly stop: () => Promise<void>;
}

// Three tempers: a quick one and a slow one that name their own safe and finalized blocks, and one where only depth counts.
const definitions = [
  { name: 'alpha', chainId: 31337, blockTimeMs: 1_000, slotsInAnEpoch: 2 },
  { name: 'beta', chainId: 31338, blockTimeMs: 2_000, slotsInAnEpoch: 3 },
  { name: 'gamma', chainId: 31339, blockTimeMs: 500, depths: { safe: 4, finalized: 12 } },
] as const;
type Definition = (typeof definitions)[number];

// Deeper than any reorg here. Each state is a copy of all storage, and nobody asks for the state of old blocks.
const statesMax = 20;

/** Starts three chains and puts Axelar's contracts on each. */
export async function startWorld(options: {
  seed: number;
  log: (line: string) => void;
}): Promise<World> {
  const { seed, log } = options;
  const anvils: Anvil[] = [];
  const stop = async () => void (await Promise.all(anvils.map((anvil) => anvil.stop())));

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
        anvils.push(anvil);
        return { definition, anvil };
      }),
    );
    log(`${started.length} chains up in ${seconds()}`);

    const secondsAgain = stopwatch();
    const chains = await Promise.all(
      started.map(async ({ definition, anvil }) => {
        const { name: chainName, chainId } = definition;
        const axelar = await deployAxelar({ url: anvil.url, chainId, chainName });
        return describe(definition, anvil, axelar);
      }),
    );
    log(`Axelar's contracts on each in ${secondsAgain()}`);

    const deployments = Object.fromEntries(
      chains.map(({ chain, name, axelar }) => [
        chain,
        { chainName: name, gateway: axelar.gateway },
      ]),
    );
    return { chains, deployments, random: createRandom(seed), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function describe(definition: Definition, anvil: Anvil, axelar: Axelar): WorldChain {
  const { name, chainId, blockTimeMs } = definition;
  const common = { chain: `eip155:${chainId}`, name, chainId, blockTimeMs, anvil, axelar };
  if ('depths' in definition) {
    const { safe, finalized } = definition.depths;
    const finality = { safe: { depth: safe }, finalized: { depth: finalized } };
    return { ...common, finality, behind: definition.depths };
  }
  // anvil answers `safe` with the block one epoch behind the head, and `finalized` with the one two epochs behind.
  const { slotsInAnEpoch } = definition;
  return {
    ...common,
    finality: { safe: { tag: 'safe' }, finalized: { tag: 'finalized' } },
    behind: { safe: slotsInAnEpoch, finalized: 2 * slotsInAnEpoch },
  };
}

/** @example const seconds = stopwatch(); await work(); seconds() // '0.4 s' */
export function stopwatch(): () => string {
  const start = performance.now();
  return () => `${((performance.now() - start) / 1_000).toFixed(1)} s`;
}
