import { expect, test } from 'vitest';
import { paceOf, type Paced } from './pace-of.ts';
import { route } from '../test/builders.ts';
import type { Rules } from './rules.ts';

const rules: Rules = {
  ...route,
  paces: {
    names: ['fast', 'standard'],
    of: ({ kind, details }) => details['speed'] ?? (kind === 'quick' ? 'fast' : null),
  },
};
const sent = { role: 'origin', inclusion: 'included', at: {} } as const;
const operation: Paced = { kind: 'message', about: {}, legs: [sent] };
const paceIn = (told: Partial<Paced>, by: Rules | undefined = rules) =>
  paceOf({ ...operation, ...told }, by);

test('an operation has the pace that its kind or a detail tells', () => {
  expect(paceIn({ kind: 'quick' })).toBe('fast');
  expect(paceIn({ about: { details: { speed: 'standard' } } })).toBe('standard');
});

test('it has none where nothing tells it, and where its protocol knows of none or is gone', () => {
  expect(paceIn({})).toBeNull();
  expect(paceIn({ kind: 'quick' }, route)).toBeNull();
  expect(paceOf({ ...operation, kind: 'quick' }, undefined)).toBeNull();
});

test('it has none while its origin is not there', () => {
  const told = { kind: 'quick' };
  expect(paceIn({ ...told, legs: [{ ...sent, at: null, inclusion: 'expected' }] })).toBeNull();
  expect(paceIn({ ...told, legs: [{ ...sent, inclusion: 'orphaned' }] })).toBeNull();
  expect(paceIn({ ...told, legs: [{ ...sent, role: 'destination' }] })).toBeNull();
});

test('what a chain makes up is no pace', () => {
  expect(paceIn({ about: { details: { speed: 'toString' } } })).toBeNull();
  expect(paceIn({ about: { details: { speed: 'all' } } })).toBeNull();
});
