import { describe, expect, test } from 'vitest';
import { aLeg, aWorld, here, route, there } from '../test/builders.ts';
import { fold } from './fold.ts';
import type { Leg } from './leg.ts';

const send = aLeg({ step: 'send', block: 10 });
const attest = aLeg({ step: 'attest', block: 20 });
const deliver = aLeg({ step: 'deliver', block: 30 });
const lost = (leg: Leg): Leg => ({ ...leg, canonical: false });

interface Row {
  name: string;
  legs: Leg[];
  safe: number;
  finalized?: number;
  /** Status, stage, `final` if so, and the step that blocks. */
  is: string;
}

const table: Row[] = [
  { name: 'an origin in a fresh block', legs: [send], safe: 9, is: 'pending origin_included send' },
  {
    name: 'a confirmed origin is never complete',
    legs: [send],
    safe: 10,
    is: 'confirmed awaiting_attestation attest',
  },
  {
    name: 'an attestation in a fresh block',
    legs: [send, attest],
    safe: 19,
    is: 'confirmed attestation_included attest',
  },
  {
    name: 'a confirmed attestation',
    legs: [send, attest],
    safe: 20,
    is: 'confirmed awaiting_relay deliver',
  },
  {
    name: 'a delivery in a fresh block is not complete',
    legs: [send, attest, deliver],
    safe: 29,
    is: 'confirmed destination_included deliver',
  },
  {
    name: 'a confirmed delivery',
    legs: [send, attest, deliver],
    safe: 30,
    is: 'complete delivered',
  },
  {
    name: 'a delivery that is not final yet',
    legs: [send, attest, deliver],
    safe: 30,
    finalized: 29,
    is: 'complete delivered',
  },
  {
    name: 'a delivery with all legs finalized',
    legs: [send, attest, deliver],
    safe: 30,
    finalized: 30,
    is: 'complete delivered final',
  },
  {
    name: 'a delivery before its origin waits for it',
    legs: [attest, deliver],
    safe: 30,
    finalized: 30,
    is: 'pending awaiting_origin send',
  },
  {
    name: 'a delivery whose origin is in a fresh block',
    legs: [aLeg({ step: 'send', block: 40 }), attest, deliver],
    safe: 39,
    is: 'pending origin_included send',
  },
  {
    name: 'a delivery that was reorged away',
    legs: [send, attest, lost(deliver)],
    safe: 20,
    finalized: 29,
    is: 'confirmed destination_orphaned deliver',
  },
  {
    name: 'a delivery that is lost for good may be repeated',
    legs: [send, attest, lost(deliver)],
    safe: 30,
    finalized: 30,
    is: 'confirmed awaiting_relay deliver',
  },
  {
    name: 'a delivery that came again in another block',
    legs: [send, attest, lost(deliver), aLeg({ step: 'deliver', block: 31, fork: 'b' })],
    safe: 31,
    is: 'complete delivered',
  },
  {
    name: 'an attestation that was reorged away under its delivery',
    legs: [send, lost(attest), deliver],
    safe: 30,
    is: 'confirmed attestation_orphaned attest',
  },
  {
    name: 'an origin that was reorged away under its delivery',
    legs: [lost(send), attest, deliver],
    safe: 30,
    is: 'pending origin_orphaned send',
  },
  {
    name: 'an origin that was reorged away',
    legs: [lost(send)],
    safe: 9,
    is: 'pending origin_orphaned send',
  },
  {
    name: 'an origin whose height was finalized without it',
    legs: [lost(send)],
    safe: 10,
    finalized: 10,
    is: 'reverted origin_missing',
  },
  {
    name: 'an origin that came again after it was given up',
    legs: [lost(send), aLeg({ step: 'send', block: 15, fork: 'b' })],
    safe: 15,
    finalized: 10,
    is: 'confirmed awaiting_attestation attest',
  },
  {
    name: 'a lone delivery that was reorged away',
    legs: [lost(deliver)],
    safe: 10,
    is: 'pending destination_orphaned send',
  },
  {
    name: 'an orphaned leg says nothing about a chain that shows nothing',
    legs: [lost(send)],
    safe: 0,
    is: 'pending origin_orphaned send',
  },
];

describe('status and stage', () => {
  test.each(table)('$name: $is', ({ legs, safe, finalized = 0, is }) => {
    const { status, stage, final, pending } = fold(route, legs, aWorld({ safe, finalized }));
    const said = [status, stage, ...(final ? ['final'] : []), ...(pending ? [pending.step] : [])];
    expect(said.join(' ')).toBe(is);
  });
});

describe('coverage', () => {
  const world = aWorld({ safe: 100, finalized: 100 });

  test('a destination that is not indexed is never said to be reached', () => {
    const operation = fold(route, [send], { ...world, covered: new Set([here]) });
    expect(operation).toMatchObject({
      status: 'confirmed',
      stage: 'destination_not_covered',
      coverage: 'source_only',
      pending: { step: 'attest', chain: there, who: 'the operator of this indexer' },
    });
  });

  test('a destination that no known chain answers to is told apart', () => {
    const about = { ...send.about, destination: { chain: null, name: 'osmosis' } };
    const operation = fold(route, [{ ...send, about }], world);
    expect(operation).toMatchObject({ coverage: 'chain_not_covered', status: 'confirmed' });
  });

  test('a destination that proves its origin suffices where the origin is not indexed', () => {
    const operation = fold(route, [attest, deliver], { ...world, covered: new Set([there]) });
    expect(operation).toMatchObject({
      status: 'complete',
      final: true,
      coverage: 'destination_only',
      completion: { requires: ['attest', 'deliver'], missing: [] },
    });
  });

  const { heads, covered } = world;
  const at = (time: number, unread: { from: bigint; to: bigint }[] = []) =>
    new Map([...heads].map(([chain, head]) => [chain, { ...head, time, unread }]));

  test('an origin of before the first indexed block is not waited for', () => {
    const operation = fold(route, [attest, deliver], { heads: at(1_081), covered });
    expect(operation).toMatchObject({ status: 'complete', coverage: 'destination_only' });
  });

  test('an origin that may still be read is waited for', () => {
    const waits = { status: 'pending', stage: 'awaiting_origin', coverage: 'full' };
    expect(fold(route, [attest, deliver], { heads: at(1_080), covered })).toMatchObject(waits);
    const unread = at(9_999, [{ from: 1n, to: 2n }]);
    expect(fold(route, [attest, deliver], { heads: unread, covered })).toMatchObject(waits);
  });

  test('a destination that proves nothing does not', () => {
    const rules = { ...route, destinationProvesOrigin: false };
    const operation = fold(rules, [attest, deliver], { ...world, covered: new Set([there]) });
    expect(operation).toMatchObject({ status: 'pending', stage: 'awaiting_origin' });
  });
});

test('a lost origin is not given up while blocks that may hold it are unread', () => {
  const { heads, covered } = aWorld({ safe: 20, finalized: 20 });
  const unread = (from: bigint, to: bigint) =>
    new Map([...heads].map(([chain, head]) => [chain, { ...head, unread: [{ from, to }] }]));
  const statusWith = (from: bigint, to: bigint) =>
    fold(route, [lost(send)], { heads: unread(from, to), covered }).status;
  expect(statusWith(11n, 15n)).toBe('pending');
  expect(statusWith(1n, 9n)).toBe('reverted');
});

test('an operation says what it waits for, since when, and who can move it on', () => {
  const { pending, completion } = fold(route, [send, attest], aWorld({ safe: 20 }));
  expect({ pending, completion }).toEqual({
    pending: {
      step: 'deliver',
      role: 'destination',
      stage: 'awaiting_relay',
      chain: there,
      since: 1_020,
      what: 'the deliver',
      who: 'anyone',
      action: 'Wait.',
    },
    completion: { requires: ['send', 'attest', 'deliver'], missing: ['deliver'] },
  });
});

test('what a leg tells later amends what it told first', () => {
  const first = { ...send, about: { ...send.about, recipient: 'old' } };
  const amended = {
    ...aLeg({ step: 'send', block: 12 }),
    about: { ...send.about, recipient: 'new' },
  };
  expect(fold(route, [first, amended], aWorld({ safe: 20 })).about.recipient).toBe('new');
});
