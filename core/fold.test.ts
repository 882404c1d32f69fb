import { describe, expect, test } from 'vitest';
import { aLeg, aStep, aWorld, checkpointsOf, here, route, there } from '../test/builders.ts';
import { assert } from './errors.ts';
import { fold as foldWhole } from './fold.ts';
import type { Leg } from './leg.ts';
import type { Rules, Step } from './rules.ts';

const fold = (...facts: Parameters<typeof foldWhole>) => foldWhole(...facts).operation;

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
    name: 'a delivery on another chain than the origin names',
    legs: [send, attest, { ...deliver, at: { ...deliver.at, chain: here } }],
    safe: 30,
    finalized: 30,
    is: 'confirmed awaiting_relay deliver',
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
    is: 'pending destination_orphaned deliver',
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

test('a further step at the origin that is lost for good may be repeated', () => {
  const [first, ...others] = route.steps;
  assert(first, 'a route has a first step');
  const push = { ...aStep('push', 'origin', 'origin', 'policy_hold'), required: 'always' as const };
  const rules: Rules = { ...route, steps: [first, push, ...others] };
  const at = { ...send.at, blockNumber: 12n, transaction: '0xpush' };
  const pushed: Leg = { ...send, event: 'push', step: 'push', at };
  const shown = (leg: Leg) => {
    const { status, stage, pending } = fold(
      rules,
      [send, leg],
      aWorld({ safe: 30, finalized: 30 }),
    );
    return [status, stage, pending?.step].join(' ');
  };
  expect(shown(pushed)).toBe('confirmed awaiting_attestation attest');
  expect(shown(lost(pushed))).toBe('confirmed policy_hold push');
});

describe('coverage', () => {
  const world = aWorld({ safe: 100, finalized: 100 });

  test('a destination that is not indexed is never said to be reached', () => {
    const operation = fold(route, [send], { ...world, checkpoints: checkpointsOf([here], 100) });
    expect(operation).toMatchObject({
      status: 'confirmed',
      stage: 'destination_not_covered',
      coverage: 'source_only',
      pending: { step: 'attest', chain: there },
      nextAction: { mover: 'operator' },
    });
  });

  test('nobody waits for an end that nothing here would show, though its chain is indexed', () => {
    const unseen = { ...send, about: { ...send.about, isEndUnseen: true } };
    const sees = (legs: Leg[]) => {
      const { stage, coverage } = fold(route, legs, world);
      return `${stage} ${coverage}`;
    };
    // To index its chain would show no more.
    expect(fold(route, [unseen], world).nextAction).toEqual(fold(route, [send], world).nextAction);
    expect([sees([unseen]), sees([unseen, attest, deliver]), sees([send])]).toEqual([
      'destination_not_covered source_only',
      'delivered source_only',
      'awaiting_attestation full',
    ]);
  });

  test('what may be gone tomorrow asks for nothing of what arrived alone', () => {
    const action = aStep('act', 'action', 'destination', 'awaiting_action');
    const rules: Rules = { ...route, steps: [...route.steps, { ...action, required: 'promised' }] };
    const at = { ...deliver.at, blockNumber: 200n, transaction: '0xact' };
    const act: Leg = { ...deliver, event: 'act', step: 'act', role: 'action', at };
    const alone = { ...world, checkpoints: checkpointsOf([there], 100) };
    const statuses = [act, lost(act)].map(
      (leg) => fold(rules, [attest, deliver, leg], alone).status,
    );
    expect(statuses).toEqual(['complete', 'complete']);
  });

  test('what ends on a hub that is not indexed is not complete with its origin', () => {
    const hop = aStep('hop', 'hub', 'hub', 'awaiting_hub');
    const [first] = route.steps;
    assert(first, 'a route has a first step');
    const push = aStep('push', 'destination', 'destination', 'awaiting_relay');
    const rules = (required: 'promised' | 'always'): Rules => ({
      ...route,
      steps: [first, hop, { ...push, required }],
    });
    const toHub = { ...send, about: { ...send.about, hub: { chain: there, name: 'there' } } };
    const unread = { ...world, checkpoints: checkpointsOf([here], 100) };
    const blind = {
      status: 'confirmed',
      stage: 'destination_not_covered',
      pending: { step: 'hop', chain: there },
      nextAction: { mover: 'operator' },
    };
    expect(fold(rules('promised'), [toHub], unread)).toMatchObject(blind);
    // What must come out at the destination proves what was on the way.
    expect(fold(rules('always'), [toHub], unread).completion.requires).toEqual(['send', 'push']);
  });

  test('a lost action that nobody promised decides nothing where the origin is not indexed', () => {
    const act: Step = {
      ...aStep('act', 'action', 'destination', 'awaiting_action'),
      required: 'promised',
    };
    const rules = { ...route, steps: [...route.steps, act] };
    const acted = { ...aLeg({ step: 'deliver', block: 40 }), step: 'act', role: act.role };
    const alone = { ...world, checkpoints: checkpointsOf([there], 100) };
    expect(fold(rules, [attest, deliver, lost(acted)], alone)).toMatchObject({
      status: 'complete',
      completion: { requires: ['attest', 'deliver'], missing: [] },
    });
  });

  test('a destination that no known chain answers to is told apart', () => {
    const about = { ...send.about, destination: { chain: null, name: 'osmosis' } };
    const operation = fold(route, [{ ...send, about }], world);
    expect(operation).toMatchObject({ coverage: 'chain_not_covered', status: 'confirmed' });
  });

  test('a destination that proves its origin suffices where the origin is not indexed', () => {
    const operation = fold(route, [attest, deliver], {
      ...world,
      checkpoints: checkpointsOf([there], 100),
    });
    expect(operation).toMatchObject({
      status: 'complete',
      final: true,
      coverage: 'destination_only',
      completion: { requires: ['attest', 'deliver'], missing: [] },
    });
  });

  const certainUpTo = (certain: number) => ({
    ...world,
    checkpoints: checkpointsOf([here, there], certain),
  });

  test('an origin of before the first indexed block is not waited for', () => {
    const operation = fold(route, [attest, deliver], certainUpTo(81));
    expect(operation).toMatchObject({ status: 'complete', coverage: 'destination_only' });
  });

  test('an origin that may still be found is waited for', () => {
    const waits = { status: 'pending', stage: 'awaiting_origin', coverage: 'full' };
    expect(fold(route, [attest, deliver], certainUpTo(80))).toMatchObject(waits);
  });

  test('a destination that proves nothing does not', () => {
    const rules = { ...route, destinationProvesOrigin: false };
    const operation = fold(rules, [attest, deliver], {
      ...world,
      checkpoints: checkpointsOf([there], 100),
    });
    expect(operation).toMatchObject({ status: 'pending', stage: 'awaiting_origin' });
  });
});

test('a lost origin is not given up while blocks that may hold it are unread', () => {
  const world = aWorld({ safe: 20, finalized: 20 });
  const unread = (protocol: string, from: bigint, to: bigint) => {
    const checkpoints = new Map(world.checkpoints);
    const own = checkpoints.get('route') ?? [];
    checkpoints.set(
      protocol,
      new Map([...own].map(([chain, read]) => [chain, { ...read, unread: [{ from, to }] }])),
    );
    return { ...world, checkpoints };
  };
  const statusWith = (protocol: string, from: bigint, to: bigint) =>
    fold(route, [lost(send)], unread(protocol, from, to)).status;
  expect(statusWith('route', 11n, 15n)).toBe('pending');
  expect(statusWith('route', 1n, 9n)).toBe('reverted');
  // What another protocol has not read yet holds none of its legs.
  expect(statusWith('other', 11n, 15n)).toBe('reverted');
});

test('an operation says what it waits for, since when, and who can move it on', () => {
  const { pending, nextAction, completion } = fold(route, [send, attest], aWorld({ safe: 20 }));
  expect({ pending, nextAction, completion }).toEqual({
    pending: {
      step: 'deliver',
      role: 'destination',
      stage: 'awaiting_relay',
      chain: there,
      since: 1_020,
      deadline: null,
      what: 'the deliver',
      reason: null,
    },
    nextAction: { mover: 'anyone', who: 'anyone', action: 'Wait.' },
    completion: { requires: ['send', 'attest', 'deliver'], missing: ['deliver'] },
  });
});

test('a step is named in quotes, so that a sentence can be read whatever an operator calls it', () => {
  const said = (legs: Leg[], safe: number, more = aWorld({ safe })) =>
    fold(route, legs, more).pending?.what;
  const failed: Leg = { ...deliver, outcome: 'failed_retryable' };
  const alone = { ...aWorld({ safe: 30 }), checkpoints: checkpointsOf([here], 30) };
  expect([
    said([send], 9),
    said([lost(send)], 9),
    said([send, attest, failed], 30),
    said([send], 30, alone),
  ]).toEqual([
    `the step "send" to pass its chain's safe rule: it is in a block that may still be reorged away`,
    'the step "send" to come again: the block that it was in was reorged away',
    'the step "deliver" to be tried again: it failed',
    'the step "attest" on a chain that is not indexed here, so its end cannot be seen',
  ]);
});

describe('a step that is for one alone, where the operation names it', () => {
  const [origin, ...others] = route.steps;
  const reserved = { by: 'caller', mover: 'recipient', who: 'the named caller,' } as const;
  const steps = others.map((step) => ({ ...step, waiting: { ...step.waiting, reserved } }));
  const rules = { ...route, steps: [origin, ...steps] as typeof route.steps };
  const movers = (details: Record<string, string>, legs: Leg[], safe = 20) => {
    const named = { ...send, about: { ...send.about, details } };
    const { nextAction } = fold(rules, [named, ...legs], aWorld({ safe }));
    return [nextAction?.mover, nextAction?.who];
  };

  test('is for whom it names, with the name; else for whomever the step is', () => {
    expect(movers({ caller: '0xc' }, [attest])).toEqual(['recipient', 'the named caller, 0xc']);
    expect(movers({ other: '0xc' }, [attest])).toEqual(['anyone', 'anyone']);
  });

  test('is so too when it is to be tried again, and not while a chain decides', () => {
    const failed: Leg = { ...deliver, outcome: 'failed_retryable' };
    const retry = movers({ caller: '0xc' }, [attest, failed], 30);
    expect(retry).toEqual(['recipient', 'the named caller, 0xc']);
    expect(movers({ caller: '0xc' }, [attest, deliver], 29)).toEqual(['chain', 'the chain']);
  });
});

test('what failed for good has left the value where its step says', () => {
  const [origin, ...others] = route.steps;
  const steps = others.map((step) => ({ ...step, movesIfFailed: 'destination_contract' as const }));
  const rules = { ...route, steps: [origin, ...steps] as typeof route.steps };
  const sent = { ...send, about: { ...send.about, sent: { amount: '5' } } };
  const failed: Leg = { ...deliver, outcome: 'failed' };
  const { status, assetLocation } = fold(rules, [sent, attest, failed], aWorld({ safe: 30 }));
  expect({ status, assetLocation }).toEqual({
    status: 'failed',
    assetLocation: { place: 'destination_contract', chain: there, token: null, amount: '5' },
  });
});

test('an origin on another chain than the operation comes from does not count', () => {
  const strange = { ...send, at: { ...send.at, chain: there } };
  const { status, coverage, specGaps } = fold(route, [strange, attest, deliver], {
    ...aWorld({ safe: 100, finalized: 100 }),
  });
  expect({ status, coverage, specGaps }).toEqual({
    status: 'complete',
    coverage: 'destination_only',
    specGaps: ['a send on another chain than its origin'],
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
