import { describe, expect, test } from 'vitest';
import {
  baselineOf,
  basisOf,
  HEALTH_POLICY,
  thresholdsOf,
  type Baseline,
  type StepFigures,
  type Usually,
} from './health.ts';
import { judge, type Judged, type Wait } from './judge.ts';

const SINCE = 1_000_000;
const HOUR = 3_600;
const DAY = 24 * HOUR;

const lane = {
  source: 'lane',
  pace: null,
  p50: 60,
  p90: 120,
  p99: 300,
  sample: 200,
} satisfies Baseline;
const protocol: Baseline = { source: 'protocol', seconds: 1_200, lateAfter: 2_400 };

const usually = {
  step: 'deliver',
  stage: 'awaiting_relay',
  since: SINCE,
  usual: null,
  pace: null,
  isOpenOrder: false,
  nextAction: { mover: 'anyone', who: 'a relayer', action: 'Relay it.' },
  reason: null,
  hold: null,
} satisfies Wait;

const user = { mover: 'user', who: 'its user', action: 'Press claim.' } as const;
const theProtocol = { mover: 'protocol', who: 'the council', action: 'Wait.' } as const;

interface Row {
  name: string;
  wait?: Partial<Wait>;
  baseline?: Baseline | null;
  age: number;
  was?: Judged['health'];
  /** Health, reason, and the age at which it is looked at again. */
  is: string;
}

const table: Row[] = [
  { name: 'a wait as long as most', age: 120, is: 'ok - 180' },
  { name: 'one that is not over the threshold yet', age: 179, is: 'ok - 180' },
  { name: 'one that is longer than most', age: 180, is: 'delayed longer_than_usual 900' },
  { name: 'one that is far longer', age: 900, is: 'stuck longer_than_usual 1125' },
  {
    name: 'one whose chain is behind the beginning of the wait',
    age: -50,
    is: 'ok - 180',
  },
  {
    name: 'a fast lane is given its floors',
    baseline: { source: 'lane', pace: null, p50: 1, p90: 2, p99: 3, sample: 50 },
    age: 60,
    is: 'delayed longer_than_usual 300',
  },
  {
    name: 'no lane is stuck before its protocol calls it late',
    wait: { usual: { seconds: 600, lateAfter: HOUR } },
    age: HOUR - 1,
    is: 'delayed longer_than_usual 3600',
  },
  {
    name: "by the protocol's figures, half way to late",
    baseline: protocol,
    age: 1_800,
    is: 'delayed longer_than_usual 2400',
  },
  {
    name: "by the protocol's figures, late",
    baseline: protocol,
    age: 2_400,
    is: 'stuck longer_than_usual 3000',
  },
  {
    name: 'without any figures nobody is accused, however long it takes',
    baseline: null,
    age: 10 * DAY,
    is: 'ok insufficient_data 1080000',
  },
  {
    name: 'what was stuck stays so while the figures grow a little',
    age: 800,
    was: 'stuck',
    is: 'stuck longer_than_usual 1000',
  },
  {
    name: 'what was stuck falls back when the figures say so clearly',
    age: 700,
    was: 'stuck',
    is: 'delayed longer_than_usual 900',
  },
  {
    name: 'what was delayed stays so while the figures grow a little',
    age: 150,
    was: 'delayed',
    is: 'delayed longer_than_usual 900',
  },
  { name: 'what was delayed falls back clearly', age: 140, was: 'delayed', is: 'ok - 180' },
  {
    name: 'a destination that is not indexed',
    wait: { stage: 'destination_not_covered' },
    age: 5 * DAY,
    is: 'blocked destination_not_covered never',
  },
  {
    name: 'a hold that a service reports',
    wait: { hold: 'The Governor holds it.' },
    age: 400,
    is: 'blocked held 500',
  },
  {
    name: 'a delivery that failed and that anyone may try again',
    wait: { stage: 'delivery_failed_retryable', reason: 'out of gas' },
    age: 5,
    is: 'blocked failed never',
  },
  {
    name: 'a delivery that failed and that its user must try again',
    wait: { stage: 'delivery_failed_retryable', nextAction: user },
    age: 5,
    is: 'needs_action failed never',
  },
  {
    name: 'a leg that has only to become firm is not measured by how long deliveries take',
    wait: { stage: 'destination_included' },
    age: 5 * HOUR,
    is: 'ok - never',
  },
  {
    name: 'an origin that was not seen is ours to find',
    wait: { stage: 'awaiting_origin', nextAction: { ...user, mover: 'operator' } },
    age: DAY,
    is: 'ok - never',
  },
  {
    name: 'what was reorged away is given the time to come again',
    wait: { stage: 'origin_orphaned', nextAction: user },
    age: 10,
    is: 'ok - 300',
  },
  {
    name: 'what was reorged away and does not come again is for its user',
    wait: { stage: 'origin_orphaned', nextAction: user },
    age: 300,
    is: 'needs_action action_due never',
  },
  {
    name: 'a claim that its user can make at once',
    wait: { stage: 'awaiting_user_action', nextAction: user },
    age: 1,
    is: 'needs_action action_due never',
  },
  {
    name: 'a claim that anybody can make for them',
    wait: { stage: 'awaiting_user_action' },
    age: 1,
    is: 'needs_action action_due never',
  },
  {
    name: 'a withdrawal within its challenge period needs nobody',
    wait: {
      stage: 'awaiting_user_action',
      nextAction: user,
      usual: { seconds: 7 * DAY, lateAfter: 9 * DAY },
    },
    age: 6 * DAY,
    is: 'ok waiting_period 604800',
  },
  {
    name: 'a withdrawal after its challenge period needs its user, and is never stuck',
    wait: {
      stage: 'awaiting_user_action',
      nextAction: user,
      usual: { seconds: 7 * DAY, lateAfter: 9 * DAY },
    },
    age: 30 * DAY,
    is: 'needs_action action_due never',
  },
  {
    name: 'unstaking, whose period nobody declares',
    wait: { stage: 'policy_hold', nextAction: user },
    age: 30 * DAY,
    is: 'ok waiting_period never',
  },
  {
    name: 'an approval that is outstanding',
    wait: { stage: 'policy_hold', nextAction: theProtocol },
    age: HOUR,
    is: 'blocked policy_hold never',
  },
  {
    name: 'an order that waits for its price is not measured by the others of its lane',
    wait: { stage: 'intent_open', isOpenOrder: true, nextAction: theProtocol },
    age: 20 * DAY,
    is: 'ok open_order never',
  },
  {
    name: 'an expired order that somebody must call off',
    wait: { stage: 'expired_unfilled' },
    age: 1,
    is: 'needs_action action_due never',
  },
  {
    name: 'an expired order whose refund comes by itself',
    wait: { stage: 'expired_unfilled', nextAction: theProtocol },
    age: 900,
    is: 'stuck longer_than_usual 1125',
  },
];

test.each(table)('$name: $is', ({ wait, baseline = lane, age, was, is }) => {
  const { health, reason, nextCheck } = judge(
    { ...usually, ...wait },
    {
      clock: SINCE + age,
      baseline,
      previous: was ? { step: 'deliver', since: SINCE, health: was } : null,
      policy: HEALTH_POLICY,
    },
  );
  const next = nextCheck === null ? 'never' : Math.round(nextCheck - SINCE);
  expect(`${health} ${reason ?? '-'} ${next}`).toBe(is);
});

const judged = (wait: Partial<Wait>, age: number, previous: Judged | null = null) =>
  judge(
    { ...usually, ...wait },
    { clock: SINCE + age, baseline: lane, previous, policy: HEALTH_POLICY },
  );

describe('a verdict', () => {
  test('is forgotten when the operation has moved on to another step, or waits anew', () => {
    const before = { step: 'deliver', since: SINCE, health: 'stuck' } as const;
    expect(judged({}, 800, before).health).toBe('stuck');
    expect(judged({}, 800, { ...before, step: 'attest' }).health).toBe('delayed');
    expect(judged({}, 800, { ...before, since: SINCE - 1 }).health).toBe('delayed');
  });

  test('says by what it was judged, and who is to do what', () => {
    expect(judged({}, 901).detail).toBe(
      'It has waited for 15 min or more for the step "deliver"; of the last 200 on this lane, 9 in 10 took at most 2 min and 99 in 100 at most 5 min.',
    );
    expect(judged({ stage: 'awaiting_user_action', nextAction: user }, 5).detail).toBe(
      'its user: Press claim.',
    );
    expect(judged({ stage: 'delivery_failed_retryable', reason: 'out of gas' }, 5).detail).toBe(
      'It failed: out of gas. a relayer: Relay it.',
    );
  });

  test('bounds what others have written in it', () => {
    const reason = 'x'.repeat(10_000);
    expect(judged({ stage: 'delivery_failed_retryable', reason }, 5).detail).toHaveLength(400);
  });
});

describe('the figures that a wait is judged by', () => {
  const figures = { p50: 60, p90: 120, p99: 300, sample: 30 };
  const usual = { seconds: 600, lateAfter: 1_200 };

  const few = { ...figures, sample: 29 };
  const fastest = { ...figures, p50: 6 };
  const byFigures = { source: 'lane', pace: null, ...figures };
  const byRules = { source: 'protocol', ...usual };
  const rows: [name: string, figures: StepFigures, told: Usually, is: object | null][] = [
    [
      'those of its pace',
      { ofPace: fastest, ofAll: figures },
      { usual, pace: 'fast' },
      { source: 'lane', pace: 'fast', ...fastest },
    ],
    [
      "the lane's as a whole, where too few of its pace are known",
      { ofPace: few, ofAll: figures },
      { usual, pace: 'fast' },
      byFigures,
    ],
    [
      "the lane's as a whole, where it has no pace",
      { ofPace: null, ofAll: figures },
      { usual, pace: null },
      byFigures,
    ],
    [
      "the protocol's, where too few of the lane are known",
      { ofPace: few, ofAll: few },
      { usual, pace: 'fast' },
      byRules,
    ],
    [
      "the protocol's, where the lane was not summed up yet",
      { ofPace: null, ofAll: { ...figures, p99: null } },
      { usual, pace: null },
      byRules,
    ],
    ['none', { ofPace: null, ofAll: null }, { usual: null, pace: 'fast' }, null],
  ];

  test.each(rows)('are %s', (_, told, usually, is) => {
    expect(baselineOf(told, usually, HEALTH_POLICY)).toEqual(is);
  });

  test('name their basis', () => {
    const own: Baseline = { source: 'lane', pace: 'fast', ...figures };
    expect([own, lane, protocol].map(basisOf)).toEqual(['pace', 'lane', 'protocol']);
  });

  test('of a lane as a whole call nothing slow that its protocol does not, where it has a pace of its own', () => {
    const slow = { seconds: 3_000, lateAfter: 5_000 };
    const of = (usually: Usually) => thresholdsOf(lane, usually, HEALTH_POLICY);
    expect(of({ usual: slow, pace: 'standard' })).toEqual({ delayed: 4_000, stuck: 5_000 });
    expect(of({ usual: slow, pace: null })).toEqual({ delayed: 180, stuck: 5_000 });
    expect(of({ usual: null, pace: 'standard' })).toEqual({ delayed: 180, stuck: 900 });
    expect(
      thresholdsOf({ ...lane, pace: 'standard' }, { usual: slow, pace: 'standard' }, HEALTH_POLICY),
    ).toEqual({ delayed: 180, stuck: 5_000 });
  });

  test('never call a wait stuck before they call it delayed', () => {
    const strict = { ...HEALTH_POLICY, delayedFactor: 100 };
    expect(thresholdsOf(lane, { usual: null, pace: null }, strict)).toEqual({
      delayed: 900,
      stuck: 900,
    });
  });
});
