import { inclusionOf, isFirm } from './inclusion.ts';
import type { About, Leg } from './leg.ts';
import type { Step } from './rules.ts';
import type { World } from './world.ts';

/** What a leg says of itself alone. */
const OWN = ['filled', 'remaining', 'owes', 'reason', 'promises'] as const;

/**
 * Puts together what the legs tell. The first step that tells something wins; within a step the latest leg does, because
 * a protocol that lets an origin be amended emits it again under the same key. What legs promise adds up. Legs that are not
 * firm speak only where no firm one does, and lost ones where no leg is left: what may still be reorged away decides nothing.
 *
 * @param sorted the operation's legs by `compareLegs`
 */
export function mergeAbout(steps: readonly Step[], sorted: readonly Leg[], world: World): About {
  const canonical = sorted.filter((leg) => leg.canonical);
  const speaking = canonical.length > 0 ? canonical : sorted;
  // What is no step of this kind comes after all that is.
  const order = (leg: Leg) => {
    const place = steps.findIndex(({ name }) => name === leg.step);
    return place === -1 ? steps.length : place;
  };
  const firm = new Set(speaking.filter((leg) => isFirm(inclusionOf(leg, world))));
  const ranked = speaking
    .toReversed()
    .toSorted((a, b) => order(a) - order(b) || Number(firm.has(b)) - Number(firm.has(a)));
  const about = ranked.reduce<About>(
    (told, { about }) => ({ ...about, ...told, details: { ...about.details, ...told.details } }),
    {},
  );
  for (const key of OWN) delete about[key];
  const promising = firm.size > 0 ? [...firm] : speaking;
  const promises = [...new Set(promising.flatMap((leg) => leg.about.promises ?? []))].toSorted();
  return promises.length > 0 ? { ...about, promises } : about;
}
