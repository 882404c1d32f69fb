import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { plantedFaults } from './faults.ts';

const root = resolve(import.meta.dirname, '../../..');

test.each(plantedFaults)('there is still a place for "$name"', ({ file, find }) => {
  expect(readFileSync(resolve(root, file), 'utf8').split(find)).toHaveLength(2);
});
