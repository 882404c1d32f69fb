import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { statusByCode } from './problem.ts';

test('docs/api.md lists every code that a request can end in, with its status', () => {
  const page = readFileSync(join(import.meta.dirname, '../docs/api.md'), 'utf8');
  const listed = [...page.matchAll(/^\| `([a-z_]+)` +\| (\d{3}) /gm)].map(([, code, status]) => [
    code,
    Number(status),
  ]);
  const told = Object.fromEntries(listed) as Record<string, number>;
  expect(told).toEqual({ ...statusByCode, internal: 500 });
  expect(listed).toHaveLength(Object.keys(told).length);
});
