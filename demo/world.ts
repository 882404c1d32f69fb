import { startAnvil } from './anvil.ts';
import type { Anvil } from './anvil.ts';
import { deployAxelar } from './axelar.ts';
import type { Axelar } from './axelar.ts';
import type { CctpEnd } from './cctp/end.ts';
import { openEvmEnd } from './cctp/evm-end.ts';
import { approveDeposits } from './sodax/deposit.ts';
import { deploySodax } from './sodax/deploy-sodax.ts';
import type { Sodax } from './sodax/sodax.ts';
import { openClient } from './wallet.ts';
import type { Client } from './wallet.ts';
import { createRandom } from './random.ts';
import type { Random } from './random.ts';
import { startSolanaChain } from './solana-chain.ts';
import type { SolanaChain } from './solana-chain.ts';

/** How the chain's people decide that a block stays: the node's own tag, or so many blocks below the head. */
export type FinalityRule = { readonly tag: 'safe' | 'finalized' } | { readonly depth: number };

/** One of the EVM chains. */
export interface LocalChain {
  readonly chain: string;
  readonly name: string;
  readonly chainId: number;
  readonly blockTimeMs: number;
  readonly finality: { readonly safe: FinalityRule; readonly finalized: FinalityRule };
  /** The same rules as distances from the head: what a reorg must respect. */
  readonly behind: { readonly safe: number; readonly finalized: number };
  readonly anvil: Anvil;
  readonly client: Client;
}

/** One that users live on. */
export interface WorldChain extends LocalChain {
  readonly axelar: Axelar;
  readonly cctp: CctpEnd;
}

export interface World {
  /** The EVM chains with Axelar and CCTP: spokes of SODAX. */
  readonly chains: readonly WorldChain[];
  /** The EVM chain that SODAX works on, and nobody else. */
  readonly hub: LocalChain;
  readonly sodax: Sodax;
  readonly solana: SolanaChain;
  readonly random: Random;
  readonly stop: () => Promise<void>;
}

// Three tempers: a quick one and a slow one that name their own safe and finalized blocks, and one where only depth counts.
const definitions = [
  {
    name: 'alpha',
    chainId: 31337,
    domain: 101,
    relayId: 201n,
    blockTimeMs: 1_000,
    slotsInAnEpoch: 2,
  },
  {
    name: 'beta',
    chainId: 31338,
    domain: 102,
    relayId: 202n,
    blockTimeMs: 2_000,
    slotsInAnEpoch: 3,
  },
  {
    name: 'gamma',
    chainId: 31339,
    domain: 103,
    relayId: 203n,
    blockTimeMs: 500,
    depths: { safe: 4, finalized: 12 },
  },
] as const;
const hubDefinition = {
  name: 'hub',
  chainId: 31340,
  // The number of SODAX's hub in every network of it; those of the spokes are the demo's own.
  relayId: 146n,
  blockTimeMs: 1_000,
  slotsInAnEpoch: 2,
} as const;
type Definition = (typeof definitions)[number] | typeof hubDefinition;

// Deeper than any reorg here. Each state is a copy of all storage, and nobody asks for the state of old blocks.
const statesMax = 20;

/** Starts a hub and three other EVM chains, and a Solana chain, with SODAX on all of them, and Axelar and CCTP on the three. */
export async function startWorld(options: {
  seed: number;
  log: (line: string) => void;
}): Promise<World> {
  const { seed, log } = options;
  const running: { stop: () => Promise<void> }[] = [];
  const stop = async () => void (await Promise.all(running.map((chain) => chain.stop())));
  const start = async (definition: Definition) => {
    const chain = await startChain(definition);
    running.push(chain.anvil);
    return chain;
  };

  try {
    const seconds = stopwatch();
    const [hub, ...started] = await Promise.all([
      start(hubDefinition),
      ...definitions.map(async (definition) => ({ ...definition, ...(await start(definition)) })),
    ]);
    log(`${started.length + 1} EVM chains up in ${seconds()}`);

    const secondsAgain = stopwatch();
    const chains = await Promise.all(started.map(furnish));
    log(`Axelar's contracts on three of them, and stand-ins for Circle's, in ${secondsAgain()}`);

    const secondsOnce = stopwatch();
    const solana = await startSolanaChain();
    running.push(solana);
    log(`A Solana chain up in ${secondsOnce()}`);

    const secondsMore = stopwatch();
    const sodax = await deploySodax({
      hub: { ...hub, url: hub.anvil.url, relayId: hubDefinition.relayId },
      spokes: started.map((chain) => ({ ...chain, url: chain.anvil.url })),
      remotes: [solana.sodax.remote],
    });
    await Promise.all(sodax.spokes.map((spoke) => approveDeposits(spoke, 'USD')));
    log(`SODAX on a hub, and on the other chains as its spokes, in ${secondsMore()}`);
    return { chains, hub, solana, sodax, random: createRandom(seed), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startChain(definition: Definition): Promise<LocalChain> {
  const { name, chainId, blockTimeMs } = definition;
  const anvil = await startAnvil({
    chainId,
    blockTimeSeconds: blockTimeMs / 1_000,
    statesMax,
    ...('slotsInAnEpoch' in definition && { slotsInAnEpoch: definition.slotsInAnEpoch }),
  });
  const client = openClient(anvil.url);
  const rules = rulesOf(definition);
  return { chain: `eip155:${chainId}`, name, chainId, blockTimeMs, anvil, client, ...rules };
}

/** Puts on a chain what its users use, but for SODAX. */
async function furnish({ domain, ...chain }: LocalChain & { domain: number }): Promise<WorldChain> {
  const { name: chainName, chainId, anvil } = chain;
  const axelar = await deployAxelar({ url: anvil.url, chainId, chainName });
  return { ...chain, axelar, cctp: await openEvmEnd(chain, domain) };
}

function rulesOf(definition: Definition): Pick<LocalChain, 'finality' | 'behind'> {
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
