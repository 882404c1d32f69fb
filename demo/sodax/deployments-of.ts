import { base58 } from '@scure/base';
import { hexToBytes } from 'viem';
import type { Hex } from 'viem';

import { sodaxPrograms } from './solana-spoke.ts';
import type { Asset, Hub, Sodax, Spoke } from './sodax.ts';

/** A spoke on Solana, by the chain's CAIP-2 id. */
export interface SolanaPlace {
  readonly chain: string;
  readonly relayId: bigint;
}

/** What Midflight's configuration says of SODAX on one chain. */
export interface SodaxDeployment {
  readonly network: string;
  readonly relayId: string;
  readonly connection: string;
  readonly assetManager: string;
  readonly intentFiller?: string;
  readonly hub?: object;
}

/**
 * Says where a local SODAX is, as Midflight's configuration wants it: a deployment for each chain, by CAIP-2 id.
 *
 * @example protocols: { sodax: { deployments: deploymentsOf(sodax, { network: 'demo' }) } }
 */
export function deploymentsOf(
  sodax: Sodax,
  options: { network: string; solana?: SolanaPlace },
): Record<string, SodaxDeployment> {
  const { hub, spokes } = sodax;
  const { network, solana } = options;
  const on = (chain: Hub | Spoke) => ({
    network,
    relayId: chain.relayId.toString(),
    connection: chain.contracts.connection.toLowerCase(),
    assetManager: chain.contracts.assetManager.toLowerCase(),
  });
  const entries: (readonly [string, SodaxDeployment])[] = [
    [`eip155:${hub.chainId}`, { ...on(hub), hub: hubOf(sodax, solana) }],
    ...spokes.map((spoke) => {
      const intentFiller = spoke.contracts.intentFiller.toLowerCase();
      return [`eip155:${spoke.chainId}`, { ...on(spoke), intentFiller }] as const;
    }),
  ];
  if (solana !== undefined) {
    entries.push([solana.chain, { network, relayId: solana.relayId.toString(), ...sodaxPrograms }]);
  }
  return Object.fromEntries(entries);
}

function hubOf({ hub, assets }: Sodax, solana: SolanaPlace | undefined): object {
  const { contracts } = hub;
  return {
    relayId: hub.relayId.toString(),
    assetManager: contracts.assetManager,
    intents: contracts.intents,
    walletFactory: contracts.walletFactory,
    walletRouter: contracts.router,
    pool: contracts.pool,
    stakingRouter: contracts.stakingRouter,
    stakedSoda: contracts.stakedSoda,
    xSoda: contracts.xSoda,
    sodaVault: contracts.sodaVault,
    bnUsdVault: contracts.usdVault,
    legacyBnUsdVault: contracts.legacyUsdVault,
    icxMigration: contracts.icxMigration,
    balnSwap: contracts.balnSwap,
    intentCanceller: hub.relayer.address,
    solverRouters: [contracts.solver],
    assets: assets.map((asset) => ({
      relayId: asset.relayId.toString(),
      token: asset.relayId === solana?.relayId ? base58Of(asset.token) : asset.token.toLowerCase(),
      symbol: asset.symbol,
      decimals: 18,
      hubAsset: asset.hubAsset,
      vault: vaultOf(asset, hub),
    })),
  };
}

function vaultOf({ symbol }: Asset, { contracts }: Hub): string | null {
  if (symbol === 'USD') return contracts.usdVault;
  return symbol === 'SODA' ? contracts.sodaVault : null;
}

function base58Of(bytes: Hex): string {
  return base58.encode(hexToBytes(bytes));
}
