import fc from 'fast-check';
import {
  decodeEventLog,
  encodeAbiParameters,
  toEventSelector,
  type AbiEvent,
  type AbiParameter,
} from 'viem';
import { expect, test } from 'vitest';
import type { Hex } from '../core/raw-log.ts';
import { eventDecoder } from './event-decoder.ts';

type Typed = { param: AbiParameter; value: fc.Arbitrary<unknown> };

const hexOf = (bytes: { minLength?: number; maxLength?: number }) =>
  fc.uint8Array(bytes).map((array): Hex => `0x${Buffer.from(array).toString('hex')}`);
const toNumberIf = (isShort: boolean) => (value: bigint) => (isShort ? Number(value) : value);

const word: fc.Arbitrary<Typed> = fc.oneof(
  fc.constantFrom(8, 32, 48, 64, 128, 256).map((bits) => ({
    param: { type: `uint${bits}` },
    value: fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }).map(toNumberIf(bits <= 48)),
  })),
  fc.constantFrom(8, 24, 48, 256).map((bits) => {
    const limit = 2n ** BigInt(bits - 1);
    const value = fc.bigInt({ min: -limit, max: limit - 1n }).map(toNumberIf(bits <= 48));
    return { param: { type: `int${bits}` }, value };
  }),
  fc.constantFrom(1, 4, 20, 32).map((size) => ({
    param: { type: `bytes${size}` },
    value: hexOf({ minLength: size, maxLength: size }),
  })),
  fc.constant({ param: { type: 'address' }, value: hexOf({ minLength: 20, maxLength: 20 }) }),
  fc.constant({ param: { type: 'bool' }, value: fc.boolean() }),
);
const anyLength: fc.Arbitrary<Typed> = fc.oneof(
  fc.constant({ param: { type: 'bytes' }, value: hexOf({ maxLength: 100 }) }),
  fc.constant({ param: { type: 'string' }, value: fc.string({ unit: 'grapheme' }) }),
);
const { typed } = fc.letrec<{ typed: Typed }>((tie) => ({
  typed: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    word,
    anyLength,
    tie('typed').map(({ param, value }) => ({
      param: { ...param, type: `${param.type}[]` },
      value: fc.array(value, { maxLength: 3 }),
    })),
    tie('typed').map(({ param, value }) => ({
      param: { ...param, type: `${param.type}[2]` },
      value: fc.tuple(value, value),
    })),
    fc.tuple(fc.boolean(), fc.array(tie('typed'), { minLength: 1, maxLength: 3 })).map(tupleOf),
  ),
}));

function tupleOf([isNamed, fields]: [boolean, Typed[]]): Typed {
  const values = fc.tuple(...fields.map(({ value }) => value));
  return {
    param: {
      type: 'tuple',
      components: fields.map(({ param }, index) => ({
        ...param,
        ...(isNamed && { name: `field${index}` }),
      })),
    },
    value: isNamed
      ? values.map((all) => Object.fromEntries(all.map((value, index) => [`field${index}`, value])))
      : values,
  };
}

/** An event with some of its values, and its log. */
const logged = fc
  .tuple(fc.array(word, { maxLength: 3 }), fc.array(typed, { minLength: 1, maxLength: 5 }))
  .chain(([indexed, rest]) =>
    fc
      .tuple(
        fc.tuple(...indexed.map(({ value }) => value)),
        fc.tuple(...rest.map(({ value }) => value)),
      )
      .map(([inTopics, inData]) => {
        const params = [...indexed, ...rest].map(({ param }, index) => ({
          ...param,
          name: `arg${index}`,
          indexed: index < indexed.length,
        }));
        const event = { type: 'event', name: 'Happened', inputs: params } as AbiEvent;
        const data = encodeAbiParameters(
          rest.map(({ param }) => param),
          inData,
        );
        const topics = indexed.map(({ param }, index) =>
          encodeAbiParameters([param], [inTopics[index]]),
        );
        return { event, topics: [toEventSelector(event), ...topics], data };
      }),
  );

/** viem's answer with the addresses as the decoder gives them; null where it throws. */
function viemArgs({ event, topics, data }: { event: AbiEvent; topics: Hex[]; data: Hex }) {
  try {
    const [signature, ...rest] = topics;
    const { args } = decodeEventLog({ abi: [event], topics: [signature ?? '0x', ...rest], data });
    return lowerAddresses(args);
  } catch {
    return null;
  }
}

function lowerAddresses(value: unknown): unknown {
  if (typeof value === 'string')
    return /^0x[0-9a-f]{40}$/i.test(value) ? value.toLowerCase() : value;
  if (Array.isArray(value)) return value.map(lowerAddresses);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, lowerAddresses(own)]));
}

function ownArgs({ event, topics, data }: { event: AbiEvent; topics: Hex[]; data: Hex }) {
  const decode = eventDecoder(event);
  try {
    return decode({ topics, data });
  } catch {
    return null;
  }
}

test('it gives what viem gives, for every type and value', () => {
  fc.assert(
    fc.property(logged, (log) => {
      const expected = viemArgs(log);
      expect(expected).not.toBeNull();
      expect(ownArgs(log)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('of a damaged log it gives what viem gives, or nothing', () => {
  const damage = fc.record({
    at: fc.nat({ max: 2_000 }),
    digits: hexOf({ minLength: 1, maxLength: 4 }).map((hex) => hex.slice(2)),
    cut: fc.option(fc.nat({ max: 2_000 }), { nil: undefined }),
    topicsLost: fc.boolean(),
  });
  fc.assert(
    fc.property(logged, damage, (log, { at, digits, cut, topicsLost }) => {
      const start = 2 + (at % Math.max(1, log.data.length - 2));
      const changed = log.data.slice(0, start) + digits + log.data.slice(start + digits.length);
      const end = 2 + 2 * ((cut ?? changed.length) % (changed.length >> 1));
      const damaged = {
        event: log.event,
        topics: topicsLost && log.topics.length > 1 ? log.topics.slice(0, -1) : log.topics,
        data: (cut === undefined
          ? changed.slice(0, log.data.length)
          : changed.slice(0, end)) as Hex,
      };
      const own = ownArgs(damaged);
      if (own !== null) expect(own).toEqual(viemArgs(damaged));
    }),
    { numRuns: 1_000 },
  );
});

test('values that share their bytes do not grow without end', () => {
  const event = {
    type: 'event',
    name: 'Grown',
    inputs: [{ name: 'all', type: 'bytes[]' }],
  } as const;
  const wordOf = (value: number) => value.toString(16).padStart(64, '0');
  const count = 1_000;
  const offsets = Array.from({ length: count }, () => wordOf(count * 32)).join('');
  const data: Hex = `0x${wordOf(32)}${wordOf(count)}${offsets}${wordOf(9_000)}${'00'.repeat(9_000)}`;
  expect(() => eventDecoder(event)({ topics: ['0x'], data })).toThrow('share their bytes');
});
