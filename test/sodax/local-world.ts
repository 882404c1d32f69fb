import { Connection } from '@solana/web3.js';
import { startAnvil } from '../../demo/anvil.ts';
import { deploySodax } from '../../demo/sodax/deploy-sodax.ts';
import { deploymentsOf } from '../../demo/sodax/deployments-of.ts';
import { openSolanaSpoke, sodaxStandIns, type SolanaSpoke } from '../../demo/sodax/solana-spoke.ts';
import type { Hub, Sodax, Spoke } from '../../demo/sodax/sodax.ts';
import { startSolanaNode } from '../../demo/solana/start-solana-node.ts';

/** Blocks between the head and what is firm, and what is final. */
export const SAFE_DEPTH = 1;
export const FINALIZED_DEPTH = 4;
/** The numbers that SODAX's packets have for the chains. */
export const relayIds = { hub: 146n, alpha: 23n, beta: 30n, solana: 1n } as const;
const BLOCK_MS = 300;
const SLOT_MS = 200;
const chainIds = { hub: 31_361, alpha: 31_362, beta: 31_363 } as const;

/** SODAX on chains of a test's own. */
export interface LocalWorld {
  sodax: Sodax;
  hub: Hub;
  alpha: Spoke;
  /** Has the indexed form of `Message`. */
  beta: Spoke;
  solana: SolanaSpoke;
  urls: Record<keyof typeof chainIds, string>;
  mine: (chain: Hub | Spoke, blocks: number) => Promise<void>;
  /** The clocks of all chains go on at once. */
  passTime: (seconds: number) => Promise<void>;
  /** What Midflight is told of it; other URLs may stand in for the chains' own. */
  config: (urls?: Partial<LocalWorld['urls']>) => object;
}

/**
 * Starts three EVM chains (a block for each transaction, and with `ticks` one every now and then) and a Solana node, with
 * SODAX on them. `ends` is told of everything that has to be stopped.
 */
export async function startLocalWorld(
  ends: (stop: () => Promise<void>) => void,
  { ticks = true } = {},
): Promise<LocalWorld> {
  let passedMs = 0;
  const open = async (chainId: number) => {
    const anvil = await startAnvil({ chainId });
    ends(() => anvil.stop());
    return { url: anvil.url, chainId };
  };
  const startNode = async () => {
    const node = await startSolanaNode({
      slotMs: SLOT_MS,
      confirmLag: 1,
      finalLag: 4,
      now: () => Date.now() + passedMs,
      programs: sodaxStandIns,
    });
    ends(() => node.stop());
    const connection = new Connection(node.url, 'confirmed');
    const solana = openSolanaSpoke(connection);
    for (const payer of solana.payers) await connection.requestAirdrop(payer, 100e9);
    return { node, solana };
  };
  const [onHub, onAlpha, onBeta, { node, solana }] = await Promise.all([
    open(chainIds.hub),
    open(chainIds.alpha),
    open(chainIds.beta),
    startNode(),
  ]);
  const sodax = await deploySodax({
    hub: { ...onHub, name: 'hub', relayId: relayIds.hub },
    spokes: [
      { ...onAlpha, name: 'alpha', relayId: relayIds.alpha },
      { ...onBeta, name: 'beta', relayId: relayIds.beta, isIndexed: true },
    ],
    remotes: [solana.remote],
  });
  const { hub, spokes } = sodax;
  const [alpha, beta] = spokes;
  if (!alpha || !beta) throw new Error('SODAX was not deployed on both spokes');
  const chains = [hub, alpha, beta];
  const rpc = async ({ client }: Hub | Spoke, method: string, params: unknown[]) => {
    await client.request({ method, params } as never);
  };
  const mine = (chain: Hub | Spoke, blocks: number) =>
    rpc(chain, 'anvil_mine', [`0x${blocks.toString(16)}`]);
  if (ticks) {
    const timer = setInterval(
      () => void Promise.all(chains.map((chain) => mine(chain, 1))).catch(() => {}),
      BLOCK_MS,
    );
    ends(() => Promise.resolve(clearInterval(timer)));
  }
  const urls = { hub: onHub.url, alpha: onAlpha.url, beta: onBeta.url };
  const solanaChain = `solana:${node.genesisHash.slice(0, 32)}`;
  return {
    sodax,
    hub,
    alpha,
    beta,
    solana,
    urls,
    mine,
    passTime: async (seconds) => {
      passedMs += seconds * 1_000;
      await Promise.all(chains.map((chain) => rpc(chain, 'evm_increaseTime', [seconds])));
      await Promise.all(chains.map((chain) => mine(chain, 1)));
    },
    config: (others = {}) => ({
      chains: {
        ...Object.fromEntries(
          Object.entries({ ...urls, ...others }).map(([name, url]) => [
            `eip155:${chainIds[name as keyof typeof chainIds]}`,
            {
              name,
              rpc: [url],
              startBlock: 0,
              blockTimeMs: BLOCK_MS,
              finality: { safe: { depth: SAFE_DEPTH }, finalized: { depth: FINALIZED_DEPTH } },
            },
          ]),
        ),
        [solanaChain]: { name: 'solana', rpc: [node.url], startBlock: 0, blockTimeMs: SLOT_MS },
      },
      protocols: {
        sodax: {
          deployments: deploymentsOf(sodax, {
            network: 'local',
            solana: { chain: solanaChain, relayId: relayIds.solana },
          }),
        },
      },
    }),
  };
}
