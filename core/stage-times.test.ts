import { describe, expect, test } from 'vitest';
import { aLeg, aWorld, here, route, there } from '../test/builders.ts';
import { fold } from './fold.ts';
import { HEALTH_POLICY } from './health.ts';
import { judge } from './judge.ts';
import type { Leg } from './leg.ts';
import type { Rules } from './rules.ts';
import { stageTimesOf } from './stage-times.ts';
import { waitOf } from './wait-of.ts';

const rules = new Map<string, Rules>([['route', route]]);
const send = aLeg({ step: 'send', block: 10 });
const attest = aLeg({ step: 'attest', block: 20 });
const deliver = aLeg({ step: 'deliver', block: 30 });
const at = (leg: Leg, blockTime: number): Leg => ({ ...leg, at: { ...leg.at, blockTime } });
const operationOf = (...legs: Leg[]) => fold(route, legs, aWorld({ safe: 1_000 })).operation;
const timesOf = (...legs: Leg[]) => stageTimesOf(operationOf(...legs), rules);

describe('the times of an operation', () => {
  test('tell for each step how long it took after the leg before it, and since when the next one is awaited', () => {
    expect(timesOf(at(send, 100), at(attest, 160))).toEqual([
      { step: 'attest', stage: 'awaiting_attestation', from: 100, until: 160, seconds: 60 },
      { step: 'deliver', stage: 'awaiting_relay', from: 160, until: null, seconds: null },
    ]);
    expect(timesOf(at(send, 100), at(attest, 160), at(deliver, 165))).toEqual([
      { step: 'attest', stage: 'awaiting_attestation', from: 100, until: 160, seconds: 60 },
      { step: 'deliver', stage: 'awaiting_relay', from: 160, until: 165, seconds: 5 },
    ]);
  });

  test('are those of each step that comes in one block, from the leg before the block', () => {
    const inOneBlock = { ...deliver, at: { ...attest.at, index: 1 } };
    expect(timesOf(at(send, 100), at(attest, 160), at(inOneBlock, 160))).toEqual([
      { step: 'attest', stage: 'awaiting_attestation', from: 100, until: 160, seconds: 60 },
      { step: 'deliver', stage: 'awaiting_relay', from: 100, until: 160, seconds: 60 },
    ]);
  });

  test('are the same in whatever order legs came to us', () => {
    const legs = [at(send, 100), at(attest, 160), at(deliver, 165)];
    expect(timesOf(...legs.toReversed())).toEqual(timesOf(...legs));
  });

  test('are none below zero where the destination has the slower clock', () => {
    expect(timesOf(at(send, 100), at(attest, 95))).toEqual([
      { step: 'attest', stage: 'awaiting_attestation', from: 95, until: 95, seconds: 0 },
      { step: 'deliver', stage: 'awaiting_relay', from: 100, until: null, seconds: null },
    ]);
  });

  test('leave out what was reorged away', () => {
    expect(timesOf(at(send, 100), { ...at(attest, 160), canonical: false })).toEqual([
      { step: 'attest', stage: 'attestation_orphaned', from: 160, until: null, seconds: null },
    ]);
  });

  test('leave out a step that only has to become firm, and a protocol whose rules are gone', () => {
    const young = fold(route, [at(send, 100)], aWorld({ safe: 9 })).operation;
    expect(stageTimesOf(young, rules)).toEqual([]);
    expect(stageTimesOf(operationOf(at(send, 100)), new Map())).toEqual([]);
  });
});

describe('the clock of a wait', () => {
  const of = (...legs: Leg[]) => waitOf(operationOf(...legs), rules, null);

  test('is the chain on which the step is awaited', () => {
    expect(of(at(send, 100))).toMatchObject({
      clockChain: there,
      wait: { step: 'attest', stage: 'awaiting_attestation', since: 100, isOpenOrder: false },
    });
  });

  test('is the chain of the last leg where the step is awaited on none that is known', () => {
    const operation = operationOf(at(send, 100));
    const { pending } = operation;
    const nowhere = { ...operation, pending: pending && { ...pending, chain: null } };
    expect(waitOf(nowhere, rules, null)?.clockChain).toBe(here);
  });

  test('there is none for what waits for nothing', () => {
    expect(of(at(send, 100), at(attest, 160), at(deliver, 165))).toBeNull();
  });

  test('of a step with a deadline and without a usual time is the deadline', () => {
    const order: Rules = {
      ...route,
      steps: route.steps.map((step) =>
        step.name === 'attest'
          ? { ...step, deadline: { at: 'told', becomes: 'expired', isStrict: true } }
          : step,
      ),
    };
    const own = waitOf(operationOf(at(send, 100)), new Map([['route', order]]), null);
    expect(own?.wait.isOpenOrder).toBe(true);
    const verdict =
      own &&
      judge(own.wait, {
        clock: 1_000_000,
        baseline: { source: 'lane', pace: null, p50: 1, p90: 1, p99: 1, sample: 99 },
        previous: null,
        policy: HEALTH_POLICY,
      });
    expect(verdict?.reason).toBe('open_order');
  });
});
