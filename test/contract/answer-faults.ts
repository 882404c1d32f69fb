import type { Live } from '../../api/live.ts';
import type { RateLimits } from '../../api/rate-limits.ts';
import type { Database } from '../../db/pool.ts';
import { routeOf } from '../route-of.ts';
import { calls, exampleKeys, type Call } from './calls.ts';
import { answer, exampleApp, type Answered } from './example-answers.ts';

/** Longer than any URL may be. */
const long = 'x'.repeat(10_000);

/** What stands in front of every route below `/v1/` has it answer with these, whatever the route is. */
const faults: Record<string, (db: Database, call: Call) => Promise<Response>> = {
  '304': (db, call) =>
    answer(exampleApp(db), { ...call, headers: { ...call.headers, 'if-none-match': '*' } }),
  '401': (db, call) => answer(exampleApp(db), { ...call, headers: { authorization: 'none' } }),
  '403': (db, call) =>
    answer(exampleApp(db), { ...call, headers: { authorization: `Bearer ${exampleKeys.reader}` } }),
  '413': (db, call) => answer(exampleApp(db), { ...call, body: long.repeat(10) }),
  '414': (db, call) => answer(exampleApp(db), { ...call, path: withQuery(call.path, `x=${long}`) }),
  '429': (db, call) => answer(exampleApp(db, { limits: spent }), call),
  '500': (_, call) =>
    answer(exampleApp(failing(new Error('a fault of ours')), { live: followed }), call),
  '503': (_, call) => answer(exampleApp(failing(refused)), call),
};

/** Calls every route below `/v1/` in each of these ways, as far as the document says that it may answer so. */
export async function answerFaults(
  db: Database,
  routes: readonly { method: string; path: string }[],
  declares: (key: string) => boolean,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const { method, path: route } of routes) {
    const call = calls.find(
      (one) => (one.method ?? 'GET') === method && routeOf(one.path) === route && one.status < 300,
    );
    if (!call || !route.startsWith('/v1/')) continue;
    for (const [status, fail] of Object.entries(faults)) {
      if (!declares(`${method} ${route} ${status}`)) continue;
      const response = await fail(db, call);
      const told = { ...call, status: Number(status) };
      answered.push({ call: told, key: `${method} ${route} ${response.status}`, response });
    }
  }
  return answered;
}

/** Every minute is over. */
const spent: RateLimits = {
  take: async () => ({ limit: 600, remaining: 0, resetSeconds: 30, isOver: true }),
  look: async () => ({ limit: 600, remaining: 0, resetSeconds: 30, isOver: true }),
};

// CAST: nothing else is asked of it before the database.
const followed = { feed: { isStopped: false } } as Live;

const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });

/** A database on which everything fails like this. */
function failing(error: Error): Database {
  const fail = () => {
    throw error;
  };
  const broken: object = new Proxy({}, { get: (_, name) => (name === '$client' ? broken : fail) });
  // CAST: whatever is asked of it fails, and of its pool.
  return broken as Database;
}

function withQuery(path: string, query: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${query}`;
}
