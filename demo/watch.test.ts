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

/** A product with these operations, each with its history. */
function aProduct() {
  const product = { operations: [] as Operation[], histories: {} as Record<string, Transition[]> };
  const client: ApiClient = {
    url: '',
    isReady: () => Promise.resolve(true),
    stats: () =>
      Promise.resolve({
        operations: { total: 1, final: 0, byStatus: {} },
        backlog: { dirty: 0 },
      }),
    chains: () => Promise.resolve([]),
    operations: () => Promise.resolve({ operations: product.operations, nextCursor: null }),
    history: (id) => Promise.resolve(product.histories[id] ?? []),
  };
  return { product, watch: createWatch({ client, elapsedMs: () => 0 }) };
}

test('an operation that goes on under another id is one operation, and its history is told once', async () => {
  const { product, watch } = aProduct();
  product.operations = [operation('by nonce')];
  product.histories = { 'by nonce': [transition(1, 'pending')] };
  await watch.poll();
  expect(watch.view().waits).toMatchObject([{ on: 'cctp send', count: 1 }]);

  product.operations = [operation('by origin', { status: 'complete', terminal: true, version: 2 })];
  product.histories = { 'by origin': [transition(1, 'pending'), transition(2, 'complete')] };
  const news = await watch.poll();
  expect(news.map(({ transition }) => transition.seq)).toEqual([2]);
  expect(watch.view().waits).toEqual([]);
});

test('two operations that turn out to be one wait once', async () => {
  const { product, watch } = aProduct();
  product.operations = [operation('by intent'), operation('by packet')];
  product.histories = {
    'by intent': [transition(1, 'pending')],
    'by packet': [transition(2, 'pending')],
  };
  await watch.poll();
  expect(watch.view().waits).toMatchObject([{ on: 'cctp send', count: 2 }]);

  product.operations = [operation('by packet', { version: 2 })];
  product.histories = { 'by packet': [1, 2, 3].map((seq) => transition(seq, 'pending')) };
  await watch.poll();
  expect(watch.view().waits).toMatchObject([{ on: 'cctp send', count: 1 }]);
});
