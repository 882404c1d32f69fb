import { pino } from 'pino';
import { createApp } from '../../api/create-app.ts';
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

/** Makes every call, one after the other, of an API on the example database and, where a call asks for it, on an empty one. */
export async function answerCalls({
  filled,
  empty,
}: {
  filled: Database;
  empty: Database;
}): Promise<Answered[]> {
  const [ofFilled, ofEmpty] = [exampleApp(filled), exampleApp(empty)];
  const answered: Answered[] = [];
  for (const call of calls) {
    const { method = 'GET', path, headers = {}, body, isEmpty = false } = call;
    const response = await (isEmpty ? ofEmpty : ofFilled).request(path, {
      method,
      headers: { ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    answered.push({ call, key: `${method} ${routeOf(path)} ${response.status}`, response });
  }
  return answered;
}

/** The API over the example database, at the time at which it was filled. */
export function exampleApp(db: Database) {
  const log = pino({ level: 'silent' });
  return createApp({ db, protocols: [exampleProtocol], log, now: () => exampleNow });
}

/** The examples of the OpenAPI document: each body once. */
export async function examplesOf(answered: readonly Answered[]): Promise<Examples> {
  const examples: Examples = {};
  for (const { key, response } of answered) {
    const [method, route, status = ''] = key.split(' ');
    const text = await response.clone().text();
    if (text !== '') (examples[`${method} ${route}`] ??= {})[status] ??= JSON.parse(text);
  }
  return examples;
}
