import { loadComponents } from '../db/load-components.ts';
import type { StoredLeg } from '../db/load-legs.ts';
import { settleLinks } from '../db/settle-links.ts';
import { storedLogsOf } from '../db/stored-logs.ts';
import type { Protocol } from '../protocols/bind.ts';
import type { Again } from './capture-again.ts';
import { captureAgain } from './capture-again.ts';

/** New links lead to other operations, whose legs may have new links in turn; beyond this, a dry run looks no further. */
const ROUNDS_MAX = 10;

/**
 * Loads components as they will be once their events are captured again: for a dry run, which writes no legs. What will
 * only be a leg then is not among them.
 */
export function loadRecaptured(protocols: ReadonlyMap<string, Protocol>): typeof loadComponents {
  return async (tx, keys, legsMax) => {
    const seen = new Set<string>();
    const known = new Set(keys);
    const found: StoredLeg[] = [];
    const tooLarge = new Set<string>();
    let frontier = [...known];
    for (let round = 0; frontier.length > 0 && round < ROUNDS_MAX; round += 1) {
      const loaded = await loadComponents(tx, frontier, legsMax);
      for (const key of loaded.tooLarge) tooLarge.add(key);
      const legs = loaded.legs.filter(({ eventId }) => !seen.has(eventId));
      for (const leg of legs) {
        seen.add(leg.eventId);
        for (const { key } of leg.links) known.add(key);
      }
      const logs = await storedLogsOf(
        tx,
        legs.map(({ eventId }) => eventId),
      );
      const again = new Map(captureAgain(logs, protocols).map((one) => [one.stored.id, one]));
      const renewed = legs.flatMap((leg) => renew(leg, again.get(leg.eventId)));
      found.push(...renewed);
      const keysNow = renewed.flatMap(({ links }) => links.map(({ key }) => key));
      frontier = [...new Set(keysNow)].filter((key) => !known.has(key));
      for (const key of frontier) known.add(key);
    }
    return { legs: found, tooLarge };
  };
}

function renew(leg: StoredLeg, again: Again | undefined): StoredLeg[] {
  if (!again || again.change === null || again.change === 'renamed') return [leg];
  const { leg: captured } = again.captured;
  if (!captured) return [];
  // The legs of a final operation stay together, whatever links of other kinds they have.
  const settled = leg.links.find(({ kind }) => kind === 'settled');
  const links = settled ? settleLinks(captured.links, settled.key) : captured.links;
  return [{ ...leg, ...captured, links }];
}
