import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import { readChains, type ChainRow } from '../../db/chains.ts';
import type { ApiDeps } from '../deps.ts';
import { fromSeconds, lagSeconds } from '../present.ts';
import { chainListSchema } from '../schemas/chains.ts';

const chainsRoute = createRoute({
  method: 'get',
  operationId: 'listChains',
  tags: ['Coverage'],
  path: '/v1/chains',
  summary:
    'The indexed chains: how far each is, by which rules its blocks are firm, and its reorgs',
  responses: {
    200: {
      description: 'The chains, by name.',
      content: { 'application/json': { schema: chainListSchema } },
    },
  },
});

/** `/v1/chains` */
export function chainRoutes(app: OpenAPIHono, { db, now }: ApiDeps): void {
  app.openapi(chainsRoute, async (context) => {
    const at = now();
    return context.json(
      { chains: (await readChains(db)).map((chain) => presentChain(chain, at)) },
      200,
    );
  });
}

function stateOf({ head, missing, isLeft }: ChainRow) {
  if (isLeft) return 'left' as const;
  if (!head) return 'starting' as const;
  return missing > 0n ? ('backfilling' as const) : ('live' as const);
}

function presentChain(chain: ChainRow, now: Date) {
  const { id, name, head, missing, startBlock, protocols, reorgs, explorer } = chain;
  const state = stateOf(chain);
  const at = (height: bigint | null | undefined) =>
    height == null ? null : { number: height.toString() };
  return {
    chain: id,
    name,
    state,
    head: head && { number: head.number.toString(), hash: head.hash, time: fromSeconds(head.time) },
    safe: at(head?.safe),
    finalized: at(head?.finalized),
    finality: { safe: chain.safeRule, finalized: chain.finalizedRule },
    lagSeconds: head && lagSeconds(head.time, now),
    seenAt: head?.seenAt.toISOString() ?? null,
    startBlock: startBlock?.toString() ?? null,
    missingBlocks: missing.toString(),
    unverifiedBlocks: chain.unverified.toString(),
    incidents: chain.incidents.map(({ kind, ancestor, finalized: was, openedAt }) => ({
      kind,
      finalized: was.toString(),
      ancestor: ancestor.toString(),
      openedAt: openedAt.toISOString(),
    })),
    protocols,
    endpoints: chain.endpoints.map(({ latencyMs, contradictions: _, ...rest }) => ({
      ...rest,
      latencyMs: latencyMs === null ? null : Math.round(latencyMs),
    })),
    reorgs,
    explorer,
  };
}
