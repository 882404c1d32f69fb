import { describe, expect, test } from 'vitest';
import type { LegChange } from '../core/operation.ts';
import { knownAt } from './known-at.ts';

const event = (name: string) => `eip155:1/0xblock-${name}/0x${name}/0`;
const seen = (name: string, to: LegChange['to'], from: LegChange['from'] = null): LegChange => ({
  step: name,
  event: event(name),
  from,
  to,
});

const transition = (operationId: string, version: number, changes: LegChange[]) => ({
  operationId,
  version,
  toStatus: 'confirmed',
  toStage: 'awaiting_relay',
  final: false,
  changes,
  asOf: {},
  chainTime: new Date(0),
  observedAt: new Date(0),
});

const briefly = (known: ReturnType<typeof knownAt>) =>
  known && {
    version: known.last.version,
    legs: known.legs.map(({ step, inclusion }) => `${step} ${inclusion}`),
  };

describe('what was known', () => {
  test('is nothing before the first transition', () => {
    expect(knownAt('a', [])).toBeNull();
  });

  test('is every leg as firm as it was said to be last, without those that left', () => {
    const known = knownAt('a', [
      transition('a', 1, [seen('send', 'included'), seen('deliver', 'included')]),
      transition('a', 2, [seen('send', 'confirmed', 'included')]),
      transition('a', 3, [seen('deliver', null, 'included')]),
    ]);
    expect(briefly(known)).toEqual({ version: 3, legs: ['send confirmed'] });
    expect(known?.legs).toEqual([
      { step: 'send', chain: 'eip155:1', transaction: '0xsend', inclusion: 'confirmed' },
    ]);
  });

  test('under a former id alone is what was known then', () => {
    const known = knownAt('a', [transition('old', 1, [seen('deliver', 'included')])]);
    expect(briefly(known)).toEqual({ version: 1, legs: ['deliver included'] });
  });

  test('under a former id goes on under the present one', () => {
    const known = knownAt('a', [
      transition('old', 1, [seen('deliver', 'confirmed')]),
      transition('a', 2, [seen('send', 'included')]),
    ]);
    expect(briefly(known)).toEqual({ version: 2, legs: ['deliver confirmed', 'send included'] });
  });

  test('of an operation that stood beside the other one is nothing of that one', () => {
    const known = knownAt('a', [
      transition('a', 1, [seen('send', 'included')]),
      transition('old', 1, [seen('deliver', 'confirmed')]),
    ]);
    expect(briefly(known)).toEqual({ version: 1, legs: ['send included'] });
  });
});
