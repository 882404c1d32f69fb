import { describe, expect, test } from 'vitest';
import { aStep, here, there } from '../test/builders.ts';
import { foldAll } from './fold-all.ts';
import type { About, Leg, Link } from './leg.ts';
import type { Operation } from './operation.ts';
import type { Rules } from './rules.ts';

// An application whose buses take many riders in one packet, and a packet that may end in a call.

const ride = aStep('ride', 'origin', 'origin', 'awaiting_origin');
const drive = aStep('drive', 'origin', 'origin', 'awaiting_relay');
const paid = aStep('paid', 'destination', 'destination', 'awaiting_relay');
const app: Rules = {
  version: 1,
  destinationProvesOrigin: true,
  carriedBy: ['packet'],
  steps: [
    { ...ride, moves: 'origin_contract' },
    { ...drive, required: 'promised' },
    { ...paid, moves: 'recipient', movesIfFailed: 'destination_contract' },
  ],
  kinds: {
    bus: [
      drive,
      { ...aStep('arrival', 'destination', 'destination', 'awaiting_relay'), byCarrier: true },
    ],
  },
};
const packet: Rules = {
  version: 1,
  destinationProvesOrigin: true,
  steps: [
    aStep('sent', 'origin', 'origin', 'awaiting_origin'),
    aStep('landed', 'destination', 'destination', 'awaiting_relay'),
    { ...aStep('call', 'action', 'destination', 'awaiting_action'), required: 'promised' },
  ],
};
const rules = new Map([
  ['app', app],
  ['packet', packet],
]);

interface Parts {
  protocol?: 'app' | 'packet';
  step: string;
  time: number;
  links: Link[];
  about?: About;
  outcome?: Leg['outcome'];
  canonical?: boolean;
}

function aLeg({
  protocol = 'app',
  step,
  time,
  links,
  about,
  outcome = 'success',
  canonical = true,
}: Parts): Leg {
  const isOrigin = ['ride', 'drive', 'sent'].includes(step);
  const chain = isOrigin ? here : there;
  return {
    event: `${step} ${time}${canonical ? '' : ' lost'}`,
    protocol,
    step,
    role: step === 'call' ? 'action' : isOrigin ? 'origin' : 'destination',
    outcome,
    version: 1,
    canonical,
    verified: canonical,
    at: {
      chain,
      blockNumber: BigInt(time),
      blockHash: `0x${time}${canonical ? '' : 'lost'}`,
      blockTime: time,
      transaction: `0x${step}${time}`,
      index: 0,
    },
    links,
    about: {
      origin: { chain: here, name: 'here' },
      destination: { chain: there, name: 'there' },
      ...about,
    },
  };
}

const link = (key: string, kind: Link['kind']): Link => ({
  key,
  kind,
  rule: key.split(':')[1] ?? '',
});
const aRide = (ticket: number, recipient: string): Leg =>
  aLeg({
    step: 'ride',
    time: ticket,
    links: [link(`app:ticket:${ticket}`, 'exact')],
    about: { kind: 'ride', recipient, sent: { amount: '5' }, promises: ['drive'] },
  });
const aBus = (...tickets: number[]): Leg =>
  aLeg({
    step: 'drive',
    time: 10,
    links: [
      link('app:bus', 'exact'),
      link('packet:p', 'exact'),
      ...tickets.map((ticket) => link(`app:ticket:${ticket}`, 'serves')),
      link('app:paid:p', 'cause'),
    ],
    about: { kind: 'bus' },
  });
const sent = aLeg({
  protocol: 'packet',
  step: 'sent',
  time: 10,
  links: [link('packet:p', 'exact')],
});
const aLanding = (more: Partial<Parts> = {}): Leg =>
  aLeg({
    protocol: 'packet',
    step: 'landed',
    time: 20,
    links: [link('packet:p', 'exact')],
    ...more,
  });
const aPayment = (time: number, recipient: string, more: Partial<Parts> = {}): Leg =>
  aLeg({
    step: 'paid',
    time,
    links: [link(`app:payment:${time}`, 'exact'), link('app:paid:p', 'effect')],
    about: { recipient },
    ...more,
  });

const head = { number: 99n, hash: '0x', time: 99, safe: 99n, finalized: 99n };
const checkpoint = { from: { number: 0n, time: 0 }, certain: { number: 99n, time: 99 } };
const read = new Map([here, there].map((chain) => [chain, checkpoint]));
const world = {
  heads: new Map([here, there].map((chain) => [chain, head])),
  checkpoints: new Map([...rules.keys()].map((protocol) => [protocol, read])),
};
const folded = (...legs: Leg[]) =>
  foldAll(rules, legs, world).map(({ folded, error, legs }) => {
    if (!folded) throw error;
    return { ...folded.operation, own: legs.map(({ event }) => event) };
  });
const said = ({ id, status, pending, final }: Operation) =>
  [id, status, ...(pending ? [pending.step] : []), ...(final ? ['final'] : [])].join(' ');
const states = (...legs: Leg[]) => {
  const operations = folded(...legs).map(said);
  expect(folded(...legs.toReversed()).map(said)).toEqual(operations);
  return operations;
};

describe('what serves many', () => {
  const rides = [aRide(1, 'ann'), aRide(2, 'bob')];

  test('is a part of each of them, and makes none of them one', () => {
    expect(states(...rides, aBus(1, 2), sent)).toEqual([
      'app:ticket:1 confirmed landed',
      'app:ticket:2 confirmed landed',
      'app:bus confirmed landed',
    ]);
  });

  test('belongs to its own operation, and shows in all', () => {
    const operations = folded(...rides, aBus(1, 2), sent);
    expect(operations.map(({ own }) => own)).toEqual([
      ['ride 1'],
      ['ride 2'],
      ['drive 10', 'sent 10'],
    ]);
    const shown = ({ legs }: Operation) => legs.flatMap(({ event }) => event ?? []);
    expect(operations.map(shown)).toEqual([
      ['ride 1', 'drive 10', 'sent 10'],
      ['ride 2', 'drive 10', 'sent 10'],
      ['drive 10', 'sent 10'],
    ]);
  });

  test('leaves those waiting whom it does not serve', () => {
    expect(states(...rides, aBus(1), sent)).toEqual([
      'app:ticket:1 confirmed landed',
      'app:ticket:2 confirmed drive',
      'app:bus confirmed landed',
    ]);
  });

  test('brings about something for each of them, and nothing for itself', () => {
    const legs = [...rides, aBus(1, 2), sent, aLanding()];
    expect(states(...legs, aPayment(20, 'bob'))).toEqual([
      'app:ticket:1 confirmed paid',
      'app:ticket:2 complete final',
      'app:bus complete final',
    ]);
    expect(states(aBus(1, 2), sent, aLanding(), aPayment(20, 'bob'))).toEqual([
      'app:bus complete final',
      'app:payment:20 complete',
    ]);
  });

  test('brings it about once for each, in the order of those that are alike', () => {
    const failed = aPayment(20, 'ann', { outcome: 'failed_retryable' });
    const legs = [aRide(1, 'ann'), aRide(2, 'ann'), aBus(1, 2), sent, aLanding(), failed];
    expect(states(...legs, aPayment(21, 'ann'), aPayment(22, 'ann'))).toEqual([
      'app:ticket:1 confirmed paid',
      'app:ticket:2 complete final',
      'app:bus complete final',
      'app:payment:22 complete',
    ]);
  });

  test('brings about no more for what is over', () => {
    const settled = {
      ...aPayment(20, 'ann'),
      links: [
        link('app:payment:20', 'exact'),
        {
          ...link('settled app:ticket:1', 'settled'),
          lookalike: 'app:paid:p',
          was: 'effect' as const,
        },
      ],
    };
    const over = { ...aRide(1, 'ann') };
    over.links = [...over.links, { ...link('settled app:ticket:1', 'settled'), lookalike: 'x' }];
    expect(
      states(over, aRide(2, 'ann'), aBus(1, 2), sent, aLanding(), settled, aPayment(21, 'ann')),
    ).toEqual([
      'app:ticket:1 complete final',
      'app:ticket:2 complete final',
      'app:bus complete final',
    ]);
  });

  test('shows in all of them what a reorg took of it', () => {
    const operations = folded(...rides, aBus(1, 2), sent, aLanding({ canonical: false }));
    expect(
      operations.map(({ legs }) => legs.some(({ event }) => event === 'landed 20 lost')),
    ).toEqual([true, true, true]);
    expect(operations.map(({ own }) => own.includes('landed 20 lost'))).toEqual([
      false,
      false,
      true,
    ]);
  });

  test('fails all that it has not served yet', () => {
    expect(states(...rides, aBus(1, 2), sent, aLanding({ outcome: 'failed' }))).toEqual([
      'app:ticket:1 failed final',
      'app:ticket:2 failed final',
      'app:bus failed final',
    ]);
  });
});

describe('what carries an application', () => {
  const carried = [aRide(1, 'ann'), aBus(1), sent];

  test('does the step that is left to it', () => {
    const [, bus] = folded(...carried, aLanding());
    expect(bus).toMatchObject({
      status: 'complete',
      completion: { requires: ['drive', 'arrival'] },
    });
    expect(bus?.legs.map(({ step, inclusion }) => `${step} ${inclusion}`)).toEqual([
      'drive finalized',
      'arrival skipped',
      'sent finalized',
      'landed finalized',
    ]);
  });

  test('holds completion until the call that it was promised', () => {
    const landed = aLanding({ about: { promises: ['call'] } });
    const legs = [...carried, landed, aPayment(20, 'ann')];
    const [ride] = folded(...legs);
    expect(ride).toMatchObject({
      status: 'confirmed',
      stage: 'awaiting_action',
      pending: { step: 'call' },
      assetLocation: { place: 'destination_contract' },
    });
    const call = aLeg({
      protocol: 'packet',
      step: 'call',
      time: 30,
      links: [link('packet:p', 'exact')],
    });
    expect(folded(...legs, call)[0]).toMatchObject({
      status: 'complete',
      pending: null,
      assetLocation: { place: 'recipient' },
    });
  });

  test('may promise a call in blocks that were not read for it: nothing is final before', () => {
    const told = (certain: { number: bigint; time: number } | null, isRead = true) => {
      const carrier = new Map([
        [here, checkpoint],
        ...(isRead ? [[there, { ...checkpoint, certain }] as const] : []),
      ]);
      const [ride] = foldAll(rules, [...carried, aPayment(20, 'ann')], {
        ...world,
        checkpoints: new Map([...world.checkpoints, ['packet', carrier]]),
      });
      const { operation, wakes } = ride?.folded ?? {};
      return [operation && said(operation), wakes];
    };
    const wake = { protocol: 'packet', chain: there, number: 20n };
    expect(told(null)).toEqual(['app:ticket:1 complete', [wake]]);
    expect(told({ number: 19n, time: 19 })).toEqual(['app:ticket:1 complete', [wake]]);
    expect(told({ number: 20n, time: 20 })).toEqual(['app:ticket:1 complete final', []]);
    expect(told(null, false)).toEqual(['app:ticket:1 complete final', []]);
  });

  test('tells the recipient where nothing else does', () => {
    const told = { ...sent, about: { ...sent.about, recipient: 'cy' } };
    const operations = folded(aRide(1, 'ann'), aBus(1), told);
    expect(operations.map(({ about }) => about.recipient)).toEqual(['ann', 'cy']);
  });

  test('says nothing of whom an effect is for', () => {
    const told = { ...sent, about: { ...sent.about, recipient: 'the contract' } };
    const rider = aRide(1, 'ann');
    delete rider.about.recipient;
    expect(states(rider, aBus(1), told, aLanding(), aPayment(20, 'ann'))[0]).toBe(
      'app:ticket:1 complete final',
    );
  });
});

test('a try that failed may have moved the value', () => {
  const failed = aPayment(20, 'ann', { outcome: 'failed_retryable' });
  const [ride] = folded(aRide(1, 'ann'), aBus(1), sent, aLanding(), failed);
  expect(ride).toMatchObject({
    stage: 'delivery_failed_retryable',
    assetLocation: { place: 'destination_contract', chain: there },
  });
});
