import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { openDeed } from './deed.ts';
import { createRandom } from './random.ts';
import type { Sending, Standing } from './sending.ts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['performance'] }));
afterEach(() => void vi.useRealTimers());

/** A deed on a chain that says what `chain` holds, and a list of what was done about it. */
function aDeed(options: { givesUp?: boolean; isUnique?: boolean } = {}) {
  const done: string[] = [];
  const chain = { standings: [] as Standing[], accepts: true };
  const deed = openDeed({
    dice: createRandom(1),
    afterMs: 500,
    send: (): Promise<Sending> => {
      const nth = chain.standings.push('waiting') - 1;
      done.push(`send ${nth}`);
      return Promise.resolve({
        transaction: `transaction ${nth}`,
        standing: () => Promise.resolve(chain.standings[nth] ?? 'absent'),
        again: () => {
          done.push(`again ${nth}`);
          return Promise.resolve(chain.accepts);
        },
      });
    },
    ...options,
  });
  return { deed, chain, done };
}

/** Looks often enough for whatever has to be done by now. */
async function lookOn({ deed }: ReturnType<typeof aDeed>): Promise<void> {
  await deed.look();
  vi.advanceTimersByTime(5_000);
  await deed.look();
}

test('a deed is done in its time, and once', async () => {
  const one = aDeed();
  await one.deed.look();
  expect(one.done).toEqual([]);
  vi.advanceTimersByTime(500);
  await one.deed.look();
  await lookOn(one);
  expect(one.done).toEqual(['send 0']);
  one.chain.standings[0] = 'finalized';
  expect(await one.deed.look()).toBe('finalized');
  expect(one.deed.transaction).toBe('transaction 0');
});

test('what a reorg drops is sent again as it was, and anew once it can never land', async () => {
  const one = aDeed();
  await lookOn(one);
  one.chain.standings[0] = 'included';
  expect(await one.deed.look()).toBe('included');
  one.chain.standings[0] = 'absent';
  await lookOn(one);
  expect(one.done).toEqual(['send 0', 'again 0']);
  one.chain.accepts = false;
  await lookOn(one);
  expect(one.done).toEqual(['send 0', 'again 0', 'again 0', 'send 1']);
  one.chain.standings[1] = 'included';
  await one.deed.look();
  expect(one.deed.transaction).toBe('transaction 1');
});

test('what failed is sent anew, and an earlier transaction that succeeds after all counts', async () => {
  const one = aDeed();
  await lookOn(one);
  one.chain.standings[0] = 'failed';
  await lookOn(one);
  expect(one.done).toEqual(['send 0', 'send 1']);
  one.chain.standings = ['included', 'failed'];
  await lookOn(one);
  expect(one.done).toEqual(['send 0', 'send 1']);
  expect(one.deed.transaction).toBe('transaction 0');
});

test('who gives up sends nothing again, and what is unique is not sent anew', async () => {
  const quitter = aDeed({ givesUp: true });
  await lookOn(quitter);
  quitter.chain.standings[0] = 'absent';
  expect(await quitter.deed.look()).toBe('lost');
  expect(quitter.done).toEqual(['send 0']);

  const unique = aDeed({ isUnique: true });
  await lookOn(unique);
  unique.chain.standings[0] = 'failed';
  await lookOn(unique);
  expect(unique.deed.standing).toBe('lost');
  expect(unique.done).toEqual(['send 0']);
});
