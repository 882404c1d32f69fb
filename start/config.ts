import { z } from 'zod';
import { isChainId, type ChainId } from '../core/chain.ts';
import { protocols } from '../protocols/index.ts';

const chainKey = z.string().refine(isChainId, 'must be a CAIP-2 id such as eip155:1');

const finalityRule = z.union([
  z.strictObject({ tag: z.enum(['safe', 'finalized']) }),
  z.strictObject({ depth: z.number().int().nonnegative() }),
]);

const rpcUrl = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

const chainSchema = z.strictObject({
  /** Endpoints of the chain's JSON-RPC, the preferred one first. */
  rpc: z.array(rpcUrl).min(1, 'must name at least one endpoint'),
  /** Where to begin; without it, at the block that is newest at the first start. */
  startBlock: z
    .union([z.bigint(), z.number().int()])
    .refine((value) => value >= 0, 'must be 0 or more')
    .transform(BigInt)
    .optional(),
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and dashes')
    .optional(),
  blockTimeMs: z.number().int().positive().optional(),
  finality: z.strictObject({ safe: finalityRule, finalized: finalityRule }).optional(),
  explorer: z.url().optional(),
});

/** What may be configured of each protocol: deployments beside the ones that are known. */
const protocolsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(protocols).map(([name, { deployment }]) => [
      name,
      z.strictObject({ deployments: z.record(chainKey, deployment).default({}) }).optional(),
    ]),
  ),
);

/** What an operator may configure. */
export const configSchema = z.strictObject({
  chains: z.record(chainKey, chainSchema).default({}),
  protocols: protocolsSchema.default({}),
});

/** A checked configuration. */
export type Config = z.infer<typeof configSchema>;

/** The fields of `midflight.config.ts`. */
export interface ConfigInput {
  chains?: z.input<typeof configSchema>['chains'];
  protocols?: {
    [Name in keyof typeof protocols]?: {
      deployments: Record<ChainId, z.input<(typeof protocols)[Name]['deployment']>>;
    };
  };
}

/** Lends types to `midflight.config.ts`; it is checked when it is loaded. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
