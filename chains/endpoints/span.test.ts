import { expect, test } from 'vitest';
import { createSpan, type Span } from './span.ts';

/** Accepts as many strides as long as they are asked for, and says how long they were. */
const accept = (span: Span, strides: number): bigint[] =>
  Array.from({ length: strides }, () => {
    const next = span.next();
    span.accept(next, 0);
    return next;
  });

test('it doubles while whole strides are accepted, up to a limit', () => {
  const span = createSpan({ first: 5_000n });
  accept(span, 20);
  expect(span.next()).toBe(2_000_000n);
});

test('it halves when refused, and tries the refused length again after four that were accepted', () => {
  const span = createSpan({ first: 5_000n });
  span.refuse(5_000n);
  expect(accept(span, 5)).toEqual([2_500n, 2_500n, 2_500n, 2_500n, 5_000n]);
});

test('what one heavy stretch was refused for passes later, and it is as long as before soon', () => {
  const span = createSpan({ first: 5_000n });
  while (span.next() > 1n) span.refuse(span.next());
  accept(span, 20);
  expect(span.next()).toBeGreaterThan(5_000n);
});

test('it tries the limit of an endpoint ever more rarely', () => {
  const span = createSpan({ first: 5_000n });
  const refusals: number[] = [];
  for (let request = 0; request < 400; request += 1) {
    if (span.next() <= 2_000n) span.accept(span.next(), 0);
    else {
      refusals.push(request);
      span.refuse(span.next());
    }
  }
  expect(refusals).toEqual([0, 1, 6, 15, 32, 65, 130, 259, 388]);
});

test('requests of one length that were under way together and are all refused count as one', () => {
  const span = createSpan({ first: 5_000n });
  for (let request = 0; request < 4; request += 1) span.refuse(5_000n);
  expect(accept(span, 5)).toEqual([2_500n, 2_500n, 2_500n, 2_500n, 5_000n]);
});

test('a late refusal of a longer request makes it no longer', () => {
  const span = createSpan({ first: 5_000n });
  span.refuse(5_000n);
  span.refuse(1_000n);
  span.refuse(5_000n);
  expect(span.next()).toBe(500n);
});

test('it does not grow on short rests of a range, nor where strides bring much', () => {
  const span = createSpan({ first: 5_000n });
  span.accept(1n, 0);
  span.accept(5_000n, 100_000);
  expect(span.next()).toBe(5_000n);
});

test('it is never shorter than one', () => {
  const span = createSpan({ first: 1n, max: 1n });
  span.refuse(1n);
  accept(span, 10);
  expect(span.next()).toBe(1n);
});
