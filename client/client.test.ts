import { pino } from 'pino';
import { beforeAll, describe, expect, test } from 'vitest';
import { startLive } from '../api/live.ts';
import { createApiKey } from '../db/api-keys.ts';
import type { Connection } from '../db/pool.ts';
import { createDatabase } from '../test/database.ts';
import { exampleApp } from '../test/contract/example-answers.ts';
import { fillExampleDatabase } from '../test/contract/example-database.ts';
import { serveApp } from '../test/serve-app.ts';
import { createMidflight, MidflightApiError, type Midflight } from './index.ts';

const id = 'cctp:v1:7:104742';
const tx = '0x90128b2988d709e7719dc157aaf08ea76792934cac4e47fa01e93c80d21d30fd';

describe('against the API', () => {
  let connection: Connection & { url: string };
  let midflight: Midflight;
  let served: string;
  beforeAll(async () => {
    const ends: (() => Promise<void>)[] = [];
    const until = (end: () => Promise<void>) => void ends.unshift(end);
    connection = await createDatabase(until);
    await fillExampleDatabase(connection.db);
    const { db, url } = connection;
    const live = await startLive({ db, databaseUrl: url, log: pino({ level: 'silent' }) });
    until(live.stop);
    served = await serveApp(exampleApp(db, { live }), until);
    midflight = createMidflight({ baseUrl: `${served}/` });
    return async () => {
      for (const end of ends) await end();
    };
  });

  test('an operation is given with its three answers', async () => {
    const { status, happened, pending, completion } = await midflight.operations.get(id);
    expect({ status, steps: happened.length, pending, missing: completion.missing }).toEqual({
      status: 'complete',
      steps: 6,
      pending: null,
      missing: [],
    });
  });

  test('a list takes one value or several, and leaves out what is undefined', async () => {
    const ids = async (filter: Parameters<Midflight['operations']['list']>[0]) =>
      (await midflight.operations.list(filter)).operations.map((operation) => operation.status);
    expect(await ids({ status: 'complete', protocol: undefined })).toEqual(['complete']);
    expect(await ids({ status: ['complete', 'confirmed'], final: true })).toEqual(['complete']);
    expect(await ids({ origin: ['polygon', 'optimism'], limit: 1 })).toHaveLength(1);
  });

  test('pages come one after the other, up to the last', async () => {
    const seen: string[] = [];
    for await (const page of midflight.operations.pages({ limit: 1 })) {
      seen.push(...page.operations.map((operation) => operation.id));
    }
    expect(seen.toSorted()).toEqual(['cctp:v1:2:35259', id]);
  });

  test('a transaction leads to its operation, and the operation to its history', async () => {
    const { matches } = await midflight.lookup({ tx });
    expect(matches.map(({ matched, operation }) => [matched.chain, operation.id])).toEqual([
      ['eip155:137', id],
    ]);
    const { transitions } = await midflight.operations.history(id);
    expect(transitions.map(({ to, cause }) => [to, cause.type])).toEqual([
      ['confirmed', 'event'],
      ['confirmed', 'reorg'],
      ['complete', 'event'],
    ]);
    const then = await midflight.operations.history(id, { asOf: '2024-05-29T08:39:54Z' });
    expect(then.asOf?.known?.status).toBe('confirmed');
  });

  test('many are looked up at once, each in its place', async () => {
    const { results } = await midflight.lookupMany({ ids: [tx, 'cctp:v1:7:1'] });
    expect(
      results.map(({ matches, hasMore, notFound }) => [
        matches.map(({ operation }) => operation.id),
        hasMore,
        notFound?.code ?? null,
      ]),
    ).toEqual([
      [[id], false, null],
      [[], false, 'no_such_operation'],
    ]);
  });

  test('a reference is set, asked for, and forgotten, by a key', async () => {
    const { secret } = await createApiKey(connection.db, { name: 'shop', scopes: ['read'] });
    const shop = createMidflight({ baseUrl: served, apiKey: secret });
    const set = await shop.clientRefs.set('order:1', { tx, chain: 'polygon' });
    expect([set.clientRef, set.operations]).toEqual(['order:1', [id]]);
    expect(await shop.clientRefs.get('order:1')).toEqual(set);
    const { operations } = await shop.operations.list({ clientRef: 'order:1' });
    expect(operations.map((operation) => operation.id)).toEqual([id]);
    expect(await shop.clientRefs.delete('order:1')).toBeUndefined();
    const gone = await shop.clientRefs.get('order:1').catch((reason: unknown) => reason);
    expect(gone).toMatchObject({ code: 'no_such_ref', status: 404 });
    const refused = await midflight.clientRefs.get('order:1').catch((reason: unknown) => reason);
    expect(refused).toMatchObject({ code: 'key_missing', status: 401 });
  });

  test('an error has its code, what to do, and its status', async () => {
    const error = await midflight.operations.get('cctp:v1:7:1').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(MidflightApiError);
    expect(error).toMatchObject({
      name: 'MidflightApiError',
      code: 'no_such_operation',
      status: 404,
      message: expect.stringContaining('cctp:v1:7:1'),
      recovery: expect.stringContaining('try again'),
    });
  });

  test('an id with any sign in it is one part of the path', async () => {
    const error = await midflight.operations.get('a/../?b#c').catch((reason: unknown) => reason);
    expect(error).toMatchObject({ status: 404, message: expect.stringContaining('a/../?b#c') });
  });

  test('chains and protocols are listed', async () => {
    expect((await midflight.chains()).chains.map(({ name }) => name)).toEqual([
      'arbitrum',
      'optimism',
      'polygon',
    ]);
    expect((await midflight.protocols()).protocols.map(({ name }) => name)).toEqual(['cctp']);
  });

  test('waiting for what is complete ends at once', async () => {
    const done = await midflight.operations.waitFor(id, 'complete', { timeout: 60_000 });
    expect(done.status).toBe('complete');
  });
  test('a stream tells each transition from a place on, with the place to go on from', async () => {
    const seen: [string, string, string][] = [];
    for await (const { id: at, data } of midflight.stream({ protocol: 'cctp' }, { after: '0' })) {
      if (data.operation?.id === id) seen.push([at, data.to, data.cause.type]);
      if (seen.length === 3) break;
    }
    expect(seen.map(([, to, cause]) => [to, cause])).toEqual([
      ['confirmed', 'event'],
      ['confirmed', 'reorg'],
      ['complete', 'event'],
    ]);
    const rest = midflight.stream({}, { after: seen[1]?.[0] });
    const next = await rest.next();
    await rest.return();
    expect(next.value?.id).toBe(seen[2]?.[0]);
  });

  test('a stream from a place that this log has not reached is refused', async () => {
    const error: unknown = await midflight
      .stream({}, { after: '999999' })
      .next()
      .catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'unknown_position', status: 410 });
  });
});
