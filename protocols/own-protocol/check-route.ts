import { checkRules } from '../../core/check-rules.ts';
import { checkDeadline } from './check-deadline.ts';
import { secondsOf } from './duration.ts';
import { endOf } from './ends.ts';
import { listOf, type Fault, type OwnRole, type ReadEvent } from './read-events.ts';
import { rulesOf } from './rules-of.ts';
import type { Own, OwnEntry } from './schema.ts';

/** Whether the events make a route: one way from an origin to a destination, and what each says fits its place there. */
export function checkRoute(own: Own, events: readonly ReadEvent[]): Fault[] {
  const ends = [...checkEnd('origin', events), ...checkEnd('destination', events)];
  if (ends.length > 0) return ends;
  const faults = events.flatMap((event) => [
    ...checkPlace(event),
    ...checkPromises(event, events),
    ...checkChains(event, own, events),
    ...checkUsual(event),
  ]);
  if (faults.length > 0) return faults;
  const late = checkDeadline(own, events);
  if (late.length > 0) return late;
  return checkRules(rulesOf('it', own, events)).map((fault) => ({
    path: ['events'],
    message: `must be a route that can be followed: ${fault}`,
  }));
}

function checkEnd(role: OwnRole, events: readonly ReadEvent[]): Fault[] {
  const [first, ...others] = events.filter(({ entry }) => entry.role === role);
  if (!first) return [{ path: ['events'], message: `must have an event with the role ${role}` }];
  return others.map(({ name }) => ({
    path: ['events', name, 'role'],
    message: `must be that of one event, and ${first.name} has it: if both are the same step, say sameAs: '${first.name}' here instead`,
  }));
}

/** What only events of these roles say; the schema has looked at all but those that are the same as others. */
const sayers: readonly (readonly [roles: readonly OwnRole[], ...keys: (keyof OwnEntry)[]])[] = [
  [['origin'], 'deadline', 'promises'],
  [['origin', 'destination'], 'sender', 'recipient', 'amount', 'token'],
];

function checkPlace({ name, role, side, entry }: ReadEvent): Fault[] {
  const path = (key: string) => ['events', name, key];
  const misplaced = sayers.flatMap(([roles, ...keys]) =>
    roles.includes(role)
      ? []
      : keys
          .filter((key) => entry[key] !== undefined)
          .map((key) => ({
            path: path(key),
            message: `must be left out: only an event with the role ${listOf(roles)} tells it`,
          })),
  );
  if (entry[side] === undefined) return misplaced;
  const message = `must be left out: the ${side} is the chain that this event is on`;
  return [...misplaced, { path: path(side), message }];
}

function checkPromises({ name, entry }: ReadEvent, events: readonly ReadEvent[]): Fault[] {
  const actions = events.filter((event) => event.entry.role === 'action').map((one) => one.name);
  return Object.keys(entry.promises ?? {})
    .filter((action) => !actions.includes(action))
    .map((action) => ({
      path: ['events', name, 'promises'],
      message: `must name events with the role action (${listOf(actions)}), and names ${action}`,
    }));
}

/** Whether the chains that an event does not tell by a field are known. */
function checkChains(event: ReadEvent, own: Own, events: readonly ReadEvent[]): Fault[] {
  const { name, entry } = event;
  const count = Object.keys(own.chains).length;
  return (['origin', 'destination'] as const).flatMap((side) => {
    const end = endOf(side, event, own, events);
    if (end?.type === 'chain' && end.chain === 'other' && count !== 2) {
      const message = `must be the id of a chain: of ${count} chains, none is the other one`;
      return [{ path: ['events', name, side, 'chain'], message }];
    }
    const isLinked = entry.link.some(
      (part) => typeof part === 'object' && 'chain' in part && part.chain === side,
    );
    if (end !== null || !isLinked) return [];
    const message = `must not have the chain of the ${side}, which ${name} does not tell: say ${side}, a field or { chain: 'eip155:1' }`;
    return [{ path: ['events', name, 'link'], message }];
  });
}

function checkUsual({ name, entry: { usual } }: ReadEvent): Fault[] {
  if (!usual || secondsOf(usual.lateAfter) >= secondsOf(usual.takes)) return [];
  const message = `must be ${usual.takes} or longer, which it usually takes`;
  return [{ path: ['events', name, 'usual', 'lateAfter'], message }];
}
