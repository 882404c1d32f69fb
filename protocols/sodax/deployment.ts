import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import { addressSchema, contractSchema } from '../address-schema.ts';
import { sodaxHub, sodaxNetworks } from './networks.ts';

const assetSchema = z.strictObject({
  relayId: z.string(),
  token: z.string(),
  symbol: z.string(),
  decimals: z.number().int().nonnegative(),
  hubAsset: addressSchema,
  vault: addressSchema.nullable().default(null),
});

const hubSchema = z.strictObject({
  // Spokes find the hub by it, so that it is the same in every network.
  relayId: z.literal(sodaxHub.relayId).default(sodaxHub.relayId),
  assetManager: addressSchema.default(sodaxHub.assetManager),
  intents: addressSchema.default(sodaxHub.intents),
  walletFactory: addressSchema.default(sodaxHub.walletFactory),
  walletRouter: addressSchema.default(sodaxHub.walletRouter),
  pool: addressSchema.default(sodaxHub.pool),
  stakingRouter: addressSchema.default(sodaxHub.stakingRouter),
  stakedSoda: addressSchema.default(sodaxHub.stakedSoda),
  xSoda: addressSchema.default(sodaxHub.xSoda),
  sodaVault: addressSchema.default(sodaxHub.sodaVault),
  icxMigration: addressSchema.default(sodaxHub.icxMigration),
  balnSwap: addressSchema.default(sodaxHub.balnSwap),
  protocolIntents: addressSchema.default(sodaxHub.protocolIntents),
  bnUsdVault: addressSchema.default(sodaxHub.bnUsdVault),
  legacyBnUsdVault: addressSchema.default(sodaxHub.legacyBnUsdVault),
  wrappedSonic: addressSchema.default(sodaxHub.wrappedSonic),
  intentCanceller: addressSchema.default(sodaxHub.intentCanceller),
  solverRouters: z.array(addressSchema).default([...sodaxHub.solverRouters]),
  /** Tokens that the registry does not have yet. */
  assets: z.array(assetSchema).default([]),
});

/** Checks what an operator's configuration says of SODAX on one chain. */
export const sodaxDeploymentSchema = z
  .strictObject({
    network: z.string().default('mainnet'),
    /** What messages call the chain, in decimal. */
    relayId: z.string().regex(/^\d+$/, 'must be a decimal number'),
    /** Emits and verifies packets: `connection()` of the asset manager gives it. */
    connection: contractSchema.optional(),
    assetManager: contractSchema.optional(),
    intentFiller: contractSchema.optional(),
    /** On the hub's own chain alone. */
    hub: hubSchema.optional(),
  })
  .refine(({ hub, relayId }) => !hub || relayId === sodaxHub.relayId, {
    error: `must be ${sodaxHub.relayId} where the hub is`,
    path: ['relayId'],
  })
  .transform((deployment) => ({
    ...deployment,
    assetManager: deployment.assetManager ?? deployment.hub?.assetManager,
  }));
export type SodaxDeployment = z.infer<typeof sodaxDeploymentSchema>;
export type SodaxHubDeployment = NonNullable<SodaxDeployment['hub']>;

/** Every network that Midflight reads. */
export const sodaxDeployments: Readonly<Record<ChainId, SodaxDeployment>> = Object.fromEntries(
  sodaxNetworks.flatMap(({ chain, relayId, connection, assetManager, intentFiller }) => {
    if (chain === null) return [];
    const isHub = relayId === sodaxHub.relayId;
    const deployment: SodaxDeployment = {
      network: 'mainnet',
      relayId,
      connection,
      assetManager,
      intentFiller,
      ...(isHub && {
        hub: { ...sodaxHub, solverRouters: [...sodaxHub.solverRouters], assets: [] },
      }),
    };
    return [[chain, deployment] as const];
  }),
);

/** The networks that Midflight does not read, by the numbers that messages have for them. */
export const sodaxForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> = {
  mainnet: Object.fromEntries(
    sodaxNetworks
      .filter(({ chain }) => chain === null)
      .map(({ relayId, name }) => [relayId, { chain: null, name }]),
  ),
};
