import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { HEALTH_POLICY } from '../core/health.ts';
import { sightNow, type SightNow } from './health-of.ts';
import { anApi } from '../test/an-api.ts';
import { ListTurns } from './list-turns.ts';

/** Turns whose lists are read until they are let go, and the names of those that were begun. */
function turns(options?: ConstructorParameters<typeof ListTurns>[0]) {
  const own = new ListTurns(options);
  const begun: string[] = [];
  const ends: (() => void)[] = [];
  const ask = (who: string, { signal } = new AbortController()) =>
    own.read(
      who,
      () => {
        begun.push(who);
        return new Promise<void>((end) => ends.push(end));
      },
      { signal },
    );
  return { ask, begun, end: () => ends.shift()?.() };
}

test('four lists are read at once, and who has asked for fewer of them comes first', async () => {
  const { ask, begun, end } = turns();
  const asked = Array.from({ length: 6 }, () => ask('a'));
  asked.push(ask('b'), ask('b'));
  expect(begun).toEqual(['a', 'a', 'a', 'a']);
  for (let ended = 1; ended <= 8; ended += 1) {
    end();
    if (ended <= 4) await expect.poll(() => begun.length, { timeout: 20_000 }).toBe(4 + ended);
    else await sleep(0);
  }
  await Promise.all(asked);
  expect(begun.slice(4)).toEqual(['b', 'b', 'a', 'a']);
});

test('a hundred may wait of one key or address, and those of others all the same', async () => {
  const { ask } = turns();
  const refused: unknown[] = [];
  for (let i = 0; i < 101; i += 1) ask('a').catch((error: unknown) => refused.push(error));
  ask('b').catch((error: unknown) => refused.push(error));
  await expect.poll(() => refused, { timeout: 20_000 }).toMatchObject([{ code: 'too_many_lists' }]);
});

test('a list whose turn does not come is given up, and one that is read is not', async () => {
  const { ask, begun, end } = turns({ waitMs: 20 });
  const read = Array.from({ length: 4 }, () => ask('a'));
  await expect(ask('b')).rejects.toMatchObject({ code: 'too_many_lists' });
  for (let i = 0; i < 4; i += 1) end();
  await Promise.all(read);
  expect(begun).toEqual(['a', 'a', 'a', 'a']);
});

test('a list is not read whose asker has left while it waited', async () => {
  const { ask, begun, end } = turns();
  const read = Array.from({ length: 4 }, () => ask('a'));
  const gone = new AbortController();
  const left = ask('b', gone);
  read.push(ask('c'));
  gone.abort();
  await expect(left).rejects.toMatchObject({ code: 'too_many_lists' });
  for (let ended = 1; ended <= 5; ended += 1) {
    end();
    await expect.poll(() => begun.length, { timeout: 20_000 }).toBe(5);
  }
  await Promise.all(read);
  expect(begun).toEqual(['a', 'a', 'a', 'a', 'c']);
});

test('one operation is answered while many lists take long', async () => {
  const seen: SightNow[] = [];
  // What is seen of the chains is read for all requests together, and not again for each.
  const { db, get } = await anApi({ sight: async () => seen[0]! });
  const policy = HEALTH_POLICY;
  seen.push(await sightNow(db, { rules: new Map(), policy, now: new Date() }));
  let lists: Promise<unknown>[] = [];
  await db.transaction(async (tx) => {
    // Lists by transaction read this table, and an operation by its id does not.
    await tx.execute(sql`lock table events in access exclusive mode`);
    lists = Array.from({ length: 15 }, () => get('/v1/operations?tx=0x1'));
    expect((await get('/v1/operations/route:a')).status).toBe(200);
  });
  await Promise.all(lists);
});
