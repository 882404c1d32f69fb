import { endOf } from './ends.ts';
import type { Fault, ReadEvent } from './read-events.ts';
import type { Own } from './schema.ts';

/** Whether there is one deadline or none, whether it is said what comes of it, and whether it can be judged. */
export function checkDeadline(own: Own, events: readonly ReadEvent[]): Fault[] {
  const destination = events.find(({ entry }) => entry.role === 'destination');
  if (!destination) return [];
  const { name, entry } = destination;
  const at = (key: string) => ['events', name, key];
  const origins = events.filter(({ role }) => role === 'origin');
  const telling = origins.find((origin) => origin.entry.deadline !== undefined);
  if (!telling && entry.within === undefined) {
    const message =
      'must be left out: there is no deadline, neither by within here nor by a field of the origin';
    return (['late', 'isStrict'] as const)
      .filter((key) => entry[key] !== undefined)
      .map((key) => ({ path: at(key), message }));
  }
  if (telling && entry.within !== undefined) {
    const message = `must be left out: ${telling.name} tells the deadline by its field ${telling.entry.deadline}`;
    return [{ path: at('within'), message }];
  }
  const path = telling ? ['events', telling.name, 'deadline'] : at('within');
  if (!events.some(({ role }) => role === 'refund')) {
    if (entry.late === undefined) {
      const message = `must come with what is so after it: no event is a refund, so say late: 'failed' or late: 'cancelled' in ${name}`;
      return [{ path, message }];
    }
    if (entry.late === 'expired' || entry.late === 'refunding')
      return [{ path: at('late'), message: 'must be failed or cancelled: no event is a refund' }];
  }
  const blind = origins.find((origin) => endOf('destination', origin, own, events) === null);
  if (!blind) return [];
  const message = `must be judged by the clock of the destination, and ${blind.name} does not tell which chain that is: say destination there, a field or { chain: 'eip155:1' }`;
  return [{ path, message }];
}
