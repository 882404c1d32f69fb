import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lastHeight } from './last-height.ts';

test('the last height of which something holds is found, whatever the head', async () => {
  const heads = fc.bigInt({ min: 0n, max: 1n << 40n });
  await fc.assert(
    fc.asyncProperty(heads, heads, async (head, last) => {
      const found = await lastHeight(head, async (height) => height <= last);
      expect(found).toBe(last < head ? last : head);
    }),
  );
});

test('of none it is 0, and no head costs more questions than it has bits', async () => {
  const asked: bigint[] = [];
  const holds = async (height: bigint) => {
    asked.push(height);
    return false;
  };
  expect(await lastHeight(0n, holds)).toBe(0n);
  expect(await lastHeight(45_000_000n, holds)).toBe(0n);
  expect(asked.length).toBeLessThanOrEqual(26);
  expect(asked.every((height) => height > 0n && height <= 45_000_000n)).toBe(true);
});
