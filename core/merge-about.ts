import { inclusionOf, isFirm } from './inclusion.ts';
import type { About, Asset, Leg } from './leg.ts';
import type { Step } from './rules.ts';
import { inOneBlock } from './successes.ts';
import type { World } from './world.ts';

/** What a leg says of itself alone. */
const OWN = ['filled', 'remaining', 'owes', 'reason', 'promises'] as const;

/**
 * Puts together what the legs tell. The first step that tells something wins; within a step the latest leg does, because
 * a protocol that lets an origin be amended emits it again under the same key. What legs promise adds up, and so does what is
 * received by a step that comes several times. Legs that are not firm speak only where no firm one does, and lost ones where no leg is left: what may still be reorged away decides nothing.
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
  const received = receivedBy(steps, ranked, firm);
  if (received) about.received = received;
  const promising = firm.size > 0 ? [...firm] : speaking;
  const promises = [...new Set(promising.flatMap((leg) => leg.about.promises ?? []))].toSorted();
  return promises.length > 0 ? { ...about, promises } : about;
}

/** @param ranked the first that tells what is received decides by which step it is */
function receivedBy(
  steps: readonly Step[],
  ranked: readonly Leg[],
  firm: ReadonlySet<Leg>,
): Asset | undefined {
  const telling = ranked.filter(({ about }) => about.received);
  const [first] = telling;
  const asset = first?.about.received;
  const step = steps.find(({ name }) => name === first?.step);
  if (!first || !asset || step?.oneForEach === undefined) return asset;
  const parts = telling.filter(
    (leg) =>
      leg.step === step.name &&
      leg.outcome === 'success' &&
      firm.has(leg) === firm.has(first) &&
      leg.about.received?.token === asset.token,
  );
  const amounts = inOneBlock(parts).map(({ about }) => BigInt(about.received?.amount ?? 0));
  if (amounts.length < 2) return asset;
  return { ...asset, amount: String(amounts.reduce((sum, amount) => sum + amount)) };
}
