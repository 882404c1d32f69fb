import { correlate } from './correlate.ts';
import { assert } from './errors.ts';
import { fold, type Folded } from './fold.ts';
import { isService } from './lend-services.ts';
import { inclusionOf, isFirm } from './inclusion.ts';
import { compareLegs, compareText, type Leg } from './leg.ts';
import { operationId } from './operation-id.ts';
import type { Rules } from './rules.ts';
import type { World } from './world.ts';

/** The rules of every protocol, by its name. */
export type RulesByProtocol = ReadonlyMap<string, Rules>;

/** The legs of one operation, and what came of folding them. */
export type FoldedLegs<L extends Leg> = { legs: L[] } & (
  | { folded: Folded; error?: undefined }
  | { folded?: undefined; error: unknown }
);

/**
 * Makes operations of legs: all of them, each leg in exactly one. One that serves many shows in each of them, and belongs to
 * the one that serves. Legs of a protocol without rules are in none. What cannot be folded stops no other.
 */
export function foldAll<L extends Leg>(
  rules: RulesByProtocol,
  legs: readonly L[],
  world: World,
): FoldedLegs<L>[] {
  const groups = correlate(legs);
  const lent = new Set(groups.filter(isService).flat());
  const parts = groups.flatMap((group) => partsOf(rules, group));
  const heirs = supersede(parts, world);
  const ids = idsOf(rules, parts);
  return parts.map((part) => {
    const legs = legsOf(part).filter((leg) => part.isHome || !lent.has(leg));
    const own = heirs.get(part);
    const supersedes = [...heirs].flatMap(([lost, heir]) =>
      heir === part ? [ids.get(lost) ?? ''] : [],
    );
    try {
      const relations = {
        supersedes: supersedes.toSorted(compareText),
        id: ids.get(part),
        supersededBy: (own && ids.get(own)) ?? null,
      };
      return { legs, folded: foldPart(rules, part, world, relations) };
    } catch (error) {
      return { legs, error };
    }
  });
}

/** The legs of one protocol in a group, and those of the protocols that carry it. */
interface Part<L extends Leg> {
  protocol: string;
  legs: L[];
  carriers: Part<L>[];
  /** What serves others belongs to it; elsewhere it is only lent. */
  isHome: boolean;
}

const legsOf = <L extends Leg>({ legs, carriers }: Part<L>): L[] => [
  ...legs,
  ...carriers.flatMap(legsOf),
];

/** An application's operation absorbs what carries its messages; protocols that have nothing to do with each other stay apart. */
function partsOf<L extends Leg>(rules: RulesByProtocol, group: readonly L[]): Part<L>[] {
  const protocols = [...new Set(group.map(({ protocol }) => protocol))]
    .filter((protocol) => rules.has(protocol))
    .toSorted(compareText);
  const carriedBy = (protocol: string) =>
    protocols.filter((other) => rules.get(protocol)?.carriedBy?.includes(other));
  const taken = new Set<string>();
  const isHome = isService(group);
  const take = (protocol: string): Part<L> => {
    taken.add(protocol);
    return {
      protocol,
      legs: group.filter((leg) => leg.protocol === protocol),
      isHome,
      carriers: carriedBy(protocol).flatMap((other) => (taken.has(other) ? [] : [take(other)])),
    };
  };
  const isCarrier = (protocol: string) =>
    protocols.some((other) => other !== protocol && carriedBy(other).includes(protocol));
  const applications = protocols.filter((protocol) => !isCarrier(protocol)).map(take);
  const rest = protocols.filter((protocol) => !taken.has(protocol)).map(take);
  return [...applications, ...rest];
}

function foldPart<L extends Leg>(
  rules: RulesByProtocol,
  { protocol, legs, carriers }: Part<L>,
  world: World,
  relations: { id?: string | undefined; supersedes: string[]; supersededBy: string | null },
): Folded {
  const none = { supersedes: [], supersededBy: null };
  const carried = carriers.map((carrier) => foldPart(rules, carrier, world, none));
  return fold(rulesOf(rules, protocol), legs, world, { ...relations, carriers: carried });
}

function rulesOf(rules: RulesByProtocol, protocol: string): Rules {
  const own = rules.get(protocol);
  assert(own, `${protocol} has rules`);
  return own;
}

/**
 * The id of each part. One of which nothing is left gives way to the one that has its number now, or had it last, and is named
 * by its own first event: whoever asks by the number means what the chain has.
 */
function idsOf<L extends Leg>(
  rules: RulesByProtocol,
  parts: readonly Part<L>[],
): Map<Part<L>, string> {
  const sortedOf = ({ legs }: Part<L>) => legs.toSorted(compareLegs);
  const idOf = (part: Part<L>) => operationId(rulesOf(rules, part.protocol), sortedOf(part));
  const isStanding = ({ legs }: Part<L>) => legs.some(({ canonical }) => canonical);
  const ids = new Map(parts.filter(isStanding).map((part) => [part, idOf(part)]));
  const taken = new Set(ids.values());
  const lost = parts
    .filter((part) => !ids.has(part))
    .map((part) => ({ part, legs: sortedOf(part) }))
    .toSorted((a, b) => compareEnds(b.legs, a.legs));
  for (const { part, legs } of lost) {
    const id = idOf(part);
    ids.set(part, taken.has(id) ? `${part.protocol}:event:${legs[0]?.event}` : id);
    taken.add(id);
  }
  return ids;
}

function compareEnds(a: readonly Leg[], b: readonly Leg[]): number {
  const [last, other] = [a.at(-1), b.at(-1)];
  return last && other ? compareLegs(last, other) : 0;
}

/**
 * Which operation stands for the transaction of another one, of which nothing is left: many protocols number their messages,
 * so that a transaction that comes again after a reorg makes a message with another number. A chain takes a transaction
 * only once. Of several in one transaction, the first stands for the first; those that came again as themselves stand for no
 * other. One in a fresh block stands for none yet: it may be taken back as well.
 */
function supersede<L extends Leg>(parts: readonly Part<L>[], world: World): Map<Part<L>, Part<L>> {
  const heirs = new Map<Part<L>, Part<L>>();
  const standing = new Map<string, Part<L>[]>();
  const lost = new Map<string, Part<L>[]>();
  for (const part of parts) {
    const origins = part.legs.filter(({ role }) => role === 'origin').toSorted(compareLegs);
    const isStanding = part.legs.some(({ canonical }) => canonical);
    const origin = isStanding ? origins.find(({ canonical }) => canonical) : origins.at(-1);
    if (!origin || (isStanding && !isFirm(inclusionOf(origin, world)))) continue;
    if (isStanding && origins.some((other) => !other.canonical && isSameSending(other, origin))) {
      continue;
    }
    const key = `${part.protocol} ${origin.step} ${origin.at.chain} ${origin.at.transaction}`;
    const own = isStanding ? standing : lost;
    own.set(key, [...(own.get(key) ?? []), part]);
  }
  for (const [key, parts] of lost) {
    const others = (standing.get(key) ?? []).toSorted(byIndex);
    for (const [index, part] of parts.toSorted(byIndex).entries()) {
      const heir = others[index];
      if (heir) heirs.set(part, heir);
    }
  }
  return heirs;
}

const isSameSending = (a: Leg, b: Leg): boolean =>
  a.at.chain === b.at.chain && a.at.transaction === b.at.transaction;

/** By the place of their origins in the transaction. */
function byIndex<L extends Leg>(a: Part<L>, b: Part<L>): number {
  const place = ({ legs }: Part<L>) =>
    legs
      .filter(({ role }) => role === 'origin')
      .toSorted(compareLegs)
      .at(-1)?.at.index ?? 0;
  return place(a) - place(b);
}
