import type { ChainId } from '../../core/chain.ts';
import { movers, type Step, type Usual, type Waiting } from '../../core/rules.ts';
import { diagramOf } from './diagram.ts';
import { namesText } from './names-text.ts';
import type { Route, RouteStep } from './routes.ts';
import { spanText } from './span-text.ts';
import { table } from './table.ts';

/**
 * What a page says of one route: its diagram, what completes it, its steps, its deadlines, and what nothing waits for.
 *
 * @param page.earlier the routes above it: steps of which they say the same are named only
 * @param page.nameOf a chain's short name; undefined for one that is not known without configuration
 */
export function routeSection(
  { kinds, steps }: Route,
  {
    earlier,
    nameOf,
  }: { earlier: readonly Route[]; nameOf: (chain: ChainId) => string | undefined },
): string[] {
  // It is required, or it is what an operation waits for on its way back.
  const isAwaited = ({ required, role, name }: Step) =>
    required !== 'never' || role === 'refund' || steps.some(({ after }) => after === name);
  const others = steps.filter((step) => !isAwaited(step));
  const rows = steps
    .filter(isAwaited)
    .map((step) => ({ name: step.name, cells: rowOf(step, steps) }));
  const isKnown = ({ cells }: (typeof rows)[number]) =>
    earlier.some((route) =>
      route.steps.some((step) => String(rowOf(step, route.steps)) === String(cells)),
    );
  const known = rows.filter(isKnown);
  const fresh = table(
    ['step', 'role', 'on', 'required', 'it waits for', 'who can act, and how', 'value'],
    rows.filter((row) => !isKnown(row)).map(({ cells }) => cells),
  );
  const title = `### ${kinds.length === 0 ? 'The usual route' : kinds.map((kind) => `\`${kind}\``).join(', ')}`;
  const [only, ...more] = steps;
  if (only && more.length === 0) {
    const text = `**Complete** with \`${only.name}\` alone, once it is firm: this is what one is that belongs to nothing else here.`;
    return [title, '', text];
  }
  return [
    title,
    '',
    '```mermaid',
    ...diagramOf(steps),
    '```',
    '',
    completionOf(steps),
    '',
    ...fresh,
    ...(fresh.length === 0 ? [] : ['']),
    ...(known.length === 0 ? [] : [`As above: ${namesText(known.map(({ name }) => name))}.`, '']),
    `Deadlines: ${deadlinesText(steps)}`,
    '',
    ...usualTexts(steps, nameOf),
    ...(others.length === 0
      ? ['Nothing else is read.']
      : ['Read where it happens, and never awaited:', '', ...others.map(asideText(steps))]),
  ];
}

const rowOf = (step: RouteStep, steps: readonly Step[]): string[] => [
  `\`${step.name}\``,
  step.role,
  `the ${step.side}`,
  requiredText(step, steps),
  saidText(step, ({ what }) => what),
  saidText(step, actText),
  valueText(step),
];

function completionOf(steps: readonly Step[]): string {
  const namesOf = (required: Step['required']) =>
    steps.filter((step) => step.required === required).map(({ name }) => name);
  const promised = namesOf('promised');
  const always = namesOf('always');
  const [are, each] =
    always.length === 1 ? ['is', 'on its chain'] : ['are', 'each on its own chain'];
  const also =
    promised.length === 0
      ? ''
      : `, and, where the operation promises ${promised.length === 1 ? 'it' : 'them'}, ${namesText(promised)}`;
  const alike = steps
    .filter(({ required }) => required !== 'never')
    .map((step) => ({ name: step.name, shown: shownBy(step, steps) }))
    .filter(({ shown }) => shown.length > 0)
    .map(({ name, shown }) => `${namesText(shown, 'or')} for \`${name}\``);
  const either =
    alike.length === 0 ? '' : ` A step that shows another counts for it: ${alike.join('; ')}.`;
  return `**Complete** once ${namesText(always)} ${are} firm, ${each}${also}.${either}`;
}

/** The steps on the way that show this one as well. */
const shownBy = ({ alternatives = [] }: Step, steps: readonly Step[]): string[] =>
  alternatives.filter((name) =>
    steps.some((step) => step.name === name && step.required !== 'never'),
  );

function requiredText(step: Step, steps: readonly Step[]): string {
  const { required, oneForEach, isPartial, settles = [] } = step;
  const shown = shownBy(step, steps);
  const words = [
    { always: 'always', promised: 'if promised', never: 'on the way back' }[required],
    ...(isPartial ? ['in one or more parts'] : []),
    ...(oneForEach === undefined ? [] : [`one for each \`${oneForEach}\``]),
    ...(shown.length > 0 ? [`${namesText(shown, 'or')} shows it too`] : []),
    ...(settles.length > 0 ? [`as settlement after ${namesText(settles, 'or')}`] : []),
  ];
  return words.join('; ');
}

/** Where kinds of a route have words of their own, each is named. */
function saidText({ says }: RouteStep, wordsOf: (waiting: Waiting) => string): string {
  const words = new Map<string, string[]>();
  for (const { kinds, waiting } of says) {
    const text = wordsOf(waiting);
    words.set(text, [...(words.get(text) ?? []), ...kinds]);
  }
  if (words.size === 1) return [...words.keys()].join('');
  return [...words].map(([text, kinds]) => `${namesText(kinds)}: ${text}`).join('<br/>');
}

function actText({ mover, who, action, reserved }: Waiting): string {
  const only = reserved
    ? ` Where \`details.${reserved.by}\` is told: ${moverText(reserved.mover, reserved.who)}.`
    : '';
  return `${moverText(mover, who)}.${only} ${action}`;
}

/** The kind of mover, where the words for who it is do not say it. */
function moverText(mover: Waiting['mover'], who: string): string {
  const isSaid = movers.some((known) => known === mover && who.includes(known));
  return isSaid ? `**${who}**` : `**${who}** (\`${mover}\`)`;
}

function valueText({ moves, waiting: { place } }: Step): string {
  return [
    ...(place === undefined ? [] : [`meanwhile \`${place}\``]),
    ...(moves === undefined ? [] : [`then \`${moves}\``]),
  ].join(', ');
}

function deadlinesText(steps: readonly Step[]): string {
  const texts = steps.flatMap(({ name, deadline }) => {
    if (!deadline) return [];
    const until =
      deadline.at === 'told'
        ? 'until the time that the operation names, if it names one'
        : `within ${deadline.at.seconds} seconds after \`${deadline.at.after}\``;
    const late = deadline.isStrict ? 'The protocol refuses it later.' : 'A later one still counts.';
    return [
      `\`${name}\` ${until}. Once its chain was read past that time without it, the operation is \`${deadline.becomes}\`. ${late}`,
    ];
  });
  return texts.length === 0 ? 'none; it waits for as long as it takes.' : texts.join(' ');
}

function usualTexts(
  steps: readonly Step[],
  nameOf: (chain: ChainId) => string | undefined,
): string[] {
  const rows = steps.flatMap(({ name, usual }) =>
    usual
      ? [
          [`\`${name}\``, usual.from ? 'any other' : 'any', ...spansOf(usual)],
          ...Object.entries(usual.from ?? {}).map(([chain, from]) => [
            `\`${name}\``,
            // CAST: the keys are chain ids.
            nameOf(chain as ChainId) ?? chain,
            ...spansOf(from),
          ]),
        ]
      : [],
  );
  if (rows.length === 0) return [];
  return [
    'How long a step usually takes after the one before; what takes longer is late, not over:',
    '',
    ...table(['step', 'origin', 'usually', 'late after'], rows),
    '',
  ];
}

const spansOf = ({ seconds, lateAfter }: Usual) => [spanText(seconds), spanText(lateAfter)];

const asideText =
  (steps: readonly Step[]) =>
  (step: Step): string => {
    const instead = steps.filter(({ alternatives }) => alternatives?.includes(step.name));
    const does =
      instead.length > 0
        ? `does as well as ${namesText(instead.map(({ name }) => name))}`
        : { cancel: 'calls the operation off', settlement: 'pays who delivered' }[
            step.role as string
          ];
    const then = step.moves === undefined ? '' : `; the value is then at \`${step.moves}\``;
    return `- \`${step.name}\` (${step.role}, on the ${step.side}) ${does ?? 'is shown with the operation'}${then}.`;
  };
