import { expect, test } from 'vitest';
import { knownTokens } from '../core/token.ts';
import type { ToldTransition } from '../db/read-transitions.ts';
import { here, there } from '../test/builders.ts';
import { transitionBody } from '../webhooks/payload.ts';
import { presentTransition } from './present-transition.ts';

const usdc = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
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
    sent: { amount: '1250000', token: usdc },
  },
};
const tokens = knownTokens([{ chain: here, address: usdc, decimals: 6, symbol: 'USDC' }]);
const chains = new Map([[here, { name: 'here' }]]);
const nameOf = (chain: string) => (chain === here ? 'here' : undefined);

test.each(['included', 'confirmed'] as const)(
  'a webhook and a stream tell the same in the quality %s',
  (quality) => {
    // CAST: what is compared is all of it.
    const { data } = JSON.parse(transitionBody(row, { quality, nameOf, tokens })) as {
      data: unknown;
    };
    expect(data).toEqual(presentTransition(row, { quality, chains, tokens }));
  },
);

test('what is not firm is told in the quality included alone', () => {
  const told = presentTransition(row, { quality: 'confirmed', chains, tokens });
  expect([told.stageFrom, told.stageTo, told.changes]).toEqual([
    null,
    null,
    [{ step: 'deliver', from: 'included', to: 'confirmed' }],
  ]);
  expect(presentTransition(row, { quality: 'included', chains, tokens })).toEqual({
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
      sent: {
        token: usdc,
        amount: '1250000',
        symbol: null,
        decimals: 6,
        contractSymbol: 'USDC',
        decimalsToldBy: 'contract',
        wholeAmount: '1.25',
      },
    },
  });
});
