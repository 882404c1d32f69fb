import { expect, test } from 'vitest';
import type { TokenFacts, TokenId } from '../core/token.ts';
import { here } from '../test/builders.ts';
import { tokenBook } from './token-book.ts';

const addressOf = (number: number) => `0x${number.toString(16).padStart(40, '0')}`;
const sending = (number: number) => ({
  about: { sent: { token: addressOf(number), amount: '1' } },
  origin: { chain: here, name: 'here' },
  destination: null,
});

/** A book over what is known, which says what it has read. */
function aBook(options: { keptMax?: number } = {}) {
  const known = new Map<string, TokenFacts>();
  const reads: number[][] = [];
  const time = { now: 0 };
  const read = async (tokens: readonly TokenId[]) => {
    reads.push(tokens.map(({ address }) => Number(address)));
    return tokens.flatMap((token) => {
      const facts = known.get(token.address);
      return facts ? [{ ...token, ...facts }] : [];
    });
  };
  const tokens = tokenBook(read, { ...options, absentMs: 1_000, clock: () => time.now });
  const decimalsOf = async (number: number) =>
    (await tokens([sending(number)]))(here, addressOf(number))?.decimals;
  return { known, reads, time, decimalsOf };
}

test('what is known is read once, and what is asked in one moment is read together', async () => {
  const { known, reads, decimalsOf } = aBook();
  for (const number of [1, 2]) known.set(addressOf(number), { decimals: number, symbol: null });
  expect(await Promise.all([decimalsOf(1), decimalsOf(2)])).toEqual([1, 2]);
  expect(await Promise.all([decimalsOf(1), decimalsOf(2)])).toEqual([1, 2]);
  expect(reads).toEqual([[1, 2]]);
});

test('one that is not known is read again after a while, and then known', async () => {
  const { known, reads, time, decimalsOf } = aBook();
  expect(await decimalsOf(1)).toBeUndefined();
  known.set(addressOf(1), { decimals: 6, symbol: null });
  time.now = 999;
  expect(await decimalsOf(1)).toBeUndefined();
  time.now = 1_000;
  expect(await decimalsOf(1)).toBe(6);
  time.now = 1_000_000;
  expect(await decimalsOf(1)).toBe(6);
  expect(reads).toEqual([[1], [1]]);
});

test('no more than so many are kept, and those go first that were asked for longest ago', async () => {
  const { known, reads, decimalsOf } = aBook({ keptMax: 2 });
  for (const number of [1, 2, 3]) known.set(addressOf(number), { decimals: 6, symbol: null });
  for (const number of [1, 2, 1, 3, 1, 2]) await decimalsOf(number);
  expect(reads).toEqual([[1], [2], [3], [2]]);
});

test('where no token is to be asked for, nothing is read', async () => {
  const { reads } = aBook();
  const tokens = tokenBook(async () => expect.unreachable('nothing is to be read'));
  const known = await tokens([{ about: {}, origin: null, destination: null }]);
  expect([known(here, addressOf(1)), reads]).toEqual([undefined, []]);
});
