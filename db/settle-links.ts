import type { Link } from '../core/leg.ts';

/**
 * The links of a leg whose operation is final, under that operation's own key: what was paired stays together, and is paired
 * with others no more.
 */
export function settleLinks(links: readonly Link[], key: string): Link[] {
  return links.map((link) =>
    link.kind === 'exact' ||
    link.kind === 'settled' ||
    link.kind === 'serves' ||
    link.kind === 'pays'
      ? link
      : { key, kind: 'settled', rule: link.rule, lookalike: link.key, was: link.kind },
  );
}
