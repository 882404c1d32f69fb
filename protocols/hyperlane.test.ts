import { base58 } from '@scure/base';
import { hexToBytes, toHex } from 'viem';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import { foldAll } from '../core/fold-all.ts';
import type { Operation } from '../core/operation.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeHyperlane } from '../test/encode-hyperlane.ts';
import { testProtocol, type StateRow } from '../test/conformance/protocol.ts';
import { sayOperation } from '../test/conformance/say-operation.ts';
import { encodeLogs, fixturePath, readFixture } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { bound } from '../test/operations-of.ts';
import { bindProtocol, type Protocol } from './bind.ts';
import { bytes32Of } from './bytes32.ts';
import { hyperlane as definition } from './hyperlane.ts';
import { hyperlaneDeployments } from './hyperlane/deployments.ts';
import { decodeHyperlaneMessage } from './hyperlane/message.ts';
import { assetOf } from './hyperlane/routes.ts';
import { keccak } from './keccak.ts';

const hyperlane = bound.get('hyperlane') as Protocol;
const arbitrum = 'eip155:42161';
const base = 'eip155:8453';
const optimism = 'eip155:10';
const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const domains: Record<string, number> = {
  [arbitrum]: 42161,
  [base]: 8453,
  [solana]: 1399811149,
  'eip155:999999999': 999999999,
};

// Routes of the registry: USDC between Arbitrum, Base, Solana and others.
const routes = {
  [arbitrum]: '0xf5f93d26229482adca3e42f84d08d549cf131658',
  [base]: '0x0ba30bdd7d3c510de16c47385102c0b7068f4f33',
  [solana]: '3EpVCPUgyjq2MfGeCttyey6bs5zya5wjYZ2BE6yDg6bm',
} as const;
const usdc = {
  [arbitrum]: '0xaf88d065e77c8cc2239327c5edb3a432268e5831',
  [base]: '0x833589fcd6edb6e08f4c7c32d4f71b54bda02913',
  [solana]: 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v',
} as const;
const user: Hex = `0x${'11'.repeat(20)}`;
const app: Hex = `0x${'22'.repeat(20)}`;
const wallet = base58.encode(new Uint8Array(32).fill(7));

const events = {
  Dispatch:
    'event Dispatch(address indexed sender, uint32 indexed destination, bytes32 indexed recipient, bytes message)',
  DispatchId: 'event DispatchId(bytes32 indexed messageId)',
  InsertedIntoTree: 'event InsertedIntoTree(bytes32 messageId, uint32 index)',
  GasPayment:
    'event GasPayment(bytes32 indexed messageId, uint32 indexed destinationDomain, uint256 gasAmount, uint256 payment)',
  Process:
    'event Process(uint32 indexed origin, bytes32 indexed sender, address indexed recipient)',
  ProcessId: 'event ProcessId(bytes32 indexed messageId)',
  outbox:
    'text "Dispatched message to " by (u8 variant, bytes32 sender, u32 destination, bytes32 recipient, bytes body)',
  inbox: 'text "Hyperlane inbox processed message " by (u8 variant, bytes metadata, bytes message)',
};

/** One transaction's logs on a chain, by event, with what differs of its block. */
function aTransaction(
  chain: ChainId,
  time: number,
  logs: readonly [event: keyof typeof events, args: object][],
  block: Hex = `0x${time}`,
): RawLog[] {
  const { mailbox, gasPaymaster, merkleTreeHook } = hyperlaneDeployments[chain] ?? {};
  const emitters: Record<string, string | undefined> = {
    InsertedIntoTree: merkleTreeHook,
    GasPayment: gasPaymaster,
  };
  return encodeLogs({
    why: 'made up for a test',
    chain,
    hash: chain === solana ? '2'.repeat(80) + time : toHex(time, { size: 32 }),
    block: { number: String(time), hash: block, time },
    logs: logs.map(([event, args], index) => ({
      index,
      emitter: emitters[event] ?? mailbox ?? '',
      event: events[event],
      args: { ...args },
    })),
  });
}

interface Sent {
  from?: string;
  to?: string;
  sender?: string;
  recipient?: string;
  body?: object | Hex;
  nonce?: number;
  version?: number;
}
const warp = (amount: string, recipient = bytes32Of(user)) => ({ warp: { recipient, amount } });

function aMessage({
  from = arbitrum,
  to = base,
  sender = app,
  recipient = app,
  body = '0x1234',
  nonce = 5,
  version = 3,
}: Sent = {}) {
  const facts = {
    version,
    nonce,
    origin: domains[from],
    sender: bytes32Of(sender),
    destination: domains[to],
    recipient: bytes32Of(recipient),
    body,
  };
  const bytes = encodeHyperlane(facts);
  return { facts, bytes, id: keccak(bytes), from: from as ChainId, to: to as ChainId };
}
type Message = ReturnType<typeof aMessage>;

const last20 = (bytes32: Hex): Hex => `0x${bytes32.slice(26)}`;

function dispatched({ facts, bytes, id, from }: Message, time = 1_000, more: object[] = []) {
  if (from === solana) {
    const { sender, destination, recipient, body } = facts;
    const rest = `${destination}, ID ${id}`;
    return aTransaction(from, time, [
      ['outbox', { rest, variant: 4, sender, destination, recipient, body }],
    ]);
  }
  const { destination, recipient } = facts;
  const sender = last20(facts.sender);
  return aTransaction(from, time, [
    ['Dispatch', { sender, destination, recipient, message: bytes, ...more[0] }],
    ['DispatchId', { messageId: id }],
  ]);
}

/** One transaction that delivers these messages. */
function delivered(messages: readonly Message[], time = 1_060, block?: Hex) {
  const [{ to } = aMessage()] = messages;
  return aTransaction(
    to,
    time,
    messages.flatMap(({ facts, bytes, id }): [keyof typeof events, object][] => {
      if (to === solana) {
        return [['inbox', { rest: id, variant: 1, metadata: '0xabcd', message: bytes }]];
      }
      const { origin, sender, recipient } = facts;
      return [
        ['Process', { origin, sender, recipient: last20(recipient) }],
        ['ProcessId', { messageId: id }],
      ];
    }),
    block,
  );
}

const paid = (
  messageId: Hex,
  {
    chain = arbitrum,
    time = 1_010,
    to = 8453,
  }: { chain?: ChainId; time?: number; to?: number } = {},
) =>
  aTransaction(chain, time, [
    [
      'GasPayment',
      { messageId, destinationDomain: to, gasAmount: '200000', payment: String(time) },
    ],
  ]);

/** All these chains were read, twice, up to this time. */
function operationsOf(
  logs: readonly RawLog[],
  {
    until = 2_000,
    covered = [arbitrum, base, solana] as ChainId[],
    from = 0,
    protocol = hyperlane,
  } = {},
): Operation[] {
  const height = BigInt(until);
  const head = { number: height, hash: '0x', time: until, safe: height, finalized: height };
  const checkpoint = {
    from: { number: BigInt(from), time: from },
    certain: { number: height, time: until },
  };
  const legs = logs
    .filter((log) => protocol.capture(log).type === 'leg')
    .map((log) => legOf(protocol, log));
  const world = {
    heads: new Map(legs.map(({ at }) => [at.chain, head])),
    checkpoints: new Map([['hyperlane', new Map(covered.map((chain) => [chain, checkpoint]))]]),
  };
  return foldAll(new Map([['hyperlane', protocol.rules]]), legs, world).map(({ folded, error }) => {
    if (!folded) throw error;
    return folded.operation;
  });
}

const message = aMessage();

const inserted = aTransaction(arbitrum, 1_000, [
  ['InsertedIntoTree', { messageId: message.id, index: 7 }],
]).map((log) => ({ ...log, at: { ...log.at, index: 9 } }));
/** What the mailbox of another chain says of an id that it has not dispatched. */
const claimed = (messageId: Hex) => aTransaction(optimism, 1_030, [['DispatchId', { messageId }]]);
const next = aMessage({ nonce: 6 });
const strange = aMessage({ version: 4 });
const toSolana = aMessage({ to: solana, recipient: wallet });
const fromSolana = aMessage({ from: solana, sender: wallet });
const nowhere = aMessage({ to: 'eip155:999999999' });
const transferTerms = {
  sender: routes[arbitrum],
  recipient: routes[base],
  body: warp('2500000'),
};
const transfer = aMessage(transferTerms);

const awaits = 'message, confirmed, awaiting_relay, awaits process, next: anyone';
const done = 'message, complete, delivered';
const unseen = 'message, confirmed, destination_not_covered, awaits process, next: operator';

const states: StateRow[] = [
  { title: 'a dispatched message', logs: dispatched(message), said: [awaits] },
  {
    title: 'a dispatched message, months later: it has no end',
    logs: dispatched(message),
    until: 100_000_000,
    said: [awaits],
  },
  {
    title: 'one that validators sign and that is paid for, twice',
    logs: [
      ...dispatched(message),
      ...inserted,
      ...paid(message.id),
      ...paid(message.id, { time: 1_500 }),
    ],
    said: [awaits],
  },
  {
    title: 'a delivered message',
    logs: [...dispatched(message), ...inserted, ...paid(message.id), ...delivered([message])],
    said: [done],
  },
  {
    title: 'a delivery without tree and payment',
    logs: [...dispatched(message), ...delivered([message])],
    said: [done],
  },
  {
    title: 'a delivery in a block before its dispatch, by clocks that disagree',
    logs: [...dispatched(message), ...delivered([message], 960)],
    said: [done],
  },
  {
    title: 'a payment for what nobody has dispatched',
    logs: paid(message.id),
    said: ['message, pending, awaiting_origin, awaits dispatch, next: operator'],
  },
  {
    title: 'an arrival whose origin was read for months and is not there',
    logs: delivered([message], 60 * 86_400),
    until: 90 * 86_400,
    said: [`${done}, delivered_without_source`],
  },
  {
    title: 'an arrival from a chain that is not indexed',
    logs: delivered([message]),
    covered: [base],
    said: [done],
  },
  {
    title: 'a message to a chain that is not indexed',
    logs: dispatched(message),
    covered: [arbitrum],
    said: [unseen],
  },
  {
    title: 'a message to a domain that there is not',
    logs: dispatched(nowhere),
    said: [unseen],
  },
  {
    title: 'a delivery that another chain’s mailbox claims to have made',
    logs: [...dispatched(message), ...delivered([{ ...message, to: optimism }])],
    said: [`${awaits}, a process on another chain than its destination`],
  },
  {
    title: 'a dispatch that another chain’s mailbox claims too',
    logs: [...dispatched(message), ...claimed(message.id), ...delivered([message])],
    said: [`${done}, a dispatch on another chain than its origin`],
  },
  {
    title: 'an arrival that nobody has dispatched but another chain’s mailbox, by its word',
    logs: [...claimed(message.id), ...delivered([message], 60 * 86_400)],
    until: 90 * 86_400,
    said: [`${done}, delivered_without_source, a dispatch on another chain than its origin`],
  },
  {
    title: 'two deliveries, which a mailbox refuses',
    logs: [...dispatched(message), ...delivered([message]), ...delivered([message], 1_070)],
    said: [`${done}, double_delivery`],
  },
  {
    title: 'two messages of one content, and one delivery that is of the second',
    logs: [...dispatched(message), ...dispatched(next, 1_001), ...delivered([next])],
    said: [awaits, done],
  },
  {
    title: 'a message of an unknown version, known by its id alone',
    logs: [...dispatched(strange), ...delivered([strange])],
    said: [done],
  },
  {
    title: 'one transaction that delivers two messages',
    logs: [...dispatched(message), ...dispatched(next, 1_001), ...delivered([next, message])],
    said: [done, done],
  },
  {
    title: 'a transfer on its way, and one that is delivered',
    logs: [
      ...dispatched(transfer),
      ...dispatched(aMessage({ ...transferTerms, nonce: 6 }), 1_001),
      ...delivered([transfer]),
    ],
    said: [
      'transfer, complete, delivered, value: recipient',
      'transfer, confirmed, awaiting_relay, awaits process, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'a message to Solana',
    logs: [...dispatched(toSolana), ...delivered([toSolana])],
    said: [done],
  },
  {
    title: 'a message from Solana',
    logs: [...dispatched(fromSolana), ...delivered([fromSolana])],
    said: [done],
  },
];

test('a message comes from where its own mailbox says, whatever another one claims', () => {
  const later = aTransaction('eip155:10', 1_500, [['DispatchId', { messageId: message.id }]]);
  const [operation] = operationsOf([...dispatched(message), ...later]);
  expect(operation?.origin).toEqual({ chain: arbitrum, name: '42161' });
});

testProtocol(definition, { fixture: fixturePath('hyperlane'), states });

describe('a message', () => {
  test('from a chain that is not read is complete with its arrival, and tells both ends', () => {
    const [operation] = operationsOf(delivered([message]), { covered: [base] });
    expect(operation && sayOperation(operation)).toBe(done);
    expect(operation?.coverage).toBe('destination_only');
    expect(operation?.origin).toEqual({ chain: arbitrum, name: '42161' });
    expect(operation?.about).toMatchObject({ sender: app, recipient: app });
  });

  test('whose version is unknown is kept with the reason', () => {
    expect(hyperlane.capture(dispatched(strange)[0] as RawLog)).toEqual({
      type: 'unreadable',
      event: 'Dispatch',
      reason: 'a message of version 4, which is unknown',
    });
  });

  test('of a testnet is another one, whatever its id', () => {
    const [log] = paid(message.id, { chain: 'eip155:421614' });
    expect(log && legOf(hyperlane, log).links.map(({ key }) => key)).toEqual([
      `hyperlane:testnet:${message.id}`,
    ]);
  });
});

describe('one transaction that delivers several messages', () => {
  const messages = [aMessage({ sender: user }), aMessage({ sender: app, recipient: user })];

  test('gives each its own sender and recipient', () => {
    const told = operationsOf(delivered(messages), { covered: [base] });
    expect(told.map(({ about: { sender, recipient } }) => [sender, recipient])).toEqual([
      [user, app],
      [app, user],
    ]);
  });

  test('does not tie them together when it delivers fewer in another block', () => {
    const again = delivered(messages.slice(1), 1_060, '0xother');
    const ids = operationsOf([...delivered(messages), ...again]).map(({ id }) => id);
    expect(ids.toSorted()).toEqual(messages.map(({ id }) => `hyperlane:${id}`).toSorted());
  });
});

describe('what others can say', () => {
  test('a payment for another’s message changes neither where it goes nor what is told of it', () => {
    const own = [...dispatched(message), ...delivered([message])];
    const strange = paid(message.id, { chain: base, time: 1_500, to: 137 });
    const shown = ({ legs: _, finality: __, ...rest }: Operation) => rest;
    expect(operationsOf([...own, ...strange]).map(shown)).toEqual(operationsOf(own).map(shown));
    const unseen = { covered: [base] as ChainId[] };
    const arrival = delivered([message]);
    expect(operationsOf([...arrival, ...strange], unseen)[0]?.origin).toEqual(
      operationsOf(arrival, unseen)[0]?.origin,
    );
  });

  test('a body that looks like a transfer moves nothing, unless a known route sends it', () => {
    const logs = dispatched(aMessage({ body: warp('1000000'), recipient: routes[base] }));
    const { about } = operationsOf(logs)[0] ?? {};
    expect(about).toEqual({
      origin: { chain: arbitrum, name: '42161' },
      destination: { chain: base, name: '8453' },
      sender: app,
      recipient: routes[base],
      details: { messageId: expect.any(String), nonce: '5' },
    });
  });

  test('a recipient that takes anything for proven moves nothing in a route’s name', () => {
    const forged = aMessage({
      to: solana,
      sender: routes[arbitrum],
      recipient: wallet,
      body: warp('1000000', bytes32Of(wallet)),
    });
    const { kind, about } = operationsOf(delivered([forged]))[0] ?? {};
    expect([kind, about?.sent, about?.received]).toEqual(['message', undefined, undefined]);
  });

  test.each<[what: string, change: object]>([
    ['another destination', { destination: 137 }],
    ['another recipient', { recipient: bytes32Of(user) }],
    ['another sender', { sender: user }],
  ])('a dispatch whose event names %s is not read', (_, change) => {
    const [log] = dispatched(message, 1_000, [change]);
    expect(log && hyperlane.capture(log)).toMatchObject({
      reason: 'a message that says otherwise than its event',
    });
  });

  test('a message that another chain’s mailbox made is not read', () => {
    const [log] = dispatched({ ...aMessage({ from: base, to: arbitrum }), from: arbitrum });
    expect(log && hyperlane.capture(log)).toMatchObject({
      reason: 'a message from domain 8453 emitted on 42161',
    });
  });

  test('the same words of another program on Solana are not read', () => {
    const [log] = dispatched(aMessage({ from: solana }));
    expect(log && hyperlane.capture({ ...log, emitter: wallet }).type).toBe('unreadable');
  });
});

describe('a transfer by a warp route', () => {
  const sent = { symbol: 'USDC', decimals: 6, amount: '2500000' };

  test.each<[from: keyof typeof routes, to: keyof typeof routes]>([
    [arbitrum, base],
    [arbitrum, solana],
    [solana, base],
  ])('from %s to %s tells token, amount and who gets it', (from, to) => {
    const recipient = to === solana ? wallet : user;
    const transfer = aMessage({
      from,
      to,
      sender: routes[from],
      recipient: routes[to],
      body: warp('2500000', bytes32Of(recipient)),
    });
    const [operation, ...more] = operationsOf([...dispatched(transfer), ...delivered([transfer])]);
    expect(more).toEqual([]);
    expect(operation && sayOperation(operation)).toBe(
      'transfer, complete, delivered, value: recipient',
    );
    expect(operation?.about).toMatchObject({
      sender: routes[from],
      recipient,
      sent: { ...sent, token: usdc[from] },
      wanted: { ...sent, token: usdc[to] },
      ...(to === solana && { received: { ...sent, token: usdc[to] } }),
    });
  });

  test('that is seen at its arrival alone, on an EVM chain, is one of an unknown amount', () => {
    const transfer = aMessage({ sender: app, recipient: routes[base], body: warp('7') });
    const [operation] = operationsOf(delivered([transfer]), { covered: [base] });
    const { kind, about } = operation ?? {};
    expect([kind, about?.sent, about?.received]).toEqual(['transfer', undefined, undefined]);
  });

  test('of the operator’s own is one too', () => {
    const own = bindProtocol(definition, {
      [arbitrum]: { ...hyperlaneDeployments[arbitrum]!, routes: { [app]: { decimals: 18 } } },
    });
    const logs = dispatched(aMessage({ body: warp('7') }));
    const { kind, about } = operationsOf(logs, { protocol: own })[0] ?? {};
    expect([kind, about?.sent]).toEqual(['transfer', { amount: '7', decimals: 18 }]);
  });

  test('that says something else in its body is a message', () => {
    const logs = dispatched(aMessage({ sender: routes[arbitrum], body: '0x01' }));
    expect(operationsOf(logs).map(sayOperation)).toEqual([awaits]);
  });

  test('has the amount of its own chain, where messages count in other units', () => {
    const route = { decimals: 9, messageDecimals: 18 };
    expect(assetOf(route, 5n * 10n ** 9n)).toEqual({ amount: '5', decimals: 9 });
    expect(assetOf(route, 5n * 10n ** 9n + 1n)).toBeUndefined();
    expect(assetOf({ decimals: 18, messageDecimals: 6 }, 5n)?.amount).toBe('5000000000000');
  });
});

describe('on Solana', () => {
  const arriving = aMessage({ to: solana, recipient: wallet });

  test.each<[what: string, logs: RawLog[], reason: string]>([
    [
      'a departure in other words',
      aTransaction(solana, 1, [['outbox', { ...bare(), rest: '8453 with ID 0x12' }]]),
      'a departure in other words than are known',
    ],
    [
      'a departure to another domain than its instruction names',
      aTransaction(solana, 1, [['outbox', { ...bare(), rest: `1, ID ${message.id}` }]]),
      'a departure that says otherwise than its instruction',
    ],
    [
      'an arrival of another message than its instruction brings',
      delivered([{ ...arriving, id: message.id }]),
      'an arrival of another message than its instruction brings',
    ],
    [
      'an arrival that was meant for another chain',
      delivered([{ ...message, to: solana }]),
      'a message to domain 8453 taken on 1399811149',
    ],
  ])('%s is kept with the reason', (_, [log], reason) => {
    expect(log && hyperlane.capture(log)).toMatchObject({ type: 'unreadable', reason });
  });

  function bare() {
    const { sender, destination, recipient } = message.facts;
    return { variant: 4, sender, destination, recipient, body: '0x' };
  }
});

// The nonces were found by trying: no text has them.
test.each([
  ['0x09c74f3e10d98c112696b72ba1609aae47616f64f28b4cb1ad8a4a710e93ee89', 33_470],
  ['0x80311c083cf91ebe9cda4393414b29c3a6b06497a0f3bb8ca7fc22c6af67ec1d', 227_442],
  ['0xdf19206180cce41285e4bde2fd3fe03532d37ed3828fd30d9ef9de1a721b27d6', 227_443],
])('what Solana’s instruction says is what %s is the hash of', (id, nonce) => {
  const { args } =
    readFixture('hyperlane')
      .transactions.flatMap(({ logs }) => logs)
      .find(({ args }) => String(args['rest']).endsWith(id)) ?? {};
  const message = encodeHyperlane({ ...args, version: 3, nonce, origin: domains[solana] });
  expect(keccak(message)).toBe(id);
});

test('the id of Hyperlane’s own test message is the one that it publishes', () => {
  const bytes = encodeHyperlane({
    version: 3,
    nonce: 0,
    origin: 1000,
    sender: bytes32Of(`0x${'11'.repeat(20)}`),
    destination: 2000,
    recipient: bytes32Of(`0x${'22'.repeat(20)}`),
    body: '0x1234',
  });
  expect(decodeHyperlaneMessage(bytes).id).toBe(
    '0xf8a66f8aadee751d842616fee0ed14a3ad6da1e13564920364ee0ad35a02703f',
  );
  expect(hexToBytes(bytes)).toHaveLength(79);
  expect(() => decodeHyperlaneMessage(bytes.slice(0, 100) as Hex)).toThrow(
    'a message of only 49 bytes, where 77 are needed',
  );
});
