import { z } from 'zod';
import type { Hex } from '../../core/raw-log.ts';
import { addressSchema } from '../address-schema.ts';
import chains from './chains.json' with { type: 'json' };

/** By network: chain id, endpoint id, `TokenMessaging`, first block, and its assets: id, pool or OFT, token (null for the chain's own coin), decimals. */
const rowSchema = z.tuple([
  z.int(),
  z.int(),
  addressSchema,
  z.int().nullable(),
  z.array(z.tuple([z.int(), addressSchema, addressSchema.nullable(), z.int()])),
]);
const { assets, ...networks } = z
  .object({
    assets: z.array(z.tuple([z.int(), z.string()])),
    mainnet: z.array(rowSchema),
    testnet: z.array(rowSchema),
  })
  .parse(chains);
const symbols = new Map(assets);

/** An asset of Stargate on one chain: the contract that takes and pays it out, and the token. */
export interface StargateAsset {
  /** By this number messages call it, on all chains alike. */
  id: number;
  contract: Hex;
  /** Absent for the chain's own coin. */
  token?: Hex | undefined;
  symbol: string;
  decimals: number;
}

export interface StargateChain {
  /** EIP-155 chain id. */
  id: number;
  network: string;
  eid: number;
  tokenMessaging: Hex;
  startBlock: number | null;
  assets: readonly StargateAsset[];
}

/**
 * Stargate version 2 wherever it is deployed. Sources: the deployments in stg-evm-sdk-v2, with their receipts; for later chains
 * LayerZero's address book; the assets' numbers in stg-definitions-v2.
 */
export const stargateChains: readonly StargateChain[] = Object.entries(networks).flatMap(
  ([network, rows]) =>
    rows.map(([id, eid, tokenMessaging, startBlock, own]) => ({
      id,
      network,
      eid,
      tokenMessaging,
      startBlock,
      assets: own.map(([asset, contract, token, decimals]) => ({
        id: asset,
        contract,
        ...(token && { token }),
        symbol: symbols.get(asset) ?? '',
        decimals,
      })),
    })),
);
