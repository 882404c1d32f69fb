import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { readBlockTimes } from '../../db/block-times.ts';
import { readCoverage } from '../../db/read-coverage.ts';
import { chainOf, type ApiDeps } from '../deps.ts';
import { problemResponse } from '../problem.ts';
import { protocolNamed } from '../protocol-named.ts';
import { CONTRACTS_MAX, coverageListSchema, HOLES_MAX, READINGS_MAX } from '../schemas/coverage.ts';
import { chainParameter, protocolParameter } from '../schemas/values.ts';
import { surroundingsNow } from '../surroundings.ts';

const coverageRoute = createRoute({
  method: 'get',
  operationId: 'getCoverage',
  tags: ['Coverage'],
  path: '/v1/coverage',
  summary:
    'Which blocks are read of each chain, for each protocol and its contracts, and which lack',
  request: {
    query: z.strictObject({
      chain: chainParameter.optional().openapi({
        description: 'Only this chain: a CAIP-2 id or a short name.',
        example: 'polygon',
      }),
      protocol: protocolParameter.optional(),
    }),
  },
  responses: {
    200: {
      description: 'What is read; empty for a chain or a protocol that is known and not read here.',
      content: { 'application/json': { schema: coverageListSchema } },
    },
    400: problemResponse('A parameter is malformed.'),
    404: problemResponse('There is no such chain, or no such protocol.'),
  },
});

/** `/v1/coverage` */
export function coverageRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  const { db, protocols } = deps;
  app.openapi(coverageRoute, async (context) => {
    const query = context.req.valid('query');
    const surroundings = await surroundingsNow(deps);
    const chain = chainOf(deps, surroundings, query.chain);
    const protocol =
      query.protocol === undefined ? null : protocolNamed(protocols, query.protocol).name;
    const all = await readCoverage(db, { holesMax: HOLES_MAX, chain, protocol });
    const shown = all.slice(0, READINGS_MAX);
    const ends = shown.flatMap((reading) =>
      reading.through === null ? [] : [{ reading, chain: reading.chain, number: reading.through }],
    );
    const endTimes = await readBlockTimes(db, ends);
    const times = new Map(ends.map(({ reading }, index) => [reading, endTimes[index] ?? null]));
    const body = {
      readings: shown.map((reading) => ({
        protocol: reading.protocol,
        chain: reading.chain,
        name: surroundings.chains.get(reading.chain)?.name ?? reading.chain,
        contracts: reading.contracts.slice(0, CONTRACTS_MAX),
        contractCount: reading.contracts.length,
        from: reading.from.toString(),
        fromTime: reading.fromTime?.toISOString() ?? null,
        through: reading.through?.toString() ?? null,
        throughTime: times.get(reading)?.toISOString() ?? null,
        holes: reading.holes.map(({ from, to }) => ({ from: `${from}`, to: `${to}` })),
        holeCount: reading.holeCount,
        missingBlocks: reading.missing.toString(),
      })),
      count: all.length,
    };
    return context.json(body, 200);
  });
}
