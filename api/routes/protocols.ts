import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import type { ChainId } from '../../core/chain.ts';
import type { Step } from '../../core/rules.ts';
import type { Checkpoint } from '../../core/world.ts';
import { readWorld } from '../../db/world.ts';
import type { Protocol } from '../../protocols/bind.ts';
import type { ApiDeps } from '../deps.ts';
import { fromSeconds } from '../present.ts';
import { problemResponse } from '../problem.ts';
import { protocolNamed } from '../protocol-named.ts';
import {
  protocolListSchema,
  protocolSchema,
  type ProtocolAnswer,
  type ProtocolListAnswer,
} from '../schemas/protocols.ts';
import { protocolParameter } from '../schemas/values.ts';

const listRoute = createRoute({
  method: 'get',
  operationId: 'listProtocols',
  tags: ['Coverage'],
  path: '/v1/protocols',
  summary: 'The protocols: their versions, and on which chains they are read',
  responses: {
    200: {
      description: 'The protocols, by name.',
      content: { 'application/json': { schema: protocolListSchema } },
    },
  },
});

const getRoute = createRoute({
  method: 'get',
  operationId: 'getProtocol',
  tags: ['Coverage'],
  path: '/v1/protocols/{name}',
  summary: 'One protocol: the way of its operations, what completes them, and what is read of it',
  request: { params: z.object({ name: protocolParameter }) },
  responses: {
    200: {
      description: 'The protocol.',
      content: { 'application/json': { schema: protocolSchema } },
    },
    404: problemResponse('No protocol has this name; `recovery` names those that are known.'),
  },
});

/** `/v1/protocols` and what is below it. */
export function protocolRoutes(app: OpenAPIHono, { db, protocols }: ApiDeps): void {
  app.openapi(listRoute, async (context) => {
    const { checkpoints } = await readWorld(db);
    const sorted = protocols.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    const body = {
      protocols: sorted.map((protocol) => summarize(protocol, checkpoints.get(protocol.name))),
    };
    return context.json(body, 200);
  });

  app.openapi(getRoute, async (context) => {
    const protocol = protocolNamed(protocols, context.req.valid('param').name);
    const { checkpoints } = await readWorld(db);
    const body = present(protocol, checkpoints.get(protocol.name));
    return context.json(body, 200);
  });
}

function summarize(
  { name, version, rules, chains }: Protocol,
  checkpoints: ReadonlyMap<ChainId, Checkpoint> = new Map(),
): ProtocolListAnswer['protocols'][number] {
  const unread = [...checkpoints.values()].map(unreadBlocks);
  return {
    name,
    version,
    rulesVersion: rules.version,
    kinds: Object.keys(rules.kinds ?? {}),
    networks: [...new Set([...chains.values()].map(({ network }) => network))].toSorted(),
    indexed: [...checkpoints.keys()].toSorted(),
    chainCount: chains.size,
    unreadBlocks: unread.reduce((a, b) => a + b, 0n).toString(),
  };
}

function present(
  { name, version, rules, chains }: Protocol,
  checkpoints: ReadonlyMap<ChainId, Checkpoint> = new Map(),
): ProtocolAnswer {
  return {
    name,
    version,
    rulesVersion: rules.version,
    carriedBy: [...(rules.carriedBy ?? [])],
    steps: rules.steps.map(presentStep),
    kinds: Object.fromEntries(
      Object.entries(rules.kinds ?? {}).map(([kind, steps]) => [kind, steps.map(presentStep)]),
    ),
    chains: [...chains].map(([chain, named]) => ({
      chain,
      ...named,
      ...presentCheckpoint(checkpoints.get(chain)),
    })),
  };
}

function presentStep({
  name,
  waiting,
  deadline,
  usual,
  ...step
}: Step): ProtocolAnswer['steps'][number] {
  const { role, side, required, alternatives = [] } = step;
  const { stage, what, mover, who, action } = waiting;
  return {
    step: name,
    role,
    side,
    required,
    alternatives: [...alternatives],
    stage,
    what,
    mover,
    who,
    action,
    deadline: deadline ? { at: deadline.at, becomes: deadline.becomes } : null,
    usual: usual ? { seconds: usual.seconds, lateAfter: usual.lateAfter } : null,
  };
}

type Coverage = Pick<
  ProtocolAnswer['chains'][number],
  'isIndexed' | 'from' | 'certain' | 'unreadBlocks'
>;

function presentCheckpoint(checkpoint: Checkpoint | undefined): Coverage {
  if (!checkpoint) return { isIndexed: false, from: null, certain: null, unreadBlocks: null };
  const { from, certain } = checkpoint;
  return {
    isIndexed: true,
    from: from.number.toString(),
    certain: certain && { number: certain.number.toString(), time: fromSeconds(certain.time) },
    unreadBlocks: unreadBlocks(checkpoint).toString(),
  };
}

function unreadBlocks({ unread = [] }: Checkpoint): bigint {
  return unread.map((hole) => hole.to - hole.from + 1n).reduce((a, b) => a + b, 0n);
}
