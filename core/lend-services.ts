import { compareLegs, type Leg, type Link } from './leg.ts';

/**
 * Lends groups that serve others to those: one that has a `serves` link comes whole into each group that has its key as an
 * exact link, and stays a group of its own. So one event can be a part of many operations, each of which goes on alone.
 */
export function lendServices<L extends Leg>(groups: L[][]): L[][] {
  const services = groups.filter((group) => keysOf(group, 'serves').length > 0);
  if (services.length === 0) return groups;
  const byKey = new Map<string, L[][]>();
  for (const service of services) {
    for (const key of keysOf(service, 'serves')) {
      byKey.set(key, [...(byKey.get(key) ?? []), service]);
    }
  }
  return groups.map((group) => {
    if (services.includes(group)) return group;
    const lent = new Set(keysOf(group, 'exact').flatMap((key) => byKey.get(key) ?? []));
    return lent.size === 0 ? group : [...group, ...[...lent].flat()].toSorted(compareLegs);
  });
}

/** True of a group that serves or pays others, where it is at home. */
export const isService = (group: readonly Leg[]): boolean =>
  group.some((leg) => isAtHome(leg, group));

/** True of a leg that serves or pays others, in a group that it is not lent to. */
export function isAtHome({ links }: Leg, group: readonly Leg[]): boolean {
  const serves = links.filter(({ kind }) => kind === 'serves' || kind === 'pays');
  if (serves.length === 0) return false;
  const served = new Set([...keysOf(group, 'exact'), ...keysOf(group, 'owed')]);
  return !serves.some(({ key }) => served.has(key));
}

const keysOf = (group: readonly Leg[], kind: Link['kind']): string[] =>
  group.flatMap(({ links }) => links.filter((link) => link.kind === kind).map(({ key }) => key));
