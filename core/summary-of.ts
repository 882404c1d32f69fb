import type { LegView, Operation } from './operation.ts';
import { stepsOf, type Rules, type Step } from './rules.ts';
import { sizeBucketOf, type SizeBucket } from './size-bucket.ts';
import { isTerminal } from './status.ts';

/** What aggregates need of an operation beside its row. */
export interface OperationSummary {
  /**
   * Chain time (Unix seconds) of what ended it: of `complete`, when everything that completion requires was there. Null while
   * it is open, and where no leg tells, as where its origin was reorged away.
   */
  endedAt: number | null;
  /** From the first leg that still stands to `endedAt`, of a complete one alone. */
  seconds: number | null;
  sizeBucket: SizeBucket;
  /** Steps that completion requires, in the order of the route. */
  required: string[];
  /** Steps with a firm leg that succeeded. */
  reached: string[];
  /** Steps that another leg did instead. */
  skipped: string[];
  /** The step that it waits for, or the first one that it ended without; null once it is complete. */
  stoppedAt: string | null;
}

/** An operation as a fold gives it, or as its row keeps it. */
export type Summarized = Pick<Operation, 'kind' | 'status' | 'completion' | 'about'> & {
  pending: Pick<NonNullable<Operation['pending']>, 'step'> | null;
  legs: readonly SummarizedLeg[];
};
type SummarizedLeg = Pick<LegView, 'step' | 'role' | 'inclusion' | 'outcome'> & {
  at: { blockTime: number } | null;
};

/**
 * Sums an operation up, by its protocol's rules. Only firm legs count, so that a reorg near the head changes nothing.
 *
 * @param rules undefined where the protocol is not configured any more: what another leg did instead is not known then
 */
export function summaryOf(operation: Summarized, rules: Rules | undefined): OperationSummary {
  const { legs, completion, pending, about, status } = operation;
  const firm = legs.filter(isFirm);
  const missing = isTerminal(status) && status !== 'complete' ? completion.missing[0] : undefined;
  const endedAt = endedAtOf(operation, firm, rules);
  const beganAt = lowest(times(legs.filter(({ inclusion }) => stands.has(inclusion))));
  return {
    endedAt,
    seconds:
      status === 'complete' && endedAt !== null && beganAt !== null ? endedAt - beganAt : null,
    sizeBucket: sizeBucketOf(about.sent ?? about.received),
    required: completion.requires,
    reached: distinct(firm),
    skipped: distinct(legs.filter(({ inclusion }) => inclusion === 'skipped')),
    stoppedAt: pending?.step ?? missing ?? null,
  };
}

/** What is in a block that counts. An origin that a reorg took back may come again later: its time is that of the second one. */
const stands: ReadonlySet<LegView['inclusion']> = new Set(['included', 'confirmed', 'finalized']);

const isFirm = ({ inclusion, outcome }: SummarizedLeg) =>
  (inclusion === 'confirmed' || inclusion === 'finalized') && outcome === 'success';

const distinct = (legs: readonly SummarizedLeg[]) => [...new Set(legs.map(({ step }) => step))];

/**
 * 1) complete: when the last of the required steps was there. 2) refunded, cancelled: the last leg of that role. 3) failed:
 * the last firm leg, whatever its outcome. 4) reverted: nothing is left that tells.
 */
function endedAtOf(
  { status, legs, kind, completion }: Summarized,
  firm: readonly SummarizedLeg[],
  rules: Rules | undefined,
): number | null {
  switch (status) {
    case 'complete': {
      const steps = rules ? stepsOf(rules, kind) : [];
      const required = completion.requires.map((name) => {
        const step = steps.find((one) => one.name === name);
        return step ? doneAt(step, steps, firm) : latest(firm.filter((leg) => leg.step === name));
      });
      return highest(required.filter((time) => time !== null)) ?? latest(firm);
    }
    case 'refunded':
      return latest(firm.filter(({ role }) => role === 'refund')) ?? latest(firm);
    case 'cancelled':
      return latest(firm.filter(({ role }) => role === 'cancel')) ?? latest(firm);
    case 'failed':
      return latest(
        legs.filter(({ inclusion }) => inclusion === 'confirmed' || inclusion === 'finalized'),
      );
    case 'pending':
    case 'confirmed':
    case 'expired':
    case 'refunding':
    case 'reverted':
      return null;
  }
}

/** When a step was done: with its first leg, or with the first of another step that does as well; in parts, with the last. */
function doneAt(step: Step, steps: readonly Step[], firm: readonly SummarizedLeg[]): number | null {
  if (step.byCarrier) {
    return latest(firm.filter((leg) => !steps.some(({ name }) => name === leg.step)));
  }
  const own = firm.filter((leg) => leg.step === step.name);
  if ((step.isPartial || step.oneForEach !== undefined) && own.length > 0) return latest(own);
  return lowest(
    times([...own, ...firm.filter((leg) => step.alternatives?.includes(leg.step) === true)]),
  );
}

const times = (legs: readonly SummarizedLeg[]) => legs.flatMap(({ at }) => at?.blockTime ?? []);
const latest = (legs: readonly SummarizedLeg[]) => highest(times(legs));
const highest = (values: readonly number[]) => (values.length > 0 ? Math.max(...values) : null);
const lowest = (values: readonly number[]) => (values.length > 0 ? Math.min(...values) : null);
