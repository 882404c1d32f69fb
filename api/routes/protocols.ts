import { createRoute, type OpenAPIHono } from '@hono/zod-openapi';
import type { ChainId } from '../../core/chain.ts';
import type { Step } from '../../core/rules.ts';
import type { Checkpoint } from '../../core/world.ts';
import { readWorld } from '../../db/world.ts';
import type { Protocol } from '../../protocols/bind.ts';
import type { ApiDeps } from '../deps.ts';
import { fromSeconds } from '../present.ts';
import { protocolListSchema, type ProtocolListAnswer } from '../schemas/protocols.ts';

const protocolsRoute = createRoute({
  method: 'get',
  operationId: 'listProtocols',
  tags: ['Coverage'],
  path: '/v1/protocols',
  summary:
    'The protocols: the way of their operations, what completes them, and what is read of each',
  responses: {
    200: {
      description: 'The protocols, by name.',
      content: { 'application/json': { schema: protocolListSchema } },
    },
  },
});

/** `/v1/protocols` */
export function protocolRoutes(app: OpenAPIHono, { db, protocols }: ApiDeps): void {
  app.openapi(protocolsRoute, async (context) => {
    const { checkpoints } = await readWorld(db);
    const sorted = protocols.toSorted((a, b) => (a.name < b.name ? -1 : 1));
    return context.json(
      {
        protocols: sorted.map((protocol) => present(protocol, checkpoints.get(protocol.name))),
      },
      200,
    );
  });
}

type Answer = ProtocolListAnswer['protocols'][number];

function present(
  { name, version, rules, chains }: Protocol,
  checkpoints: ReadonlyMap<ChainId, Checkpoint> = new Map(),
): Answer {
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

function presentStep({ name, waiting, deadline, usual, ...step }: Step): Answer['steps'][number] {
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

type Coverage = Pick<Answer['chains'][number], 'isIndexed' | 'from' | 'certain' | 'unreadBlocks'>;

function presentCheckpoint(checkpoint: Checkpoint | undefined): Coverage {
  if (!checkpoint) return { isIndexed: false, from: null, certain: null, unreadBlocks: null };
  const { from, certain, unread = [] } = checkpoint;
  const blocks = unread.map((hole) => hole.to - hole.from + 1n).reduce((a, b) => a + b, 0n);
  return {
    isIndexed: true,
    from: from.number.toString(),
    certain: certain && { number: certain.number.toString(), time: fromSeconds(certain.time) },
    unreadBlocks: blocks.toString(),
  };
}
