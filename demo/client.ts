import { z } from 'zod';

const askMsMax = 3_000;

// The demo reads the API as any stranger would, and a field more or less does not blind it: what it needs has a default.
const text = z.string().nullish();
const place = z.object({ chain: z.string(), name: text, transaction: text, time: text }).nullish();
const height = z.object({ number: z.coerce.string() }).nullish();

const operation = z.object({
  id: z.string(),
  protocol: text,
  kind: text,
  status: z.string(),
  stage: text,
  terminal: z.boolean().default(false),
  final: z.boolean().default(false),
  version: z.coerce.number().default(0),
  origin: place,
  destination: place,
  pending: z.object({ step: z.string(), what: text, since: text }).nullish(),
  startedAt: text,
  updatedAt: text,
});
/** What the demo reads of an operation. */
export type Operation = z.infer<typeof operation>;

const transition = z.object({
  seq: z.coerce.number(),
  from: text,
  to: z.string(),
  stageFrom: text,
  stageTo: text,
  final: z.boolean().default(false),
  cause: z.object({ type: z.string(), chain: text, chainName: text }).default({ type: 'unknown' }),
  observedAt: text,
  changes: z.array(z.object({ step: z.string(), to: z.string().nullable() })).default([]),
});
export type Transition = z.infer<typeof transition>;

const chain = z.object({
  chain: z.string(),
  name: text,
  state: text,
  head: height,
  safe: height,
  finalized: height,
  lagSeconds: z.coerce.number().nullish(),
  finality: z.object({ safe: text, finalized: text }).nullish(),
  reorgs: z
    .object({ count: z.number().default(0), deepest: z.number().default(0) })
    .default({ count: 0, deepest: 0 }),
});
export type ChainState = z.infer<typeof chain>;

const stats = z.object({
  operations: z.object({
    total: z.number().default(0),
    final: z.number().default(0),
    byStatus: z.record(z.string(), z.number()).default({}),
  }),
  backlog: z
    .object({ dirty: z.number().default(0), oldestSeconds: z.number().nullish() })
    .default({ dirty: 0 }),
});
export type Stats = z.infer<typeof stats>;

const page = z.object({ operations: z.array(operation), nextCursor: text });
const history = z.object({ transitions: z.array(transition) });
const chains = z.object({ chains: z.array(chain) });

export interface ApiClient {
  readonly url: string;
  isReady(): Promise<boolean>;
  stats(): Promise<Stats>;
  chains(): Promise<ChainState[]>;
  /** Latest update first. */
  operations(query?: Record<string, string>): Promise<z.infer<typeof page>>;
  history(id: string): Promise<Transition[]>;
}

/** Opens the product's REST API for reading. */
export function createApiClient(url: string): ApiClient {
  const get = async <T>(path: string, schema: z.ZodType<T>): Promise<T> => {
    const response = await fetch(`${url}${path}`, { signal: AbortSignal.timeout(askMsMax) });
    if (!response.ok) throw new Error(`GET ${path} answered ${response.status}.`);
    const { data, error } = schema.safeParse(await response.json());
    if (error === undefined) return data;
    const [issue] = error.issues;
    throw new Error(`GET ${path}: ${issue?.path.join('.')} is not as expected: ${issue?.message}`);
  };

  return {
    url,
    async isReady() {
      try {
        const response = await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(askMsMax) });
        await response.arrayBuffer();
        return response.status === 200;
      } catch {
        return false;
      }
    },
    stats: async () => await get('/v1/stats', stats),
    chains: async () => (await get('/v1/chains', chains)).chains,
    operations: async (query = {}) =>
      await get(`/v1/operations?${new URLSearchParams(query).toString()}`, page),
    history: async (id) =>
      (await get(`/v1/operations/${encodeURIComponent(id)}/history`, history)).transitions,
  };
}
