import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { filter } from '../../test/evm-node.ts';
import { askedBy } from './asked.ts';
import { createBlooms } from './blooms.ts';
import type { EvmHeader } from './parse/header.ts';

test('a chain without blooms is followed without end in the same memory', () => {
  const blooms = createBlooms('base', () => {});
  const asked = askedBy(filter);
  const see = (from: number, to: number) => {
    for (let number = from; number < to; number += 1) {
      const header = aHeader(number);
      blooms.doubt(header, [], asked);
      blooms.learn({ header, logs: [], isShared: false }, asked);
    }
  };
  see(0, 10_000);
  expect(blooms.areUsed()).toBe(false);
  const before = heapUsed();
  see(10_000, 110_000);
  // A hundred bytes for each hash would be ten megabytes.
  expect(heapUsed() - before).toBeLessThan(2_000_000);
});

function aHeader(number: number): EvmHeader {
  const hash = (height: number) => `0x${Buffer.from(`block ${height}`).toString('hex')}` as const;
  const [time, bloom] = [0, null];
  return { number: BigInt(number), hash: hash(number), parentHash: hash(number - 1), time, bloom };
}

function heapUsed(): number {
  setFlagsFromString('--expose-gc');
  // CAST: what the flag exposes.
  const collect = runInNewContext('gc') as () => void;
  collect();
  return process.memoryUsage().heapUsed;
}
