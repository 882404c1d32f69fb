import type { Rules, Step } from '../../core/rules.ts';
import { stageMeanings, stages, type Stage } from '../../core/status.ts';
import { namesText } from './names-text.ts';
import { table } from './table.ts';

/** The stages that operations of a protocol can be in, with what is awaited in each. */
export function stageTable(rules: Rules): string[] {
  const steps = awaitedSteps(rules);
  const ordinary = ordinaryStages(rules);
  const failing = new Set(failingStagesOf(steps));
  const noteOf = (stage: Stage): string =>
    ordinary.has(stage)
      ? awaitedIn(stage, steps)
      : 'only where an event says of its step that it failed';
  return table(
    ['stage', 'meaning', 'awaited step'],
    stages
      .filter((stage) => ordinary.has(stage) || failing.has(stage))
      .map((stage) => [`\`${stage}\``, stageMeanings[stage], noteOf(stage)]),
  );
}

/** Of a way of one step there is nothing to wait for. */
const awaitedRoutes = ({ steps, kinds }: Rules): (readonly Step[])[] =>
  [steps, ...Object.values(kinds ?? {})].filter(({ length }) => length > 1);

const awaitedSteps = (rules: Rules): Step[] => awaitedRoutes(rules).flat();

/** The stages that operations of a protocol can be in without an event that says of itself that it failed. */
export function ordinaryStages(rules: Rules): ReadonlySet<Stage> {
  const stages = new Set(stagesOf(awaitedSteps(rules)));
  // Where each delivery is paid for, that is what is said of it.
  const isPaidFor = (route: readonly Step[]) => route.some(({ role }) => role === 'settlement');
  if (awaitedRoutes(rules).every(isPaidFor)) stages.delete('delivered');
  return stages;
}

const isRequired = ({ required }: Step): boolean => required !== 'never';

function awaitedIn(stage: Stage, steps: readonly Step[]): string {
  const awaited = steps.filter((step) => isRequired(step) && step.waiting.stage === stage);
  return namesText([...new Set(awaited.map(({ name }) => name))], 'or');
}

/** As `verdictOf` gives them. */
function stagesOf(steps: readonly Step[]): Stage[] {
  const required = steps.filter(isRequired);
  const hasRole = (role: Step['role']) => steps.some((step) => step.role === role);
  const when = (isSo: boolean, ...of: Stage[]): Stage[] => (isSo ? of : []);
  const shown = steps.filter(
    (step) =>
      isRequired(step) || required.some(({ alternatives }) => alternatives?.includes(step.name)),
  );
  const seen = shown.filter(({ isUnseen }) => !isUnseen);
  const names = new Set<string>(
    seen.flatMap(({ role }) => [`${role}_included`, `${role}_orphaned`]),
  );
  const ends = steps.flatMap(({ deadline }) => deadline?.becomes ?? []);
  const isPaidLater =
    hasRole('settlement') || steps.some(({ settles }) => (settles ?? []).length > 0);
  return [
    'awaiting_origin',
    'origin_missing',
    'delivered',
    'superseded',
    ...required.map(({ waiting }) => waiting.stage),
    ...stages.filter((stage) => names.has(stage)),
    ...when(
      required.some(({ side }) => side === 'destination'),
      'destination_not_covered',
    ),
    ...when(
      steps.some(({ isPartial }) => isPartial),
      'partially_filled',
    ),
    ...when(isPaidLater, 'settlement_pending', 'settled'),
    ...when(ends.includes('expired'), 'expired_unfilled'),
    ...when(ends.includes('failed'), 'failed'),
    ...when(hasRole('cancel'), 'cancel_included'),
    ...when(ends.includes('cancelled') || (hasRole('cancel') && !hasRole('refund')), 'cancelled'),
    ...when(
      hasRole('refund') && (hasRole('cancel') || ends.includes('refunding')),
      'refund_pending',
    ),
    ...when(
      steps.some(({ role, isUnseen }) => role === 'refund' && !isUnseen),
      'refund_included',
      'refunded',
    ),
  ];
}

function failingStagesOf(steps: readonly Step[]): Stage[] {
  const hasRefund = steps.some(({ role }) => role === 'refund');
  const hasAction = steps.some((step) => isRequired(step) && step.role === 'action');
  const isPaidLater = steps.some(({ role, settles }) => role === 'settlement' || settles?.length);
  const when = (isSo: boolean, stage: Stage): Stage[] => (isSo ? [stage] : []);
  return [
    'origin_failed',
    'delivery_failed_retryable',
    ...when(hasAction, 'action_failed'),
    ...when(isPaidLater, 'settlement_failed'),
    ...when(hasRefund, 'refund_failed'),
    // What was delivered does not come back.
    ...when(!hasRefund || hasAction, 'failed'),
  ];
}
