import { expect, test } from 'vitest';
import type { ToldTransition } from '../db/read-transitions.ts';
import { here, there } from '../test/builders.ts';
import { transitionBody } from '../webhooks/payload.ts';
import { presentTransition } from './present-transition.ts';

const row: ToldTransition = {
  seq: 7n,
  operationId: 'route:a',
  version: 3,
  fromStatus: 'confirmed',
  toStatus: 'complete',
  fromStage: 'awaiting_relay',
  toStage: 'settled',
  final: false,
  changes: [
    { event: '1', step: 'deliver', from: 'included', to: 'confirmed' },
    { event: '2', step: 'settle', from: null, to: 'included' },
  ],
  cause: { type: 'head', chain: there },
  chainTime: new Date(1_000),
  observedAt: new Date(2_000),
  operation: {
    id: 'route:a',
    formerIds: [],
    protocol: 'route',
    kind: 'message',
    origin: { chain: here, name: 'one' },
    destination: { chain: null, name: 'elsewhere' },
    sender: '0x1',
    recipient: null,
    sent: { amount: '1', token: '0x2' },
  },
};
const chains = new Map([[here, { name: 'here' }]]);
const nameOf = (chain: string) => (chain === here ? 'here' : undefined);

test.each(['included', 'confirmed'] as const)(
  'a webhook and a stream tell the same in the quality %s',
  (quality) => {
    // CAST: what is compared is all of it.
    const { data } = JSON.parse(transitionBody(row, { quality, nameOf })) as { data: unknown };
    expect(data).toEqual(presentTransition(row, { quality, chains }));
  },
);

test('what is not firm is told in the quality included alone', () => {
  const told = presentTransition(row, { quality: 'confirmed', chains });
  expect([told.stageFrom, told.stageTo, told.changes]).toEqual([
    null,
    null,
    [{ step: 'deliver', from: 'included', to: 'confirmed' }],
  ]);
  expect(presentTransition(row, { quality: 'included', chains })).toEqual({
    seq: '7',
    operationId: 'route:a',
    version: 3,
    from: 'confirmed',
    to: 'complete',
    stageFrom: 'awaiting_relay',
    stageTo: 'settled',
    final: false,
    changes: row.changes.map(({ event: _, ...change }) => change),
    cause: { type: 'head', chain: there, chainName: there },
    chainTime: '1970-01-01T00:00:01.000Z',
    observedAt: '1970-01-01T00:00:02.000Z',
    operation: {
      ...row.operation,
      origin: { chain: here, name: 'here' },
      sent: { token: '0x2', amount: '1', symbol: null, decimals: null },
    },
  });
});
