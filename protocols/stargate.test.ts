import { expect, test } from 'vitest';
import { concat, encodeErrorResult, numberToHex, padHex, parseAbi, type Hex } from 'viem';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { sayOperation } from '../test/conformance/say-operation.ts';
import { operationsShown } from '../test/conformance/shown-world.ts';
import { encodeLogs } from '../test/fixture.ts';
import type { ProtocolDefinition } from './define.ts';
import { bindProtocol } from './bind.ts';
import { layerzero } from './layerzero.ts';
import { guidOf, payloadHashOf } from './layerzero/packet.ts';
import { stargate } from './stargate.ts';

const ethereum: ChainId = 'eip155:1';
const arbitrum: ChainId = 'eip155:42161';
const endpoint: Hex = '0x1a44076050125825900e736c501f859c50fe728c';
const executor: Hex = '0x31cae3b7fb82d847621859fb1585353c5720660d'; // Arbitrum's
const [here, there] = [
  {
    messaging: '0x6d6620efa72948c5f68a3c8646d58c00d3f4a980',
    usdc: '0xc026395860db2d07ee33e05fe50ed7bd583189c7',
    eth: '0x77b2043768d28e9c9ab44e1abfc95944bce57931',
  },
  {
    messaging: '0x19cfce47ed54a88614648dc3f19a5980097007dd',
    usdc: '0xe8cdf27acd73a434d661c84887215f7598e7d0d3',
    eth: '0xa45b5130f36cdca45667738e2a258ab09f4a5f7f',
  },
] as const;
const ann: Hex = '0x00000000000000000000000000000000000000aa';
const bob: Hex = '0x00000000000000000000000000000000000000bb';
const payer: Hex = '0x00000000000000000000000000000000000000cc';
const bytes32 = (address: Hex) => padHex(address, { size: 32 });
const NONE: Hex = `0x${'00'.repeat(32)}`;
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
  PacketBurnt:
    'event PacketBurnt(uint32 srcEid, bytes32 sender, address receiver, uint64 nonce, bytes32 payloadHash)',
  LzReceiveAlert:
    'event LzReceiveAlert(address indexed receiver, address indexed executor, (uint32 srcEid, bytes32 sender, uint64 nonce) origin, bytes32 guid, uint256 gas, uint256 value, bytes message, bytes extraData, bytes reason)',
  ComposeSent:
    'event ComposeSent(address from, address to, bytes32 guid, uint16 index, bytes message)',
  ComposeDelivered: 'event ComposeDelivered(address from, address to, bytes32 guid, uint16 index)',
  LzComposeAlert:
    'event LzComposeAlert(address indexed from, address indexed to, address indexed executor, bytes32 guid, uint16 index, uint256 gas, uint256 value, bytes message, bytes extraData, bytes reason)',
  OFTSent:
    'event OFTSent(bytes32 indexed guid, uint32 dstEid, address indexed fromAddress, uint256 amountSentLD, uint256 amountReceivedLD)',
  OFTReceived:
    'event OFTReceived(bytes32 indexed guid, uint32 srcEid, address indexed toAddress, uint256 amountReceivedLD)',
  BusRode: 'event BusRode(uint32 dstEid, uint72 ticketId, uint80 fare, bytes passenger)',
  BusDriven:
    'event BusDriven(uint32 dstEid, uint72 startTicketId, uint8 numPassengers, bytes32 guid)',
  UnreceivedTokenCached:
    'event UnreceivedTokenCached(bytes32 guid, uint8 index, uint32 srcEid, address receiver, uint256 amountLD, bytes composeMsg)',
  NativeDropApplied: 'event NativeDropApplied(address receiver, uint128 amount)',
  NativeDropFailed: 'event NativeDropFailed(address receiver, uint128 amount)',
} as const;

interface Emitted {
  emitter: Hex;
  name: keyof typeof signatures;
  args: Record<string, unknown>;
}

/** The logs of one transaction, in their order. */
function aTransaction(chain: ChainId, time: number, emitted: readonly Emitted[]): RawLog[] {
  return encodeLogs({
    why: 'made up for a test',
    chain,
    hash: padHex(numberToHex(time), { size: 32 }),
    block: { number: String(time), hash: numberToHex(time), time },
    logs: emitted.map(({ emitter, name, args }, index) => ({
      index,
      emitter,
      event: signatures[name],
      args,
    })),
  });
}

// A packet of TokenMessaging on Ethereum to the one on Arbitrum, by its nonce.
function aPacket(nonce: bigint, message: Hex) {
  const path = {
    nonce,
    srcEid: 30101,
    sender: bytes32(here.messaging),
    dstEid: 30110,
    receiver: bytes32(there.messaging),
  };
  const guid = guidOf(path);
  const origin = { srcEid: 30101, sender: path.sender, nonce: String(nonce) };
  const encodedPayload = concat([
    '0x01',
    numberToHex(nonce, { size: 8 }),
    numberToHex(path.srcEid, { size: 4 }),
    path.sender,
    numberToHex(path.dstEid, { size: 4 }),
    path.receiver,
    guid,
    message,
  ]);
  const payloadHash = payloadHashOf({ guid, message });
  const inbound = { origin, receiver: there.messaging };
  return {
    guid,
    sent: {
      emitter: endpoint,
      name: 'PacketSent',
      args: { encodedPayload, options: '0x', sendLibrary: payer },
    },
    delivered: { emitter: endpoint, name: 'PacketDelivered', args: inbound },
    verified: aTransaction(arbitrum, 1_300, [
      { emitter: endpoint, name: 'PacketVerified', args: { ...inbound, payloadHash } },
    ]),
    burnt: aTransaction(arbitrum, 1_400, [
      {
        emitter: endpoint,
        name: 'PacketBurnt',
        args: { ...origin, receiver: there.messaging, payloadHash },
      },
    ]),
    alert: aTransaction(arbitrum, 1_350, [
      {
        emitter: endpoint,
        name: 'LzReceiveAlert',
        args: {
          ...inbound,
          executor,
          guid,
          gas: '1',
          value: '0',
          message: '0x',
          extraData: '0x',
          reason,
        },
      },
    ]),
  } as const;
}

const sentBy = (guid: Hex, amount: number, emitter: Hex = here.usdc): Emitted => ({
  emitter,
  name: 'OFTSent',
  args: {
    guid,
    dstEid: 30110,
    fromAddress: payer,
    amountSentLD: String(amount + 1),
    amountReceivedLD: String(amount),
  },
});
const received = (guid: Hex, to: Hex, amount: number, emitter: Hex = there.usdc): Emitted => ({
  emitter,
  name: 'OFTReceived',
  args: { guid, srcEid: 30101, toAddress: to, amountReceivedLD: String(amount) },
});
const cached = (guid: Hex, index: number, to: Hex, amount: number): Emitted => ({
  emitter: there.usdc,
  name: 'UnreceivedTokenCached',
  args: { guid, index, srcEid: 30101, receiver: to, amountLD: String(amount), composeMsg: '0x' },
});
const drop = (name: 'NativeDropApplied' | 'NativeDropFailed', receiver: Hex): Emitted => ({
  emitter: there.messaging,
  name,
  args: { receiver, amount: '10000' },
});

const passenger = (to: Hex, amount: number, asset = 1): Hex =>
  concat([numberToHex(asset, { size: 2 }), bytes32(to), numberToHex(amount, { size: 8 }), '0x00']);
const rode = (ticket: number, seat: Hex): Emitted => ({
  emitter: here.messaging,
  name: 'BusRode',
  args: { dstEid: 30110, ticketId: ticket, fare: '9', passenger: seat },
});
/** A ride with what its pool says of it, in a transaction of its own. */
const aRide = (ticket: number, to: Hex, amount: number): RawLog[] =>
  aTransaction(ethereum, 1_000 + ticket, [
    rode(ticket, passenger(to, amount)),
    sentBy(NONE, amount),
  ]);

const taxi = aPacket(
  7n,
  concat(['0x01', '0x0001', bytes32(ann), numberToHex(50, { size: 8 }), '0x77']),
);
const taken = aTransaction(ethereum, 1_000, [taxi.sent, sentBy(taxi.guid, 50)]);
const atPool = { from: there.usdc, to: ann, guid: taxi.guid, index: 0 };
const called = { ...atPool, message: '0x' };
const arrived = (...more: Emitted[]) => aTransaction(arbitrum, 1_500, [...more, taxi.delivered]);
const composeSent: Emitted = { emitter: endpoint, name: 'ComposeSent', args: called };
const composeAlert = aTransaction(arbitrum, 1_600, [
  {
    emitter: endpoint,
    name: 'LzComposeAlert',
    args: { ...called, executor, gas: '1', value: '0', extraData: '0x', reason },
  },
]);
const composed = aTransaction(arbitrum, 1_700, [
  { emitter: endpoint, name: 'ComposeDelivered', args: atPool },
]);

const bus = aPacket(8n, '0x02');
const driven = (start: number, passengers: number, { guid, sent } = bus, time = 1_200) =>
  aTransaction(ethereum, time, [
    sent,
    {
      emitter: here.messaging,
      name: 'BusDriven',
      args: { dstEid: 30110, startTicketId: start, numPassengers: passengers, guid },
    },
  ]);
const brought = (...more: Emitted[]) => aTransaction(arbitrum, 1_500, [...more, bus.delivered]);
const retried = (to: Hex, amount: number) =>
  aTransaction(arbitrum, 1_600, [received(bus.guid, to, amount)]);
const twoRides = [...aRide(4, ann, 50), ...aRide(5, bob, 60)];

const got = 'transfer, complete, delivered, value: recipient';
const waitsForBus =
  'transfer, confirmed, awaiting_relay, awaits drive, value: origin_contract, next: anyone';
const unpaid =
  'transfer, confirmed, delivery_failed_retryable, awaits receipt, the token could not be paid out to its recipient, value: destination_contract, next: anyone';
const verifying =
  'awaiting_attestation, awaits verification, value: origin_contract, next: protocol';
const busDone = 'bus, complete, delivered';

testProtocol(stargate, {
  fixture: new URL('stargate.fixture.json', import.meta.url),
  // CAST: it is bound with its own deployments.
  carriers: [layerzero as unknown as ProtocolDefinition],
  states: [
    {
      title: 'a taxi whose packet nobody has verified',
      logs: taken,
      said: [`transfer, confirmed, ${verifying}`],
    },
    {
      title: 'a taxi whose packet nobody has delivered',
      logs: [...taken, ...taxi.verified],
      said: [
        'transfer, confirmed, awaiting_relay, awaits delivery, value: origin_contract, next: anyone',
      ],
    },
    {
      title: 'a taxi whose delivery failed',
      logs: [...taken, ...taxi.verified, ...taxi.alert],
      said: [
        'transfer, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: too little gas, value: origin_contract, next: anyone',
      ],
    },
    {
      title: 'a taxi that arrived',
      logs: [...taken, ...taxi.verified, ...arrived(received(taxi.guid, ann, 50))],
      said: [got],
    },
    {
      title: 'a taxi whose packet is not seen, as where LayerZero is not read',
      logs: taken.slice(1),
      said: [
        'transfer, confirmed, awaiting_relay, awaits receipt, value: origin_contract, next: anyone',
      ],
    },
    {
      title: 'the same, arrived',
      logs: [...taken.slice(1), ...arrived(received(taxi.guid, ann, 50)).slice(0, 1)],
      said: [got],
    },
    {
      title: 'a taxi that its recipient could not be paid from',
      logs: [...taken, ...arrived(cached(taxi.guid, 0, ann, 50))],
      said: [unpaid],
    },
    {
      title: 'the same, paid later',
      logs: [
        ...taken,
        ...arrived(cached(taxi.guid, 0, ann, 50)),
        ...aTransaction(arbitrum, 1_600, [received(taxi.guid, ann, 50)]),
      ],
      said: [got],
    },
    {
      title: 'a taxi that ends in a call, which nobody has made',
      logs: [...taken, ...arrived(composeSent, received(taxi.guid, ann, 50))],
      said: [
        'transfer, confirmed, awaiting_action, awaits composition, value: destination_contract, next: anyone',
      ],
    },
    {
      title: 'the same, refused',
      logs: [...taken, ...arrived(composeSent, received(taxi.guid, ann, 50)), ...composeAlert],
      said: [
        'transfer, confirmed, action_failed, awaits composition, the composer refused it: too little gas, value: destination_contract, next: anyone',
      ],
    },
    {
      title: 'the same, made',
      logs: [
        ...taken,
        ...arrived(composeSent, received(taxi.guid, ann, 50)),
        ...composeAlert,
        ...composed,
      ],
      said: [got],
    },
    {
      title: 'a taxi whose packet was burnt',
      logs: [...taken, ...taxi.verified, ...taxi.burnt],
      said: ['transfer, failed, failed, value: origin_contract'],
    },
    {
      title: 'a packet of Stargate’s of which its own contracts say nothing stays LayerZero’s',
      logs: taken.slice(0, 1),
      said: ['transfer, confirmed, awaiting_attestation, awaits verification, next: protocol'],
    },
    {
      title: 'tokens from a chain that is not read',
      logs: arrived(received(taxi.guid, ann, 50)).slice(0, 1),
      covered: [arbitrum],
      said: [got],
    },
    { title: 'a ride', logs: aRide(4, ann, 50), said: [waitsForBus] },
    {
      title: 'two rides, of which the bus takes one',
      logs: [...twoRides, ...driven(4, 1)],
      said: [
        `transfer, confirmed, ${verifying}`,
        waitsForBus,
        'bus, confirmed, awaiting_attestation, awaits verification, next: protocol',
      ],
    },
    {
      title: 'two passengers, both paid',
      logs: [
        ...twoRides,
        ...driven(4, 2),
        ...bus.verified,
        ...brought(received(bus.guid, ann, 50), received(bus.guid, bob, 60)),
      ],
      said: [got, got, busDone],
    },
    {
      title: 'of two passengers, one could not be paid',
      logs: [
        ...twoRides,
        ...driven(4, 2),
        ...brought(cached(bus.guid, 0, ann, 50), received(bus.guid, bob, 60)),
      ],
      said: [unpaid, got, busDone],
    },
    {
      title: 'the same, paid later',
      logs: [
        ...twoRides,
        ...driven(4, 2),
        ...brought(cached(bus.guid, 0, ann, 50), received(bus.guid, bob, 60)),
        ...retried(ann, 50),
      ],
      said: [got, got, busDone],
    },
    {
      title: 'of two alike, the first could not be paid',
      logs: [
        ...aRide(4, ann, 50),
        ...aRide(5, ann, 50),
        ...driven(4, 2),
        ...brought(cached(bus.guid, 0, ann, 50), received(bus.guid, ann, 50)),
      ],
      said: [unpaid, got, busDone],
    },
    {
      title: 'the same, paid later',
      logs: [
        ...aRide(4, ann, 50),
        ...aRide(5, ann, 50),
        ...driven(4, 2),
        ...brought(cached(bus.guid, 0, ann, 50), received(bus.guid, ann, 50)),
        ...retried(ann, 50),
      ],
      said: [got, got, busDone],
    },
    {
      title: 'two that could not be paid, alike or not, are paid later in one transaction',
      logs: [
        ...twoRides,
        ...aRide(6, ann, 50),
        ...driven(4, 3),
        ...brought(
          cached(bus.guid, 0, ann, 50),
          cached(bus.guid, 1, bob, 60),
          cached(bus.guid, 2, ann, 50),
        ),
        ...aTransaction(arbitrum, 1_600, [
          received(bus.guid, bob, 60),
          received(bus.guid, ann, 50),
          received(bus.guid, ann, 50),
        ]),
      ],
      said: [got, got, got, busDone],
    },
    {
      title: 'a bus that is delivered, whose payments are not seen',
      logs: [...twoRides, ...driven(4, 2), ...brought()],
      said: [
        'transfer, confirmed, awaiting_relay, awaits receipt, value: origin_contract, next: anyone',
        'transfer, confirmed, awaiting_relay, awaits receipt, value: origin_contract, next: anyone',
        busDone,
      ],
    },
    {
      title: 'a bus whose delivery failed',
      logs: [...twoRides, ...driven(4, 2), ...bus.verified, ...bus.alert],
      said: [
        ...Array<string>(2).fill(
          'transfer, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: too little gas, value: origin_contract, next: anyone',
        ),
        'bus, confirmed, delivery_failed_retryable, awaits delivery, the receiver refused it: too little gas, next: anyone',
      ],
    },
    {
      title: 'a bus whose packet was burnt',
      logs: [...twoRides, ...driven(4, 2), ...bus.verified, ...bus.burnt],
      said: [
        ...Array<string>(2).fill('transfer, failed, failed, value: origin_contract'),
        'bus, failed, failed',
      ],
    },
    {
      title: 'a bus whose packet is not seen, as where LayerZero is not read',
      logs: [
        ...twoRides,
        ...driven(4, 2).slice(1),
        ...brought(received(bus.guid, ann, 50)).slice(0, 1),
      ],
      said: [
        got,
        'transfer, confirmed, awaiting_relay, awaits receipt, value: origin_contract, next: anyone',
        'bus, confirmed, awaiting_relay, awaits arrival, next: anyone',
      ],
    },
    {
      title: 'a bus whose passengers rode before anything was read',
      logs: [...driven(4, 1), ...brought(received(bus.guid, ann, 50))],
      until: 3_000,
      said: [busDone, got],
    },
    {
      title: 'a payment of another amount than a passenger rides with is somebody else’s',
      logs: [
        ...aRide(5, ann, 60),
        ...driven(4, 2),
        ...brought(received(bus.guid, ann, 50), received(bus.guid, ann, 60)),
      ],
      until: 3_000,
      said: [got, busDone, got],
    },
    {
      title: 'the same, before the passenger’s own is seen',
      logs: [...aRide(5, ann, 60), ...driven(4, 2), ...brought(received(bus.guid, ann, 50))],
      until: 3_000,
      said: [
        'transfer, confirmed, awaiting_relay, awaits receipt, value: origin_contract, next: anyone',
        busDone,
        got,
      ],
    },
    {
      title: 'a payment of another token than the coins that a passenger rides with',
      logs: [
        ...aTransaction(ethereum, 1_005, [
          rode(5, passenger(ann, 50, 13)),
          sentBy(NONE, 50_000_000_000_000, here.eth),
        ]),
        ...driven(4, 2),
        ...brought(received(bus.guid, ann, 50)),
      ],
      until: 3_000,
      said: [
        'transfer, confirmed, awaiting_relay, awaits receipt, value: origin_contract, next: anyone',
        busDone,
        got,
      ],
    },
    {
      title: 'two buses, the second of which is there first',
      logs: [
        ...aRide(4, ann, 50),
        ...aRide(5, ann, 50),
        ...driven(4, 1, taxi),
        ...driven(5, 1, bus, 1_201),
        ...brought(received(bus.guid, ann, 50)),
      ],
      said: [
        `transfer, confirmed, ${verifying}`,
        got,
        'bus, confirmed, awaiting_attestation, awaits verification, next: protocol',
        busDone,
      ],
    },
    {
      title: 'two rides of one transaction, of another token each',
      logs: [
        ...aTransaction(ethereum, 1_004, [
          rode(4, passenger(ann, 50)),
          sentBy(NONE, 50),
          rode(5, passenger(ann, 60, 13)),
          sentBy(NONE, 60_000_000_000_000, here.eth),
        ]),
        ...driven(4, 2),
        ...brought(
          received(bus.guid, ann, 50),
          received(bus.guid, ann, 60_000_000_000_000, there.eth),
        ),
      ],
      said: [got, got, busDone],
    },
    {
      title: 'coins for gas that came to a passenger whose tokens could not be paid out',
      logs: [
        ...twoRides,
        ...driven(4, 2),
        ...brought(
          drop('NativeDropApplied', ann),
          cached(bus.guid, 0, ann, 50),
          received(bus.guid, bob, 60),
        ),
      ],
      said: [unpaid, got, busDone],
    },
    {
      title: 'coins for gas that came, and coins that did not',
      logs: [
        ...twoRides,
        ...driven(4, 2),
        ...brought(
          drop('NativeDropApplied', ann),
          received(bus.guid, ann, 50),
          drop('NativeDropFailed', bob),
          received(bus.guid, bob, 60),
        ),
      ],
      said: [got, got, busDone],
    },
  ],
});

const protocol = bindProtocol(stargate);
const capturedOf = (log: RawLog | undefined) => {
  if (!log) throw new Error('a log was encoded');
  return protocol.capture(log);
};

test('a ride that gets another ticket by a reorg stands in the place of the one that it was', () => {
  const [lostRide, lostDebit] = aTransaction(ethereum, 1_004, [
    rode(4, passenger(ann, 50)),
    sentBy(NONE, 50),
  ]);
  if (!lostRide || !lostDebit) throw new Error('two logs were encoded');
  const again = aTransaction(ethereum, 1_004, [rode(5, passenger(ann, 50)), sentBy(NONE, 50)]).map(
    (log) => ({ ...log, at: { ...log.at, blockHash: '0xother', blockNumber: 1_005n } }),
  );
  const shown = operationsShown([protocol], {
    logs: [lostRide, lostDebit, ...again],
    until: 2_000,
    covered: [ethereum, arbitrum],
    lost: new Set([lostRide, lostDebit]),
  });
  expect(shown.map((operation) => `${operation.id} ${sayOperation(operation)}`).toSorted()).toEqual(
    [
      'stargate:ticket:30101:30110:4 transfer, cancelled, superseded',
      `stargate:ticket:30101:30110:5 ${waitsForBus}`,
    ],
  );
});

test('a ride tells who rides, with what and to whom, and its pool who pays', () => {
  const [operation] = operationsShown([protocol], {
    logs: aRide(4, ann, 50),
    until: 2_000,
    covered: [ethereum, arbitrum],
  });
  expect(operation?.about).toEqual({
    content: '1:50',
    kind: 'transfer',
    origin: { chain: ethereum, name: '30101' },
    destination: { chain: arbitrum, name: '30110' },
    sender: payer,
    recipient: ann,
    sent: {
      token: '0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48',
      amount: '51',
      symbol: 'USDC',
      decimals: 6,
    },
    wanted: {
      token: '0xaf88d065e77c8cc2239327c5edb3a432268e5831',
      amount: '50',
      symbol: 'USDC',
      decimals: 6,
    },
    promises: ['drive'],
    details: {
      mode: 'bus',
      ticket: '4',
      fare: '9',
      assetId: '1',
      amountShared: '50',
      nativeDrop: 'no',
      pool: here.usdc,
    },
  });
});

test('a taxi tells what is to be paid out in the decimals of the other chain', () => {
  const { sent, guid } = taxi;
  const [, log] = aTransaction(ethereum, 1_000, [
    sent,
    { ...sentBy(guid, 50), args: { ...sentBy(guid, 50).args, dstEid: 30102 } },
  ]);
  expect(capturedOf(log)).toMatchObject({
    captured: {
      about: {
        wanted: {
          token: '0x8ac76a51cc950d9822d68b83fe1ad97b32cd580d',
          amount: '50000000000000',
          decimals: 18,
        },
      },
    },
  });
});

test('an address that does not fill its bytes with zeros is paid all the same', () => {
  const seat = concat([
    numberToHex(1, { size: 2 }),
    `0x${'ff'.repeat(12)}`,
    ann,
    numberToHex(50, { size: 8 }),
    '0x01',
  ]);
  expect(capturedOf(aTransaction(ethereum, 1_000, [rode(4, seat)])[0])).toMatchObject({
    captured: { about: { recipient: ann, details: { nativeDrop: 'yes' } } },
  });
});

test.each([
  ['a passenger of another length', rode(4, '0x0001'), 'a passenger of 2 bytes'],
  ['a ride of a pool', { ...rode(4, passenger(ann, 50)), emitter: here.usdc }, 'another contract'],
  ['a transfer of TokenMessaging', sentBy(NONE, 50, here.messaging), 'another contract'],
])('%s is kept, and no leg', (_, emitted, reason) => {
  expect(capturedOf(aTransaction(ethereum, 1_000, [emitted])[0])).toMatchObject({
    type: 'unreadable',
    reason: expect.stringContaining(reason) as string,
  });
});

test('the keys of a test network are its own', () => {
  const [log] = aTransaction('eip155:11155111', 1_000, [
    {
      ...rode(4, passenger(ann, 50)),
      emitter: '0xfb112f7fc5725de9f630abb23e4916d6fd7526d3',
      args: { dstEid: 40231, ticketId: 4, fare: '9', passenger: passenger(ann, 50) },
    },
  ]);
  expect(capturedOf(log)).toMatchObject({
    captured: {
      links: [{ key: 'stargate:testnet:ticket:40161:40231:4' }, {}],
      about: { destination: { chain: 'eip155:421614', name: '40231' } },
    },
  });
});

const both = [bindProtocol(stargate), bindProtocol(layerzero)];
const shown = (logs: readonly RawLog[], lost: readonly RawLog[] = []) =>
  operationsShown(both, {
    logs,
    lost: new Set(lost),
    until: 5_000,
    covered: [ethereum, arbitrum],
  });

test('a ride whose ticket somebody else has after a reorg stays apart from theirs', () => {
  const [lost, other] = [
    aTransaction(ethereum, 1_004, [rode(4, passenger(ann, 50)), sentBy(NONE, 50)]),
    aTransaction(ethereum, 1_005, [rode(4, passenger(bob, 50)), sentBy(NONE, 50)]),
  ];
  const logs = [
    ...lost,
    ...other,
    ...driven(4, 1),
    ...bus.verified,
    ...brought(received(bus.guid, bob, 50)),
  ];
  expect(shown(logs, lost).map((one) => [sayOperation(one), one.about.recipient])).toEqual([
    [got, bob],
    [busDone, there.messaging],
    ['transfer, reverted, origin_missing, value: sender', ann],
  ]);
});

test('two passengers of a bus who ride on by another bus, in the transaction that pays them, are each on their own', () => {
  const back = (ticket: number, to: Hex, amount: number): Emitted[] => [
    {
      emitter: there.messaging,
      name: 'BusRode',
      args: { dstEid: 30101, ticketId: ticket, fare: '9', passenger: passenger(to, amount) },
    },
    {
      emitter: there.usdc,
      name: 'OFTSent',
      args: {
        guid: NONE,
        dstEid: 30101,
        fromAddress: to,
        amountSentLD: String(amount),
        amountReceivedLD: String(amount),
      },
    },
  ];
  const operations = shown([
    ...twoRides,
    ...driven(4, 2),
    ...bus.verified,
    ...brought(
      received(bus.guid, ann, 50),
      ...back(7, ann, 50),
      received(bus.guid, bob, 60),
      ...back(8, bob, 60),
    ),
    ...aTransaction(arbitrum, 1_700, [
      {
        emitter: there.messaging,
        name: 'BusDriven',
        args: { dstEid: 30101, startTicketId: 7, numPassengers: 2, guid: taxi.guid },
      },
    ]),
  ]);
  expect(
    operations.map(({ kind, status, about, legs }) => [
      kind,
      status,
      about.details?.['ticket'],
      about.recipient,
      legs.filter(({ step, at }) => at && step === 'debit').length,
    ]),
  ).toEqual([
    ['transfer', 'complete', '4', ann, 1],
    ['transfer', 'complete', '5', bob, 1],
    ['bus', 'complete', undefined, there.messaging, 0],
    ['transfer', 'confirmed', '7', ann, 1],
    ['transfer', 'confirmed', '8', bob, 1],
    ['bus', 'confirmed', undefined, undefined, 0],
  ]);
});
