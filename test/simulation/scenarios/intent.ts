import type { Status } from '../../../core/status.ts';
import type { SimulatedFork } from '../chain.ts';
import { gone, type Expectation, type SimulatedOperation, type Truth } from '../ledger.ts';
import { addressOf, plan, wordOf, type Stage } from '../stage.ts';
import { intentEvents, intentKinds, type IntentKind } from './intent.protocol.ts';

export const intentContract = addressOf(0x22);

interface Told {
  label: (step: string, n?: number) => string;
  kind: IntentKind;
  total: bigint;
  parts: readonly bigint[];
  deadline: number;
  owes: boolean;
  refundFails: boolean;
  settlementFails: boolean;
  destination: SimulatedFork;
}

const KINDS: readonly IntentKind[] = [
  'open',
  'open',
  'open',
  'strict',
  'returning',
  'void',
  'lost',
];

/** An intent: filled at once, in parts, late, twice as much or not at all; called off or paid back. */
export function playIntent(stage: Stage): SimulatedOperation[] {
  const { random } = stage;
  const [origin, destination] = stage.chains(2) as [SimulatedFork, SimulatedFork];
  const number = stage.unique();
  const id = wordOf(number);
  const name = `intent-${number}`;
  const label = (step: string, n = 0) => `${name}/${step}/${n}`;
  const total = 100n;
  const deadline = Math.floor(stage.now()) + random.int(40, 240);
  const told: Told = {
    label,
    kind: random.pick(KINDS),
    total,
    parts: random.pick([[100n], [100n], [60n, 40n], [30n, 30n, 40n], [60n], [60n, 60n], []]),
    deadline,
    owes: random.chance(0.6),
    refundFails: random.chance(0.1),
    settlementFails: random.chance(0.15),
    destination,
  };
  const log = (step: string, n: number, event: keyof typeof intentEvents, args: object) =>
    plan(label(step, n), intentContract, intentEvents[event], { id, ...args });
  const at = (seconds: number) => stage.now() + seconds;

  stage.send(origin, {
    readyAt: at(random.chance(0.1) ? random.int(20, 60) : 0),
    logs: [
      log('deposit', 0, 'deposited', {
        kind: told.kind,
        destination: destination.definition.name,
        total,
        deadline: BigInt(deadline),
      }),
    ],
  });
  const isLate = random.chance(0.2);
  for (const [n, amount] of told.parts.entries()) {
    const readyAt = isLate ? deadline + random.int(1, 80) : at(random.int(5, 120) + n * 20);
    stage.send(destination, { readyAt, logs: [log('fill', n, 'filled', { amount })] });
  }
  if (random.chance(0.2)) {
    stage.send(origin, {
      readyAt: at(random.int(20, 100)),
      // Later there is nothing left to call off.
      isValid: (_, time) => time <= deadline,
      logs: [log('cancel', 0, 'called_off', { owes: told.owes })],
    });
  }
  if (random.chance(told.parts.length === 0 ? 0.7 : 0.25)) {
    stage.send(origin, {
      readyAt: deadline + random.int(30, 200),
      // A void intent owes nothing once its time is up.
      isValid: ({ has }) => told.kind !== 'void' || (has(label('cancel')) && told.owes),
      logs: [log('refund', 0, 'refunded', { succeeded: !told.refundFails })],
    });
  }
  if (told.parts.length > 0 && random.chance(0.6)) {
    stage.send(origin, {
      readyAt: at(random.int(100, 300)),
      logs: [log('settlement', 0, 'settled', { succeeded: !told.settlementFails })],
    });
  }
  const steps = ['deposit', 'cancel', 'refund', 'settlement'].map((step) => label(step));
  const labels = [...steps, ...told.parts.map((_, n) => label('fill', n))];
  return [
    {
      name: `${name} ${told.kind}`,
      protocol: 'intent',
      key: `intent:${id}`,
      labels,
      expect: (truth) => expectIntent(told, labels, truth),
      // With the last of its parts.
      completedAt: ({ time }) =>
        Math.max(
          ...['deposit', 'fill'].flatMap((step) =>
            told.parts.flatMap((_, n) => time(label(step, n)) ?? []),
          ),
        ),
      mayBe: (status, truth) => mayBe(told, status, truth),
    },
  ];
}

/** How far two chains' clocks may disagree, in seconds. */
const CLOCK_SKEW = 60;

function factsOf(told: Told, { time }: Truth) {
  const { label, parts, total } = told;
  const did = (step: string, n = 0) => time(label(step, n)) !== null;
  const fills = parts.flatMap((amount, n) => {
    const at = time(label('fill', n));
    return at === null ? [] : [{ amount, at }];
  });
  const filled = fills.reduce((sum, { amount }) => sum + amount, 0n);
  return {
    did,
    fills,
    filled,
    isFilled: filled >= total,
    isRefunded: did('refund') && !told.refundFails,
    canRefund: told.kind !== 'lost',
  };
}

function expectIntent(told: Told, labels: readonly string[], truth: Truth): Expectation {
  const { did, fills, filled, isFilled, isRefunded, canRefund } = factsOf(told, truth);
  if (!labels.some((label) => truth.time(label) !== null)) return gone(labels, truth);
  // Nobody but the deposit tells how much there is to fill.
  if (!did('deposit')) return { status: ['pending'], final: false };
  const { id } = told.destination.definition;
  const mayBeOver = (truth.certainTime(id) ?? 0) > told.deadline;
  const isOver = truth.knownTime(id) > told.deadline;
  const conflicts = [
    ...(isFilled && isRefunded && canRefund ? ['refund_and_fill'] : []),
    ...(filled > told.total ? ['amount_mismatch'] : []),
  ];
  // A fill before the end takes it back: the end is final once the blocks of that time are known to hold none.
  const endedBy = (step: string) => {
    const until = (truth.time(told.label(step, 0)) ?? 0) + CLOCK_SKEW;
    if (truth.knownTime(id) > until) return { final: true };
    return (truth.certainTime(id) ?? 0) > until ? {} : { final: false };
  };
  const isLate = fills.some(({ at }) => at > told.deadline);
  const specGaps = [
    ...(!canRefund && did('refund') ? ['a refund, which is no step of its kind'] : []),
    ...(intentKinds[told.kind].isStrict && isLate ? ['a fill after its deadline'] : []),
    ...(canRefund && did('cancel') && !told.owes && did('refund')
      ? ['a refund where nothing was owed']
      : []),
  ];
  const common = { conflicts, specGaps, filled: filled.toString() };
  if (isFilled) {
    const settlement = !did('settlement') ? 'pending' : told.settlementFails ? 'failed' : 'settled';
    return { ...common, status: ['complete'], final: true, settlement };
  }
  if (canRefund && did('refund')) {
    return isRefunded
      ? { ...common, status: ['refunded'], stage: ['refunded'], ...endedBy('refund') }
      : { ...common, status: ['failed'], stage: ['refund_failed'], final: true };
  }
  if (did('cancel')) {
    return canRefund && told.owes
      ? { ...common, status: ['refunding'], stage: ['refund_pending'], final: false }
      : { ...common, status: ['cancelled'], stage: ['cancelled'], ...endedBy('cancel') };
  }
  if (isOver) {
    const { becomes, isStrict } = intentKinds[told.kind];
    // Where nothing may come any more, it may be called final or not.
    return { ...common, status: [becomes], ...(!isStrict && { final: false }) };
  }
  if (mayBeOver) {
    return { ...common, status: [intentKinds[told.kind].becomes, 'confirmed'] };
  }
  const stage = filled > 0n ? 'partially_filled' : 'intent_open';
  return { ...common, status: ['confirmed'], stage: [stage], final: false };
}

function mayBe(told: Told, status: Status, truth: Truth): boolean {
  const { did, isFilled, isRefunded } = factsOf(told, truth);
  const isOver = (truth.certainTime(told.destination.definition.id) ?? 0) > told.deadline;
  const { becomes } = intentKinds[told.kind];
  const isTimeUp = isOver && did('deposit');
  switch (status) {
    case 'pending':
    case 'reverted':
      return true;
    case 'confirmed':
      return did('deposit');
    case 'complete':
      return did('deposit') && isFilled;
    case 'refunded':
      return did('deposit') && isRefunded;
    case 'expired':
    case 'refunding':
    case 'cancelled':
    case 'failed':
      return (
        (becomes === status && isTimeUp) ||
        (status === 'failed' && did('refund') && told.refundFails) ||
        (did('cancel') && (status === 'refunding' || status === 'cancelled'))
      );
  }
}
