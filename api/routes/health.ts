import { createRoute, z, type OpenAPIHono } from '@hono/zod-openapi';
import { MidflightError } from '../../core/errors.ts';
import { readChains } from '../../db/chains.ts';
import { oldestMark, readReadiness, type Readiness } from '../../db/readiness.ts';
import type { ApiDeps } from '../deps.ts';
import type { Live } from '../live.ts';
import { problemResponse } from '../problem.ts';
import { sharedRead } from '../shared-read.ts';

/** A chain that was not seen for this long is not followed any more, whatever the reason. */
const SILENT_MS_MAX = 120_000;
/** What was read must be folded before this: a mark that is older is one that no job takes. */
const MARK_SECONDS_MAX = 600;
/** The log of transitions is looked at every other second: longer than this, and streams and waits hear of nothing. */
const UNLOOKED_MS_MAX = 30_000;

/** How old the answer of `/readyz` may be. Whoever asks it is not counted, and is to cost no more than one look a second. */
const AGE_MS_MAX = 1_000;

/** What is so now says nothing of later. */
const noStore = { 'cache-control': 'no-store' };

const ok = (description: string) => ({
  description,
  content: { 'application/json': { schema: z.object({ status: z.literal('ok') }) } },
});

const healthRoute = createRoute({
  method: 'get',
  operationId: 'getHealth',
  tags: ['Operator'],
  path: '/healthz',
  summary: 'Whether this process is alive',
  responses: { 200: ok('It is.') },
});

const readyRoute = createRoute({
  method: 'get',
  operationId: 'getReadiness',
  tags: ['Operator'],
  path: '/readyz',
  summary: 'Whether answers can be relied on',
  description:
    "They can while the database answers, has this version's schema and lets the API read it, every chain is followed, what was read is folded soon, and streams hear of it. The first of these that is not so is said.",
  responses: { 200: ok('They can.'), 503: problemResponse('They cannot, and why.') },
});

/** `/healthz` and `/readyz` */
export function healthRoutes(app: OpenAPIHono, deps: ApiDeps): void {
  app.openapi(healthRoute, (context) => context.json({ status: 'ok' as const }, 200, noStore));
  // What lacks is a value here, so that it is kept as well.
  const lack = sharedRead(
    async (): Promise<unknown> => {
      try {
        await demandReady(deps);
        return null;
      } catch (error) {
        return error;
      }
    },
    { maxAgeMs: AGE_MS_MAX },
  );
  app.openapi(readyRoute, async (context) => {
    const error = await lack();
    if (error !== null) throw error;
    return context.json({ status: 'ok' as const }, 200, noStore);
  });
}

/** @throws MidflightError for the first thing by which answers cannot be relied on */
async function demandReady({ db, now, live }: ApiDeps): Promise<void> {
  const noAnswer = (cause: unknown) => {
    throw notReady('The database does not answer.', { cause });
  };
  // First what other questions fail by.
  demandReadable(await readReadiness(db).catch(noAnswer));
  const stored = await readChains(db).catch(noAnswer);
  // One that indexers have left is not waited for: what they follow is what can be relied on.
  const chains = stored.filter(({ isLeft }) => !isLeft);
  const unseen = chains.filter(({ head }) => !head).map(({ name }) => name);
  if (chains.length === 0) throw notReady('No chain was seen yet.');
  if (unseen.length > 0) throw notReady(`Not seen yet: ${unseen.join(', ')}.`);
  const silentSince = now().getTime() - SILENT_MS_MAX;
  const silent = chains.filter(({ head }) => head && head.seenAt.getTime() < silentSince);
  if (silent.length > 0) {
    const names = silent.map(({ name, head }) => `${name} since ${head?.seenAt.toISOString()}`);
    throw notReady(`Not heard of: ${names.join(', ')}.`, {
      recovery:
        'See that an indexer runs, its log, and what the endpoints in /v1/chains answered last.',
    });
  }
  demandFolded(await oldestMark(db).catch(noAnswer));
  demandFollowed(live);
}

/** @throws MidflightError if the schema is not this version's, or if something of it may not be read */
function demandReadable({ user, missing, unreadable }: Readiness): void {
  if (unreadable.length > 0) {
    throw notReady(`The database's user ${user} may not read ${unreadable.join(', ')}.`, {
      recovery: `Grant select on it to ${user}; for the role that Midflight makes, a new start of the API does so.`,
    });
  }
  if (missing.length > 0) {
    throw notReady(`The database has no ${missing.join(', ')}: its schema is older than this.`, {
      recovery: 'Start any part of this version on it: that migrates it. A replica follows.',
    });
  }
}

/** @throws MidflightError if something has waited to be folded for too long */
function demandFolded(seconds: number): void {
  if (seconds <= MARK_SECONDS_MAX) return;
  throw notReady(`What was read ${Math.floor(seconds / 60)} minutes ago is not folded yet.`, {
    recovery: 'See that the jobs run, and their log; after a long backfill, wait.',
  });
}

/** @throws MidflightError if the log of transitions is not looked at any more */
function demandFollowed(live: Live | undefined): void {
  if (!live) return;
  const silentMs = performance.now() - live.feed.lookedAt;
  if (silentMs <= UNLOOKED_MS_MAX) return;
  throw notReady(
    `Transitions were last looked for ${Math.floor(silentMs / 1000)} seconds ago: streams and waits hear of nothing.`,
    { recovery: 'See the log of this server; if it lasts, start it again.' },
  );
}

function notReady(
  message: string,
  {
    recovery = 'Wait a moment; if it lasts, look at the log of the indexer.',
    cause,
  }: { recovery?: string; cause?: unknown } = {},
): MidflightError {
  return new MidflightError({
    code: 'not_ready',
    message,
    recovery,
    isTransient: true,
    cause,
  });
}
