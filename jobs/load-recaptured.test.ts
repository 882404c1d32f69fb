import { expect, test } from 'vitest';
import type { Leg } from '../core/leg.ts';
import type { Protocol } from '../protocols/bind.ts';
import { aLeg, here, route, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { loadRecaptured } from './load-recaptured.ts';

const send = aLeg({ step: 'send', block: 1 });
const attest = aLeg({ step: 'attest', block: 1 });
const other = aLeg({ step: 'send', block: 2, id: 'b', index: 1 });

/** The operations a, of two legs, and b; what is loaded from b on if these legs are captured. */
async function loadedFrom(key: string, legs: readonly Leg[]) {
  const { db } = await createDatabase();
  await registerRoute(db);
  await ingestLegs(db, { chain: here, legs: [send, other], to: 9 });
  await ingestLegs(db, { chain: there, legs: [attest], to: 9 });
  await correlateAll(db);
  const protocol: Protocol = {
    name: 'route',
    version: 2,
    rules: route,
    chains: new Map(),
    contracts: new Map([
      [here, ['0xc']],
      [there, ['0xc']],
    ]),
    topicsOn: () => [],
    receiptIndexTopics: [],
    capture: ({ at }) => {
      const leg = legs.find((known) => known.at.transaction === at.transaction);
      return leg
        ? { type: 'leg', event: leg.step, captured: leg }
        : { type: 'unreadable', event: 'unknown', reason: 'of no known version' };
    },
  };
  const loaded = await loadRecaptured(new Map([['route', protocol]]))(db, [key]);
  return loaded.legs
    .map(({ at, links }) => `${at.transaction} by ${links.map((link) => link.key).join(', ')}`)
    .toSorted();
}

test('legs come with the links that they will have, and with what these lead to', async () => {
  const moved: Leg = { ...other, links: send.links };
  expect(await loadedFrom('route:b', [send, attest, moved])).toEqual([
    '0xattest-a by route:a',
    '0xsend-a by route:a',
    '0xsend-b by route:a',
  ]);
});

test('events that will be no legs are left out', async () => {
  expect(await loadedFrom('route:a', [send, other])).toEqual(['0xsend-a by route:a']);
});
