import type { ChainId } from '../../core/chain.ts';
import type { Rules } from '../../core/rules.ts';
import type { Deployment, ProtocolDefinition } from '../define.ts';
import type { Since } from '../beginning.ts';
import { contractTables } from './contract-tables.ts';
import { namesText } from './names-text.ts';
import { routeSection } from './route-section.ts';
import { routesOf } from './routes.ts';
import { stageTable } from './stage-table.ts';

/** What is above this line is written by hand; what is below it comes of the protocol's rules and definition. */
export const boundary =
  '<!-- Above this line: by hand. Below it: written by `npm run docs` from the rules, and overwritten. -->';

/**
 * A protocol's page, in Markdown.
 *
 * @param page.before the page as it is: what is above its boundary stays. Without one, a title alone is above.
 * @param page.nameOf a chain's short name; undefined for one that is not known without configuration
 */
export function protocolPage<D extends Deployment>(
  definition: ProtocolDefinition<D>,
  { before, nameOf }: { before: string; nameOf: (chain: ChainId) => string | undefined },
): string {
  const [byHand = ''] = before.includes(boundary) ? before.split(boundary) : [];
  const { name, rules, since } = definition;
  const routes = routesOf(rules);
  const lines = [
    byHand.trim() || `# ${name}`,
    '',
    boundary,
    '',
    '## The way of an operation',
    '',
    legend,
    '',
    ...holdsForAll(rules),
    ...(routes.length > 1
      ? ['- Kinds of operations that have no section of their own take the usual route.']
      : []),
    '',
    ...routes.flatMap((route, index) => [
      ...routeSection(route, { earlier: routes.slice(0, index), nameOf }),
      '',
    ]),
    '## Stages',
    '',
    'All that an operation of this protocol can be in, in the order of `core/status.ts`.',
    '',
    ...stageTable(rules),
    '',
    '## Contracts',
    '',
    'Without configuration. A chain without a name here needs its definition or its configuration. Below a block that is told here is nothing of use.',
    ...(since ? ['', ageOf(since, nameOf)] : []),
    '',
    ...contractTables(definition, nameOf),
  ];
  return `${lines.join('\n').trim()}\n`;
}

/** Since when a protocol is on main networks, for those who choose where to begin. */
function ageOf({ day, on = {} }: Since, nameOf: (chain: ChainId) => string | undefined): string {
  // CAST: the keys are chain ids.
  const own = Object.entries(on).map(
    ([id, later]) => `on ${nameOf(id as ChainId) ?? id} than ${later}`,
  );
  return `On main networks nothing of it is older than ${[day, ...own].join(', ')}. Where no block is told, \`START_BLOCK_<id>=deployment\` begins there.`;
}

const legend = [
  'The boxes of a diagram are statuses. Inside `confirmed` each box is a stage, and under it the step that is awaited; an arrow',
  'is the step that happens. A step with a star is there only if the operation promises it, and is passed over otherwise. Any',
  'arrow goes back when a reorg takes its step away.',
].join('\n');

const DAY_SECONDS = 86_400;

function holdsForAll({
  destinationProvesOrigin,
  transitSecondsMax,
  carriedBy,
  amounts,
  paces,
}: Rules) {
  return [
    destinationProvesOrigin
      ? '- The destination accepts nothing but what is proven to come from the origin: where the origin is not read, completion does not need it.'
      : '- The destination proves no origin: completion needs it in any case.',
    ...(transitSecondsMax === undefined
      ? []
      : [
          `- What arrives without an origin, though the origin's chain was read for ${transitSecondsMax / DAY_SECONDS} days before, is flagged as \`delivered_without_source\`.`,
        ]),
    ...(carriedBy ? [`- Its messages are carried by ${carriedBy.join(', ')}.`] : []),
    ...(amounts
      ? [
          `- What is received is ${amounts === 'equal' ? 'equal to' : 'at most'} what was sent, or flagged.`,
        ]
      : []),
    ...(paces
      ? [
          `- Operations of a lane go at several paces, and are compared with those of their own alone: ${namesText(paces.names)}.`,
        ]
      : []),
  ];
}
