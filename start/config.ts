import { z } from 'zod';
import type { EndpointConfig } from '../chains/endpoints/endpoint.ts';
import { isChainId, type ChainId } from '../core/chain.ts';
import type { protocols } from '../protocols/index.ts';
import type { OwnDeclaration } from '../protocols/own-protocol/declaration.ts';
import { retentionDefaults } from '../jobs/retention-job.ts';
import { reporters } from '../reports/index.ts';
import { alertsSchema, type AlertsInput } from './alerts-schema.ts';
import { apiSchema } from './api-schema.ts';
import { healthSchema } from './health-schema.ts';
import { protocolsSchema } from './protocols-schema.ts';

export { ownProtocol } from '../protocols/own-protocol/declaration.ts';

const chainKey = z.string().refine(isChainId, 'must be a CAIP-2 id such as eip155:1');

/** By tag or depth on EVM chains, by commitment on Solana. */
const finalityRule = z.union([
  z.strictObject({ commitment: z.enum(['confirmed', 'finalized']) }),
  z.strictObject({ tag: z.enum(['safe', 'finalized']) }),
  z.strictObject({ depth: z.number().int().nonnegative() }),
]);

const count = z.number().int().min(1, 'must be 1 or more');

const urlError = 'must be an http, https, ws or wss URL';

/** A URL, alone or with what its endpoint takes. */
const endpoint = z.preprocess(
  (value) => (typeof value === 'string' ? { url: value } : value),
  z.strictObject({
    // Without the slashes, `https:a.example` would be a URL as well.
    url: z.url({ protocol: /^(?:http|ws)s?$/, error: urlError }).regex(/^\w+:\/\//, urlError),
    /** JSON-RPC calls per second; a batch of 100 counts as 100. */
    callsPerSecond: count.optional(),
    /** HTTP requests in flight. */
    concurrency: count.optional(),
    /** Milliseconds after which an HTTP request is given up. */
    timeoutMs: count.optional(),
  }),
);

/** Where to begin, as the file says it. */
export const startBlockSchema = z.union(
  [
    z.bigint().nonnegative(),
    z.number().int().nonnegative().transform(BigInt),
    z.iso.date().transform((day) => new Date(`${day}T00:00:00Z`)),
    z.literal('deployment'),
  ],
  { error: "must be a block number, a day such as '2025-06-01', or 'deployment'" },
);

const chainSchema = z.strictObject({
  /** Endpoints of the chain's JSON-RPC, the preferred one first; those of WebSockets tell of new blocks only. */
  rpc: z
    .array(endpoint)
    .min(1, 'must name at least one endpoint')
    .refine(
      (endpoints) => endpoints.length === 0 || endpoints.some(({ url }) => !/^wss?:/i.test(url)),
      'must name at least one http or https endpoint: ws and wss ones tell of new blocks only',
    ),
  /** JSON-RPC calls per day of UTC; when they are used up, only the head is followed, and slowly. */
  callsPerDay: count.optional(),
  /**
   * Where to begin: a block, a day (`2025-06-01`, UTC), or `deployment`, where its protocols began. Without it, at the block that
   * is newest at the first start.
   */
  startBlock: startBlockSchema.optional(),
  name: z
    .string()
    .regex(/^[a-z0-9-]+$/, 'must be lower-case letters, digits and dashes')
    .optional(),
  blockTimeMs: z.number().int().positive().optional(),
  finality: z.strictObject({ safe: finalityRule, finalized: finalityRule }).optional(),
  explorer: z.url().optional(),
});

const serviceUrlError = 'must be an http or https URL';

/** The services that are asked: `true` asks the public one. */
const reportsSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(reporters).map(([field, { url }]) => [
      field,
      z.preprocess(
        (value) => (value === true ? { url } : value === false ? undefined : value),
        z
          .strictObject(
            {
              url: z
                .url({ protocol: /^https?$/, error: serviceUrlError })
                .regex(/^\w+:\/\//, serviceUrlError),
            },
            {
              error: ({ code }) =>
                code === 'invalid_type' ? 'must be true, false or an object with a url' : undefined,
            },
          )
          .optional(),
      ),
    ]),
  ),
);

/** What webhooks may reach beside https on the public internet. */
const webhooksSchema = z.strictObject({
  /** Loopback, private and shared addresses; metadata services never. */
  allowPrivate: z.boolean().default(false),
  /** http, whose bodies anybody on the way can read. */
  allowHttp: z.boolean().default(false),
});

/** How many days is kept what is no truth of a chain. */
const retentionSchema = z.strictObject({
  /** What was delivered to webhooks. */
  deliveredDays: count.default(retentionDefaults.deliveredDays),
  /** Deliveries that were given up, and that nobody had sent again. */
  deadDays: count.default(retentionDefaults.deadDays),
  /** Hours of how long operations took on each lane; days are kept for ever. */
  hoursDays: count.default(retentionDefaults.hoursDays),
});

/** What an operator may configure. */
export const configSchema = z
  .strictObject({
    chains: z.record(chainKey, chainSchema).default({}),
    protocols: protocolsSchema.prefault({}),
    reports: reportsSchema.default({}),
    webhooks: webhooksSchema.prefault({}),
    health: healthSchema.prefault({}),
    api: apiSchema.prefault({}),
    retention: retentionSchema.prefault({}),
    alerts: alertsSchema.prefault({}),
    /** Where this API is reached from outside, for links in alerts. */
    publicUrl: z
      .url({ protocol: /^https?$/, error: serviceUrlError })
      .regex(/^\w+:\/\//, serviceUrlError)
      .optional(),
  })
  .transform(({ protocols: { builtIn, declared }, ...config }) => ({
    ...config,
    /** Deployments of the protocols that are built in. */
    protocols: builtIn,
    /** The operator's own protocols. */
    declared,
  }));

/** A checked configuration. */
export type Config = z.output<typeof configSchema>;

/** The deployments of protocols that are built in. */
type Deployments = {
  [Name in keyof typeof protocols]: {
    deployments: Record<ChainId, z.input<(typeof protocols)[Name]['deployment']>>;
  };
};

/** The fields of `midflight.config.ts`. */
export interface ConfigInput {
  chains?: Record<ChainId, ChainInput>;
  /** By the name of one that is built in: deployments beside the known ones. By any other name: a protocol of one's own. */
  protocols?: Partial<Deployments> &
    Record<string, OwnDeclaration | Deployments[keyof Deployments] | undefined>;
  reports?: { [Name in keyof typeof reporters]?: boolean | { url: string } };
  webhooks?: z.input<typeof webhooksSchema>;
  /** When a wait is too long, and when we see too little to say so. */
  health?: z.input<typeof healthSchema>;
  /** Who may ask the API, and how much. */
  api?: z.input<typeof apiSchema>;
  /** What is forgotten, and when. */
  retention?: z.input<typeof retentionSchema>;
  /** What raises alerts, and who is told. */
  alerts?: AlertsInput;
  publicUrl?: string;
}

/** The fields of one chain. */
type ChainInput = Omit<z.input<typeof chainSchema>, 'rpc'> & { rpc?: (string | EndpointConfig)[] };

/** Lends types to `midflight.config.ts`; it is checked when it is loaded. */
export function defineConfig(config: ConfigInput): ConfigInput {
  return config;
}
