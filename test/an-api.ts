import { pino } from 'pino';
import { createApp } from '../api/create-app.ts';
import type { ApiDeps } from '../api/deps.ts';
import type { Rules } from '../core/rules.ts';
import type { Protocol } from '../protocols/bind.ts';
import { aLeg, here, route, there } from './builders.ts';
import { createDatabase } from './database.ts';
import { documented } from './documented.ts';
import { correlateAll, ingestLegs, registerRoute } from './world-in-database.ts';

/** The clock of the API in tests: 90 seconds after the newest blocks of `anApi`. */
export const now = () => new Date(1_100_000);

const [send, attest, deliver] = route.steps;
const usual = {
  seconds: 60,
  lateAfter: 600,
  from: { [here]: { seconds: 1_200, lateAfter: 2_700 } },
};
/** `route` as a protocol, on a chain that is read and one that is not. */
export const aRoute: Protocol = {
  name: 'route',
  version: 1,
  // CAST: the steps of `route`, the last one with its usual time.
  rules: { ...route, steps: [send, attest, { ...deliver, usual }] as Rules['steps'] },
  chains: new Map([
    [here, { network: 'mainnet', name: '1' }],
    ['eip155:3', { network: 'mainnet', name: '3' }],
  ]),
  contracts: new Map(),
  topicsOn: () => [],
  receiptIndexTopics: [],
  capture: () => ({ type: 'unreadable', event: '', reason: '' }),
};

/** An API over operations a (complete), b (waits for its delivery) and c (its origin not confirmed). */
export async function anApi(own: Partial<ApiDeps> = {}) {
  const { db } = await createDatabase();
  await registerRoute(db);
  const send = (id: string, block: number) =>
    aLeg({ step: 'send', block, id, index: id.charCodeAt(0) });
  await ingestLegs(db, { chain: here, legs: [send('a', 8), send('b', 8), send('c', 10)], to: 10 });
  const legs = [
    aLeg({ step: 'attest', block: 7, id: 'a' }),
    aLeg({ step: 'deliver', block: 7, id: 'a', index: 1 }),
    aLeg({ step: 'attest', block: 7, id: 'b', index: 2 }),
  ];
  await ingestLegs(db, { chain: there, legs, to: 10 });
  await correlateAll(db);
  const app = createApp({
    db,
    protocols: [aRoute],
    log: pino({ level: 'silent' }),
    now,
    ...own,
  });
  const get = async <T>(path: string, headers: Record<string, string> = {}) =>
    documented<T>(path, await app.request(path, { headers }));
  const post = async <T>(path: string, body: unknown, headers: Record<string, string> = {}) => {
    const init = {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json', ...headers },
    };
    return documented<T>(path, await app.request(path, init), 'post');
  };
  return { db, app, get, post };
}
