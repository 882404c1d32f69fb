import { describe, expect, test } from 'vitest';
import { aClock } from '../../test/evm-node.ts';
import { createBudget } from './budget.ts';
import { purposes } from './purpose.ts';

const DAY_MS = 86_400_000;

describe('a budget that is spent', () => {
  test('lets the head be followed, slowly, and nothing else', () => {
    const { budget, clock } = budgetOf(10);
    budget.spend(9);
    expect(admitted(budget)).toEqual([...purposes]);
    budget.spend(1);
    expect(admitted(budget)).toEqual(['head', 'follow']);
    expect(admitted(budget)).toEqual(['follow']);
    clock.skip(30_000);
    expect(admitted(budget)).toEqual(['head', 'follow']);
  });

  test('is told once a day, with the time when it goes on', () => {
    const { budget, warnings, clock } = budgetOf(10);
    for (const day of ['2026-03-05', '2026-03-06']) {
      budget.spend(10);
      admitted(budget);
      admitted(budget);
      const next = new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
      expect(warnings.splice(0)).toEqual([
        `base has used up its 10 RPC calls of today. Until ${next}T00:00Z only its head is followed, every 30 s.`,
      ]);
      clock.skip(DAY_MS);
      expect(admitted(budget)).toEqual([...purposes]);
    }
  });

  test('is a transient error with a remedy', () => {
    const { budget } = budgetOf(10);
    budget.spend(10);
    expect(() => budget.admit('backfill')).toThrow(
      expect.objectContaining({
        code: 'rpc_budget_spent',
        isTransient: true,
        message: 'base has used up its 10 RPC calls of today.',
        recovery: 'It goes on at 2026-03-06T00:00Z; raise callsPerDay to have it go on now.',
      }) as Error,
    );
  });
});

test('there is no limit unless one is given', () => {
  const { budget } = budgetOf();
  budget.spend(1e12);
  expect(admitted(budget)).toEqual([...purposes]);
});

function budgetOf(callsPerDay?: number) {
  const warnings: string[] = [];
  const clock = aClock();
  let at = Date.parse('2026-03-05T12:34:56Z');
  const own = { ...clock, now: () => at, utc: () => at, skip: (ms: number) => void (at += ms) };
  const warn = (message: string) => void warnings.push(message);
  return {
    budget: createBudget({ callsPerDay, chainName: 'base', clock: own, warn }),
    warnings,
    clock: own,
  };
}

const admitted = ({ admit }: ReturnType<typeof createBudget>) =>
  purposes.filter((purpose) => {
    try {
      admit(purpose);
      return true;
    } catch {
      return false;
    }
  });
