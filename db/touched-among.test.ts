import { expect, test } from 'vitest';
import { aLeg, here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { correlateAll, ingestLegs, registerRoute } from '../test/world-in-database.ts';
import { lastTransition } from './read-transitions.ts';
import { touchedAmong } from './touched-among.ts';

test('an operation is touched by what changes it, under its id, a former one and its links', async () => {
  const { db } = await createDatabase();
  await registerRoute(db);
  const start = await lastTransition(db);
  const a = aLeg({ step: 'send', block: 8, lookalike: 'x' });
  await ingestLegs(db, {
    chain: here,
    legs: [a, aLeg({ step: 'send', block: 8, id: 'b', index: 1 })],
    to: 20,
  });
  await ingestLegs(db, {
    chain: there,
    legs: [aLeg({ step: 'attest', block: 8, id: 'c' })],
    to: 20,
  });
  await correlateAll(db);
  const before = await lastTransition(db);
  const tie = { key: 'route:c', kind: 'exact', rule: 'id' } as const;
  const deliver = aLeg({ step: 'deliver', block: 21 });
  await ingestLegs(db, {
    chain: there,
    legs: [{ ...deliver, links: [...deliver.links, tie] }],
    to: 21,
  });
  await correlateAll(db);
  const through = await lastTransition(db);
  const asked = ['route:a', 'route:b', 'route:c', 'look:x', 'look:y'];
  const touched = (after: bigint) => touchedAmong(db, asked, { after, through });
  expect(await touched(start)).toEqual(new Set(['route:a', 'route:b', 'route:c', 'look:x']));
  expect(await touched(before)).toEqual(new Set(['route:a', 'route:c', 'look:x']));
  expect(await touched(through)).toEqual(new Set());
});
