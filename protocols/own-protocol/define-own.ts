import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import { addressSchema } from '../address-schema.ts';
import type { Day } from '../beginning.ts';
import { defineProtocol, eventsOf, type EventCapture, type ProtocolDefinition } from '../define.ts';
import { captureOwn, type NamedOwn, type OwnDeployment } from './capture-own.ts';
import { nameOfChain } from './ends.ts';
import { fingerprint } from './fingerprint.ts';
import { readEvents, type ReadEvent } from './read-events.ts';
import { rulesOf } from './rules-of.ts';
import type { Own } from './schema.ts';

const deploymentSchema = z.strictObject({
  network: z.string(),
  chainName: z.string(),
  contracts: z.record(z.string(), addressSchema),
});
const onEvent = eventsOf<OwnDeployment>();

/**
 * Makes a protocol of a declaration that `checkOwn` has no fault with. Its versions are fingerprints: another set of events
 * to ask for is another version, so that the chains are read again; whatever else changes makes other rules.
 */
export function defineOwn(name: string, own: Own): ProtocolDefinition<OwnDeployment> {
  const { events } = readEvents(own);
  const declared: NamedOwn = { name, own, events };
  // CAST: the keys are chain ids.
  const chains = Object.entries(own.chains) as [ChainId, OwnDeployment['contracts']][];
  // CAST: the schema has seen that it is one.
  const day = own.since as Day | undefined;
  return defineProtocol({
    name,
    version: fingerprint([...new Set(events.map(({ topic }) => topic))].toSorted()),
    deployment: deploymentSchema,
    deployments: Object.fromEntries(
      chains.map(([chain, contracts]) => [
        chain,
        { network: own.network, chainName: nameOfChain(own, chain), contracts },
      ]),
    ),
    // Whatever its network is called: it is said of these chains.
    ...(day && { since: { day, on: Object.fromEntries(chains.map(([chain]) => [chain, day])) } }),
    contracts: ({ contracts }) => [...new Set(Object.values(contracts))],
    chainName: ({ chainName }) => chainName,
    events: groupsOf(events).map((group) => eventOf(group, declared)),
    rules: rulesOf(name, own, events),
  });
}

/** Events of one contract and signature, which a field tells apart. */
function groupsOf(events: readonly ReadEvent[]): ReadEvent[][] {
  const groups = new Map<string, ReadEvent[]>();
  for (const event of events) {
    const key = `${event.entry.on} ${event.entry.event}`;
    groups.set(key, [...(groups.get(key) ?? []), event]);
  }
  return [...groups.values()];
}

function eventOf(group: readonly ReadEvent[], declared: NamedOwn): EventCapture<OwnDeployment> {
  const captures = group.map((event) => captureOwn(event, declared));
  const [first] = group;
  if (!first) throw new Error('a group has an event');
  const capture = onEvent(first.abi, (input) => {
    for (const captureOne of captures) {
      const captured = captureOne(input);
      if (captured) return captured;
    }
    return null;
  });
  return { ...capture, emitter: ({ contracts }) => contracts[first.entry.on] };
}
