import fc from 'fast-check';
import { expect, test } from 'vitest';
import { correlate } from './correlate.ts';
import { isService } from './lend-services.ts';
import type { Leg, Link } from './leg.ts';

// Buses of three seats each, rides, what their pool says of them, packets, and payments at the other side.

interface Seed {
  step: 'ride' | 'debit' | 'bus' | 'packet' | 'paid';
  bus: number;
  ticket: number;
  recipient: string;
  content: string;
  time: number;
  canonical: boolean;
}

const seeds: fc.Arbitrary<Seed[]> = fc.array(
  fc.record({
    step: fc.constantFrom<Seed['step'][]>('ride', 'ride', 'debit', 'bus', 'packet', 'paid', 'paid'),
    bus: fc.nat(2),
    ticket: fc.nat(8),
    recipient: fc.constantFrom('ann', 'bob'),
    content: fc.constantFrom('50', '60'),
    time: fc.nat(200),
    canonical: fc.boolean(),
  }),
  { maxLength: 25 },
);

const link = (key: string, kind: Link['kind']): Link => ({
  key,
  kind,
  rule: key.split(':')[0] ?? '',
});

function linksOf({ step, bus, ticket }: Seed, index: number): Link[] {
  const seats = [0, 1, 2].map((seat) => bus * 3 + seat);
  return {
    ride: [link(`ticket:${ticket}`, 'exact'), link(`ride:${ticket % 2}`, 'cause')],
    debit: [link(`debit:${index}`, 'exact'), link(`ride:${ticket % 2}`, 'effect')],
    bus: [
      link(`bus:${bus}`, 'exact'),
      ...seats.map((seat) => link(`ticket:${seat}`, 'serves')),
      link(`arrival:${bus}`, 'cause'),
    ],
    packet: [link(`bus:${bus}`, 'exact')],
    paid: [link(`paid:${index}`, 'exact'), link(`arrival:${bus}`, 'effect')],
  }[step];
}

function aLeg(seed: Seed, index: number): Leg {
  const { step, recipient, content, time, canonical } = seed;
  return {
    event: `${step} ${index}`,
    protocol: step === 'packet' ? 'packet' : 'app',
    step,
    role: step === 'paid' ? 'destination' : 'origin',
    outcome: 'success',
    version: 1,
    canonical,
    verified: canonical,
    at: {
      chain: 'eip155:1',
      blockNumber: BigInt(time),
      blockHash: `0x${time}`,
      blockTime: time,
      transaction: `0x${index}`,
      index,
    },
    links: linksOf(seed, index),
    about: step === 'ride' || step === 'paid' ? { recipient, content } : {},
  };
}

const shown = (groups: readonly (readonly Leg[])[]): string[] =>
  groups
    .map((group) =>
      group
        .map(({ event }) => event)
        .toSorted()
        .join(),
    )
    .toSorted();

/** The legs that each group has for itself: those of a service are lent elsewhere. */
function ownOf(groups: readonly Leg[][]): Leg[][] {
  const lent = new Set(groups.filter(isService).flat());
  return groups.map((group) => (isService(group) ? group : group.filter((leg) => !lent.has(leg))));
}

test('what serves many is the same in any order of arrival, and each leg is stored once', () => {
  const shuffled = seeds.chain((own) => {
    const legs = own.map(aLeg);
    return fc.tuple(
      fc.constant(legs),
      fc.shuffledSubarray(legs, { minLength: legs.length, maxLength: legs.length }),
    );
  });
  fc.assert(
    fc.property(shuffled, ([legs, others]) => {
      const groups = correlate(legs);
      expect(shown(correlate(others))).toEqual(shown(groups));
      const own = ownOf(groups);
      expect(shown([own.flat()])).toEqual(shown([legs]));
      expect(own.filter(({ length }) => length === 0)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
});

test('what a reorg took of it changes nothing among what is left', () => {
  fc.assert(
    fc.property(seeds, (own) => {
      const legs = own.map(aLeg);
      const isLeft = ({ canonical }: Leg) => canonical;
      const left = correlate(legs).map((group) => group.filter(isLeft));
      expect(shown(left.filter(({ length }) => length > 0))).toEqual(
        shown(correlate(legs.filter(isLeft))),
      );
    }),
    { numRuns: 1_000 },
  );
});

/** As `settleLinks` of `db` does with the legs of a final operation. */
function settled(leg: Leg, key: string): Leg {
  if (leg.links.some(({ kind }) => kind === 'serves' || kind === 'pays')) return leg;
  const links = leg.links.map((own): Link =>
    own.kind === 'exact' || own.kind === 'serves' || own.kind === 'pays' || own.kind === 'settled'
      ? own
      : { ...own, key, kind: 'settled', lookalike: own.key, was: own.kind },
  );
  return { ...leg, links };
}

/** Each of its effects has its cause, and it was paid. */
function isOver(group: readonly Leg[]): boolean {
  const keysOf = (wanted: Link['kind']) =>
    group.flatMap(({ links }) => links.flatMap(({ kind, key }) => (kind === wanted ? [key] : [])));
  const causes = new Set(keysOf('cause'));
  return (
    group.some(({ step }) => step === 'paid') && keysOf('effect').every((key) => causes.has(key))
  );
}

test('what is settled of it stays as it was', () => {
  const chosen = fc.tuple(seeds, fc.array(fc.boolean(), { minLength: 25, maxLength: 25 }));
  fc.assert(
    fc.property(chosen, ([own, isChosen]) => {
      const groups = correlate(own.map((seed, index) => aLeg({ ...seed, canonical: true }, index)));
      const stored = ownOf(groups).flatMap((legs, index) => {
        const group = groups[index] ?? [];
        const isFinal = isChosen[index] === true && (isService(group) || isOver(group));
        return isFinal ? legs.map((leg) => settled(leg, `settled ${index}`)) : legs;
      });
      expect(shown(correlate(stored))).toEqual(shown(groups));
    }),
    { numRuns: 1_000 },
  );
});
