import type { Rules, Step, Waiting } from '../../core/rules.ts';

/** A step as a page shows it: for all kinds of its route at once. */
export interface RouteStep extends Step {
  /** What is said while it is awaited, and of which kinds where they differ. */
  says: readonly { kinds: readonly string[]; waiting: Waiting }[];
}

/** A route, and the kinds of operations that take it: none for the usual one. */
export interface Route {
  kinds: readonly string[];
  steps: readonly RouteStep[];
}

/**
 * The routes of a protocol, the usual one first. Kinds whose routes differ in no more than names and words share one; a step
 * that has several names is called by all of them.
 */
export function routesOf({ steps, kinds }: Rules): Route[] {
  const usual: Variant = { kind: '', steps };
  const groups: [Variant, ...Variant[]][] = [];
  for (const [kind, own] of Object.entries(kinds ?? {})) {
    const group = groups.find(([first]) => shapeOf(first.steps) === shapeOf(own));
    if (group) group.push({ kind, steps: own });
    else groups.push([{ kind, steps: own }]);
  }
  return [
    { kinds: [], steps: merge([usual]) },
    ...groups.map((group) => ({ kinds: group.map(({ kind }) => kind), steps: merge(group) })),
  ];
}

interface Variant {
  kind: string;
  steps: readonly Step[];
}

/** All of a route but names and words. */
const shapeOf = (steps: readonly Step[]): string =>
  JSON.stringify(
    renamed(
      steps,
      steps.map((_, index) => String(index)),
    ).map(({ waiting: { stage, place }, ...step }) => ({ ...step, stage, place })),
  );

function merge(variants: readonly [Variant, ...Variant[]]): RouteStep[] {
  const stepsAt = (index: number) =>
    variants.flatMap(({ kind, steps }) => {
      const step = steps[index];
      return step ? [{ kind, step }] : [];
    });
  const [{ steps }] = variants;
  const names = steps.map((_, index) =>
    [...new Set(stepsAt(index).map(({ step }) => step.name))].join(' / '),
  );
  return renamed(steps, names).map((step, index) => ({ ...step, says: saysOf(stepsAt(index)) }));
}

function saysOf(steps: readonly { kind: string; step: Step }[]): RouteStep['says'] {
  const said = new Map<string, { kinds: string[]; waiting: Waiting }>();
  for (const {
    kind,
    step: { waiting },
  } of steps) {
    const words = JSON.stringify(waiting);
    const known = said.get(words);
    if (known) known.kinds.push(kind);
    else said.set(words, { kinds: [kind], waiting });
  }
  return [...said.values()];
}

/** The same steps with these names, wherever they name one another. */
function renamed(steps: readonly Step[], names: readonly string[]): Step[] {
  const nameOf = (name: string): string =>
    names[steps.findIndex((step) => step.name === name)] ?? name;
  return steps.map(({ alternatives = [], settles = [], oneForEach, after, deadline, ...step }) => ({
    ...step,
    name: nameOf(step.name),
    alternatives: alternatives.map(nameOf),
    settles: settles.map(nameOf),
    ...(oneForEach !== undefined && { oneForEach: nameOf(oneForEach) }),
    ...(after !== undefined && { after: nameOf(after) }),
    ...(deadline && {
      deadline:
        deadline.at === 'told'
          ? deadline
          : { ...deadline, at: { ...deadline.at, after: nameOf(deadline.at.after) } },
    }),
  }));
}
