import fc from 'fast-check';
import { concat, numberToHex, toRlp, zeroAddress, type Hex } from 'viem';
import { describe, expect, test } from 'vitest';
import {
  decodeCalls,
  decodePayload,
  encodeCalls,
  encodeFill,
  encodeFillResponse,
  encodeTransfer,
  type SodaxPayload,
} from './payload.ts';

const INTENTS = '0x6382d6ccd780758c5e8a6123c33ee8f4472f96ef';
const HASH: Hex = `0x${'5a'.repeat(32)}`;

const FIRST: Hex =
  '0xf84594b8ce59fc3717ada4c02eadf9682a9e934f625ebb94c3391bdecf3f5c40bf2e1b30606b60d3f22bf96294b8cf53018fe6b7e64ebd3994854f3902782e609084022d986580';

/** The two messages of a fill on Sonic (transaction 0xf113095c…ce61): stock of the solver, and the user's coins. */
const real: [payload: Hex, transfer: SodaxPayload][] = [
  [
    FIRST,
    {
      type: 'transfer',
      token: '0xb8ce59fc3717ada4c02eadf9682a9e934f625ebb',
      from: '0xc3391bdecf3f5c40bf2e1b30606b60d3f22bf962',
      to: '0xb8cf53018fe6b7e64ebd3994854f3902782e6090',
      amount: 36_542_565n,
      data: '0x',
    },
  ],
  [
    '0xf849940000000000000000000000000000000000000000946382d6ccd780758c5e8a6123c33ee8f4472f96ef942cface8c74bd6861a2b5d499a7f4677f1a1a022b88076208b8314b2be980',
    {
      type: 'transfer',
      token: zeroAddress,
      from: INTENTS,
      to: '0x2cface8c74bd6861a2b5d499a7f4677f1a1a022b',
      amount: 531_997_293_177_154_537n,
      data: '0x',
    },
  ],
];

test.each(real)('a real transfer: %s', (payload, transfer) => {
  expect(decodePayload(payload)).toEqual(transfer);
  // CAST: both are transfers.
  expect(encodeTransfer(transfer as Extract<SodaxPayload, { type: 'transfer' }>)).toBe(payload);
});

test('a fill and its answer come back as they were written', () => {
  const fill = {
    fillId: 2n ** 70n,
    intentHash: HASH,
    solver: INTENTS,
    receiver: '0x61',
    token: zeroAddress,
    amount: 0n,
  } as const;
  expect(decodePayload(encodeFill(fill))).toEqual({ type: 'fill', ...fill });
  for (const isSuccess of [true, false]) {
    const response = { fillId: 7n, isSuccess };
    expect(decodePayload(encodeFillResponse(response))).toEqual({
      type: 'fill_response',
      ...response,
    });
  }
});

test('what is none of the protocol’s lists is null', () => {
  const long: Hex = `0x${'11'.repeat(33)}`;
  const others: Hex[] = [
    '0x',
    '0x80',
    HASH,
    toRlp([]),
    toRlp(['0x01', '0x02', '0x03']),
    toRlp(['0x01', '0x02', '0x03', ['0x04'], '0x05']),
    toRlp(['0x01', '0x02', '0x03', long, '0x05']),
    toRlp(['0x01', '0x02', '0x03', '0x04', '0x05', '0x06']),
    toRlp(['0x01', '0x02']),
    encodeCalls([{ to: INTENTS, value: 0n, data: '0x' }]),
    FIRST.slice(0, -2) as Hex,
    toRlp(['0x01', '0x02', '0x03', '0x04', `0x${'00'.repeat(200_000)}`]),
  ];
  expect(others.map(decodePayload)).toEqual(others.map(() => null));
});

describe('calls', () => {
  test('come back as they were written', () => {
    const calls = [
      { to: INTENTS, value: 5n, data: '0x016f02e3' },
      { to: zeroAddress, value: 0n, data: '0x' },
    ] as const;
    expect(decodeCalls(encodeCalls(calls))).toEqual(calls);
    expect(decodeCalls(encodeCalls([]))).toEqual([]);
  });

  test('of which many share one tail cost nothing', () => {
    const count = 3_000;
    const word = (value: number) => numberToHex(value, { size: 32 });
    // Every element points to the same bytes behind them all.
    const element = count * 32;
    const hostile = concat([
      word(32),
      word(count),
      ...Array.from({ length: count }, () => word(element)),
      word(1),
      word(0),
      word(96),
      word(30_000),
      `0x${'11'.repeat(30_016)}`,
    ]);
    expect(decodeCalls(hostile)).toBe(null);
  });

  test('are not found in anything else', () => {
    const whole = encodeCalls([{ to: INTENTS, value: 0n, data: '0x1234' }]);
    const huge = concat([numberToHex(32, { size: 32 }), `0x${'ff'.repeat(32)}`]);
    const others: Hex[] = ['0x', HASH, FIRST, whole.slice(0, -64) as Hex, huge];
    expect(others.map(decodeCalls)).toEqual(others.map(() => null));
  });
});

test('no bytes make a decoder throw', () => {
  const bytes = fc.uint8Array({ maxLength: 300 });
  // Lists of lists, and lists cut short, get further in than chance does.
  const prefix = fc.constantFrom<Hex>(
    '0x',
    '0xf8',
    '0xf90100',
    '0xc4',
    `0x${'20'.padStart(64, '0')}`,
  );
  fc.assert(
    fc.property(prefix, bytes, (start, rest) => {
      const hex = concat([start, `0x${Buffer.from(rest).toString('hex')}`]);
      decodePayload(hex);
      decodeCalls(hex);
    }),
  );
  const nested: Hex = `0x${'f9ffff'.repeat(40_000)}`;
  expect([decodePayload(nested), decodePayload('0xf'), decodePayload('0xzz')]).toEqual([
    null,
    null,
    null,
  ]);
});
