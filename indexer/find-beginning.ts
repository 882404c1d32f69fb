import type { ChainSource } from '../chains/source.ts';
import type { Header } from '../core/header.ts';
import type { Beginning, Day } from '../protocols/beginning.ts';
import { blockBefore, headerAt } from './block-before.ts';

/** A beginning that a chain is asked for, and whose it is; null if it is nobody's but the operator's wish. */
export interface NamedBeginning {
  protocol: string | null;
  begins: Beginning;
}

/** What to do where endpoints keep too little. */
export const ARCHIVE = 'Add an endpoint with the whole history (an archive) and start again';

/** A block to read a chain from. */
export interface FoundBeginning {
  number: bigint;
  /** Why it is this one, as what follows a colon. */
  why: string;
  /** The endpoints have thrown away what is older, though it is wanted. */
  isPruned: boolean;
}

/**
 * The block of the earliest of several beginnings, one at least. A block is looked at once, and the earliest day costs about
 * one request for each bit of the head's number.
 *
 * @throws MidflightError transient, where the chain does not show enough headers now
 */
export async function findBeginning(
  source: ChainSource,
  beginnings: readonly NamedBeginning[],
  head: Pick<Header, 'number'>,
): Promise<FoundBeginning> {
  const [byBlock] = beginnings
    .flatMap(({ protocol, begins }) => ('block' in begins ? [{ protocol, ...begins }] : []))
    .toSorted((a, b) => (a.block < b.block ? -1 : 1));
  const [byDay] = beginnings
    .flatMap(({ protocol, begins }) => ('day' in begins ? [{ protocol, ...begins }] : []))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1));
  const found = [
    ...(byBlock ? [await atBlock(source, byBlock, head)] : []),
    ...(byDay ? [await atDay(source, byDay, head)] : []),
  ];
  return found.reduce((first, other) => (other.number < first.number ? other : first));
}

async function atBlock(
  source: ChainSource,
  { protocol, block }: { protocol: string | null; block: bigint },
  head: Pick<Header, 'number'>,
): Promise<FoundBeginning> {
  const isShown = block >= head.number || (await headerAt(source, block)) !== null;
  // Nothing is before this time: only what is not shown at all.
  const { number, how } = isShown ? shown(block) : await blockBefore(source, 0, head);
  if (how === 'pruned' && number > block) {
    return pruned(number, `${protocol} began at block ${block}`);
  }
  return { number: block, why: `${protocol} began there`, isPruned: false };
}

const shown = (number: bigint) => ({ number, how: 'before' }) as const;

async function atDay(
  source: ChainSource,
  { protocol, day }: { protocol: string | null; day: Day },
  head: Pick<Header, 'number'>,
): Promise<FoundBeginning> {
  const { number, how } = await blockBefore(source, secondsOf(day), head);
  const noOlder = protocol === null ? '' : `, and nothing of ${protocol} is older`;
  switch (how) {
    case 'before':
      return { number, why: `the last one before ${day}${noOlder}`, isPruned: false };
    case 'first':
      return { number, why: `its first one is younger than ${day}${noOlder}`, isPruned: false };
    case 'pruned':
      return pruned(
        number,
        protocol === null ? `${day} is earlier` : `${protocol} may have begun on ${day}`,
      );
  }
}

const pruned = (number: bigint, wish: string): FoundBeginning => ({
  number,
  why: `its endpoints show no older ones, though ${wish}. ${ARCHIVE}`,
  isPruned: true,
});

/** A day in Unix seconds, from its first second on. */
export const secondsOf = (day: Day): number => Date.parse(`${day}T00:00:00Z`) / 1000;
