import type { ChainId } from '../../core/chain.ts';
import { checkEvents } from './check-events.ts';
import { checkFields } from './check-fields.ts';
import { checkLinks } from './check-links.ts';
import { checkRoute } from './check-route.ts';
import { readEvents, type Fault } from './read-events.ts';
import type { Own } from './schema.ts';

/** What is wrong with a declaration of the right shape; nothing if it can be read by. The first is the one to mend first. */
export function checkOwn(own: Own): Fault[] {
  const { events, faults } = readEvents(own);
  if (faults.length > 0) return faults;
  return [
    ...checkEvents(own, events),
    ...checkFields(events),
    ...checkLinks(events),
    ...checkNames(own),
    ...checkRoute(own, events),
  ];
}

/** Where messages name chains in their own way, every chain has its name, and no two the same. */
function checkNames({ chains, names }: Own): Fault[] {
  if (!names) return [];
  // CAST: the keys are chain ids.
  const known = Object.entries(names) as [ChainId, string][];
  const nameless = Object.keys(chains).find((chain) => !Object.hasOwn(names, chain));
  return [
    ...(nameless === undefined
      ? []
      : [{ path: ['names'], message: `must name every chain, and does not name ${nameless}` }]),
    ...known.flatMap(([chain, name], index) => {
      const twin = known
        .slice(0, index)
        .find(([, other]) => other.toLowerCase() === name.toLowerCase());
      if (!twin) return [];
      return [{ path: ['names', chain], message: `must be another name than that of ${twin[0]}` }];
    }),
  ];
}
