import type { Leg, Link } from './leg.ts';
import type { Join } from './operation.ts';

/** A link's own key, whatever it was replaced by. */
const keyOf = ({ key, lookalike }: Link): string => lookalike ?? key;

/**
 * Why each leg is in its operation, by its event: the first of its links, exact ones before look-alikes, that an earlier leg
 * carries too. The first leg has none.
 *
 * @param sorted the operation's legs by `compareLegs`
 */
export function joinsOf(sorted: readonly Leg[]): Map<string, Join> {
  const known = new Set<string>();
  const joins = new Map<string, Join>();
  // A leg may be tied to the others only by one that comes after it: those that nothing ties yet are looked at again.
  let waiting = [...sorted];
  for (let isMore = true; isMore;) {
    isMore = false;
    const left: Leg[] = [];
    for (const leg of waiting) {
      const link = known.size === 0 ? undefined : tieOf(leg, known);
      if (!link && known.size > 0) {
        left.push(leg);
        continue;
      }
      for (const own of leg.links) known.add(keyOf(own));
      isMore = true;
      if (link) joins.set(leg.event, joinBy(link, leg));
    }
    waiting = left;
  }
  return joins;
}

function tieOf({ links }: Leg, known: ReadonlySet<string>): Link | undefined {
  const ties = links.filter((link) => known.has(keyOf(link)));
  return ties.find(({ kind }) => kind === 'exact') ?? ties[0];
}

const kinds: Readonly<Record<Link['kind'], Join['kind']>> = {
  exact: 'exact',
  settled: 'lookalike',
  lookalike: 'lookalike',
  cause: 'effect',
  effect: 'effect',
  serves: 'exact',
  owed: 'effect',
  pays: 'effect',
};

function joinBy(link: Link, { version }: Leg): Join {
  return { key: keyOf(link), kind: kinds[link.was ?? link.kind], rule: link.rule, version };
}
