import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { keptText } from './kept-text.ts';

test('a kept text is read and compressed once, also by many who ask at once', async () => {
  let reads = 0;
  const kept = keptText(() => {
    reads += 1;
    return 'x'.repeat(9_000);
  });
  const [first, second] = await Promise.all([kept(), kept()]);
  expect(second).toBe(first);
  expect(await kept()).toBe(first);
  expect(reads).toBe(1);
  expect(first.gzip.byteLength).toBeLessThan(1_000);
  expect(gunzipSync(first.gzip).toString()).toBe(first.text);
});

test('a text that could not be read is read again', async () => {
  let isAway = true;
  const kept = keptText(async () => {
    if (isAway) throw new Error('the file is away');
    return 'a';
  });
  await expect(kept()).rejects.toThrow('the file is away');
  isAway = false;
  expect((await kept()).text).toBe('a');
});
