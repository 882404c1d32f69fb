import { pino } from 'pino';
import { createApp } from '../../api/create-app.ts';
import type { ApiDeps } from '../../api/deps.ts';
import { startLive } from '../../api/live.ts';
import { readEvents } from '../../client/read-events.ts';
import type { Database } from '../../db/pool.ts';
import { routeOf } from '../route-of.ts';
import { calls, type Call } from './calls.ts';
import { exampleNow, exampleProtocol } from './example-database.ts';

/** The bodies of answers, by `GET /v1/operations/{id}` and by status. */
export type Examples = Record<string, Record<string, unknown>>;

/** A call with its answer. */
export interface Answered {
  call: Call;
  /** As `GET /v1/operations/{id} 404`. */
  key: string;
  response: Response;
}

interface Base {
  db: Database;
  url: string;
}

const log = pino({ level: 'silent' });

/** The API over the example database, at the time at which it was filled. */
export function exampleApp(db: Database, deps: Partial<ApiDeps> = {}) {
  return createApp({ db, protocols: [exampleProtocol], log, now: () => exampleNow, ...deps });
}

/** Makes every call, one after the other, of an API on the example database and, where a call asks for it, on an empty one. */
export async function answerCalls({
  filled,
  empty,
}: {
  filled: Base;
  empty: Base;
}): Promise<Answered[]> {
  const live = await startLive({ db: filled.db, databaseUrl: filled.url, log });
  try {
    const [ofFilled, ofEmpty] = [exampleApp(filled.db, { live }), exampleApp(empty.db)];
    const answered: Answered[] = [];
    for (const call of calls) {
      const response = await answer(call.isEmpty ? ofEmpty : ofFilled, call);
      const { method = 'GET', path } = call;
      answered.push({ call, key: `${method} ${routeOf(path)} ${response.status}`, response });
    }
    return answered;
  } finally {
    await live.stop();
  }
}

/** What an API answers to a call; of a stream the first transition or alert that it tells, as the document shows it. */
export async function answer(
  app: ReturnType<typeof createApp>,
  { method = 'GET', path, headers = {}, body }: Omit<Call, 'status'>,
): Promise<Response> {
  const response = await app.request(path, {
    method,
    headers: {
      'x-request-id': 'example',
      ...headers,
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  if (!response.headers.get('content-type')?.startsWith('text/event-stream') || !response.body) {
    return response;
  }
  for await (const { type, lastEventId, data } of readEvents(response.body)) {
    if (type !== 'transition' && type !== 'alert') continue;
    const event = { event: type, id: lastEventId, data: JSON.parse(data) as unknown };
    return new Response(JSON.stringify(event), response);
  }
  throw new Error(`${path} told nothing`);
}

/** An answer to an admin, without what is new each time: secrets, ids and times. */
function steady(key: string, text: string): string {
  if (!key.includes(' /v1/admin/')) return text;
  const now = `"${exampleNow.toISOString()}"`;
  return text
    .replaceAll(/"lastUsedAt":[^,}]+/g, `"lastUsedAt":${now}`)
    .replaceAll(
      /"(createdAt|updatedAt|revokedAt|nextTryAt|formerSecretUntil)":"[^"]+"/g,
      `"$1":${now}`,
    )
    .replaceAll(/"key_(?!0{11})\w+/g, '"key_00000000000e')
    .replaceAll(/si_(?!0{15})[0-9a-f]{16}/g, 'si_0000000000000003')
    .replaceAll(/wh_(?!0{15})[0-9a-f]{16}/g, 'wh_0000000000000002')
    .replaceAll(/_ping_[0-9a-f]+/g, '_ping_00000000000e')
    .replaceAll(/(?:mk|whsec)_[\w+/=-]{6,}/g, (secret) => secret.replace(/(?<=_).+/, madeUp));
}

/** What stands in an example where a secret stood. */
const madeUp = (secret: string) => 'E'.repeat(secret.length);

/** The examples of the OpenAPI document: for each status of each route the first body. */
export async function examplesOf(answered: readonly Answered[]): Promise<Examples> {
  const examples: Examples = {};
  for (const { key, response } of answered) {
    const [method, route, status = ''] = key.split(' ');
    const text = steady(key, await response.clone().text());
    if (text !== '') (examples[`${method} ${route}`] ??= {})[status] ??= JSON.parse(text);
  }
  return examples;
}
