import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { Asset } from '../../core/leg.ts';
import { addressSchema } from '../address-schema.ts';
import { stargateChains, type StargateAsset } from './chains.ts';

/** Checks what an operator's configuration says of Stargate version 2 on one chain. */
export const stargateDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** The chain's endpoint id in LayerZero: 30101 is Ethereum. */
  eid: z.number().int().positive(),
  /** Buses are ridden and driven there, and all packets go from and to it. */
  tokenMessaging: addressSchema,
  /** The pools and OFTs that take tokens and pay them out. */
  assets: z
    .array(
      z.strictObject({
        /** The asset's number in messages: 1 is USDC, 2 USDT, 13 ETH. */
        id: z.number().int().positive(),
        contract: addressSchema,
        token: addressSchema.optional(),
        symbol: z.string(),
        decimals: z.number().int().min(6).max(255),
      }),
    )
    .readonly(),
});
export type StargateDeployment = Readonly<z.infer<typeof stargateDeploymentSchema>>;

const chainOf = (id: number): ChainId => `eip155:${id}`;

export const stargateDeployments: Readonly<Record<ChainId, StargateDeployment>> =
  Object.fromEntries(
    stargateChains.map(({ id, startBlock: _, ...deployment }) => [chainOf(id), deployment]),
  );

/** The blocks of the first contracts' own deployment, where their receipts are known. */
export const stargateStartBlocks: Readonly<Record<ChainId, bigint>> = Object.fromEntries(
  stargateChains.flatMap(({ id, startBlock }) =>
    startBlock === null ? [] : [[chainOf(id), BigInt(startBlock)]],
  ),
);

/** The asset whose pool or OFT this is. Throws for another contract: it may not speak of transfers. */
export function assetAt({ assets }: StargateDeployment, contract: string): StargateAsset {
  const asset = assets.find((known) => known.contract === contract);
  if (!asset) throw new Error('an event of a pool that another contract emits');
  return asset;
}

/** An amount of an asset, in the decimals that its token has on this chain. */
export function amountIn(
  { token, symbol, decimals }: StargateAsset,
  amount: bigint,
): Asset & { token: string } {
  return { token: token ?? symbol, amount: amount.toString(), symbol, decimals };
}

/** Amounts in messages have these decimals, whatever the token has on either chain. */
const SHARED_DECIMALS = 6;

/** The same amount in the decimals of messages; what is below these is never sent. */
export const toShared = ({ decimals }: { decimals: number }, amount: bigint): bigint =>
  amount / 10n ** BigInt(decimals - SHARED_DECIMALS);

/** What is to be paid out on a chain for an amount in a message; undefined where the asset is not known there. */
export function wantedOn(
  deployment: StargateDeployment | undefined,
  { id, amountShared }: { id: number; amountShared: bigint },
): Asset | undefined {
  const asset = deployment?.assets.find((known) => known.id === id);
  return asset && amountIn(asset, amountShared * 10n ** BigInt(asset.decimals - SHARED_DECIMALS));
}

/** What a passenger and a payment say alike of asset and amount: of several to one recipient, it tells whose is whose. */
export const contentOf = (assetId: number, amountShared: bigint): string =>
  `${assetId}:${amountShared}`;
