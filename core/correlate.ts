import { claimEffects, homeOfEffect } from './claim-effects.ts';
import { lendPayments } from './lend-payments.ts';
import { isService, lendServices } from './lend-services.ts';
import { CLOCK_SKEW_SECONDS, compareLegs, type Leg, type Link } from './leg.ts';

/**
 * Sorts legs into operations: one group of legs for each. Pure and independent of the order of `legs`; every leg is in
 * exactly one group, but for those that serve many: see `lendServices`.
 *
 * 1) Canonical legs that share an exact link belong together, transitively.
 * 2) Of these groups, one that lacks its arrival and one that lacks its departure belong together if they share a
 *    lookalike link: the earliest arrival takes the earliest departure before it.
 * 3) What serves many is lent to each of them. A group that another one brought about joins it: see `claimEffects`.
 * 4) What pays many is lent to each whom it pays: see `lendPayments`.
 * 5) Legs whose block was reorged away join a group that they share a link with, but never make two groups one: lost
 *    evidence must not glue what is left. Those of a sending whose number another one has now stay apart: see `bySending`.
 */
export function correlate<L extends Leg>(legs: readonly L[]): L[][] {
  const sorted = legs.toSorted(compareLegs);
  const paired = pairLookalikes(joinByExactLink(sorted.filter((leg) => leg.canonical)));
  const groups = claimEffects(lendServices(paired));
  const services = groups.filter(isService);
  const strays = joinByExactLink(sorted.filter((leg) => !leg.canonical)).flatMap((tied) => {
    const known = [...services, ...groups].find((group) => sharesLink(group, tied, isCertain));
    const [lost = [], ...apart] = bySending(tied, known);
    const home = known ?? groups.find(lacksWhat(lost));
    const [first] = home && services.includes(home) ? home : [];
    for (const group of groups) {
      if (group === home || (first && group.includes(first))) group.push(...lost);
    }
    return home ? apart : [lost, ...apart];
  });
  // What brought them about may be lost as well, and at home by now.
  for (const lost of strays) {
    const home = homeOfEffect(groups, lost);
    if (home) home.push(...lost);
    else groups.push(lost);
  }
  return lendPayments(groups);
}

type LinkTest = (link: Link) => boolean;
const isLookalike: LinkTest = ({ kind }) => kind === 'lookalike';
const isCertain: LinkTest = ({ kind }) => kind === 'exact' || kind === 'settled';

/** The keys of a group's links of one sort. */
function keysOf(legs: readonly Leg[], test: LinkTest): string[] {
  return legs.flatMap((leg) => leg.links.filter(test).map(({ key }) => key));
}

function sharesLink(a: readonly Leg[], b: readonly Leg[], test: LinkTest): boolean {
  const keys = new Set(keysOf(a, test));
  return keysOf(b, test).some((key) => keys.has(key));
}

function hasDeparture(group: readonly Leg[]): boolean {
  return group.some(({ role }) => role === 'origin');
}

function hasArrival(group: readonly Leg[]): boolean {
  return group.some(({ role }) => role !== 'origin');
}

/**
 * Lost legs that an exact link ties, apart by what was sent. Many protocols number what is sent, so that after a reorg somebody
 * else's may have the number. First come those of the sending that has the number, which is the one of `home`, else the one that
 * was lost last, with all that belongs to no other; then those of each other one.
 */
function bySending<L extends Leg>(lost: readonly L[], home: readonly L[] = []): L[][] {
  const own = lost.filter(({ role }) => role === 'origin');
  const standing = home.filter(({ role, canonical }) => role === 'origin' && canonical);
  const last = own.filter(({ at }) => at.transaction === own.at(-1)?.at.transaction);
  const named = standing.length > 0 ? standing : last;
  const others = own.filter(
    (leg) =>
      named.some((other) => isAnotherSending(leg, other)) &&
      !named.some((other) => leg.at.transaction === other.at.transaction),
  );
  const apart = new Set(others.map(({ at }) => at.transaction));
  const groups = groupBy(lost, ({ at }) => (apart.has(at.transaction) ? at.transaction : null));
  const rest = groups.get(null) ?? [];
  groups.delete(null);
  return [rest, ...groups.values()];
}

/** True of two sendings that tell another message, or another recipient. */
function isAnotherSending(a: Leg, b: Leg): boolean {
  if (a.step !== b.step || a.protocol !== b.protocol) return false;
  const differs = (key: 'content' | 'recipient') =>
    a.about[key] !== undefined && b.about[key] !== undefined && a.about[key] !== b.about[key];
  return differs('content') || differs('recipient');
}

/** Finds the group that would be whole again with these lost legs. */
function lacksWhat(lost: readonly Leg[]): (group: readonly Leg[]) => boolean {
  return (group) =>
    sharesLink(group, lost, isLookalike) &&
    !(hasDeparture(group) && hasDeparture(lost)) &&
    !(hasArrival(group) && hasArrival(lost));
}

/** Union-find over exact links. Groups and their legs come in the order of `sorted`. */
function joinByExactLink<L extends Leg>(sorted: readonly L[]): L[][] {
  const parents = new Map<string, string>();
  const rootOf = (key: string): string => {
    let root = key;
    for (
      let next = parents.get(root);
      next !== undefined && next !== root;
      next = parents.get(root)
    ) {
      // Halving the path keeps it short without recursion.
      parents.set(root, parents.get(next) ?? next);
      root = next;
    }
    return root;
  };
  const nodeOf = (leg: Leg) => `event ${leg.event}`;
  for (const leg of sorted) {
    for (const key of keysOf([leg], isCertain)) parents.set(rootOf(key), rootOf(nodeOf(leg)));
  }
  return [...groupBy(sorted, (leg) => rootOf(nodeOf(leg))).values()];
}

/** First come, first served among groups that no exact link can tell apart. */
function pairLookalikes<L extends Leg>(groups: L[][]): L[][] {
  const departures = groups.filter((group) => hasDeparture(group) && !hasArrival(group));
  const departuresByKey = new Map<string, L[][]>();
  for (const group of departures) {
    for (const key of new Set(keysOf(group, isLookalike))) {
      departuresByKey.set(key, [...(departuresByKey.get(key) ?? []), group]);
    }
  }
  const taken = new Set<L[]>();
  const paired = new Set<L[]>();
  for (const arrival of groups.filter((group) => !hasDeparture(group))) {
    const departure = keysOf(arrival, isLookalike)
      .flatMap((key) => departuresByKey.get(key) ?? [])
      .find((group) => !taken.has(group) && isBefore(group, arrival));
    if (!departure) continue;
    departure.push(...arrival);
    taken.add(departure);
    paired.add(arrival);
  }
  return groups.filter((group) => !paired.has(group));
}

function isBefore(departure: readonly Leg[], arrival: readonly Leg[]): boolean {
  const left = departure[0]?.at.blockTime ?? 0;
  const arrived = arrival[0]?.at.blockTime ?? 0;
  return left <= arrived + CLOCK_SKEW_SECONDS;
}

function groupBy<T, K>(values: readonly T[], keyOf: (value: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const value of values) {
    const key = keyOf(value);
    const group = groups.get(key);
    if (group) group.push(value);
    else groups.set(key, [value]);
  }
  return groups;
}
