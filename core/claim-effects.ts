import { isAtHome } from './lend-services.ts';
import { CLOCK_SKEW_SECONDS, compareText, type About, type Leg, type Link } from './leg.ts';

/** A leg that brings another one about, and the group that it is in. */
interface Cause<L extends Leg> {
  leg: L;
  group: L[];
}

/**
 * Joins groups of legs of which one brought the other one about. Each leg with an `effect` link takes one leg with the same
 * key as a `cause`, in a group of its own or of another one, that is not later than itself and that no other has taken by
 * this key. Of several it takes the one whose group says most of what it says itself (destination, recipient, token,
 * content), and none that says anything else; of equals the first. By links of one rule a leg takes one cause, whatever it
 * names: where it pays many at once, the others are left without it. A refund goes to what is owed one alone: see `isOwed`.
 * What is lent to many groups is a cause in each of them, and in none of its own.
 *
 * @param groups in the order of their first legs, each in the order of the chain
 */
export function claimEffects<L extends Leg>(groups: L[][]): L[][] {
  const causes = causesOf(groups);
  if (causes.size === 0) return groups;
  const taken = new Set<Cause<L>>();
  const served = new Set<string>();
  const homes = new Map<L[], L[]>();
  const homeOf = (group: L[]): L[] => {
    const home = homes.get(group);
    return home ? homeOf(home) : group;
  };
  const effects = groups.flatMap((group) =>
    group.flatMap((leg) => linksOf(leg, 'effect').map((link) => ({ link, leg, group }))),
  );
  for (const { link, leg, group } of effects) {
    const service = `${leg.event} ${link.rule}`;
    if (served.has(service)) continue;
    const free = (causes.get(link.key) ?? []).filter(
      (cause) => !taken.has(cause) && isBefore(cause.leg, leg) && isOwed(cause, leg),
    );
    // Legs that an exact link holds together are told apart by nothing else.
    const own = free.find((cause) => homeOf(cause.group) === homeOf(group));
    const cause = own ?? bestOf(free, leg);
    if (!cause) continue;
    taken.add(cause);
    served.add(service);
    const [home, joining] = [homeOf(cause.group), homeOf(group)];
    if (home !== joining) homes.set(joining, home);
  }
  for (const [group] of homes) {
    const home = homeOf(group);
    home.push(...group.filter((leg) => !home.includes(leg)));
  }
  return groups.filter((group) => !homes.has(group));
}

/**
 * The group of what brought a lost leg about. It has lost its block with its cause most of the time, so that which of them
 * is taken does not count.
 */
export function homeOfEffect<L extends Leg>(
  groups: readonly L[][],
  lost: readonly L[],
): L[] | undefined {
  const causes = causesOf(groups);
  for (const leg of lost) {
    const candidates = linksOf(leg, 'effect').flatMap(({ key }) => causes.get(key) ?? []);
    const best = bestOf(candidates, leg);
    if (best) return best.group;
  }
  return undefined;
}

function causesOf<L extends Leg>(groups: readonly L[][]): Map<string, Cause<L>[]> {
  const causes = new Map<string, Cause<L>[]>();
  for (const group of groups) {
    for (const leg of group) {
      if (isAtHome(leg, group)) continue;
      for (const { key } of linksOf(leg, 'cause')) {
        if (isSpent(key, leg, group)) continue;
        const known = causes.get(key);
        if (known) known.push({ leg, group });
        else causes.set(key, [{ leg, group }]);
      }
    }
  }
  return causes;
}

/** What serves many is never settled itself: in the group of a final operation, its effect is. */
const isSpent = (key: string, { links }: Leg, group: readonly Leg[]): boolean =>
  links.some(({ kind }) => kind === 'serves') &&
  group.some((leg) => leg.links.some((link) => link.was === 'effect' && link.lookalike === key));

/** In an order that depends on the links alone. */
const linksOf = ({ links }: Leg, kind: 'cause' | 'effect'): Link[] =>
  links.filter((link) => link.kind === kind).toSorted((a, b) => compareText(a.key, b.key));

/** Whether one leg can have brought the other one about, as far as clocks tell. */
export const isBefore = (cause: Leg, effect: Leg): boolean =>
  cause.at.blockTime <= effect.at.blockTime + CLOCK_SKEW_SECONDS;

/**
 * A refund that names no operation may as well be another payment to the same address: it is one only for what was delivered
 * to nobody, once the deadline is over that the cause names.
 */
export function isOwed<L extends Leg>(
  { leg: cause, group }: { leg: L; group: readonly L[] },
  effect: L,
): boolean {
  if (effect.role !== 'refund') return true;
  const isDelivered = group.some(
    ({ role, outcome, canonical }) => canonical && role === 'destination' && outcome === 'success',
  );
  const { deadline = cause.at.blockTime } = cause.about;
  return !isDelivered && deadline <= effect.at.blockTime + CLOCK_SKEW_SECONDS;
}

function bestOf<L extends Leg>(causes: readonly Cause<L>[], effect: Leg): Cause<L> | undefined {
  let best: { cause: Cause<L>; agreeing: number } | undefined;
  for (const cause of causes) {
    const agreeing = agreement(cause.group, effect);
    if (agreeing !== null && agreeing > (best?.agreeing ?? -1)) best = { cause, agreeing };
  }
  return best?.cause;
}

/** What an effect says of the end of its operation, beside what a cause's group says of it. */
const traits: readonly ((about: About) => string | undefined)[] = [
  ({ destination }) => destination?.name,
  ({ recipient }) => recipient,
  ({ received, wanted }) => (wanted ?? received)?.token,
  ({ content }) => content,
];

/**
 * How much of what the effect says the group says too; null if it says something else. What carries an application's messages
 * speaks of its contracts: its word counts nothing here.
 */
function agreement(group: readonly Leg[], effect: Leg): number | null {
  let agreeing = 0;
  const speaking = group.filter(({ protocol }) => protocol === effect.protocol);
  for (const traitOf of traits) {
    const own = traitOf(effect.about);
    const told = speaking.flatMap(({ about }) => traitOf(about) ?? []);
    if (own === undefined || told.length === 0) continue;
    if (!told.includes(own)) return null;
    agreeing += 1;
  }
  return agreeing;
}
