import { expect, test } from 'vitest';
import { sharedRead } from './shared-read.ts';

/** A read that counts how often it is made, and whose results are given by hand. */
function aRead() {
  let at = 0;
  const made: { resolve: (value: string) => void; reject: (error: Error) => void }[] = [];
  const get = sharedRead(
    () =>
      new Promise<string>((resolve, reject) => {
        made.push({ resolve, reject });
      }),
    { maxAgeMs: 1_000, clock: () => at },
  );
  return { get, made, pass: (ms: number) => (at += ms) };
}

test('those who ask while it is read are given the same, however long that takes', async () => {
  const { get, made, pass } = aRead();
  const first = get();
  pass(5_000);
  const second = get();
  made[0]?.resolve('one');
  expect([await first, await second, made.length]).toEqual(['one', 'one', 1]);
});

test('it is kept as long as it may be, counted from when its reading began', async () => {
  const { get, made, pass } = aRead();
  const first = get();
  pass(400);
  made[0]?.resolve('one');
  await first;
  pass(599);
  expect([await get(), made.length]).toEqual(['one', 1]);
  pass(1);
  const next = get();
  made[1]?.resolve('two');
  expect([await next, made.length]).toEqual(['two', 2]);
});

test('what fails is told to those who wait, and read again', async () => {
  const { get, made } = aRead();
  const both = Promise.allSettled([get(), get()]);
  made[0]?.reject(new Error('away'));
  expect((await both).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = get();
  made[1]?.resolve('two');
  expect(await next).toBe('two');
});

test('a clock that is set back keeps nothing', async () => {
  const { get, made, pass } = aRead();
  const first = get();
  made[0]?.resolve('one');
  await first;
  pass(-1);
  void get();
  expect(made.length).toBe(2);
});
