import { expect, test } from 'vitest';
import { Seats } from './seats.ts';

test('nobody takes all seats, and one that is given back is free again', () => {
  const seats = new Seats(3, 2);
  const first = seats.take('a');
  seats.take('a');
  expect([seats.take('a'), seats.taken]).toEqual([null, 2]);
  seats.take('b');
  expect(seats.take('c')).toBe(null);
  first?.();
  first?.();
  expect(seats.taken).toBe(2);
  expect(seats.take('a')).not.toBe(null);
});
