import { expect, test } from 'vitest';
import { liveApi } from '../test/live-api.ts';
import { aLeg, here } from '../test/builders.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import type { Database } from '../db/pool.ts';
import { Waiters } from './waiters.ts';

const { signal } = new AbortController();

test('who waits reads once, and once more for each change', async () => {
  const { db, live } = await liveApi();
  await registerRoute(db);
  const waiters = new Waiters(db, live);
  let reads = 0;
  const read = async () => (reads += 1);
  expect(
    await waiters.until('route:a', read, { isOver: () => true, who: 'a', ms: 60_000, signal }),
  ).toBe(1);
  reads = 0;
  const waiting = waiters.until('route:a', read, {
    isOver: (n) => n === 2,
    who: 'a',
    ms: 60_000,
    signal,
  });
  await expect.poll(() => live.waits.taken, { timeout: 20_000 }).toBe(1);
  expect(reads).toBe(1);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 10 })], to: 10 });
  await correlateAll(db);
  expect(await waiting).toBe(2);
});

test('who is told of a change while it reads reads again', async () => {
  const { db, live } = await liveApi();
  await registerRoute(db);
  let reads = 0;
  const read = async () => {
    reads += 1;
    if (reads > 1) return reads;
    const known = live.feed.newest;
    await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 10 })], to: 10 });
    await correlateAll(db);
    await expect.poll(() => live.feed.newest, { timeout: 20_000 }).toBeGreaterThan(known);
    return reads;
  };
  const waiters = new Waiters(db, live);
  const isOver = (read: number) => read === 2;
  expect(await waiters.until('route:a', read, { isOver, who: 'a', ms: 60_000, signal })).toBe(2);
});

test('nobody asks while it cannot be told who is meant, and who is meant does as soon as it can', async () => {
  const { db, live } = await liveApi();
  await registerRoute(db);
  let tries = 0;
  const failing = {
    execute: (query: Parameters<Database['execute']>[0]) => {
      tries += 1;
      return tries <= 2 ? Promise.reject(new Error('no database')) : db.execute(query);
    },
  };
  // CAST: nothing else of it is used.
  const waiters = new Waiters(failing as unknown as Database, live);
  let reads = 0;
  const read = async () => (reads += 1);
  const isOver = (n: number) => n === 2;
  const waiting = waiters.until('route:a', read, { isOver, who: 'a', ms: 60_000, signal });
  await expect.poll(() => live.waits.taken, { timeout: 20_000 }).toBe(1);
  await ingestLegs(db, { chain: here, legs: [aLeg({ step: 'send', block: 10 })], to: 10 });
  await correlateAll(db);
  expect(await waiting).toBe(2);
  expect(tries).toBe(3);
});
