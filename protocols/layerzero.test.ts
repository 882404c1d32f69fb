import { base58 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import {
  concat,
  encodeErrorResult,
  numberToHex,
  padHex,
  parseAbi,
  stringToHex,
  type Hex,
} from 'viem';
import type { ChainId } from '../core/chain.ts';
import { foldAll } from '../core/fold-all.ts';
import type { Operation } from '../core/operation.ts';
import type { RawLog } from '../core/raw-log.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { sayOperation } from '../test/conformance/say-operation.ts';
import { operationsShown } from '../test/conformance/shown-world.ts';
import { encodeLogs, fixturePath } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { bound } from '../test/operations-of.ts';
import type { Protocol } from './bind.ts';
import { bytes32Of } from './bytes32.ts';
import { guidOf, payloadHashOf } from './layerzero/packet.ts';
import { layerzero as definition } from './layerzero.ts';
import { programAddress } from './program-address.ts';

const ethereum: ChainId = 'eip155:1';
const arbitrum: ChainId = 'eip155:42161';
const endpoint: Hex = '0x1a44076050125825900e736c501f859c50fe728c';
const executor: Hex = '0x31cae3b7fb82d847621859fb1585353c5720660d'; // Arbitrum's
const app: Hex = '0x00000000000000000000000000000000000000a1';
const peer: Hex = '0x00000000000000000000000000000000000000b1';
const user: Hex = '0x00000000000000000000000000000000000000aa';
const liar: Hex = '0x00000000000000000000000000000000000000bd';
const composer: Hex = '0x00000000000000000000000000000000000000cc';
const reason = encodeErrorResult({
  abi: parseAbi(['error Error(string)']),
  errorName: 'Error',
  args: ['too little gas'],
});

const signatures = {
  PacketSent: 'event PacketSent(bytes encodedPayload, bytes options, address sendLibrary)',
  PacketVerified:
    'event PacketVerified((uint32 srcEid, bytes32 sender, uint64 nonce) origin, address receiver, bytes32 payloadHash)',
  PacketDelivered:
    'event PacketDelivered((uint32 srcEid, bytes32 sender, uint64 nonce) origin, address receiver)',
  LzReceiveAlert:
    'event LzReceiveAlert(address indexed receiver, address indexed executor, (uint32 srcEid, bytes32 sender, uint64 nonce) origin, bytes32 guid, uint256 gas, uint256 value, bytes message, bytes extraData, bytes reason)',
  InboundNonceSkipped:
    'event InboundNonceSkipped(uint32 srcEid, bytes32 sender, address receiver, uint64 nonce)',
  PacketNilified:
    'event PacketNilified(uint32 srcEid, bytes32 sender, address receiver, uint64 nonce, bytes32 payloadHash)',
  PacketBurnt:
    'event PacketBurnt(uint32 srcEid, bytes32 sender, address receiver, uint64 nonce, bytes32 payloadHash)',
  ComposeSent:
    'event ComposeSent(address from, address to, bytes32 guid, uint16 index, bytes message)',
  ComposeDelivered: 'event ComposeDelivered(address from, address to, bytes32 guid, uint16 index)',
  LzComposeAlert:
    'event LzComposeAlert(address indexed from, address indexed to, address indexed executor, bytes32 guid, uint16 index, uint256 gas, uint256 value, bytes message, bytes extraData, bytes reason)',
  OFTSent:
    'event OFTSent(bytes32 indexed guid, uint32 dstEid, address indexed fromAddress, uint256 amountSentLD, uint256 amountReceivedLD)',
  OFTReceived:
    'event OFTReceived(bytes32 indexed guid, uint32 srcEid, address indexed toAddress, uint256 amountReceivedLD)',
} as const;

/** A log that the endpoint emits at a time, unless another contract is named. */
function aLog(
  chain: ChainId,
  time: number,
  name: keyof typeof signatures,
  args: Record<string, unknown>,
  emitter: Hex = endpoint,
): RawLog {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain,
    hash: padHex(numberToHex(time), { size: 32 }),
    block: { number: String(time), hash: numberToHex(time), time },
    logs: [
      { index: Object.keys(signatures).indexOf(name), emitter, event: signatures[name], args },
    ],
  });
  if (!log) throw new Error('one log was encoded');
  return log;
}

const path = {
  nonce: 7n,
  srcEid: 30101,
  sender: padHex(app, { size: 32 }),
  dstEid: 30110,
  receiver: padHex(peer, { size: 32 }),
};
const guid = guidOf(path);
const oftMessage = concat([padHex(user, { size: 32 }), numberToHex(5_000n, { size: 8 })]);

const encodedPacket = (message: Hex, { version = 1, way = path, id = guidOf(way) } = {}): Hex =>
  concat([
    numberToHex(version, { size: 1 }),
    numberToHex(way.nonce, { size: 8 }),
    numberToHex(way.srcEid, { size: 4 }),
    way.sender,
    numberToHex(way.dstEid, { size: 4 }),
    way.receiver,
    id,
    message,
  ]);
const aSend = (encodedPayload: Hex, time = 1_000) =>
  aLog(ethereum, time, 'PacketSent', { encodedPayload, options: '0x', sendLibrary: liar });

const marked = { srcEid: path.srcEid, sender: path.sender, receiver: peer, nonce: '7' };
const origin = { srcEid: path.srcEid, sender: path.sender, nonce: '7' };
const hashOf = (message: Hex) => payloadHashOf({ guid, message });
const aCompose = { from: peer, to: composer, guid, index: 0 };

const sent = aSend(encodedPacket('0x1234'));
const verified = aLog(arbitrum, 1_100, 'PacketVerified', {
  origin,
  receiver: peer,
  payloadHash: hashOf('0x1234'),
});
const alert = { receiver: peer, executor, origin, guid, gas: '1', value: '0', reason };
const anAlert = (more: Partial<typeof alert>, time = 1_150) =>
  aLog(arbitrum, time, 'LzReceiveAlert', { ...alert, message: '0x', extraData: '0x', ...more });
const delivered = aLog(arbitrum, 1_200, 'PacketDelivered', { origin, receiver: peer });
const composeSent = aLog(arbitrum, 1_200, 'ComposeSent', { ...aCompose, message: '0x' });
const composed = aLog(arbitrum, 1_300, 'ComposeDelivered', aCompose);
const aComposeAlert = (more: Record<string, unknown> = {}) =>
  aLog(arbitrum, 1_250, 'LzComposeAlert', {
    ...aCompose,
    executor,
    gas: '1',
    value: '0',
    message: '0x',
    extraData: '0x',
    reason,
    ...more,
  });
const nilified = (payloadHash = hashOf('0x1234')) =>
  aLog(arbitrum, 1_160, 'PacketNilified', { ...marked, payloadHash });
const burnt = aLog(arbitrum, 1_170, 'PacketBurnt', { ...marked, payloadHash: hashOf('0x1234') });
const skipped = aLog(arbitrum, 1_050, 'InboundNonceSkipped', marked);
const oftSent = (emitter: Hex) =>
  aLog(
    ethereum,
    1_000,
    'OFTSent',
    {
      guid,
      dstEid: path.dstEid,
      fromAddress: user,
      amountSentLD: '5000000',
      amountReceivedLD: '5000000',
    },
    emitter,
  );
const oftReceived = (emitter: Hex) =>
  aLog(
    arbitrum,
    1_200,
    'OFTReceived',
    { guid, srcEid: path.srcEid, toAddress: composer, amountReceivedLD: '4999' },
    emitter,
  );

const layerzero = bound.get('layerzero');
if (!layerzero) throw new Error('LayerZero is a protocol');

/** Both chains, or these, were read twice up to the time 2,000. */
function operationsOf(
  logs: readonly RawLog[],
  covered: readonly ChainId[] = [ethereum, arbitrum],
): Operation[] {
  const protocol = layerzero;
  if (!protocol) throw new Error('LayerZero is a protocol');
  const head = { number: 2_000n, hash: '0x', time: 2_000, safe: 2_000n, finalized: 2_000n };
  const checkpoint = { from: { number: 0n, time: 0 }, certain: { number: 2_000n, time: 2_000 } };
  const world = {
    heads: new Map([ethereum, arbitrum, solana].map((chain) => [chain, head])),
    checkpoints: new Map([['layerzero', new Map(covered.map((chain) => [chain, checkpoint]))]]),
  };
  const legs = logs.map((log) => legOf(protocol, log));
  return foldAll(new Map([['layerzero', protocol.rules]]), legs, world).map(({ folded, error }) => {
    if (!folded) throw error;
    return folded.operation;
  });
}

const transfer = [
  aSend(encodedPacket(oftMessage)),
  oftSent(app),
  aLog(arbitrum, 1_100, 'PacketVerified', {
    origin,
    receiver: peer,
    payloadHash: hashOf(oftMessage),
  }),
];
// What an application asks of another chain by a read channel, and the answer, which comes home.
const channel = 4_294_967_295;
const question = { ...path, dstEid: channel, receiver: path.sender };
const asked = aSend(encodedPacket('0x0001', { way: question }));
const home = { origin: { ...origin, srcEid: channel }, receiver: app };
const answerVerified = aLog(ethereum, 1_100, 'PacketVerified', {
  ...home,
  payloadHash: payloadHashOf({ guid: guidOf(question), message: '0xaa' }),
});
const answerRefused = aLog(ethereum, 1_150, 'LzReceiveAlert', {
  ...alert,
  ...home,
  executor: '0x173272739bd7aa6e4e214714048a9fe699453059', // Ethereum's
  guid: guidOf(question),
  message: '0x',
  extraData: '0x',
});
const answered = aLog(ethereum, 1_200, 'PacketDelivered', home);

// On Solana, where the endpoint is a program, and names accounts.
const solana: ChainId = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const store = base58.encode(new Uint8Array(32).fill(7));
const helper = base58.encode(new Uint8Array(32).fill(8));
const executorThere = 'AwrbHeCyniXaQhiJZkLhgWdUCteeWSGaSN1sTfLiY7xK';
const INBOUND = 'u32 srcEid, bytes32 sender, pubkey receiver, u64 nonce';
const TRIED = 'u64 computeUnits, u64 value, bytes message, bytes extraData, bytes reason';
const COMPOSE = 'pubkey from, pubkey to, bytes32 guid, u16 index';
const anchorEvents = {
  PacketSentEvent: 'bytes encodedPacket, bytes options, pubkey sendLibrary',
  PacketVerifiedEvent: `${INBOUND}, bytes32 payloadHash`,
  PacketDeliveredEvent: INBOUND,
  InboundNonceSkippedEvent: INBOUND,
  PacketNilifiedEvent: `${INBOUND}, bytes32 payloadHash`,
  PacketBurntEvent: `${INBOUND}, bytes32 payloadHash`,
  LzReceiveAlertEvent: `pubkey receiver, pubkey executor, u32 srcEid, bytes32 sender, u64 nonce, bytes32 guid, ${TRIED}`,
  ComposeSentEvent: `${COMPOSE}, bytes message`,
  ComposeDeliveredEvent: COMPOSE,
  LzComposeAlertEvent: `pubkey executor, ${COMPOSE}, ${TRIED}`,
} as const;
const onSolana = (
  time: number,
  name: keyof typeof anchorEvents,
  args: Record<string, unknown>,
): RawLog => {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain: solana,
    hash: `${'2'.repeat(80)}${time}`,
    block: { number: String(time), hash: null, time },
    logs: [
      {
        index: 1 + Object.keys(anchorEvents).indexOf(name),
        emitter: '76y77prsiCMvXMjuoZ5VRrhG5qYBrUMYTE5WgHqgjEn6',
        event: `anchor event ${name}(${anchorEvents[name]})`,
        args,
      },
    ],
  });
  if (!log) throw new Error('one log was encoded');
  return log;
};

const toSolana = { ...path, dstEid: 30168, receiver: bytes32Of(store) };
const guidThere = guidOf(toSolana);
const sentThere = aSend(encodedPacket('0x1234', { way: toSolana }));
const inbound = { srcEid: path.srcEid, sender: path.sender, receiver: store, nonce: '7' };
const payloadHashThere = payloadHashOf({ guid: guidThere, message: '0x1234' });
const markedThere = { ...inbound, payloadHash: payloadHashThere };
const verifiedThere = onSolana(1_100, 'PacketVerifiedEvent', markedThere);
const deliveredThere = onSolana(1_200, 'PacketDeliveredEvent', inbound);
const composeThere = { from: store, to: helper, guid: guidThere, index: 0 };
const composeSentThere = onSolana(1_200, 'ComposeSentEvent', { ...composeThere, message: '0x' });
const triedThere = {
  executor: executorThere,
  computeUnits: '1',
  value: '0',
  message: '0x',
  extraData: '0x',
  reason: stringToHex('custom program error: 0x1771'),
};
const alertThere = (more: Record<string, unknown> = {}) =>
  onSolana(1_150, 'LzReceiveAlertEvent', {
    ...inbound,
    guid: guidThere,
    ...triedThere,
    ...more,
  });
const composeAlertThere = (more: Record<string, unknown> = {}) =>
  onSolana(1_250, 'LzComposeAlertEvent', { ...composeThere, ...triedThere, ...more });

const fromSolana = { ...path, srcEid: 30168, sender: bytes32Of(store) };
const sentFromSolana = onSolana(1_000, 'PacketSentEvent', {
  encodedPacket: encodedPacket(oftMessage, { way: fromSolana }),
  options: '0x',
  sendLibrary: helper,
});
const deliveredFromSolana = aLog(arbitrum, 1_200, 'PacketDelivered', {
  origin: { srcEid: 30168, sender: fromSolana.sender, nonce: '7' },
  receiver: peer,
});

const waiting = ['message, confirmed, awaiting_relay, awaits delivery, next: anyone'];
const secondCompose = { ...aCompose, index: 1 };

const table: { name: string; logs: readonly RawLog[]; is: string[] }[] = [
  {
    name: 'a packet that nobody has verified',
    logs: [sent],
    is: ['message, confirmed, awaiting_attestation, awaits verification, next: protocol'],
  },
  {
    name: 'a question to another chain that nobody has answered',
    logs: [asked],
    is: ['read, confirmed, awaiting_attestation, awaits verification, next: protocol'],
  },
  {
    name: 'an answer that was refused',
    logs: [asked, answerVerified, answerRefused],
    is: [
      'read, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: too little gas, next: anyone',
    ],
  },
  {
    name: 'an answer that came home, and is another message than the question',
    logs: [asked, answerVerified, answered],
    is: ['read, complete, delivered'],
  },
  {
    name: 'a verification whose packet is in none of the blocks that were read',
    logs: [verified],
    is: waiting,
  },
  {
    name: 'a verified packet that nobody has delivered',
    logs: [sent, verified],
    is: waiting,
  },
  {
    name: 'a delivery that failed',
    logs: [sent, verified, anAlert({})],
    is: [
      'message, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: too little gas, next: anyone',
    ],
  },
  {
    name: 'a delivery that failed twice, the last time without a word',
    logs: [sent, verified, anAlert({}), anAlert({ reason: '0x' }, 1_155)],
    is: [
      'message, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: no reason given, as when the gas runs out, next: anyone',
    ],
  },
  {
    name: 'a delivery that failed before it succeeded',
    logs: [sent, verified, anAlert({}), delivered],
    is: ['message, complete, delivered'],
  },
  {
    name: 'an alert of one who came too late',
    logs: [sent, verified, delivered, anAlert({}, 1_201)],
    is: ['message, complete, delivered'],
  },
  {
    name: 'a delivery whose verification was not seen',
    logs: [sent, delivered],
    is: ['message, complete, delivered'],
  },
  {
    name: 'a delivery of another message than was sent',
    logs: [aSend(encodedPacket('0x99')), verified, delivered],
    is: [
      'message, confirmed, awaiting_attestation, awaits verification, next: protocol, content_mismatch',
    ],
  },
  {
    name: 'a packet whose verification was taken back',
    logs: [sent, verified, nilified()],
    is: ['message, confirmed, policy_hold, awaits reverification, next: protocol'],
  },
  {
    name: 'the same, verified again and delivered',
    logs: [sent, verified, nilified(), { ...verified, at: delivered.at }, delivered],
    is: ['message, complete, delivered'],
  },
  {
    name: 'a packet that was nilified before it was verified',
    logs: [sent, nilified(`0x${'00'.repeat(32)}`), { ...verified, at: delivered.at }],
    is: waiting,
  },
  { name: 'a burnt packet', logs: [sent, verified, burnt], is: ['message, failed, failed'] },
  { name: 'a skipped packet', logs: [skipped, sent], is: ['message, failed, failed'] },
  {
    name: 'a delivery that promises a call',
    logs: [sent, verified, composeSent, delivered],
    is: ['message, confirmed, awaiting_action, awaits composition, next: anyone'],
  },
  {
    name: 'a composed call that failed',
    logs: [sent, verified, composeSent, delivered, aComposeAlert()],
    is: [
      'message, confirmed, action_failed, awaits composition, the composer refused it: too little gas, next: anyone',
    ],
  },
  {
    name: 'a composed call that was made',
    logs: [sent, verified, composeSent, delivered, aComposeAlert(), composed],
    is: ['message, complete, delivered'],
  },
  {
    name: 'one of two composed calls',
    logs: [
      sent,
      verified,
      composeSent,
      aLog(arbitrum, 1_201, 'ComposeSent', { ...secondCompose, message: '0x' }),
      delivered,
      composed,
    ],
    is: ['message, confirmed, awaiting_action, awaits composition, next: anyone'],
  },
  {
    name: 'both of two composed calls',
    logs: [
      sent,
      verified,
      composeSent,
      aLog(arbitrum, 1_201, 'ComposeSent', { ...secondCompose, message: '0x' }),
      delivered,
      composed,
      aLog(arbitrum, 1_301, 'ComposeDelivered', secondCompose),
    ],
    is: ['message, complete, delivered'],
  },
  {
    name: 'a transfer under way',
    logs: transfer,
    is: [
      'transfer, confirmed, awaiting_relay, awaits delivery, value: origin_contract, next: anyone',
    ],
  },
  {
    name: 'a transfer to a composer that was not called yet',
    logs: [...transfer, oftReceived(peer), composeSent, delivered],
    is: [
      'transfer, confirmed, awaiting_action, awaits composition, value: destination_contract, next: anyone',
    ],
  },
  {
    name: 'a transfer to a composer that refuses it',
    logs: [...transfer, oftReceived(peer), composeSent, delivered, aComposeAlert()],
    is: [
      'transfer, confirmed, action_failed, awaits composition, the composer refused it: too little gas, value: destination_contract, next: anyone',
    ],
  },
  {
    name: 'a transfer that arrived',
    logs: [...transfer, oftReceived(peer), delivered],
    is: ['transfer, complete, delivered, value: recipient'],
  },
  {
    name: 'a packet to Solana that is verified there',
    logs: [sentThere, verifiedThere],
    is: waiting,
  },
  {
    name: 'a packet that was refused on Solana',
    logs: [sentThere, verifiedThere, alertThere()],
    is: [
      'message, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: custom program error: 0x1771, next: anyone',
    ],
  },
  {
    name: 'a packet that was refused on Solana without a word, and then taken',
    logs: [sentThere, verifiedThere, alertThere({ reason: '0x' }), deliveredThere],
    is: ['message, complete, delivered'],
  },
  {
    name: 'a packet whose verification was taken back on Solana',
    logs: [sentThere, verifiedThere, onSolana(1_160, 'PacketNilifiedEvent', markedThere)],
    is: ['message, confirmed, policy_hold, awaits reverification, next: protocol'],
  },
  {
    name: 'a packet that was burnt on Solana',
    logs: [sentThere, verifiedThere, onSolana(1_170, 'PacketBurntEvent', markedThere)],
    is: ['message, failed, failed'],
  },
  {
    name: 'a packet whose nonce was skipped on Solana',
    logs: [sentThere, onSolana(1_050, 'InboundNonceSkippedEvent', inbound)],
    is: ['message, failed, failed'],
  },
  {
    name: 'a call on Solana that failed',
    logs: [sentThere, verifiedThere, composeSentThere, deliveredThere, composeAlertThere()],
    is: [
      'message, confirmed, action_failed, awaits composition, the composer refused it: custom program error: 0x1771, next: anyone',
    ],
  },
  {
    name: 'a call on Solana that was made',
    logs: [
      sentThere,
      verifiedThere,
      composeSentThere,
      deliveredThere,
      onSolana(1_300, 'ComposeDeliveredEvent', composeThere),
    ],
    is: ['message, complete, delivered'],
  },
  {
    name: 'a transfer from Solana that nobody has verified',
    logs: [sentFromSolana],
    is: ['message, confirmed, awaiting_attestation, awaits verification, next: protocol'],
  },
  {
    name: 'a transfer from Solana that arrived',
    logs: [sentFromSolana, deliveredFromSolana],
    is: ['message, complete, delivered'],
  },
];

/** With the token contracts of the rows, which nobody else reads. */
const withTokens = {
  ...definition,
  deployments: Object.fromEntries(
    Object.entries(definition.deployments).map(([chain, deployment]) => [
      chain,
      { ...deployment, tokens: [...deployment.tokens, app, peer] },
    ]),
  ),
};

testProtocol(withTokens, {
  fixture: fixturePath('layerzero'),
  states: table.map(({ name, logs, is }) => ({ title: name, logs, until: 2_000, said: is })),
});

describe('who and how much', () => {
  const [operation] = operationsOf([...transfer, oftReceived(peer), delivered]);
  const [message] = operationsOf([sent]);
  const [arrival] = operationsOf([oftReceived(peer), delivered], [arbitrum]);

  test('a transfer is from and to those that its message and its token contracts name', () => {
    expect(operation?.about).toMatchObject({
      sender: user,
      recipient: user,
      sent: { amount: '5000000' },
      received: { amount: '4999' },
      details: {
        guid,
        nonce: '7',
        application: app,
        receiver: peer,
        amountShared: '5000',
        sourceOft: app,
        destinationOft: peer,
      },
    });
  });

  test('another message is from one contract to another', () => {
    expect(message?.about).toMatchObject({ sender: app, recipient: peer, details: { guid } });
  });

  test('a transfer is known by its arrival alone, where its origin is not read', () => {
    expect(arrival && sayOperation(arrival)).toBe(
      'transfer, complete, delivered, value: recipient',
    );
    expect(arrival?.about).toMatchObject({
      sender: app,
      recipient: composer,
      received: { amount: '4999' },
    });
  });

  test.each([
    ['of Solidity', concat([padHex(user, { size: 32 }), numberToHex(5n, { size: 32 })])],
    ['to no address of the destination', concat([guid, numberToHex(5n, { size: 8 })])],
    ['of no amount', concat([padHex(user, { size: 32 }), numberToHex(0n, { size: 8 })])],
    ['that is too long', concat([oftMessage, padHex(user, { size: 31 })])],
    ['that nobody composes', concat([oftMessage, guid])],
  ])('a message %s is no transfer', (_, message) => {
    const [operation] = operationsOf([aSend(encodedPacket(message))]);
    expect(operation?.about).toMatchObject({ sender: app, recipient: peer });
  });
});

test("Tether's OFTs are read, each on its own chain", () => {
  const polygon: ChainId = 'eip155:137';
  const [oft, gold]: Hex[] = [
    '0x6ba10300f0dc58b7a1e4c0e41f5dabb7d7829e13',
    '0x5421cf4288d8007d3c43ac4246eafce5b049e352',
  ];
  expect(layerzero.contracts.get(polygon)).toEqual([endpoint, oft, gold]);
  const args = { guid, srcEid: path.srcEid, toAddress: user, amountReceivedLD: '5' };
  expect(layerzero.capture(aLog(polygon, 1_000, 'OFTReceived', args, oft))).toMatchObject({
    captured: { step: 'credit', about: { recipient: user, received: { amount: '5' } } },
  });
});

describe('Solana', () => {
  const about = (logs: readonly RawLog[]) =>
    operationsOf(logs, [ethereum, arbitrum, solana]).map((operation) => operation.about);

  test('a packet to Solana is one from its sender to the account that receives it', () => {
    expect(about([sentThere, verifiedThere, deliveredThere])).toMatchObject([
      {
        origin: { chain: ethereum, name: '30101' },
        destination: { chain: solana, name: '30168' },
        sender: app,
        recipient: store,
        details: { guid: guidThere, nonce: '7' },
      },
    ]);
  });

  test('a transfer from Solana names whom it is for, and the account that sends it', () => {
    expect(about([sentFromSolana, deliveredFromSolana])).toMatchObject([
      {
        origin: { chain: solana, name: '30168' },
        destination: { chain: arbitrum, name: '30110' },
        recipient: user,
        details: {
          guid: guidOf(fromSolana),
          application: store,
          receiver: peer,
          amountShared: '5000',
        },
      },
    ]);
  });

  test('its executor is the account that its program derives', () => {
    const program = '6doghB248px58JSSwG4qejQ46kFMW4AMj7vzJnWZHNZn';
    expect(programAddress([stringToHex('ExecutorConfig')], program)).toBe(executorThere);
  });

  test.each([
    ['a failed delivery', alertThere({ executor: helper }), 'by another than the executor'],
    ['a failed call', composeAlertThere({ executor: helper }), 'by another than the executor'],
    ['a failed delivery of another guid', alertThere({ guid }), 'not that of its path'],
  ])('%s that anybody may pretend is kept, and no leg', (_, log, why) => {
    expect(layerzero.capture(log)).toMatchObject({
      type: 'unreadable',
      reason: expect.stringContaining(why) as string,
    });
  });

  test('another program than the endpoint says nothing', () => {
    expect(layerzero.capture({ ...deliveredThere, emitter: helper }).type).toBe('unreadable');
  });
});

describe('Stargate', () => {
  const messaging: Record<string, Hex> = {
    [ethereum]: '0x6d6620efa72948c5f68a3c8646d58c00d3f4a980',
    [arbitrum]: '0x19cfce47ed54a88614648dc3f19a5980097007dd',
  };
  const pools = {
    ethereum: '0xc026395860db2d07ee33e05fe50ed7bd583189c7',
    arbitrum: '0xe8cdf27acd73a434d661c84887215f7598e7d0d3',
  } as const;
  const way = {
    ...path,
    sender: padHex(messaging[ethereum] ?? '0x', { size: 32 }),
    receiver: padHex(messaging[arbitrum] ?? '0x', { size: 32 }),
  };
  const id = guidOf(way);
  const taxi = concat([
    '0x01',
    '0x0001',
    padHex(user, { size: 32 }),
    numberToHex(5_000n, { size: 8 }),
    '0x77',
  ]);
  const arrival = {
    origin: { srcEid: way.srcEid, sender: way.sender, nonce: '7' },
    receiver: messaging[arbitrum],
  };
  const compose = { from: pools.arbitrum, to: user, guid: id, index: 0 };
  const amounts = { amountSentLD: '5009', amountReceivedLD: '5000' };

  test('a taxi is its user’s, and its pool composes for it', () => {
    const logs = [
      aSend(encodedPacket(taxi, { way })),
      aLog(arbitrum, 1_200, 'ComposeSent', { ...compose, message: '0x' }),
      aLog(arbitrum, 1_200, 'PacketDelivered', arrival),
    ];
    const [operation, ...others] = operationsOf(logs);
    expect(others).toEqual([]);
    expect(operation && sayOperation(operation)).toBe(
      'transfer, confirmed, awaiting_action, awaits composition, next: anyone',
    );
    expect(operation?.about.recipient).toBe(user);
  });

  test.each([
    ['from a stranger', { ...way, sender: padHex(liar, { size: 32 }) }],
    ['to a stranger', { ...way, receiver: padHex(liar, { size: 32 }) }],
  ])('a message like a taxi’s %s is none', (_, way) => {
    const [operation] = operationsOf([aSend(encodedPacket(taxi, { way }))]);
    expect(operation?.kind).toBe('message');
    expect(operation?.about.recipient).not.toBe(user);
  });

  test('a bus is nobody’s', () => {
    const [bus] = operationsOf([aSend(encodedPacket('0x02', { way }))]);
    expect(bus).toMatchObject({ kind: 'bus', about: { sender: messaging[ethereum] } });
  });

  test('its pools are read by its own protocol, and what has no packet yet is no leg', () => {
    expect(layerzero.contracts.get(ethereum)).not.toContain(pools.ethereum);
    const none = `0x${'00'.repeat(32)}`;
    const seat = { guid: none, dstEid: 30110, fromAddress: user, ...amounts };
    expect(layerzero.capture(aLog(ethereum, 1_000, 'OFTSent', seat, app)).type).toBe('aside');
  });

  test('what its pools emit is no leg where every token is read and Stargate is not', () => {
    const taken = { guid: id, dstEid: 30110, fromAddress: user, ...amounts };
    const paid = { guid: id, srcEid: 30101, toAddress: user, amountReceivedLD: '5000' };
    const captured = [
      aLog(ethereum, 1_000, 'OFTSent', taken, pools.ethereum),
      aLog(arbitrum, 1_200, 'OFTReceived', paid, pools.arbitrum),
    ].map((log) => layerzero.capture(log).type);
    expect(captured).toEqual(['aside', 'aside']);
  });
});

describe('what anybody may pretend', () => {
  const complete = 'message, complete, delivered';
  const unseen = (kind: string) => `${kind}, pending, awaiting_origin, awaits send, next: operator`;

  test.each([
    ['a failed delivery', anAlert({ executor: liar }), 'by another than the executor'],
    ['a failed call', aComposeAlert({ executor: liar }), 'by another than the executor'],
    ['a failed delivery of another guid', anAlert({ guid: hashOf('0x') }), 'not that of its path'],
    [
      'a packet with another’s guid',
      aSend(encodedPacket('0x', { id: hashOf('0x') })),
      'not that of its path',
    ],
    [
      'a packet of another chain',
      aSend(encodedPacket('0x', { way: { ...path, srcEid: 30102 } })),
      'from endpoint 30102',
    ],
    ['a packet of an unknown version', aSend(encodedPacket('0x', { version: 2 })), 'version 2'],
    ['a packet that is cut off', aSend('0x01'), 'only 1 bytes'],
    ['a packet of another contract', { ...sent, emitter: liar }, 'another contract'],
  ])('%s is kept, and no leg', (_, log, why) => {
    expect(layerzero.capture(log)).toMatchObject({
      type: 'unreadable',
      reason: expect.stringContaining(why) as string,
    });
  });

  test('a delivery to another receiver is another packet’s', () => {
    const other = aLog(arbitrum, 1_200, 'PacketDelivered', { origin, receiver: liar });
    expect(operationsOf([sent, verified, other]).map(sayOperation)).toEqual([...waiting, complete]);
  });

  test('a call that a stranger composes under the guid keeps nothing open', () => {
    const forged = { ...aCompose, from: liar };
    const logs = [
      sent,
      verified,
      delivered,
      aLog(arbitrum, 1_200, 'ComposeSent', { ...forged, message: '0x' }),
    ];
    expect(operationsOf(logs).map(sayOperation)).toEqual([complete, unseen('message')]);
  });

  test('a call that the receiver’s address composes on another chain keeps nothing open', () => {
    const elsewhere = aLog(ethereum, 1_200, 'ComposeSent', { ...aCompose, message: '0x' });
    expect(operationsOf([sent, verified, delivered, elsewhere]).map(sayOperation)).toEqual([
      complete,
      unseen('message'),
    ]);
  });

  test('a call that a stranger makes is not the one that was promised', () => {
    const forged = aLog(arbitrum, 1_300, 'ComposeDelivered', { ...aCompose, from: liar });
    expect(
      operationsOf([sent, verified, composeSent, delivered, forged]).map(sayOperation),
    ).toEqual([
      'message, confirmed, awaiting_action, awaits composition, next: anyone',
      unseen('message'),
    ]);
  });

  test('a token contract says nothing of another’s packet', () => {
    const [operation, ...others] = operationsOf([
      sent,
      verified,
      delivered,
      oftSent(liar),
      oftReceived(liar),
    ]);
    expect(operation && sayOperation(operation)).toBe(complete);
    expect(operation?.about).toMatchObject({ sender: app, recipient: peer });
    expect(operation?.about.sent).toBeUndefined();
    expect(others.map(sayOperation)).toEqual([unseen('transfer'), unseen('transfer')]);
  });
});

test('the keys of a test network are its own', () => {
  const way = { ...path, srcEid: 40161, dstEid: 40231 };
  const log = aLog(
    'eip155:11155111',
    1_000,
    'PacketSent',
    { encodedPayload: encodedPacket('0x', { way }), options: '0x', sendLibrary: liar },
    '0x6edce65403992e310a62460808c4b910d972f10f',
  );
  expect(layerzero.capture(log)).toMatchObject({
    captured: {
      links: [
        { key: `layerzero:testnet:${guidOf(way)}` },
        { key: `layerzero:testnet:token:40161:${guidOf(way)}:${app}` },
      ],
      about: { destination: { chain: 'eip155:421614', name: '40231' } },
    },
  });
});

test('a packet that another one has the number of after a reorg stays apart from it, and delivers nothing to it', () => {
  // CAST: it is one of the protocols.
  const protocol = bound.get('layerzero') as Protocol;
  const [lost, other] = [sent, aSend(encodedPacket('0x99'), 1_012)];
  const told = (logs: readonly RawLog[]) =>
    operationsShown([protocol], {
      logs,
      lost: new Set([lost]),
      until: 5_000,
      covered: [ethereum, arbitrum],
    }).map((operation) => [
      operation.id === `layerzero:${guid}` ? 'guid' : operation.id.split(':')[1],
      sayOperation(operation),
    ]);
  const gone = ['event', 'message, reverted, origin_missing'];
  expect(told([lost, other])).toEqual([
    ['guid', 'message, confirmed, awaiting_attestation, awaits verification, next: protocol'],
    gone,
  ]);
  // The verifiers had attested to the lost one, and it was delivered.
  expect(told([lost, other, verified, delivered])).toEqual([
    [
      'guid',
      'message, confirmed, awaiting_attestation, awaits verification, next: protocol, content_mismatch',
    ],
    gone,
  ]);
});
