import { isBefore, isOwed } from './claim-effects.ts';
import { isAtHome } from './lend-services.ts';
import { compareLegs, compareText, type Leg, type Link } from './leg.ts';

/** Something that a leg says is owed, and the group that it is in. */
interface Debt<L extends Leg> {
  leg: L;
  group: L[];
}

/**
 * Lends groups that pay many at once to those whom they pay: for each of its `pays` links, to the first one to which that key is
 * `owed`, that no other payment was lent to, and to which it can be the answer (see `isOwed`). They stay groups of their own.
 * What was lost pays what is left unpaid, and never is what was lost paid by what is there.
 *
 * @param groups in the order of their first legs
 */
export function lendPayments<L extends Leg>(groups: L[][]): L[][] {
  const payments = groups.filter((group) => group.some((leg) => isPaying(leg, group)));
  if (payments.length === 0) return groups;
  const debts = debtsOf(groups);
  const paid = new Set<L>();
  const lent = new Map<L[], L[]>();
  const isThere = (group: readonly L[]) => group.some(({ canonical }) => canonical);
  for (const group of payments.toSorted((a, b) => Number(isThere(b)) - Number(isThere(a)))) {
    // One event, and perhaps what is left of it in blocks that were reorged away.
    const leg = group.find(({ canonical }) => canonical) ?? group[0];
    for (const key of leg ? keysOf(leg, 'pays') : []) {
      const debt = debts
        .get(key)
        ?.find(
          (one) =>
            !paid.has(one.leg) &&
            (one.leg.canonical || !leg?.canonical) &&
            leg !== undefined &&
            isBefore(one.leg, leg) &&
            isOwed(one, leg),
        );
      if (!debt) continue;
      paid.add(debt.leg);
      lent.set(debt.group, [...(lent.get(debt.group) ?? []), ...group]);
    }
  }
  return groups.map((group) => {
    const own = lent.get(group);
    return own ? [...group, ...own].toSorted(compareLegs) : group;
  });
}

function debtsOf<L extends Leg>(groups: readonly L[][]): Map<string, Debt<L>[]> {
  const debts = new Map<string, Debt<L>[]>();
  for (const group of groups) {
    for (const leg of group) {
      for (const key of keysOf(leg, 'owed')) {
        debts.set(key, [...(debts.get(key) ?? []), { leg, group }]);
      }
    }
  }
  return debts;
}

const isPaying = (leg: Leg, group: readonly Leg[]): boolean =>
  keysOf(leg, 'pays').length > 0 && isAtHome(leg, group);

const keysOf = ({ links }: Leg, kind: Link['kind']): string[] =>
  links
    .filter((link) => link.kind === kind)
    .map(({ key }) => key)
    .toSorted(compareText);
