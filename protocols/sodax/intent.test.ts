import {
  concat,
  encodeAbiParameters,
  encodeFunctionData,
  parseAbiParameters,
  zeroAddress,
} from 'viem';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import {
  decodeFee,
  decodeIntentCall,
  intentHash,
  intentParameter,
  type SodaxIntent,
} from './intent.ts';
import { arbitrumToPolygon, iconToPolygon, stellarToSolana } from './intents.fixture.ts';

const amounts = ['inputAmount', 'outputAmount', 'externalFillId'].map((name) => ({
  name,
  type: 'uint256',
}));
const calls = [
  ['create', '0x016f02e3', 'createIntent', []],
  ['cancel', '0xca25d319', 'cancelIntent', []],
  ['fill', '0xd971729f', 'fillIntent', amounts],
  ['pre_fill', '0x3468af46', 'preFillIntent', amounts],
] as const;

/** One more intent, with every field of its own. */
const withFee: SodaxIntent = {
  ...arbitrumToPolygon,
  allowPartialFill: true,
  solver: '0xa6f5733db72975c0e9af1ee4b95904f7ca16a7c0',
  data: encodeFee(250n, '0x0ab764ab3816cd036ea951be973098510d8105a6'),
};

function encodeFee(amount: bigint, receiver: Hex): Hex {
  const parameters = parseAbiParameters('uint256, address');
  return concat(['0x01', encodeAbiParameters(parameters, [amount, receiver])]);
}

test.each([
  [arbitrumToPolygon, '0xaf4b256ffa491ea610e1d14c07ea5ab7243867a739e39c47b74ed48f078591f3'],
  [iconToPolygon, '0xf7e195884112667fb1c239bef650c19a730ba3eb93d38aa0313dc1754e39fc1b'],
  [stellarToSolana, '0x93e33f9f8b11c1a2c9286ee782c9e928c1f21bb5f4890ecfb9c8f2180f70666f'],
])('a real intent has its real hash', (intent, hash) => {
  expect(intentHash(intent)).toBe(hash);
});

describe.each(calls)('%s', (type, selector, name, more) => {
  const encode = (intent: SodaxIntent) =>
    encodeFunctionData({
      abi: [
        {
          type: 'function',
          name,
          inputs: [intentParameter, ...more],
          outputs: [],
          stateMutability: 'nonpayable',
        },
      ],
      args: [intent, ...more.map(() => 7n)],
    });

  test('is read with its intent', () => {
    for (const intent of [withFee, stellarToSolana]) {
      const input = encode(intent);
      expect(input.slice(0, 10)).toBe(selector);
      expect(decodeIntentCall(input)).toEqual({ type, intent });
    }
  });

  test('cut short is null', () => {
    expect(decodeIntentCall(encode(withFee).slice(0, -320) as Hex)).toBe(null);
    expect(decodeIntentCall(selector)).toBe(null);
  });

  test('in anything but hex is null', () => {
    const input = encode(withFee);
    expect(decodeIntentCall(input.replace(withFee.creator.slice(2), 'z'.repeat(40)) as Hex)).toBe(
      null,
    );
  });
});

test('other calls name no intent', () => {
  expect(decodeIntentCall('0x')).toBe(null);
  expect(decodeIntentCall(`0x095ea7b3${'00'.repeat(600)}`)).toBe(null);
});

test('the data of an intent may be a fee', () => {
  expect(decodeFee(withFee.data)).toEqual({
    amount: 250n,
    receiver: '0x0ab764ab3816cd036ea951be973098510d8105a6',
  });
  const others: Hex[] = [
    '0x',
    '0x01',
    `0x02${withFee.data.slice(4)}`,
    `${withFee.data}00`,
    zeroAddress,
  ];
  expect(others.map(decodeFee)).toEqual(others.map(() => null));
});
