import { expect, test } from 'vitest';
import { parseEndpoint } from './endpoint.ts';
import { createReaders } from './readers.ts';

const one = parseEndpoint('https://one.example');
const two = parseEndpoint('https://two.example');

test('nobody has read anything at first, and who read last is taken for what is not known', () => {
  const readers = createReaders();
  expect(readers.of({ from: 1n, to: 9n })).toEqual({ endpoint: undefined, to: 9n });
  readers.note({ from: 100n, to: 109n }, one);
  readers.note({ from: 200n, to: 209n }, two);
  expect(readers.of({ from: 1n, to: 9n })).toEqual({ endpoint: two, to: 9n });
  expect(readers.of({ from: 105n, to: 120n })).toEqual({ endpoint: one, to: 120n });
});

test('a range of two readers ends where the blocks of the second one begin', () => {
  const readers = createReaders();
  readers.note({ from: 1n, to: 5n }, one);
  readers.note({ from: 6n, to: 9n }, one);
  readers.note({ from: 10n, to: 19n }, two);
  expect(readers.of({ from: 1n, to: 19n })).toEqual({ endpoint: one, to: 9n });
  expect(readers.of({ from: 10n, to: 19n })).toEqual({ endpoint: two, to: 19n });
});

test('what is read anew has a new reader', () => {
  const readers = createReaders();
  readers.note({ from: 1n, to: 9n }, one);
  readers.note({ from: 4n, to: 6n }, two);
  const found = [1n, 4n, 7n].map((from) => readers.of({ from, to: 9n }));
  expect(found).toEqual([
    { endpoint: one, to: 3n },
    { endpoint: two, to: 6n },
    { endpoint: one, to: 9n },
  ]);
});

test('some hundreds of ranges are remembered, neighbours of one endpoint as one', () => {
  const readers = createReaders();
  for (let at = 0n; at < 10_000n; at += 1n) readers.note({ from: at, to: at }, one);
  expect(readers.of({ from: 0n, to: 0n })).toEqual({ endpoint: one, to: 0n });
  for (let at = 0n; at < 1_000n; at += 1n) {
    readers.note({ from: 20_000n + at, to: 20_000n + at }, at % 2n === 0n ? two : one);
  }
  readers.note({ from: 30_000n, to: 30_000n }, one);
  expect(readers.of({ from: 20_000n, to: 20_000n })).toEqual({ endpoint: one, to: 20_000n });
  expect(readers.of({ from: 20_998n, to: 20_998n })).toEqual({ endpoint: two, to: 20_998n });
});
