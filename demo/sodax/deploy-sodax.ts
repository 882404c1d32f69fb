import { zeroAddress } from 'viem';
import type { Hex } from 'viem';

import { finishHub, startHub } from './deploy-hub.ts';
import { deploySpoke } from './deploy-spoke.ts';
import type { ChainPlan, RemotePlan, SpokePlan } from './plan.ts';
import type { Sodax, TokenSymbol } from './sodax.ts';

/**
 * Deploys SODAX on fresh chains: the hub's contracts, those of each spoke, and enough tokens everywhere for swaps, loans
 * and releases. Everything is worth the same, a unit for a unit.
 *
 * @example
 * const sodax = await deploySodax({
 *   hub: { name: 'hub', url, chainId: 31337, relayId: 146n },
 *   spokes: [{ name: 'alpha', url: other, chainId: 31338, relayId: 23n }],
 * });
 */
export async function deploySodax(plan: {
  hub: ChainPlan;
  spokes: readonly SpokePlan[];
  remotes?: readonly RemotePlan[];
}): Promise<Sodax> {
  const { remotes = [] } = plan;
  const start = await startHub(plan.hub);
  const hubSide = { relayId: plan.hub.relayId, ...start.contracts };
  const spokes = await Promise.all(plan.spokes.map((spoke) => deploySpoke(spoke, hubSide)));

  const known = [
    ...spokes.map(({ relayId, contracts }) => ({
      relayId,
      assetManager: contracts.assetManager,
      intentFiller: contracts.intentFiller,
      tokens: { ...contracts, COIN: zeroAddress } as Partial<Record<TokenSymbol, Hex>>,
    })),
    ...remotes,
  ];
  const { hub, assets } = await finishHub(start, known);
  return { hub, spokes, assets };
}
