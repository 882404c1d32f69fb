import { z } from 'zod';
import { addressSchema, contractSchema } from '../address-schema.ts';

/** Checks what an operator's configuration says of LayerZero version 2 on one chain. */
export const layerzeroDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** The chain's endpoint id in packets: 30101 is Ethereum. */
  eid: z.number().int().positive(),
  /** On Solana a program. */
  endpoint: contractSchema,
  /** Whose word counts when they say that a delivery has failed: anybody can make the endpoint say so. */
  executors: z.array(contractSchema).default([]),
  /** Stargate sends and receives packets by one contract, and composes by others. What else it emits is its own protocol's. */
  stargate: z
    .strictObject({ tokenMessaging: addressSchema, assets: z.array(addressSchema) })
    .readonly()
    .optional(),
  /** Contracts whose `OFTSent` and `OFTReceived` are read. */
  tokens: z.array(addressSchema).default([]),
  /** Whether these events are read of every contract: the node must serve logs by topic alone. */
  allTokens: z.boolean().default(false),
});
export type LayerzeroDeployment = Readonly<z.infer<typeof layerzeroDeploymentSchema>>;
