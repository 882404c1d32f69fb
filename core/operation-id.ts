import { compareText, type Leg } from './leg.ts';
import { allSteps, type Rules } from './rules.ts';

/**
 * The id of the operation that `legs` make up: the exact link of the earliest step of the route that carries one, the
 * smallest of them by text; those of the protocol that carries it come after its own. It depends on the legs alone, never
 * on the order of their arrival. Lost legs name an operation only when no canonical one is left. The links that lose stay
 * resolvable, because every link is stored.
 */
export function operationId(rules: Rules, legs: readonly Leg[]): string {
  const canonical = legs.filter((leg) => leg.canonical);
  const naming = canonical.length > 0 ? canonical : legs;
  const protocol = naming[0]?.protocol;
  for (const { name } of allSteps(rules)) {
    const keys = naming
      .filter((leg) => leg.step === name)
      .flatMap((leg) => leg.links.filter(({ kind }) => kind === 'exact').map(({ key }) => key));
    const own = keys.filter((key) => key.startsWith(`${protocol}:`)).toSorted(compareText)[0];
    if (own !== undefined) return own;
    const foreign = keys.toSorted(compareText)[0];
    // By itself it may be the id of an operation of the protocol that it belongs to.
    if (foreign !== undefined) return `${protocol}:${foreign}`;
  }
  // Only a leg that carries nothing but lookalike links comes here: its own event names the operation.
  return `${protocol}:event:${naming[0]?.event}`;
}
