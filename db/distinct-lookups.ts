import type { Lookup } from '../core/lookup.ts';

/** Lookups without those that another one of them asks for already; each has a row of its own. */
export function distinctLookups(lookups: readonly Lookup[]): Lookup[] {
  return [
    ...new Map(
      lookups.map((lookup) => [`${lookup.key} ${lookup.step} ${lookup.chain}`, lookup]),
    ).values(),
  ];
}
