import { expect, test } from 'vitest';
import type { ApiClient, Operation } from './client.ts';
import { summarize } from './summary.ts';
import { tally } from './tally.ts';
import { createWatch } from './watch.ts';

// CAST: nothing else of them is counted.
const all = [
  { id: 'a', protocol: 'cctp', status: 'complete', final: true },
  { id: 'b', protocol: 'cctp', status: 'confirmed', final: false },
  { id: 'c', protocol: 'axelar', status: 'complete', final: false },
] as Operation[];

/** Pages of two; the one at the border is on both. */
const client: Pick<ApiClient, 'operations'> = {
  operations: async ({ cursor } = {}) =>
    cursor
      ? { operations: all.slice(1), nextCursor: null }
      : { operations: all.slice(0, 2), nextCursor: 'more' },
};

test('a summary counts each operation once, so that its sums are its total', async () => {
  const counted = await tally(client);
  // CAST: nothing is asked.
  const view = createWatch({ client: client as ApiClient, elapsedMs: () => 0 }).view();
  const lines = summarize({ view, counted, reorgs: [], restarts: 0, elapsedMs: 1_000 });
  expect(lines.slice(1, 4)).toEqual([
    '  operations by status   complete 2, confirmed 1 (of 3; final 1)',
    '  by protocol            cctp 2, axelar 1',
    '  complete by protocol   cctp 1, axelar 1',
  ]);
});
