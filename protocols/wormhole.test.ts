import {
  concat,
  encodeFunctionData,
  hexToBigInt,
  keccak256,
  numberToHex,
  parseAbi,
  stringToHex,
} from 'viem';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import type { Call, Hex, RawLog } from '../core/raw-log.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { encodeNttMessage, encodeWormhole } from '../test/encode-wormhole.ts';
import { encodeLogs, fixturePath } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { anchorInstruction, minted, nttOnSolana, transferred } from '../test/ntt-on-solana.ts';
import { bound } from '../test/operations-of.ts';
import { bindProtocol, type Protocol } from './bind.ts';
import { bytes32Of } from './bytes32.ts';
import { programAddress } from './program-address.ts';
import { wormhole as definition } from './wormhole.ts';
import { wormholeDeployments } from './wormhole/deployments.ts';

const wormhole = bound.get('wormhole') as Protocol;
const ethereum = 'eip155:1';
const base = 'eip155:8453';
const sepolia = 'eip155:11155111';
/** Where managers are read whoever they are. */
const arbitrumSepolia = 'eip155:421614';
const solana = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const user: Hex = `0x${'11'.repeat(20)}`;
const stranger: Hex = `0x${'66'.repeat(20)}`;
const app: Hex = `0x${'33'.repeat(20)}`;
const wallet = programAddress(['0x01'], 'worm2ZoG2kUd4vFXhvjh93UUH596ayRfgQ2MgjNMTth');
const usdc = '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48';
/** Managers of W. */
const sender: Hex = '0xc072b1aef336edde59a049699ef4e8fa9d594a48';
const receiver: Hex = '0x5333d0aca64a450add6fef76d6d1375f726cb484';
/** The transceiver of the first. */
const transceiver: Hex = '0xdb55492d7190d1bae8acbe03911c4e3e7426870c';

function contractOn(chain: ChainId, name: 'core' | 'tokenBridge' | 'relayer'): Hex {
  return (wormholeDeployments[chain]?.[name] ?? '0x') as Hex;
}

const events = {
  published:
    'event LogMessagePublished(address indexed sender, uint64 sequence, uint32 nonce, bytes payload, uint8 consistencyLevel)',
  redeemed:
    'event TransferRedeemed(uint16 indexed emitterChainId, bytes32 indexed emitterAddress, uint64 indexed sequence)',
  sendEvent:
    'event SendEvent(uint64 indexed sequence, uint256 deliveryQuote, uint256 paymentForExtraReceiverValue)',
  delivery:
    'event Delivery(address indexed recipientContract, uint16 indexed sourceChain, uint64 indexed sequence, bytes32 deliveryVaaHash, uint8 status, uint256 gasUsed, uint8 refundStatus, bytes additionalStatusInfo, bytes overridesInfo)',
  nttSent:
    'event TransferSent(bytes32 indexed recipient, bytes32 indexed refundAddress, uint256 amount, uint256 fee, uint16 recipientChain, uint64 msgSequence)',
  nttSentFirst:
    'event TransferSent(bytes32 recipient, bytes32 refundAddress, uint256 amount, uint256 fee, uint16 recipientChain, uint64 msgSequence)',
  nttDigest: 'event TransferSent(bytes32 indexed digest)',
  nttQueued: 'event OutboundTransferQueued(uint64 queueSequence)',
  nttLimited:
    'event OutboundTransferRateLimited(address indexed sender, uint64 sequence, uint256 amount, uint256 currentCapacity)',
  nttCancelled:
    'event OutboundTransferCancelled(uint256 sequence, address recipient, uint256 amount)',
  nttAttested: 'event MessageAttestedTo(bytes32 digest, address transceiver, uint8 index)',
  nttInbound: 'event InboundTransferQueued(bytes32 digest)',
  nttRedeemed: 'event TransferRedeemed(bytes32 indexed digest)',
  post: 'instruction 0x01 (u8 tag, u32 nonce, bytes payload, u8 consistency)',
  postUnreliable: 'instruction 0x08 (u8 tag, u32 nonce, bytes payload, u8 consistency)',
  postVaa:
    'instruction 0x02 (u8 tag, u8 version, u32 guardianSet, u32 timestamp, u32 nonce, u16 emitterChain, bytes32 emitter, u64 sequence, u8 consistency, bytes payload)',
  shim: 'instruction 0xd63264d1262207 (u64 discriminator, u32 nonce, u8 consistency, bytes payload)',
  shimEvent: 'anchor event MessageEvent(pubkey emitter, u64 sequence, u32 submissionTime)',
};

type Log = [emitter: string, event: string, args: object];

/** One transaction's logs on a chain. */
function aTransaction(
  chain: ChainId,
  time: number,
  logs: readonly Log[],
  { hash = `0x${time}`, call }: { hash?: Hex; call?: Call } = {},
): RawLog[] {
  return encodeLogs({
    why: 'made up by a test',
    chain,
    hash,
    block: { number: String(time), hash: `0x${time}`, time },
    logs: logs.map(([emitter, event, args], index) => ({
      index,
      emitter: emitter as Hex,
      event,
      args: { ...args },
    })),
  }).map((log) => ({ ...log, ...(call && { call }) }));
}

/** A message on an EVM chain. */
const published = (
  chain: ChainId,
  from: Hex,
  payload: object | Hex,
  { sequence = 7, consistencyLevel = 1 } = {},
): Log => [
  contractOn(chain, 'core'),
  events.published,
  { sender: from, sequence: String(sequence), nonce: 0, payload, consistencyLevel },
];

const transfer = (toChain: number, more: object = {}) => ({
  tokenTransfer: {
    amount: '5000000',
    token: { chain: 2, address: bytes32Of(usdc) },
    recipient: bytes32Of(toChain === 1 ? wallet : user),
    toChain,
    ...more,
  },
});

const sent = (toChain: number, time = 1_000, sequence = 7, more: object = {}) =>
  aTransaction(ethereum, time, [
    published(ethereum, contractOn(ethereum, 'tokenBridge'), transfer(toChain, more), { sequence }),
  ]);

const redeemed = (time: number, sequence = 7, emitter = contractOn(ethereum, 'tokenBridge')) =>
  aTransaction(base, time, [
    [
      contractOn(base, 'tokenBridge'),
      events.redeemed,
      { emitterChainId: 2, emitterAddress: bytes32Of(emitter), sequence: String(sequence) },
    ],
  ]);

const claim = (sequence: bigint) =>
  programAddress(
    [
      bytes32Of(contractOn(ethereum, 'tokenBridge')),
      numberToHex(2, { size: 2 }),
      numberToHex(sequence, { size: 8 }),
    ],
    contractOn(solana, 'tokenBridge'),
  );

const completed = (time: number, tag = 2, sequence = 7n) =>
  aTransaction(
    solana,
    time,
    [
      [
        contractOn(solana, 'tokenBridge'),
        `instruction 0x${tag.toString(16).padStart(2, '0')} (u8 tag)`,
        { accounts: [wallet, wallet, wallet, claim(sequence), wallet, wallet], tag },
      ],
    ],
    { hash: 'completed' as Hex },
  );

const posted = (
  time: number,
  emitter: string = contractOn(ethereum, 'tokenBridge'),
  payload: object = transfer(1),
  account: string = wallet,
) =>
  aTransaction(
    solana,
    time,
    [
      [
        contractOn(solana, 'core'),
        events.postVaa,
        {
          accounts: [wallet, wallet, wallet, account],
          tag: 2,
          version: 1,
          guardianSet: 4,
          timestamp: 1_000,
          nonce: 0,
          emitterChain: 2,
          emitter: bytes32Of(emitter),
          sequence: '7',
          consistency: 1,
          payload,
        },
      ],
    ],
    { hash: `posted at ${time}` as Hex },
  );

/** A message that a program on Solana posts itself, and one by the shim. */
const solanaEmitter = wormholeDeployments[solana]?.tokenBridgeEmitter ?? '';
const postedBy = (emitter: string, payload: object | Hex, { logged = 'Sequence: 9' } = {}): Log => [
  contractOn(solana, 'core'),
  events.post,
  { accounts: [wallet, wallet, emitter], logged, tag: 1, nonce: 0, payload, consistency: 1 },
];
const shim = wormholeDeployments[solana]?.postMessageShim ?? '';
const byShim = (emitter: string, payload: object | Hex, sequence = 9): Log[] => [
  [
    shim,
    events.shim,
    {
      accounts: [wallet, wallet, emitter],
      logged: 'Instruction: PostMessage',
      discriminator: String(Buffer.from('d63264d12622074c', 'hex').readBigUInt64LE()),
      nonce: 0,
      consistency: 1,
      payload,
    },
  ],
  [
    contractOn(solana, 'core'),
    events.postUnreliable,
    {
      accounts: [wallet, wallet, emitter],
      logged: `Sequence: ${sequence}`,
      tag: 8,
      nonce: 0,
      payload: '0x',
      consistency: 1,
    },
  ],
  [shim, events.shimEvent, { emitter, sequence: String(sequence), submissionTime: 1_000 }],
];

const request = (more: object = {}) => ({
  deliveryRequest: {
    toChain: 30,
    target: bytes32Of(app),
    payload: '0xbeef',
    receiverValue: '5',
    refundChain: 2,
    refundAddress: bytes32Of(user),
    sender: bytes32Of(app),
    ...more,
  },
});
const relayer = contractOn(ethereum, 'relayer');
const requested = (time = 1_000, more: object = {}) =>
  aTransaction(ethereum, time, [
    published(ethereum, relayer, request(more)),
    [
      relayer,
      events.sendEvent,
      { sequence: '7', deliveryQuote: '100', paymentForExtraReceiverValue: '0' },
    ],
  ]);
const deliveryLog = (more: object = {}): Log => [
  contractOn(base, 'relayer'),
  events.delivery,
  {
    recipientContract: app,
    sourceChain: 2,
    sequence: '7',
    deliveryVaaHash: numberToHex(1, { size: 32 }),
    status: 0,
    gasUsed: '1000',
    refundStatus: 0,
    additionalStatusInfo: '0x',
    overridesInfo: '0x',
    ...more,
  },
];
const delivered = (time: number, more: object = {}) =>
  aTransaction(base, time, [deliveryLog(more)]);

const ntt = {
  sourceManager: bytes32Of(sender),
  recipientManager: bytes32Of(receiver),
  id: numberToHex(3, { size: 32 }),
  sender: bytes32Of(user),
  decimals: 6,
  amount: '700',
  sourceToken: bytes32Of('0xb0ffa8000886e57f86dd5264b9582b2ad87b2b91'),
  recipient: bytes32Of(user),
  toChain: 30,
};
const digestOf = (chain: number, more: object = {}) =>
  keccak256(concat([numberToHex(chain, { size: 2 }), encodeNttMessage({ ...ntt, ...more })]));
const digest = digestOf(2);
/** Of what a stranger’s manager on a test network says that it received. */
const forgedDigest = digestOf(10_002);
const nttSent: Log = [
  sender,
  events.nttSent,
  {
    recipient: bytes32Of(user),
    refundAddress: bytes32Of(user),
    amount: '700000000000000',
    fee: '0',
    recipientChain: 30,
    msgSequence: '3',
  },
];
/** What newer managers say right after it. */
const nttDigestSaid: Log = [sender, events.nttDigest, { digest }];
const nttPublished = published(ethereum, transceiver, { ntt });
/** The same of W’s program on Solana, whose id is an account. */
const program = 'NTtAaoDJhkeHeaVUHnyhwbPNAN6WgBpHkHBTc6d7vLK';
const mint = '85VBFQZC9TZkfaptBWjvUw7YbZjy52A6mjtPGjstQAmQ';
const programs = nttOnSolana(program, { mint, any: wallet });
const outboxItem = programAddress(['0x07'], program);
const kept = programAddress(['0x08'], program);
const postedAccount = programAddress(['0x09'], program);
const nttFromSolana = {
  ...ntt,
  sourceManager: bytes32Of(program),
  id: bytes32Of(outboxItem),
  sender: bytes32Of(wallet),
};
const nttTaken = ({ isLocking = false } = {}) =>
  aTransaction(solana, 1_000, [
    programs.transfer({ outboxItem, toChain: 30, recipient: bytes32Of(user), isLocking }),
  ]);
const nttSentFromSolana = () =>
  aTransaction(solana, 1_000, [
    programs.transfer({ outboxItem, toChain: 30, recipient: bytes32Of(user) }),
    programs.releaseOutbound(outboxItem, {
      calls: [{ program: contractOn(solana, 'core'), data: '0x01' }],
    }),
    postedBy(programs.emitter, { ntt: nttFromSolana }),
  ]);
/** To W’s program on Solana. */
const nttPayload = {
  ntt: { ...ntt, recipientManager: bytes32Of(program), recipient: bytes32Of(wallet), toChain: 1 },
};
const inboxItem = programs.inboxItem(
  keccak256(concat(['0x0002', encodeNttMessage(nttPayload.ntt)])),
);
const nttToSolana = () =>
  aTransaction(ethereum, 1_000, [published(ethereum, transceiver, nttPayload)]);
const nttPosted = (time: number, from: Hex = transceiver) =>
  posted(time, from, nttPayload, from === transceiver ? postedAccount : wallet);
/** What guardians sign, without their signatures. */
const bodyOf = (payload: object, from: Hex): Hex =>
  `0x${vaaOf(payload, from).slice(2 + (6 + 66) * 2)}`;
const digestFromSolana = keccak256(concat(['0x0001', encodeNttMessage(nttFromSolana)]));
const nttOut = (time = 1_000) => aTransaction(ethereum, time, [nttPublished, nttSent]);
const nttQueued = (time: number) =>
  aTransaction(ethereum, time, [
    [
      sender,
      events.nttLimited,
      { sender: user, sequence: '3', amount: '700000000000000', currentCapacity: '1' },
    ],
    [sender, events.nttQueued, { queueSequence: '3' }],
  ]);
const attested = (of = digest, by = receiver): Log => [
  by,
  events.nttAttested,
  { digest: of, transceiver, index: 0 },
];
const paid = (of = digest, by = receiver): Log => [by, events.nttRedeemed, { digest: of }];
const queued: Log = [receiver, events.nttInbound, { digest }];

const abi = parseAbi([
  'function receiveMessage(bytes encodedMessage)',
  'function deliver(bytes[] encodedVMs, bytes encodedDeliveryVAA, address relayerRefundAddress, bytes deliveryOverrides)',
  'function completeInboundQueuedTransfer(bytes32 digest)',
]);
const vaaOf = (payload: object, emitter: Hex, sequence = 7) =>
  encodeWormhole({
    vaa: { chain: 2, emitter: bytes32Of(emitter), sequence: String(sequence), payload },
  });
/** Somebody calls the transceiver with the message. */
const calledDirectly = (
  to: Hex = transceiver,
  payload: object = { ntt },
  id: object = { chain: 2, emitter: bytes32Of(transceiver), sequence: '7' },
): Call => ({
  from: user,
  to,
  input: encodeFunctionData({
    abi,
    functionName: 'receiveMessage',
    args: [encodeWormhole({ vaa: { ...id, payload } })],
  }),
});
const calledByRelayer = (more: object = {}): Call => ({
  from: user,
  to: contractOn(base, 'relayer'),
  input: encodeFunctionData({
    abi,
    functionName: 'deliver',
    args: [
      [],
      vaaOf(request({ target: bytes32Of(transceiver), payload: { ntt }, ...more }), relayer),
      user,
      '0x',
    ],
  }),
});
const outOfQueue: Call = {
  from: stranger,
  to: receiver,
  input: encodeFunctionData({ abi, functionName: 'completeInboundQueuedTransfer', args: [digest] }),
};
const nttIn = (time: number, call: Call | undefined = calledDirectly()) =>
  aTransaction(base, time, [attested(), paid()], call && { call });

/** A manager that is read has the relayer bring a transfer to one that is not. */
const nttOrderedElsewhere = () =>
  aTransaction(ethereum, 1_000, [
    published(
      ethereum,
      relayer,
      request({
        target: bytes32Of(transceiver),
        payload: { ntt: { ...ntt, recipientManager: bytes32Of(stranger) } },
        sender: bytes32Of(transceiver),
      }),
    ),
    nttSent,
  ]);

const waits =
  'transfer, confirmed, awaiting_attestation, awaits attestation, value: origin_contract, next: anyone';
const done = 'transfer, complete, delivered, value: recipient';
const delivering = 'delivery, confirmed, awaiting_relay, awaits delivery, next: protocol';
const nttWaits =
  'ntt_transfer, confirmed, awaiting_attestation, awaits attestation, value: origin_contract, next: anyone';
const nttWaitsUntold =
  'ntt_transfer, confirmed, awaiting_attestation, awaits attestation, next: anyone';
const nttDone = 'ntt_transfer, complete, delivered, value: recipient';
const message = 'message, complete, delivered';

const DAY = 24 * 3_600;

const states: {
  title: string;
  logs: RawLog[];
  until?: number;
  covered?: ChainId[];
  said: string[];
}[] = [
  { title: 'a transfer that nobody has redeemed', logs: sent(30), said: [waits] },
  {
    title: 'a transfer that asks for a safe block alone',
    logs: aTransaction(ethereum, 1_000, [
      published(ethereum, contractOn(ethereum, 'tokenBridge'), transfer(30), {
        consistencyLevel: 201,
      }),
    ]),
    said: [waits],
  },
  { title: 'a transfer that is redeemed', logs: [...sent(30), ...redeemed(2_000)], said: [done] },
  {
    title: 'a redemption months after the first block of its origin that was read',
    logs: redeemed(300 * DAY),
    until: 301 * DAY,
    said: ['transfer, complete, delivered'],
  },
  {
    title: 'a redemption whose origin was read for years and is not there',
    logs: redeemed(800 * DAY),
    until: 801 * DAY,
    said: ['transfer, complete, delivered, delivered_without_source'],
  },
  {
    title: 'a transfer with a payload that is redeemed',
    logs: [...sent(30, 1_000, 7, { sender: bytes32Of(user), payload: '0x01' }), ...redeemed(2_000)],
    said: [done],
  },
  {
    title: 'the redemption of another transfer',
    logs: [...sent(30), ...redeemed(2_000, 8)],
    said: [waits, 'transfer, pending, awaiting_origin, awaits publish, next: operator'],
  },
  {
    title: 'a transfer to a chain that is not read',
    logs: sent(21),
    said: [
      'transfer, confirmed, destination_not_covered, awaits attestation, value: origin_contract, next: operator',
    ],
  },
  {
    title: 'a transfer to a chain without a Token Bridge',
    logs: sent(59),
    said: [
      'transfer, confirmed, destination_not_covered, awaits attestation, value: origin_contract, next: operator',
    ],
  },
  {
    title: 'a transfer to Solana that is signed and posted there',
    logs: [...sent(1), ...posted(2_000)],
    said: [
      'transfer, confirmed, awaiting_user_action, awaits redemption, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'a transfer to Solana that is redeemed',
    logs: [...sent(1), ...posted(2_000), ...completed(2_001)],
    said: [done],
  },
  {
    title: 'a transfer to Solana that is redeemed, whose posting was not read',
    logs: [...sent(1), ...completed(2_001, 9)],
    said: [done],
  },
  {
    title: 'a redemption on Solana of nobody knows what',
    logs: completed(2_001, 3),
    said: ['transfer, complete, delivered'],
  },
  {
    title: 'a redemption with a payload on Solana, whose origin is not indexed',
    logs: [...posted(2_000), ...completed(2_001, 10)],
    covered: [solana],
    said: [done],
  },
  {
    title: 'a posted message that only looks like the Token Bridge’s',
    logs: [...sent(1), ...posted(2_000, stranger)],
    said: [waits],
  },
  {
    title: 'a transfer from Solana',
    logs: aTransaction(solana, 1_000, [postedBy(solanaEmitter, transfer(30))]),
    said: [
      'transfer, confirmed, awaiting_attestation, awaits attestation, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'a program on Solana that sends what looks like a transfer',
    logs: aTransaction(solana, 1_000, [postedBy(wallet, transfer(30))]),
    said: [message],
  },
  {
    title: 'messages that nobody need redeem',
    logs: [
      ...aTransaction(ethereum, 1_000, [published(ethereum, app, '0xbeef')]),
      ...aTransaction(ethereum, 1_001, [
        published(ethereum, contractOn(ethereum, 'tokenBridge'), {
          tokenAttestation: { chain: 2, address: bytes32Of(usdc), decimals: 6 },
        }),
      ]),
      ...aTransaction(solana, 1_002, [
        ...byShim(wallet, '0xbeef', 4),
        ...byShim(wallet, '0xcafe', 5),
      ]),
    ],
    said: [message, 'token_attestation, complete, delivered', message, message],
  },
  { title: 'an order to the relayer', logs: requested(), said: [delivering] },
  {
    title: 'an order that is delivered',
    logs: [...requested(), ...delivered(2_000)],
    said: ['delivery, complete, delivered'],
  },
  {
    title: 'an order that only brings a refund',
    logs: [
      ...requested(1_000, { target: numberToHex(0, { size: 32 }), payload: '0x' }),
      ...delivered(2_000, { recipientContract: `0x${'00'.repeat(20)}` }),
    ],
    said: ['delivery, complete, delivered'],
  },
  {
    title: 'an order that the receiver refuses',
    logs: [...requested(), ...delivered(2_000, { status: 1, additionalStatusInfo: '0xdeadbeef' })],
    said: [
      'delivery, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: 0xdeadbeef, next: protocol',
    ],
  },
  {
    title: 'an order that the receiver refuses without a word',
    logs: [...requested(), ...delivered(2_000, { status: 1 })],
    said: [
      'delivery, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: no reason given, as when the gas runs out, next: protocol',
    ],
  },
  {
    title: 'an order that was delivered before its relayer was read, and is tried again',
    logs: [
      ...requested(),
      ...delivered(2_000, {
        status: 1,
        gasUsed: '0',
        additionalStatusInfo: stringToHex('Delivery already performed'),
      }),
    ],
    said: [
      'delivery, confirmed, delivery_failed_retryable, awaits delivery, the relayer says that it was delivered before, next: protocol',
    ],
  },
  {
    title: 'an order whose forward was not paid for, as the first relayers said',
    logs: [...requested(), ...delivered(2_000, { status: 2 })],
    said: [
      'delivery, confirmed, delivery_failed_retryable, awaits delivery, what it was to forward was not paid for, next: protocol',
    ],
  },
  {
    title: 'an order that is delivered after it was refused, and then again in vain',
    logs: [
      ...requested(),
      ...delivered(2_000, { status: 1 }),
      ...delivered(3_000, { overridesInfo: '0x01' }),
      ...delivered(4_000, { status: 1 }),
    ],
    said: ['delivery, complete, delivered'],
  },
  {
    title: 'a wish for another delivery, which may be anybody’s',
    logs: [
      ...requested(),
      ...aTransaction(ethereum, 1_500, [
        published(
          ethereum,
          relayer,
          {
            redeliveryRequest: {
              chain: 2,
              emitter: bytes32Of(relayer),
              sequence: '7',
              toChain: 30,
            },
          },
          { sequence: 8 },
        ),
      ]),
    ],
    said: [delivering, 'redelivery, complete, delivered'],
  },
  { title: 'a native token transfer', logs: nttOut(), said: [nttWaits] },
  {
    title: 'a native token transfer that is paid out',
    logs: [...nttOut(), ...nttIn(2_000)],
    said: [nttDone],
  },
  {
    title: 'a native token transfer that another contract brings to the transceiver',
    logs: [...nttOut(), ...nttIn(2_000, calledDirectly(app))],
    said: [nttDone],
  },
  {
    title: 'a native token transfer of one of the first managers',
    logs: [
      ...aTransaction(ethereum, 1_000, [nttPublished, [sender, events.nttSentFirst, nttSent[2]]]),
      ...nttIn(2_000),
    ],
    said: [nttDone],
  },
  {
    title: 'a native token transfer whose manager asks for more than one attestation',
    logs: [...nttOut(), ...aTransaction(base, 2_000, [attested()], { call: calledDirectly() })],
    said: [
      'ntt_transfer, confirmed, awaiting_attestation, awaits redemption, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'two native token transfers of one transaction, each with its digest',
    logs: [
      ...aTransaction(ethereum, 1_000, [
        nttPublished,
        nttSent,
        nttDigestSaid,
        published(
          ethereum,
          transceiver,
          { ntt: { ...ntt, id: numberToHex(4, { size: 32 }) } },
          { sequence: 8 },
        ),
        [sender, events.nttSent, { ...nttSent[2], msgSequence: '4' }],
        [sender, events.nttDigest, { digest: digestOf(2, { id: numberToHex(4, { size: 32 }) }) }],
      ]),
      ...aTransaction(base, 2_000, [attested(), paid()], { call: calledDirectly() }),
    ],
    said: [nttDone, nttWaits],
  },
  {
    title: 'a native token transfer in the inbound queue',
    logs: [
      ...nttOut(),
      ...aTransaction(base, 2_000, [attested(), queued], { call: calledDirectly() }),
    ],
    said: [
      'ntt_transfer, confirmed, policy_hold, awaits queue_redemption, value: destination_contract, next: anyone',
    ],
  },
  {
    title: 'a native token transfer that left the inbound queue',
    logs: [
      ...nttOut(),
      ...aTransaction(base, 2_000, [attested(), queued], { call: calledDirectly() }),
      ...aTransaction(base, 90_000, [paid()], { call: outOfQueue }),
    ],
    said: [nttDone],
  },
  {
    title: 'a native token transfer that another contract took out of the inbound queue',
    logs: [
      ...nttOut(),
      ...aTransaction(base, 2_000, [attested(), queued], { call: calledDirectly() }),
      ...aTransaction(base, 90_000, [paid()], { call: { ...outOfQueue, to: app } }),
    ],
    said: [nttDone],
  },
  {
    title: 'a native token transfer in the outbound queue',
    logs: nttQueued(1_000),
    said: [
      'ntt_transfer, confirmed, policy_hold, awaits release, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'a native token transfer that left the outbound queue',
    logs: [...nttQueued(1_000), ...nttOut(90_000)],
    said: [nttWaits],
  },
  {
    title: 'a native token transfer that its sender took out of the outbound queue',
    logs: [
      ...nttQueued(1_000),
      ...aTransaction(ethereum, 2_000, [
        [
          sender,
          events.nttCancelled,
          { sequence: '3', recipient: user, amount: '700000000000000' },
        ],
      ]),
    ],
    said: ['ntt_transfer, refunded, refunded, value: sender'],
  },
  {
    title: 'a native token transfer without a message of Wormhole’s, whose end is not seen',
    logs: aTransaction(ethereum, 1_000, [nttSent]),
    said: [
      'ntt_release, confirmed, destination_not_covered, awaits redemption, value: origin_contract, next: operator',
    ],
  },
  {
    title: 'the same with its digest, as newer managers say it',
    logs: aTransaction(ethereum, 1_000, [nttSent, nttDigestSaid]),
    said: [
      'ntt_release, confirmed, destination_not_covered, awaits redemption, value: origin_contract, next: operator',
    ],
  },
  {
    title: 'the same, after a month in which nothing more was seen of it',
    logs: [...aTransaction(ethereum, 1_000, [nttSent]), ...sent(30, 9_000_000)],
    said: [
      'ntt_release, confirmed, destination_not_covered, awaits redemption, value: origin_contract, next: operator',
      waits,
    ],
  },
  {
    title: 'the same out of the outbound queue',
    logs: [...nttQueued(1_000), ...aTransaction(ethereum, 90_000, [nttSent])],
    said: [
      'ntt_transfer, confirmed, destination_not_covered, awaits attestation, value: origin_contract, next: operator',
    ],
  },
  {
    title: 'a native token transfer by the relayer',
    logs: requested(1_000, { target: bytes32Of(transceiver), payload: { ntt } }),
    said: ['ntt_delivery, confirmed, awaiting_relay, awaits delivery, next: protocol'],
  },
  {
    title: 'a native token transfer that the relayer delivers',
    logs: [
      ...requested(1_000, { target: bytes32Of(transceiver), payload: { ntt } }),
      ...aTransaction(
        base,
        2_000,
        [attested(), paid(), deliveryLog({ recipientContract: transceiver })],
        { call: calledByRelayer() },
      ),
    ],
    said: ['ntt_delivery, complete, delivered'],
  },
  {
    title: 'a native token transfer that the receiving transceiver refuses',
    logs: [
      ...requested(1_000, { target: bytes32Of(transceiver), payload: { ntt } }),
      ...delivered(2_000, { recipientContract: transceiver, status: 1 }),
    ],
    said: [
      'ntt_delivery, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: no reason given, as when the gas runs out, next: protocol',
    ],
  },
  {
    title: 'a native token transfer by the relayer to a manager that is not read',
    logs: [
      ...requested(1_000, {
        target: bytes32Of(transceiver),
        payload: { ntt: { ...ntt, recipientManager: bytes32Of(stranger) } },
      }),
      ...delivered(2_000, { recipientContract: transceiver }),
    ],
    said: ['ntt_order, complete, delivered'],
  },
  {
    title: 'a native token transfer by the relayer to a manager that is not read, from one that is',
    logs: [...nttOrderedElsewhere(), ...delivered(2_000, { recipientContract: transceiver })],
    said: ['ntt_order, complete, delivered, value: recipient'],
  },
  {
    title: 'the same out of the outbound queue',
    logs: [...nttQueued(500), ...nttOrderedElsewhere()],
    said: [
      'ntt_order, confirmed, awaiting_relay, awaits delivery, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'a native token transfer from Solana, by the shim',
    logs: aTransaction(solana, 1_000, byShim(programs.emitter, { ntt: nttFromSolana })),
    said: [nttWaitsUntold],
  },
  {
    title: 'a native token transfer from Solana that another contract brings to the transceiver',
    logs: [
      ...aTransaction(solana, 1_000, byShim(programs.emitter, { ntt: nttFromSolana })),
      ...aTransaction(base, 2_000, [attested(digestFromSolana), paid(digestFromSolana)]),
    ],
    said: ['ntt_transfer, complete, delivered'],
  },
  {
    title: 'a native token transfer from a manager on Solana that is not read, by the shim',
    logs: [
      ...aTransaction(
        solana,
        1_000,
        byShim(wallet, { ntt: { ...ntt, sourceManager: bytes32Of(wallet) } }),
      ),
      ...aTransaction(base, 2_000, [attested(digestOf(1)), paid(digestOf(1))], {
        call: calledDirectly(
          transceiver,
          { ntt: { ...ntt, sourceManager: bytes32Of(wallet) } },
          { chain: 1, emitter: bytes32Of(wallet), sequence: '9' },
        ),
      }),
    ],
    said: ['ntt_transfer, complete, delivered'],
  },
  {
    title: 'a native token transfer to a manager on Solana that is not read',
    logs: aTransaction(ethereum, 1_000, [
      published(ethereum, transceiver, { ntt: { ...ntt, toChain: 1 } }),
    ]),
    said: ['ntt_transfer, confirmed, destination_not_covered, awaits attestation, next: operator'],
  },
  // By the programs on Solana.
  {
    title: 'a native token transfer that a program on Solana has taken and not sent',
    logs: nttTaken(),
    said: [
      'ntt_transfer, confirmed, policy_hold, awaits release, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'the same that is held back when its sender asks for it',
    logs: [
      ...nttTaken(),
      ...aTransaction(solana, 1_001, [programs.releaseOutbound(outboxItem, { calls: [] })]),
    ],
    said: [
      'ntt_transfer, confirmed, policy_hold, awaits release, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'a native token transfer from Solana that is sent at once',
    logs: nttSentFromSolana(),
    said: [nttWaits],
  },
  {
    title: 'a native token transfer from Solana that is paid out',
    logs: [
      ...nttSentFromSolana(),
      ...aTransaction(base, 2_000, [attested(digestFromSolana), paid(digestFromSolana)], {
        call: calledDirectly(
          transceiver,
          { ntt: nttFromSolana },
          { chain: 1, emitter: bytes32Of(programs.emitter), sequence: '9' },
        ),
      }),
    ],
    said: [nttDone],
  },
  {
    title:
      'a native token transfer from Solana whose message was not read, as where logs are cut off',
    logs: [
      ...nttTaken({ isLocking: true }),
      ...aTransaction(solana, 90_000, [programs.releaseOutbound(outboxItem, { mustAct: 1 })]),
    ],
    said: [
      'ntt_transfer, confirmed, awaiting_attestation, awaits attestation, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'a native token transfer to Solana that is signed and posted there',
    logs: [...nttToSolana(), ...nttPosted(2_000)],
    said: [nttWaitsUntold],
  },
  {
    title: 'a native token transfer to Solana that its manager counts',
    logs: [
      ...nttToSolana(),
      ...nttPosted(2_000),
      ...aTransaction(solana, 2_001, [
        programs.receive(postedAccount, kept),
        programs.redeem(kept, inboxItem),
      ]),
    ],
    said: ['ntt_transfer, confirmed, awaiting_attestation, awaits redemption, next: anyone'],
  },
  {
    title: 'a native token transfer to Solana that is not let in yet',
    logs: [
      ...nttToSolana(),
      ...nttPosted(2_000),
      ...aTransaction(solana, 2_001, [
        programs.receive(postedAccount, kept),
        programs.redeem(kept, inboxItem),
        programs.releaseInbound(inboxItem, { calls: [] }),
      ]),
    ],
    said: ['ntt_transfer, confirmed, awaiting_attestation, awaits redemption, next: anyone'],
  },
  {
    title: 'a native token transfer to Solana that is paid out',
    logs: [
      ...nttToSolana(),
      ...nttPosted(2_000),
      ...aTransaction(solana, 2_001, [
        programs.receive(postedAccount, kept),
        programs.redeem(kept, inboxItem),
        programs.releaseInbound(inboxItem, { calls: [minted(700n), transferred(700n)] }),
      ]),
    ],
    said: ['ntt_transfer, complete, delivered, value: recipient'],
  },
  {
    title: 'a native token transfer to Solana whose message comes with the instruction',
    logs: [
      ...nttToSolana(),
      ...aTransaction(solana, 2_001, [
        programs.receiveData(program, kept, bodyOf(nttPayload, transceiver)),
        programs.redeem(kept, inboxItem),
        programs.releaseInbound(inboxItem, {
          name: 'release_inbound_unlock',
          calls: [transferred(700n)],
        }),
      ]),
    ],
    said: ['ntt_transfer, complete, delivered, value: recipient'],
  },
  {
    title: 'a native token transfer to Solana whose message was written into an account',
    logs: [
      ...nttToSolana(),
      ...aTransaction(solana, 2_001, [
        programs.receiveAccount(program, kept),
        programs.redeem(kept, inboxItem),
        programs.releaseInbound(inboxItem, {
          name: 'release_inbound_mint_multisig',
          mustAct: 1,
        }),
      ]),
    ],
    said: ['ntt_transfer, complete, delivered'],
  },
  {
    title: 'the same, and a copy of the message before it',
    logs: [
      ...aTransaction(ethereum, 900, [published(ethereum, stranger, nttPayload)]),
      ...nttToSolana(),
      ...nttPosted(1_900, stranger),
      ...aTransaction(solana, 2_001, [
        programs.receiveAccount(program, kept),
        programs.redeem(kept, inboxItem),
        programs.releaseInbound(inboxItem, { mustAct: 1 }),
      ]),
    ],
    said: [nttWaitsUntold, 'ntt_transfer, complete, delivered'],
  },
  {
    title: 'a stranger on Solana who sends what names a real manager and its transfer',
    logs: [
      ...nttTaken(),
      ...aTransaction(solana, 1_001, [postedBy(wallet, { ntt: nttFromSolana })]),
    ],
    said: [
      'ntt_transfer, confirmed, policy_hold, awaits release, value: origin_contract, next: anyone',
      'ntt_transfer, confirmed, awaiting_attestation, awaits attestation, next: anyone',
    ],
  },
  {
    title: 'instructions of a manager’s owner, which begin like the core bridge’s',
    logs: [
      ...nttTaken(),
      ...aTransaction(solana, 1_001, [
        anchorInstruction(program, 'accept_token_authority', { accounts: [wallet] }),
        anchorInstruction(program, 'deregister_transceiver', { accounts: [wallet] }),
      ]),
    ],
    said: [
      'ntt_transfer, confirmed, policy_hold, awaits release, value: origin_contract, next: anyone',
    ],
  },
  {
    title: 'instructions that begin like others, and are nothing to anybody',
    logs: [
      ...sent(30),
      ...aTransaction(solana, 1_500, [
        [contractOn(solana, 'core'), 'instruction 0x03 (u8 tag)', { accounts: [wallet], tag: 3 }],
        [
          contractOn(solana, 'tokenBridge'),
          'instruction 0x01 (u8 tag, u32 nonce)',
          { accounts: [wallet], tag: 1, nonce: 5 },
        ],
        [
          contractOn(solana, 'tokenBridge'),
          'instruction 0x08 (u8 tag)',
          { accounts: [wallet], tag: 8 },
        ],
      ]),
    ],
    said: [waits],
  },
  // What strangers can send and emit.
  {
    title: 'a message that names the same managers, after the real one',
    logs: [
      ...nttOut(),
      ...aTransaction(ethereum, 1_500, [published(ethereum, stranger, { ntt })]),
      ...nttIn(2_000),
    ],
    said: [
      nttDone,
      'ntt_transfer, confirmed, awaiting_attestation, awaits attestation, next: anyone',
    ],
  },
  {
    title: 'a call that shows another message than the transceiver was given',
    logs: [
      ...nttOut(),
      ...aTransaction(ethereum, 1_500, [published(ethereum, stranger, { ntt }, { sequence: 9 })]),
      ...aTransaction(base, 2_000, [attested(), paid()], {
        call: {
          from: stranger,
          to: stranger,
          input: encodeFunctionData({
            abi,
            functionName: 'receiveMessage',
            args: [vaaOf({ ntt }, stranger, 9)],
          }),
        },
      }),
    ],
    said: [
      nttDone,
      'ntt_transfer, confirmed, awaiting_attestation, awaits attestation, next: anyone',
    ],
  },
  {
    title: 'a manager of a stranger’s, whose call shows the id of another’s message',
    logs: [
      ...aTransaction(sepolia, 1_000, [
        published(sepolia, contractOn(sepolia, 'tokenBridge'), transfer(10_003)),
      ]),
      ...aTransaction(
        arbitrumSepolia,
        2_000,
        [attested(forgedDigest, stranger), paid(forgedDigest, stranger)],
        {
          call: {
            from: stranger,
            to: transceiver,
            input: encodeFunctionData({
              abi,
              functionName: 'receiveMessage',
              args: [
                encodeWormhole({
                  vaa: {
                    chain: 10_002,
                    emitter: bytes32Of(contractOn(sepolia, 'tokenBridge')),
                    sequence: '7',
                    payload: { ntt: { ...ntt, recipientManager: bytes32Of(stranger) } },
                  },
                }),
              ],
            }),
          },
        },
      ),
    ],
    said: [
      'transfer, confirmed, awaiting_attestation, awaits attestation, next: anyone',
      'ntt_transfer, pending, awaiting_origin, awaits publish, next: operator',
    ],
  },
  {
    title:
      'a message of a stranger’s in the transaction in which they take a transfer out of its queue',
    logs: [
      ...nttQueued(1_000),
      ...aTransaction(ethereum, 90_000, [
        nttPublished,
        nttSent,
        published(ethereum, stranger, { ntt: { ...ntt, recipient: bytes32Of(stranger) } }),
      ]),
    ],
    said: [nttWaits, nttWaitsUntold],
  },
  {
    title: 'a copy before the real message, which another contract brings to the transceiver',
    logs: [
      ...aTransaction(ethereum, 900, [published(ethereum, stranger, { ntt })]),
      ...nttOut(),
      ...nttIn(2_000, calledDirectly(app)),
    ],
    said: [
      'ntt_transfer, confirmed, awaiting_attestation, awaits attestation, next: anyone',
      nttDone,
    ],
  },
  {
    title: 'what another contract brings to a manager, from one whose transceivers are not known',
    logs: [
      ...aTransaction(ethereum, 1_000, [published(ethereum, app, { ntt })]),
      ...nttIn(2_000, calledDirectly(app)),
    ],
    said: [nttWaitsUntold, 'ntt_transfer, complete, delivered'],
  },
  {
    title: 'an order for another transceiver than the one that attests',
    logs: [...nttOut(), ...nttIn(2_000, calledByRelayer({ target: bytes32Of(stranger) }))],
    said: [nttDone],
  },
];

testProtocol(definition, { fixture: fixturePath('wormhole'), states });

/** What is told of the first of these logs. */
const aboutOf = ([log]: readonly RawLog[]) => {
  if (!log) throw new Error('there is a log');
  const { links, about } = legOf(wormhole, log);
  return { links: links.map(({ key, kind }) => `${kind} ${key}`), ...about, content: undefined };
};

describe('what its legs tell', () => {
  const tokenBridge = contractOn(ethereum, 'tokenBridge');
  const vaa = `2/${bytes32Of(tokenBridge).slice(2)}/7`;

  test('a transfer: the amount in the token’s unit, where its decimals are known', () => {
    const weth = '0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2';
    const told = (address: string) =>
      aboutOf(sent(30, 1_000, 7, { fee: '9', token: { chain: 2, address: bytes32Of(address) } }));
    expect(told(weth)).toEqual({
      links: [`exact wormhole:${vaa}`],
      kind: 'transfer',
      origin: { chain: ethereum, name: '2' },
      destination: { chain: base, name: '30' },
      recipient: user,
      sent: { token: weth, amount: '50000000000000000', symbol: 'WETH', decimals: 18 },
      content: undefined,
      details: {
        vaa,
        nonce: '0',
        consistencyLevel: '1',
        token: `2/${weth}`,
        amountInMessage: '5000000',
        feeInMessage: '9',
      },
    });
    expect(told(stranger).sent).toBeUndefined();
  });

  test('a transfer to Solana has the claim account that it will be redeemed by', () => {
    expect(aboutOf(sent(1)).links).toEqual([
      `exact wormhole:${vaa}`,
      `exact wormhole:claim:${claim(7n)}`,
    ]);
    expect(aboutOf(sent(1)).recipient).toBe(wallet);
    expect(aboutOf(completed(2_000)).links).toEqual([`exact wormhole:claim:${claim(7n)}`]);
  });

  test('a claim account is where the Token Bridge of devnet made one', () => {
    const seeds: Hex[] = [
      bytes32Of('0x9dcf9d205c9de35334d646bee44b2d2859712a09'),
      '0x0004',
      numberToHex(5_185, { size: 8 }),
    ];
    expect(programAddress(seeds, 'DZnkkTmCiFWfYTfT41X3Rd1kDgozqzxWaHqsw6W4x2oe')).toBe(
      'bMDMKEYXfWM2h5AyJL4kzBXLr8Wms29NSWeGQGLgEad',
    );
  });

  test('an order: from whom, to whom, and who has what is left over', () => {
    expect(aboutOf(requested())).toEqual({
      links: [`exact wormhole:2/${bytes32Of(relayer).slice(2)}/7`, 'exact wormhole:request:2:7'],
      kind: 'delivery',
      origin: { chain: ethereum, name: '2' },
      destination: { chain: base, name: '30' },
      sender: app,
      recipient: app,
      content: undefined,
      details: {
        vaa: `2/${bytes32Of(relayer).slice(2)}/7`,
        nonce: '0',
        consistencyLevel: '1',
        receiverValue: '5',
        refundTo: `2/${user}`,
      },
    });
  });

  test('a delivery: how it ended, and what became of the refund', () => {
    const more = { status: 1, refundStatus: 1, overridesInfo: '0x01' };
    expect(aboutOf(delivered(2_000, more))).toEqual({
      links: ['exact wormhole:request:2:7'],
      kind: 'delivery',
      origin: { chain: ethereum, name: '2' },
      destination: { chain: base, name: '30' },
      recipient: app,
      reason: 'the receiver refused it: no reason given, as when the gas runs out',
      content: undefined,
      details: {
        request: '2/7',
        vaaHash: numberToHex(1, { size: 32 }),
        gasUsed: '1000',
        refund: 'failed',
        isRedelivery: 'true',
      },
    });
  });

  test('an attestation by a manager: the transfer, where its transaction shows the message', () => {
    expect(aboutOf(nttIn(2_000))).toEqual({
      links: [
        `exact wormhole:ntt:received:30:${receiver}:${digest}`,
        `exact wormhole:ntt:received:30:${receiver}:${digest}:2/${bytes32Of(transceiver).slice(2)}/7`,
        `exact wormhole:2/${bytes32Of(transceiver).slice(2)}/7`,
      ],
      kind: 'ntt_transfer',
      origin: { chain: ethereum, name: '2' },
      destination: { chain: base, name: '30' },
      sender: user,
      recipient: user,
      content: undefined,
      details: {
        digest,
        sourceManager: sender,
        manager: receiver,
        token: '2/0xb0ffa8000886e57f86dd5264b9582b2ad87b2b91',
        amountInMessage: '700',
        decimalsInMessage: '6',
        transceiver,
        transceiverIndex: '0',
      },
    });
    const elsewhere = [
      calledDirectly(app),
      calledDirectly(transceiver, { ntt: { ...ntt, amount: '701' } }),
      calledDirectly(transceiver, { ntt: { ...ntt, recipientManager: bytes32Of(stranger) } }),
      calledByRelayer({ target: bytes32Of(stranger) }),
      { ...calledByRelayer(), to: stranger },
      outOfQueue,
    ];
    for (const call of elsewhere) {
      expect(aboutOf(nttIn(2_000, call)).links).toEqual([
        `exact wormhole:ntt:received:30:${receiver}:${digest}`,
        `effect wormhole:ntt:received:30:${receiver}:${digest}:sent`,
      ]);
    }
  });

  test('a transfer by a program on Solana: what it moved, and what it is to be sent as', () => {
    const key = `exact wormhole:ntt:1:${program}:${hexToBigInt(bytes32Of(outboxItem))}`;
    expect(aboutOf(nttTaken())).toEqual({
      links: [key],
      kind: 'ntt_transfer',
      origin: { chain: solana, name: '1' },
      recipient: user,
      sent: { token: mint, amount: '700', decimals: 6 },
      promises: ['release'],
      content: undefined,
      details: {
        sourceManager: program,
        outboxItem,
        toChain: '30',
        payer: wallet,
        amountAsked: '705',
      },
    });
    const [, , message] = nttSentFromSolana();
    expect(message && aboutOf([message]).links).toContain(key);
    const byStranger = aTransaction(solana, 1_000, [postedBy(wallet, { ntt: nttFromSolana })]);
    expect(aboutOf(byStranger).links).not.toContain(key);
  });

  test('a payment by a program on Solana: what was paid, and where', () => {
    const paidOut = aTransaction(solana, 2_000, [
      programs.releaseInbound(inboxItem, { calls: [minted(700n), transferred(700n)] }),
    ]);
    expect(aboutOf(paidOut)).toEqual({
      links: [`exact wormhole:ntt:received:${inboxItem}`],
      kind: 'ntt_transfer',
      origin: { chain: null, name: 'unknown' },
      destination: { chain: solana, name: '1' },
      received: { token: mint, amount: '700', decimals: 6 },
      content: undefined,
      details: { manager: program, inboxItem, recipientAccount: wallet },
    });
    // The first programs minted to the recipient at once.
    const [log] = aTransaction(solana, 2_000, [
      programs.releaseInbound(inboxItem, { calls: [minted(5n)] }),
    ]);
    expect(log && aboutOf([log]).received).toEqual({ token: mint, amount: '5' });
  });

  test('a message that an instruction on Solana brings: all of it', () => {
    const brought = aTransaction(solana, 2_000, [
      programs.receiveData(program, kept, bodyOf(nttPayload, transceiver)),
    ]);
    expect(aboutOf(brought)).toMatchObject({
      links: [
        `exact wormhole:ntt:kept:${kept}`,
        `exact wormhole:2/${bytes32Of(transceiver).slice(2)}/7`,
      ],
      origin: { chain: ethereum, name: '2' },
      destination: { chain: solana, name: '1' },
      sender: user,
      recipient: wallet,
      details: { manager: program, amountInMessage: '700' },
    });
  });

  test('a transceiver on Solana signs by the account that Wormhole’s own lists name', () => {
    expect(programs.emitter).toBe('ExVbjD8inGXkt7Cx8jVr4GF175sQy1MeqgfaY53Ah8as');
  });

  test('test networks share no link with the main one', () => {
    const [log] = sent(30);
    const there = {
      ...log,
      emitter: '0x4a8bc80ed5a4067f1ccf107057b8270e0cc11a78',
      at: { ...log?.at, chain: 'eip155:11155111' },
    } as RawLog;
    expect(aboutOf([there]).links).toEqual([
      `exact wormhole:testnet:10002/${bytes32Of(tokenBridge).slice(2)}/7`,
    ]);
  });
});

/** Of chains that Wormhole's own lists have left out at times. */
test.each([
  ['eip155:81457', 36, 'tokenBridge', '0x24850c6f61c438823f01b7a3bf2b89b72174fa9d'],
  ['eip155:81457', 36, 'relayer', '0x27428dd2d3dd32a4d7f7c497eaaa23130d894911'],
  ['eip155:2192', 43, 'core', '0xc1ba3cc4bfe724a08fbbfbf64f8db196738665f4'],
  ['eip155:59144', 38, 'tokenBridge', '0x167e0752de62cb76efc0fbb165bd342c6e2bb251'],
  ['eip155:534352', 34, 'relayer', '0x27428dd2d3dd32a4d7f7c497eaaa23130d894911'],
  ['eip155:5000', 35, 'relayer', '0x27428dd2d3dd32a4d7f7c497eaaa23130d894911'],
  ['eip155:196', 37, 'relayer', '0x27428dd2d3dd32a4d7f7c497eaaa23130d894911'],
] as const)('on %s (%i) its %s is read', (chain, wormholeId, contract, address) => {
  expect(wormholeDeployments[chain]).toMatchObject({ wormholeId, [contract]: address });
});

describe('what cannot be read', () => {
  const tokenBridge = contractOn(ethereum, 'tokenBridge');
  const by = (from: Hex, payload: Hex) =>
    aTransaction(ethereum, 1_000, [published(ethereum, from, payload)]);
  const onSolana = (log: Log) => aTransaction(solana, 1_000, [log]);
  const core = contractOn(ethereum, 'core');

  test.each([
    [
      'a message of the Token Bridge of another type',
      by(tokenBridge, '0x04'),
      'a message of type 4 of the Token Bridge, which is unknown',
    ],
    [
      'a transfer that is cut off',
      by(tokenBridge, '0x0100'),
      'a message of only 2 bytes, where 33 are needed',
    ],
    [
      'a transfer with more behind it',
      by(tokenBridge, concat([encodeWormhole(transfer(30)), '0xff'])),
      'a transfer with 1 bytes behind its end',
    ],
    [
      'a message of the relayer of another type',
      by(relayer, '0x03'),
      'a message of type 3 of the relayer, which is unknown',
    ],
    [
      'a redelivery by another key',
      by(relayer, '0x0202'),
      'a redelivery by a key of type 2, which is unknown',
    ],
    [
      'a delivery with another status',
      delivered(2_000, { status: 4 }),
      'a delivery with the status 4, which is unknown',
    ],
    [
      'a message that a manager emits',
      aTransaction(ethereum, 1_000, [
        [sender, events.published, published(ethereum, app, '0x')[2]],
      ]),
      'an event of core that another contract emits',
    ],
    [
      'a delivery that the core emits',
      aTransaction(ethereum, 1_000, [[core, events.delivery, deliveryLog()[2]]]),
      'an event of relayer that another contract emits',
    ],
    [
      'a redemption that the core emits',
      aTransaction(base, 1_000, [
        [
          contractOn(base, 'core'),
          events.redeemed,
          { emitterChainId: 2, emitterAddress: bytes32Of(core), sequence: '7' },
        ],
      ]),
      'an event of tokenBridge that another contract emits',
    ],
    [
      'a message on Solana whose logs are cut off',
      onSolana([
        contractOn(solana, 'core'),
        events.post,
        { accounts: [wallet, wallet, wallet], tag: 1, nonce: 0, payload: '0xbeef', consistency: 1 },
      ]),
      'a message whose number is not in the logs',
    ],
    [
      'a message on Solana with two numbers',
      onSolana(postedBy(wallet, '0xbeef', { logged: 'Sequence: 1\nSequence: 2' })),
      'a message whose number is not in the logs',
    ],
    [
      'an instruction that only begins like a redemption',
      onSolana([
        contractOn(solana, 'tokenBridge'),
        'instruction 0x02 (u8 tag, u64 more)',
        { accounts: Array.from({ length: 6 }, () => wallet), tag: 2, more: '7' },
      ]),
      '8 bytes behind the last field',
    ],
    [
      'a release of which the node does not tell what it called',
      onSolana(programs.releaseOutbound(outboxItem)),
      'an instruction whose own calls the node has not told',
    ],
    [
      'a payment of which the node does not tell what it called',
      onSolana(programs.releaseInbound(inboxItem)),
      'an instruction whose own calls the node has not told',
    ],
    [
      'an instruction to a manager that is one of many in its program',
      onSolana(
        anchorInstruction(program, 'redeem', { accounts: Array.from({ length: 7 }, () => wallet) }),
      ),
      'a manager of NTT that is not its program, which is unknown',
    ],
    [
      'an instruction of NTT to another program',
      onSolana(
        anchorInstruction(contractOn(solana, 'core'), 'redeem', {
          accounts: Array.from({ length: 7 }, () => wallet),
        }),
      ),
      'an instruction of NTT to another program',
    ],
    [
      'a message that an instruction brings and that is no transfer',
      onSolana(programs.receiveData(program, kept, bodyOf(transfer(1), transceiver))),
      'a message of NTT that is no transfer',
    ],
    [
      'a redemption without a claim account',
      onSolana([
        contractOn(solana, 'tokenBridge'),
        'instruction 0x02 (u8 tag)',
        { accounts: [wallet], tag: 2 },
      ]),
      'an instruction without an account 3',
    ],
  ] as const)('%s is kept with its reason', (_, [log], reason) => {
    expect(log && wormhole.capture(log)).toMatchObject({ type: 'unreadable', reason });
  });

  test('instructions that begin like others are no fault', () => {
    const attest = 'instruction 0x01 (u8 tag, u32 nonce)';
    const [log] = onSolana([
      contractOn(solana, 'tokenBridge'),
      attest,
      { accounts: [wallet], tag: 1, nonce: 5 },
    ]);
    expect(log && wormhole.capture(log)).toEqual({ type: 'aside', event: 'AttestToken' });
  });

  test('what only looks like a native token transfer is a message', () => {
    const cut = encodeWormhole({ ntt }).slice(0, 200) as Hex;
    const other = encodeWormhole({ ntt }).replace('994e5454', '994e5455') as Hex;
    for (const payload of [cut, other])
      expect(aboutOf(by(transceiver, payload)).kind).toBe('message');
  });
});

test('an operator may write addresses of managers and transceivers in any case', () => {
  const upper = (address: string) => address.toUpperCase().replace('0X', '0x');
  const { nttManagers, nttTransceivers } = definition.deployment.parse({
    wormholeId: 2,
    core: contractOn(ethereum, 'core'),
    nttManagers: [upper(sender)],
    nttTransceivers: { [upper(sender)]: [upper(transceiver)] },
  });
  expect({ nttManagers, nttTransceivers }).toEqual({
    nttManagers: [sender],
    nttTransceivers: { [sender]: [transceiver] },
  });
});

describe('an operator’s own managers on Solana', () => {
  const manager = programAddress(['0x21'], program);
  const other = programAddress(['0x22'], program);
  const own = nttOnSolana(manager, { mint, any: wallet });
  const withOwn = bindProtocol(definition, {
    [solana]: definition.deployment.parse({
      ...wormholeDeployments[solana],
      nttManagers: [manager],
      nttTransceivers: { [manager]: [other] },
    }),
  });
  const stepOf = (log: Log) => {
    const [raw] = aTransaction(solana, 1_000, [log]);
    const result = raw && withOwn.capture(raw);
    return result?.type === 'leg' ? result.captured.step : result;
  };

  test('are read with their transceivers, in whose program they may be', () => {
    expect(withOwn.contracts.get(solana)).toEqual(expect.arrayContaining([manager, other]));
    expect(withOwn.contracts.get(solana)).not.toContain(program);
    const calls = [{ program: shim, data: '0xd6' as const }];
    expect(stepOf(own.releaseOutbound(outboxItem, { by: other, calls }))).toBe('release');
    expect(stepOf(own.receiveData(other, kept, bodyOf(nttPayload, transceiver)))).toBe(
      'attestation',
    );
    expect(stepOf(own.redeem(kept, inboxItem))).toBe('attestation');
  });

  test('send by the account of any of their programs', () => {
    const sends = (signer: string) => {
      const payload = { ntt: { ...nttFromSolana, sourceManager: bytes32Of(manager) } };
      const [raw] = aTransaction(solana, 1_000, [postedBy(signer, payload)]);
      return raw && legOf(withOwn, raw).links.some(({ kind }) => kind === 'cause');
    };
    const emitterOf = (of: string) => programAddress([stringToHex('emitter')], of);
    expect([emitterOf(manager), emitterOf(other), emitterOf(program), wallet].map(sends)).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });
});
