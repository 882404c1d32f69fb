import { expect, test } from 'vitest';
import type { ApiClient, Operation, Transition } from './client.ts';
import { createWatch } from './watch.ts';

const operation = (id: string, fields: Partial<Operation> = {}): Operation => ({
  id,
  protocol: 'cctp',
  status: 'pending',
  stage: 'awaiting_origin',
  terminal: false,
  final: false,
  version: 1,
  origin: null,
  destination: null,
  pending: { step: 'send' },
  startedAt: null,
  updatedAt: null,
  ...fields,
});
const transition = (seq: number, to: string): Transition => ({
  seq,
  to,
  final: false,
  cause: { type: 'event' },
  changes: [],
});

test('an operation that goes on under another id is one operation, and its history is told once', async () => {
  let operations = [operation('by nonce')];
  let transitions = [transition(1, 'pending')];
  const client: ApiClient = {
    url: '',
    isReady: () => Promise.resolve(true),
    stats: () =>
      Promise.resolve({
        operations: { total: 1, final: 0, byStatus: {} },
        backlog: { dirty: 0 },
      }),
    chains: () => Promise.resolve([]),
    operations: () => Promise.resolve({ operations, nextCursor: null }),
    history: () => Promise.resolve(transitions),
  };
  const watch = createWatch({ client, elapsedMs: () => 0 });
  await watch.poll();
  expect(watch.view().waits).toMatchObject([{ on: 'cctp send', count: 1 }]);

  operations = [operation('by origin', { status: 'complete', terminal: true, version: 2 })];
  transitions = [...transitions, transition(2, 'complete')];
  const news = await watch.poll();
  expect(news.map(({ transition }) => transition.seq)).toEqual([2]);
  expect(watch.view().waits).toEqual([]);
  expect(watch.view().totals.protocols).toEqual(new Map([['cctp', 1]]));
});
