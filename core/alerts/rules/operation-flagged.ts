import { laneSubject, type Finding, type Lane, type Severity } from '../alert.ts';
import { plainText } from '../plain-text.ts';
import { sayLane, type ChainNames } from '../say-lane.ts';
import { sayValue, type ValuePlace } from '../say-value.ts';

/** The rules that flag operations by what their legs say. */
export type FlagRule = 'conflict' | 'spec_gap';

/** An operation with what is wrong with it. */
export interface FlaggedOperation {
  id: string;
  /** Conflicts by their names, or sentences of spec gaps. */
  flags: readonly string[];
  status: string;
  value: ValuePlace | null;
}

/** A lane with its flagged operations that nobody has closed. */
export interface FlaggedLane {
  lane: Lane;
  count: number;
  /** The newest ones, at most so many as are told one by one. */
  operations: readonly FlaggedOperation[];
}

const TEXT_LENGTH_MAX = 300;
const EXAMPLES_MAX = 5;

const words: Readonly<Record<FlagRule, { title: string; action: string }>> = {
  conflict: {
    title: 'Conflict',
    action:
      'Look at the transactions of its legs, and tell the protocol: value may have been paid out twice or without cover.',
  },
  spec_gap: {
    title: 'Spec gap',
    action:
      'The facts count, and the status is as they say. Compare the legs with the rules of the protocol, and report it.',
  },
};

const meanings: Readonly<Record<string, string>> = {
  refund_and_fill: 'the value came back, and was delivered',
  double_delivery: 'it was delivered twice',
  content_mismatch: 'its legs tell different messages',
  amount_mismatch: 'what was received does not fit what was sent',
  delivered_without_source:
    'it was delivered, and its origin is in none of the blocks where it should be: it may be an exploit',
};

/** A lane as the subject of the alert for all of its flagged operations. */
export const laneAlertSubject = (lane: Lane) => `lane ${laneSubject(lane)}`;

/** From so many on a lane they are one alert, which it stays until there are fewer than the second number. */
export interface GroupBounds {
  groupFrom: number;
  groupBelow: number;
}

/** One finding for each flagged operation; for a lane with many of them, one for all. */
export function decideFlagged(
  rule: FlagRule,
  lanes: readonly FlaggedLane[],
  {
    groupFrom,
    groupBelow,
    isLive,
    names,
    severity,
  }: GroupBounds & {
    /** Whether a lane, by the subject of its alert, has one for all of them. */
    isLive: (subject: string) => boolean;
    names: ChainNames;
    severity: Severity;
  },
): Finding[] {
  const { title, action } = words[rule];
  return lanes.flatMap(({ lane, count, operations }): Finding[] => {
    const subject = laneAlertSubject(lane);
    if (count >= (isLive(subject) ? groupBelow : groupFrom)) {
      const flags = new Set(operations.flatMap((operation) => operation.flags));
      const examples = operations.slice(0, EXAMPLES_MAX).map(({ id }) => id);
      return [
        {
          rule,
          subject,
          severity,
          lane,
          chain: null,
          operation: null,
          size: count,
          text: {
            title: `${title} of ${count} operations: ${sayLane(lane, names)}`,
            happened: `Of the newest ones: ${sayFlags([...flags])}.`,
            pending: `Among them ${examples.join(', ')}.`,
            value: null,
            action,
          },
        },
      ];
    }
    return operations.map((operation) => ({
      rule,
      subject: operation.id,
      severity,
      lane,
      chain: null,
      operation: operation.id,
      text: {
        title: `${title}: ${sayLane(lane, names)}`,
        happened: `${operation.id}: ${sayFlags(operation.flags)}.`,
        pending: `Its status is ${operation.status}.`,
        value: sayValue(operation.value, names),
        action,
      },
    }));
  });
}

const sayFlags = (flags: readonly string[]) =>
  plainText(flags.map((flag) => meanings[flag] ?? flag).join('; '), TEXT_LENGTH_MAX);
