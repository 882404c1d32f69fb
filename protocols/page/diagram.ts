import type { Step } from '../../core/rules.ts';

/**
 * A route as a Mermaid state diagram. Its boxes are statuses; in `confirmed` there is one for each step that is awaited, with
 * the stage of that. No arrow crosses the border of `confirmed`, which Mermaid cannot draw.
 */
export function diagramOf(steps: readonly Step[]): string[] {
  const line = steps.filter(({ required }) => required !== 'never');
  const [origin, ...awaited] = line;
  const beginnings = [origin?.name, ...detoursOf(steps, line).filter(isBeginning).map(nameOf)];
  return [
    'stateDiagram-v2',
    '  [*] --> pending',
    `  pending --> confirmed : ${beginnings.join(' or ')}`,
    '  pending --> reverted : a reorg, for good',
    '  state confirmed {',
    ...awaited.map((step) => `    ${boxOf(step, line)}`),
    ...arrowsOf(steps, line).map((arrow) => `    ${arrow}`),
    '  }',
    '  confirmed --> complete : all of this is firm',
    ...waysOut(steps).map((arrow) => `  ${arrow}`),
  ];
}

function boxOf(step: Step, line: readonly Step[]): string {
  const mark = step.required === 'promised' ? ' *' : '';
  return `state "${step.waiting.stage}<br/>${step.name}${mark}" as ${idOf(line.indexOf(step), line)}`;
}

/** The box of the step at this place of the line; behind the last one, the end. */
const idOf = (index: number, line: readonly Step[]): string =>
  index < line.length ? `s${index}` : '[*]';

/** From each step of the line to the next, and past those that another step does as well. */
function arrowsOf(steps: readonly Step[], line: readonly Step[]): string[] {
  const straight = line.map(({ name }, index) => {
    const from = index === 0 ? '[*]' : idOf(index, line);
    return `${from} --> ${idOf(index + 1, line)} : ${name}`;
  });
  const detours = detoursOf(steps, line).map(({ name, first, last }) => {
    const from = first === 0 ? '[*]' : idOf(first, line);
    return `${from} --> ${idOf(last + 1, line)} : ${name}`;
  });
  return [...straight, ...detours];
}

interface Detour {
  name: string;
  /** Places in the line of the first and the last step that it does as well. */
  first: number;
  last: number;
}

const isBeginning = ({ first }: Detour): boolean => first === 0;
const nameOf = ({ name }: Detour): string => name;

/** The steps beside the line, each with what it does instead of. */
function detoursOf(steps: readonly Step[], line: readonly Step[]): Detour[] {
  return steps
    .filter(({ required }) => required === 'never')
    .flatMap(({ name }) => {
      const isReplaced = (step: Step | undefined) => step?.alternatives?.includes(name) === true;
      const first = line.findIndex(isReplaced);
      if (first < 0) return [];
      // It leads past what may not be promised, but never past what is always awaited beside it.
      const stop = line.findIndex(
        (step, index) => index > first && step.required === 'always' && !isReplaced(step),
      );
      const passed = stop < 0 ? line : line.slice(0, stop);
      let last = Math.max(
        first,
        passed.findLastIndex((step) => step.required === 'always' && isReplaced(step)),
      );
      while (isReplaced(line[last + 1])) last += 1;
      return [{ name, first, last }];
    });
}

/** How it ends beside its completion: as `verdictOf` decides. */
function waysOut(steps: readonly Step[]): string[] {
  const namesOf = (role: Step['role']) =>
    steps.filter((step) => step.role === role).map(({ name }) => name);
  const [cancels, refunds] = [namesOf('cancel').join(' or '), namesOf('refund').join(' or ')];
  const deadlines = steps.flatMap((step) =>
    step.deadline ? [{ step, deadline: step.deadline }] : [],
  );
  const isExpiring = deadlines.some(({ deadline }) => deadline.becomes === 'expired');
  const isRefunding =
    cancels !== '' || deadlines.some(({ deadline }) => deadline.becomes === 'refunding');
  const called = refunds === '' ? 'cancelled' : 'refunding';
  const first = steps.flatMap(({ after }) => after ?? []).join(' or ') || cancels;
  return [
    ...deadlines.map(
      ({ step, deadline }) => `confirmed --> ${deadline.becomes} : no ${step.name} in time`,
    ),
    ...deadlines
      .filter(({ deadline }) => deadline.becomes === 'expired' && !deadline.isStrict)
      .map(({ step }) => `expired --> confirmed : a late ${step.name}`),
    ...(cancels === '' ? [] : [`confirmed --> ${called} : ${cancels}`]),
    ...(isExpiring && cancels !== '' ? [`expired --> ${called} : ${first}`] : []),
    ...(refunds === '' ? [] : [`${refundedFrom({ isRefunding, isExpiring })} : ${refunds}`]),
  ];
}

function refundedFrom({ isRefunding, isExpiring }: Record<'isRefunding' | 'isExpiring', boolean>) {
  if (isRefunding) return 'refunding --> refunded';
  return isExpiring ? 'expired --> refunded' : 'confirmed --> refunded';
}
