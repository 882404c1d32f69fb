import { describe, expect, test } from 'vitest';
import { here, there } from '../test/builders.ts';
import { aRichLeg, aRichWorld, middle, richRules, type RichLeg } from '../test/rich-routes.ts';
import { assert } from './errors.ts';
import { foldAll } from './fold-all.ts';
import type { Operation } from './operation.ts';
import type { World } from './world.ts';

/** The one operation that these legs make. */
function operationOf(legs: readonly RichLeg[], world = aRichWorld()): Operation {
  const [one, ...others] = foldAll(richRules, legs.map(aRichLeg), world);
  assert(one?.folded && others.length === 0, 'the legs make one operation');
  return one.folded.operation;
}

const intent = (step: string, more: Partial<RichLeg> = {}): RichLeg => ({
  protocol: 'intent',
  step,
  ...more,
});
const message = (step: string, more: Partial<RichLeg> = {}): RichLeg => ({
  protocol: 'message',
  step,
  ...more,
});
const ofKind = (kind: string, ...steps: RichLeg[]): RichLeg[] =>
  steps.map((leg) => ({ ...leg, about: { kind, ...leg.about } }));

const deposit = intent('deposit', { about: { deadline: 1_100, total: '10' } });
const part = (filled: string, more: Partial<RichLeg> = {}) =>
  intent('fill', { about: { filled }, ...more });
const late = aRichWorld({ certain: 1_101 });
const intime = aRichWorld({ certain: 1_100 });
const call = message('call');

/** Chains that are certain past the deadline, from a block of this time on. */
function readFrom(time: number): World['checkpoints'] {
  const checkpoint = { from: { number: 7n, time }, certain: { number: 50n, time: 1_101 } };
  const read = new Map([here, there].map((chain) => [chain, checkpoint]));
  return new Map([['intent', read]]);
}

interface Row {
  name: string;
  legs: RichLeg[];
  world?: ReturnType<typeof aRichWorld>;
  /** Status and stage, `final` if so, the step that blocks, settlement unless there is none, conflicts and gaps. */
  is: string;
}

const table: Row[] = [
  { name: 'an open intent', legs: [deposit], is: 'confirmed intent_open fill' },
  { name: 'a part of it', legs: [deposit, part('4')], is: 'confirmed partially_filled fill' },
  {
    name: 'a part in a fresh block does not make it whole',
    legs: [deposit, part('4'), part('6', { nth: 1, is: 'included' })],
    is: 'confirmed destination_included fill',
  },
  {
    name: 'all of it in parts',
    legs: [deposit, part('4'), part('6', { nth: 1, is: 'confirmed' })],
    is: 'complete settlement_pending pending',
  },
  {
    name: 'what is whole stays so when a fresh part says that none remains',
    legs: [
      deposit,
      part('10', { is: 'confirmed' }),
      intent('fill', { nth: 1, is: 'included', about: { remaining: '0' } }),
    ],
    is: 'complete settlement_pending pending',
  },
  {
    name: 'a part that was counted is counted once',
    legs: [deposit, part('4'), part('4', { nth: 1, is: 'orphaned' }), part('4', { nth: 2 })],
    is: 'confirmed partially_filled fill',
  },
  {
    name: 'more than all of it',
    legs: [deposit, part('4'), part('7', { nth: 1 })],
    is: 'complete settlement_pending final pending amount_mismatch',
  },
  {
    name: 'paid back to who delivered',
    legs: [deposit, part('10'), intent('unlock')],
    is: 'complete settled final settled',
  },
  {
    name: 'that cannot be paid back',
    legs: [deposit, part('10'), intent('unlock', { outcome: 'failed' })],
    is: 'complete settlement_failed final failed',
  },
  {
    name: 'a deadline that passed',
    legs: [deposit],
    world: late,
    is: 'expired expired_unfilled refund',
  },
  {
    name: 'a part of it until a deadline that passed',
    legs: [deposit, part('4')],
    world: late,
    is: 'expired expired_unfilled refund',
  },
  {
    name: 'a deadline on a chain that was read only from after the beginning on',
    legs: [deposit],
    world: { ...late, checkpoints: readFrom(941) },
    is: 'confirmed intent_open fill',
  },
  {
    name: 'a deadline on a chain that was read from before the beginning on',
    legs: [deposit],
    world: { ...late, checkpoints: readFrom(940) },
    is: 'expired expired_unfilled refund',
  },
  {
    name: 'a deadline that has not certainly passed',
    legs: [deposit],
    world: intime,
    is: 'confirmed intent_open fill',
  },
  {
    name: 'a deadline of zero never passes',
    legs: [intent('deposit', { about: { deadline: 0, total: '10' } })],
    world: aRichWorld({ certain: 10 ** 9 }),
    is: 'confirmed intent_open fill',
  },
  {
    name: 'a late fill in a fresh block takes nothing back',
    legs: [deposit, part('10', { time: 1_200, is: 'included' })],
    world: late,
    is: 'expired destination_included refund',
  },
  {
    name: 'a late fill completes all the same',
    legs: [deposit, part('10', { time: 1_200 })],
    world: late,
    is: 'complete settlement_pending final pending',
  },
  {
    name: 'a refund in a fresh block',
    legs: [deposit, intent('refund', { is: 'included' })],
    world: late,
    is: 'expired refund_included refund',
  },
  {
    name: 'a refund',
    legs: [deposit, intent('refund', { is: 'confirmed' })],
    is: 'refunded refunded',
  },
  {
    name: 'a refund after a part',
    legs: [deposit, part('4'), intent('refund')],
    world: late,
    is: 'refunded refunded final',
  },
  {
    name: 'a refund that failed for good',
    legs: [deposit, intent('refund', { outcome: 'failed' })],
    is: 'failed refund_failed final',
  },
  {
    name: 'a refund and a fill',
    legs: [deposit, part('10'), intent('refund')],
    is: 'complete settlement_pending final pending refund_and_fill',
  },
  {
    name: 'a cancellation in a fresh block',
    legs: [deposit, intent('cancel', { is: 'included' })],
    is: 'confirmed cancel_included cancel',
  },
  {
    name: 'a cancellation',
    legs: [deposit, intent('cancel')],
    is: 'refunding refund_pending refund',
  },
  {
    name: 'a cancellation that owes nothing',
    legs: [deposit, intent('cancel', { about: { owes: false } })],
    world: late,
    is: 'cancelled cancelled final',
  },
  {
    name: 'the same, while a delivery before it may be in blocks that are not read',
    legs: [deposit, intent('cancel', { about: { owes: false } })],
    world: aRichWorld({ certain: 1_060 }),
    is: 'cancelled cancelled',
  },
  {
    name: 'a refund where nothing was owed',
    legs: [deposit, intent('cancel', { about: { owes: false } }), intent('refund')],
    world: late,
    is: 'refunded refunded final [a refund where nothing was owed]',
  },
  {
    name: 'a fill that was on its way when it was cancelled',
    legs: [deposit, intent('cancel'), part('10')],
    is: 'complete settlement_pending final pending',
  },
  {
    name: 'what the protocol brings back by itself',
    legs: ofKind('returned', deposit),
    world: late,
    is: 'refunding refund_pending refund',
  },
  {
    name: 'a fill after a deadline that the protocol holds',
    legs: ofKind('returned', deposit, intent('fill', { time: 1_200 })),
    world: late,
    is: 'complete delivered final [a fill after its deadline]',
  },
  {
    name: 'what is lost after its deadline',
    legs: ofKind('lost', deposit),
    world: late,
    is: 'failed failed final',
  },
  {
    name: 'what lapses after its deadline',
    legs: ofKind('dropped', deposit),
    world: late,
    is: 'cancelled cancelled final',
  },
  {
    name: 'a delivery that failed and may be tried again',
    legs: [call, message('attest'), message('deliver', { outcome: 'failed_retryable' })],
    is: 'confirmed delivery_failed_retryable deliver',
  },
  {
    name: 'a delivery that was tried again',
    legs: [
      call,
      message('attest'),
      message('deliver', { outcome: 'failed_retryable' }),
      message('deliver', { nth: 1 }),
    ],
    is: 'complete delivered final',
  },
  {
    name: 'a failure after a success overrides nothing',
    legs: [
      call,
      message('attest'),
      message('deliver'),
      message('deliver', { nth: 1, outcome: 'failed', time: 1_010 }),
    ],
    is: 'complete delivered final',
  },
  {
    name: 'a delivery that failed for good',
    legs: ofKind('manual', call, message('attest'), message('deliver', { outcome: 'failed' })),
    is: 'failed failed final',
  },
  {
    name: 'a delivery that failed for good where there are refunds',
    legs: ofKind('must', call, message('attest'), message('deliver', { outcome: 'failed' })),
    is: 'refunding refund_pending refund',
  },
  {
    name: 'what failed for good after a delivery: what was delivered does not come back',
    legs: ofKind(
      'must',
      message('call', { about: { promises: ['act'] } }),
      message('attest'),
      message('deliver'),
      message('act', { outcome: 'failed' }),
    ),
    is: 'failed failed final',
  },
  {
    name: 'a failure for good in a fresh block',
    legs: [call, message('attest'), message('deliver', { outcome: 'failed', is: 'included' })],
    is: 'confirmed destination_included deliver',
  },
  {
    name: 'a delivery after one that had failed for good',
    legs: [
      call,
      message('attest'),
      message('deliver', { outcome: 'failed' }),
      message('deliver', { nth: 1, time: 1_010 }),
    ],
    is: 'complete delivered final [a deliver after one that had failed for good]',
  },
  {
    name: 'the fast way in a fresh block',
    legs: [call, message('fast', { is: 'included' })],
    is: 'confirmed destination_included attest',
  },
  {
    name: 'the fast way',
    legs: [call, message('fast')],
    is: 'complete settlement_pending final pending',
  },
  {
    name: 'the slow way after the fast one pays who went it',
    legs: [call, message('fast'), message('attest'), message('deliver')],
    is: 'complete settled final settled',
  },
  {
    name: 'two ways that both pay the user',
    legs: ofKind('rival', call, message('fast'), message('deliver')),
    is: 'complete delivered final double_delivery',
  },
  {
    name: 'two deliveries',
    legs: [call, message('attest'), message('deliver'), message('deliver', { nth: 1 })],
    is: 'complete delivered final double_delivery',
  },
  {
    name: 'two deliveries, one of them in a fresh block',
    legs: [
      call,
      message('attest'),
      message('deliver'),
      message('deliver', { nth: 1, is: 'included' }),
    ],
    is: 'complete delivered final',
  },
  {
    name: 'legs that tell different messages',
    legs: [
      message('call', { about: { content: '0x1' } }),
      message('attest', { about: { content: '0x2' } }),
    ],
    is: 'confirmed awaiting_attestation attest content_mismatch',
  },
  {
    name: 'a promised action',
    legs: [
      message('call', { about: { promises: ['act'] } }),
      message('attest'),
      message('deliver'),
    ],
    is: 'confirmed awaiting_action act',
  },
  {
    name: 'a promised action that failed',
    legs: [
      message('call', { about: { promises: ['act'] } }),
      message('attest'),
      message('deliver'),
      message('act', { outcome: 'failed_retryable', about: { reason: 'no gas' } }),
    ],
    is: 'confirmed action_failed act',
  },
  {
    name: 'a promised action that was done',
    legs: [
      message('call', { about: { promises: ['act'] } }),
      message('attest'),
      message('deliver'),
      message('act'),
    ],
    is: 'complete delivered final',
  },
  { name: 'a hub', legs: ofKind('hub', call), is: 'confirmed awaiting_hub hop' },
  {
    name: 'a hub with its own clock',
    legs: ofKind('hub', call, message('hop'), message('push')),
    world: late,
    is: 'expired expired_unfilled refund',
  },
  {
    name: 'a deadline that counts from a hub in a fresh block',
    legs: ofKind('hub', call, message('hop', { is: 'included' })),
    world: late,
    is: 'confirmed hub_included hop',
  },
  {
    name: 'a deadline that a fresh block tells',
    legs: [
      intent('deposit', { about: { kind: 'lost' } }),
      intent('unlock', { is: 'included', about: { deadline: 1_100 } }),
    ],
    world: late,
    is: 'confirmed intent_open fill',
  },
  {
    name: 'called off, and what was sent is owed',
    legs: [
      intent('deposit', { about: { sent: { amount: '10' } } }),
      intent('cancel', { about: { owes: 'sent' } }),
    ],
    is: 'refunding refund_pending refund',
  },
  {
    name: 'called off, and nothing was sent',
    legs: [intent('deposit'), intent('cancel', { about: { owes: 'sent' } })],
    world: late,
    is: 'cancelled cancelled final',
  },
  {
    name: 'an origin that says it failed',
    legs: [message('call', { outcome: 'failed' })],
    is: 'reverted origin_failed final',
  },
  {
    name: 'a delivery from nowhere',
    legs: [message('attest'), message('deliver')],
    world: aRichWorld({ certain: 2_000, since: 400 }),
    is: 'complete delivered final delivered_without_source',
  },
  {
    name: 'a delivery that may have left before the first block',
    legs: [message('attest'), message('deliver')],
    world: aRichWorld({ certain: 2_000, since: 500 }),
    is: 'complete delivered final',
  },
  {
    name: 'a deadline that passed after the only try had failed',
    legs: ofKind(
      'tried',
      message('call', { about: { deadline: 1_100 } }),
      message('attest'),
      message('deliver', { outcome: 'failed_retryable' }),
    ),
    world: late,
    is: 'failed failed final',
  },
  {
    name: 'a deadline that passed, and the outcome of a try is not known',
    legs: ofKind(
      'tried',
      message('call', { about: { deadline: 1_100 } }),
      message('attest'),
      message('attest', { nth: 1 }),
      message('deliver', { outcome: 'failed_retryable' }),
    ),
    world: late,
    is: 'confirmed delivery_failed_retryable deliver',
  },
  {
    name: 'a step that its kind does not have',
    legs: ofKind('manual', call, message('fast')),
    is: 'confirmed policy_hold attest [a fast, which is no step of its kind]',
  },
];

describe('status, stage and what is beside them', () => {
  test.each(table)('$name: $is', ({ legs, world, is }) => {
    const operation = operationOf(legs, world);
    const { status, stage, final, pending, settlement, conflicts, specGaps } = operation;
    const said = [
      status,
      stage,
      ...(final ? ['final'] : []),
      ...(pending ? [pending.step] : []),
      ...(settlement === 'n/a' ? [] : [settlement]),
      ...conflicts,
      ...specGaps.map((gap) => `[${gap}]`),
    ];
    expect(said.join(' ')).toBe(is);
    expect(operation.nextAction === null).toBe(operation.terminal);
  });
});

test.each([2 ** 53, 2 ** 60, 1.1e77, -1, -(2 ** 60), 0.5])(
  'a deadline of %d is none',
  (deadline) => {
    const told = intent('deposit', { about: { deadline, total: '10' } });
    const [one] = foldAll(richRules, [aRichLeg(told)], aRichWorld({ certain: 10 ** 9 }));
    expect(one?.folded?.operation).toMatchObject({
      status: 'confirmed',
      pending: { deadline: null },
    });
    expect(one?.folded?.wakes).toEqual([]);
  },
);

describe('where the value is', () => {
  const asset = { token: '0xt', amount: '10' };
  const sent = { sent: asset };
  test.each([
    ['with the origin', [intent('deposit', { about: sent })], 'origin_contract', here],
    ['gone', [message('call', { about: sent })], 'burned', here],
    [
      'at the hub',
      ofKind('hub', message('call', { about: sent }), message('hop')),
      'hub_contract',
      middle,
    ],
    [
      'in the wallet at the hub',
      ofKind('hub', message('call', { about: sent }), message('hop'), message('push')),
      'hub_wallet',
      middle,
    ],
    [
      'where it was to go',
      [message('call', { about: sent }), message('attest'), message('deliver')],
      'recipient',
      there,
    ],
    ['back', [intent('deposit', { about: sent }), intent('refund')], 'sender', here],
    ['where it was', [intent('deposit', { about: sent, is: 'missing' })], 'sender', here],
  ])('%s', (_, legs, place, chain) => {
    // What it is called where it was sent says nothing elsewhere.
    const token = chain === here ? asset.token : null;
    expect(operationOf(legs).assetLocation).toEqual({ place, chain, ...asset, token });
  });

  test('where it was to go, by the name that it has there', () => {
    const received = { token: '0xthere', amount: '9' };
    const legs = [
      message('call', { about: sent }),
      message('attest'),
      message('deliver', { about: { received } }),
    ];
    expect(operationOf(legs).assetLocation).toEqual({
      place: 'recipient',
      chain: there,
      ...received,
    });
  });

  test('where it was to go, of what was wanted there, nobody knows how much', () => {
    const wanted = { token: '0xthere', amount: '8' };
    const legs = [
      message('call', { about: { ...sent, wanted } }),
      message('attest'),
      message('deliver'),
    ];
    expect(operationOf(legs).assetLocation).toEqual({
      place: 'recipient',
      chain: there,
      token: '0xthere',
      amount: null,
    });
  });

  test('where it was left, while it is awaited elsewhere', () => {
    const legs = ofKind('each', message('call', { about: sent }), message('push'));
    expect(operationOf(legs).assetLocation).toEqual({
      place: 'origin_contract',
      chain: here,
      ...asset,
    });
  });

  test('what is left of it, once a part is gone', () => {
    const kind = 'recalled';
    const legs = [
      intent('deposit', { about: { kind, total: '10', sent: asset } }),
      intent('fill', { about: { kind, filled: '4' } }),
    ];
    expect(operationOf(legs).assetLocation).toMatchObject({ place: 'hub_contract', amount: '6' });
  });

  test('nothing that is not firm tells', () => {
    expect(operationOf([intent('deposit', { is: 'included' })]).assetLocation).toBeNull();
  });
});

describe('a transaction that is stored in two blocks, until a second look decides', () => {
  const inFork = (leg: RichLeg, fork: string) => {
    const own = aRichLeg({ ...leg, is: 'confirmed' });
    return { ...own, event: `${own.event}-${fork}`, at: { ...own.at, blockHash: fork } };
  };
  const folded = (legs: readonly RichLeg[], doubled: RichLeg) => {
    const all = [...legs.map(aRichLeg), inFork(doubled, '0xa'), inFork(doubled, '0xb')];
    return foldAll(richRules, all, aRichWorld())[0]?.folded?.operation;
  };

  test('delivers a part once', () => {
    expect(folded([deposit], part('5'))).toMatchObject({
      status: 'confirmed',
      partial: { filled: '5', total: '10' },
    });
  });

  test('delivers a message once', () => {
    expect(folded([call, message('attest')], message('deliver'))).toMatchObject({
      status: 'complete',
      conflicts: [],
    });
  });
});

describe('what carries an application', () => {
  const app = (step: string, more: Partial<RichLeg> = {}): RichLeg => ({
    protocol: 'app',
    step,
    ...more,
  });

  test('is part of its operation, and says what it waits for', () => {
    const operation = operationOf([app('order'), call, message('attest')]);
    expect(operation).toMatchObject({
      id: 'app:a',
      status: 'confirmed',
      stage: 'awaiting_relay',
      pending: { step: 'deliver' },
    });
    expect(operation.legs.map(({ step }) => step)).toEqual(['order', 'receipt', 'call', 'attest']);
  });

  test('does not complete it', () => {
    const legs = [app('order'), call, message('attest'), message('deliver')];
    expect(operationOf(legs)).toMatchObject({ status: 'confirmed', pending: { step: 'receipt' } });
    expect(operationOf([...legs, app('receipt')]).status).toBe('complete');
  });

  test('fails with it', () => {
    const failed = message('deliver', { outcome: 'failed', is: 'confirmed' });
    const legs = [app('order'), ...ofKind('manual', call, failed)];
    expect(operationOf(legs)).toMatchObject({ status: 'failed', final: false });
  });
});

test('two protocols that share a key and nothing else have operations of their own, with ids of their own', () => {
  const key = { key: 'message:a', kind: 'exact' as const, rule: 'id' };
  const stranger = { ...aRichLeg(deposit), links: [key] };
  const ids = foldAll(richRules, [aRichLeg(call), stranger], aRichWorld()).map(
    ({ folded }) => folded?.operation.id,
  );
  expect(ids).toEqual(['intent:message:a', 'message:a']);
});

describe('a transaction that comes again as another operation', () => {
  const again = { ...aRichLeg(message('call', { id: 'b' })), canonical: true };
  const first = { ...aRichLeg(message('call', { is: 'orphaned' })), at: { ...again.at } };
  const folded = foldAll(richRules, [first, again], aRichWorld()).map(
    ({ folded }) => folded?.operation,
  );

  test('supersedes the one that it was', () => {
    expect(folded).toMatchObject([
      { id: 'message:b', status: 'confirmed', supersedes: ['message:a'], supersededBy: null },
      { id: 'message:a', status: 'cancelled', stage: 'superseded', supersededBy: 'message:b' },
    ]);
  });

  test('supersedes nothing while it is in a fresh block', () => {
    const fresh = aRichLeg(message('call', { id: 'b', is: 'included' }));
    const operations = foldAll(richRules, [{ ...first, at: fresh.at }, fresh], aRichWorld()).map(
      ({ folded }) => folded?.operation,
    );
    expect(operations).toMatchObject([
      { id: 'message:b', status: 'pending', supersedes: [] },
      { id: 'message:a', status: 'pending', stage: 'origin_orphaned', supersededBy: null },
    ]);
  });

  test('supersedes none whose place another one keeps', () => {
    const kept = aRichLeg(message('call', { id: 'k', is: 'confirmed' }));
    const second = { ...again, at: { ...kept.at, index: 1 } };
    const lost = (leg: typeof kept, id: string, index: number) => ({
      ...aRichLeg(message('call', { id, is: 'orphaned' })),
      at: { ...kept.at, blockHash: '0xold', blockNumber: kept.at.blockNumber - 1n, index },
      links: leg.links,
    });
    const legs = [lost(kept, 'k', 0), lost(first, 'a', 1), kept, second];
    const states = foldAll(richRules, legs, aRichWorld()).map(
      ({ folded }) => folded && [folded.operation.id, folded.operation.supersededBy],
    );
    expect(states).toEqual(
      expect.arrayContaining([
        ['message:k', null],
        ['message:b', null],
        ['message:a', 'message:b'],
      ]),
    );
  });

  test('is another one in another transaction', () => {
    const other = { ...first, at: { ...first.at, transaction: '0xother' } };
    const statuses = foldAll(richRules, [other, again], aRichWorld()).map(
      ({ folded }) => folded?.operation.status,
    );
    expect(statuses).toEqual(['confirmed', 'reverted']);
  });
});

test('a hub that only another protocol is read on is not waited for', () => {
  const { checkpoints, ...world } = aRichWorld({ chains: [here, there] });
  const read = aRichWorld().checkpoints.get('intent') ?? new Map();
  const hub = { hub: { chain: middle, name: 'middle' } };
  const legs = ofKind('hub', message('call', { about: hub }), message('deliver'));
  const operation = operationOf(legs, {
    ...world,
    checkpoints: new Map([...checkpoints, ['intent', read]]),
  });
  expect(operation.status).toBe('complete');
});

test('what is no step of its kind tells neither the kind nor what a step of it tells', () => {
  const own = ofKind('manual', message('call', { about: { recipient: 'right' } }));
  const foreign = message('hop', { about: { recipient: 'wrong' } });
  expect(operationOf([...own, foreign]).about.recipient).toBe('right');
  expect(operationOf([...own, ...ofKind('hub', foreign)]).completion.requires).toEqual([
    'call',
    'attest',
    'deliver',
  ]);
});

test.each(['toString', 'constructor', '__proto__'])(
  'a kind named %s goes the usual way',
  (kind) => {
    expect(operationOf(ofKind(kind, call)).status).toBe('confirmed');
  },
);

test('each join keeps its rule, its key and the version that read it', () => {
  const { legs } = operationOf([call, message('attest')]);
  expect(legs.filter(({ event }) => event).map(({ joinedBy }) => joinedBy)).toEqual([
    null,
    { key: 'message:a', kind: 'exact', rule: 'id', version: 1 },
  ]);
});

test('the reason of a failure goes when the step is done', () => {
  const failed = message('deliver', { outcome: 'failed_retryable', about: { reason: 'no gas' } });
  expect(operationOf([call, message('attest'), failed]).pending?.reason).toBe('no gas');
  const legs = [
    message('call', { about: { promises: ['act'] } }),
    message('attest'),
    failed,
    message('deliver', { nth: 1 }),
  ];
  expect(operationOf(legs).pending).toMatchObject({ step: 'act', reason: null });
});
