import { expect, test } from 'vitest';
import { createSpan } from './span.ts';

test('it doubles while whole strides are accepted, up to a limit', () => {
  const span = createSpan();
  for (let i = 0; i < 20; i += 1) span.accept(span.next(), 0);
  expect(span.next()).toBe(2_000_000n);
});

test('it halves when refused, and does not try the refused length at once again', () => {
  const span = createSpan();
  span.refuse(5_000n);
  expect(span.next()).toBe(2_500n);
  for (let i = 0; i < 15; i += 1) span.accept(span.next(), 0);
  expect(span.next()).toBe(2_500n);
});

test('it tries a refused length again after many that were accepted', () => {
  const span = createSpan();
  span.refuse(5_000n);
  for (let i = 0; i < 30; i += 1) span.accept(span.next(), 0);
  expect(span.next()).toBe(5_000n);
});

test('it does not grow on short rests of a range, nor where strides bring much', () => {
  const span = createSpan();
  span.accept(1n, 0);
  span.accept(5_000n, 100_000);
  expect(span.next()).toBe(5_000n);
});
