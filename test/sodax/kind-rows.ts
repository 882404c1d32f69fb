import { base58 } from '@scure/base';
import { encodeFunctionData, parseAbiItem, type AbiFunction, type Hex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { RawLog } from '../../core/raw-log.ts';
import { sodaxDeployments } from '../../protocols/sodax/deployment.ts';
import { intentHash } from '../../protocols/sodax/intent.ts';
import { sodaxHub as HUB } from '../../protocols/sodax/networks.ts';
import type { StateRow } from '../conformance/protocol.ts';
import { encodeAnchorEvent } from '../encode-anchor-event.ts';
import * as s from './logs.ts';

// The kinds of operations that end with what a hub wallet does on the hub, each with the event that shows it, and the ways in
// which packets come in on chains of other kinds.

const BALN = HUB.balnSwap;
const sending = s.aTx(s.arbitrum, 1_000);
const token = s.POL_OF_POLYGON;

/** What a packet has its wallet do, with the event of the contract that it calls. */
interface Doing {
  kind: string;
  packet: s.APacket;
  event: readonly [emitter: Hex, declaration: string];
  args: Readonly<Record<string, unknown>>;
  said: string;
}

const withValue = (sn: number, ...calls: Parameters<typeof s.callsTo>) =>
  s.deposit(s.callsTo(...calls), sn);
const without = (sn: number, ...calls: Parameters<typeof s.callsTo>) =>
  s.order(s.callsTo(...calls), sn);
const { wallet } = s;

const doings: readonly Doing[] = [
  {
    kind: 'supply',
    said: 'supply, complete, delivered, value: hub_contract',
    packet: withValue(60, [
      HUB.pool,
      'supply(address,uint256,address,uint16)',
      [token, 1n, wallet, 0],
    ]),
    event: [
      HUB.pool,
      'Supply(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint16 indexed referralCode)',
    ],
    args: { reserve: token, user: wallet, onBehalfOf: wallet, amount: 1n, referralCode: 0 },
  },
  {
    kind: 'repay',
    said: 'repay, complete, delivered, value: hub_contract',
    packet: withValue(61, [
      HUB.pool,
      'repay(address,uint256,uint256,address)',
      [token, 1n, 2n, wallet],
    ]),
    event: [
      HUB.pool,
      'Repay(address indexed reserve, address indexed user, address indexed repayer, uint256 amount, bool useATokens)',
    ],
    args: { reserve: token, user: wallet, repayer: wallet, amount: 1n, useATokens: false },
  },
  {
    kind: 'borrow',
    said: 'borrow, confirmed, awaiting_relay, awaits dispatch, next: protocol',
    packet: without(62, [
      HUB.pool,
      'borrow(address,uint256,uint256,uint16,address)',
      [token, 1n, 2n, 0, wallet],
    ]),
    event: [
      HUB.pool,
      'Borrow(address indexed reserve, address user, address indexed onBehalfOf, uint256 amount, uint8 interestRateMode, uint256 borrowRate, uint16 indexed referralCode)',
    ],
    args: {
      reserve: token,
      user: wallet,
      onBehalfOf: wallet,
      amount: 1n,
      interestRateMode: 2,
      borrowRate: 1n,
      referralCode: 0,
    },
  },
  {
    kind: 'withdraw',
    said: 'withdraw, confirmed, awaiting_relay, awaits dispatch, next: protocol',
    packet: without(63, [HUB.pool, 'withdraw(address,uint256,address)', [token, 1n, wallet]]),
    event: [
      HUB.pool,
      'Withdraw(address indexed reserve, address indexed user, address indexed to, uint256 amount)',
    ],
    args: { reserve: token, user: wallet, to: wallet, amount: 1n },
  },
  {
    kind: 'stake',
    said: 'stake, complete, delivered, value: hub_contract',
    packet: withValue(64, [HUB.stakingRouter, 'stake(uint256,address,uint128)', [1n, wallet, 1n]]),
    event: [
      HUB.xSoda,
      'Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares)',
    ],
    args: { sender: HUB.stakingRouter, owner: wallet, assets: 1n, shares: 1n },
  },
  {
    kind: 'lock',
    said: 'lock, complete, delivered',
    packet: without(65, [BALN, 'stake(uint256)', [1n]]),
    event: [
      HUB.stakedSoda,
      'Staked(address indexed user, uint256 sodaAmount, uint256 xSodaAmount)',
    ],
    args: { user: wallet, sodaAmount: 1n, xSodaAmount: 1n },
  },
  {
    kind: 'lock',
    said: 'lock, complete, delivered',
    packet: without(66, [BALN, 'unstake(uint256)', [1n]]),
    event: [HUB.stakedSoda, 'Unstaked(address indexed user, uint256 xSodaAmount)'],
    args: { user: wallet, xSodaAmount: 1n },
  },
  {
    kind: 'migration',
    said: 'migration, complete, delivered, value: hub_contract',
    packet: withValue(67, [HUB.icxMigration, 'swap(uint256,address)', [1n, wallet]]),
    event: [HUB.icxMigration, 'Swap(address indexed user, uint256 amount, uint256 sodaAmount)'],
    args: { user: wallet, amount: 1n, sodaAmount: 1n },
  },
  {
    kind: 'migration',
    said: 'migration, complete, delivered, value: hub_contract',
    packet: withValue(68, [HUB.icxMigration, 'reverseSwap(uint256,address)', [1n, wallet]]),
    event: [
      HUB.icxMigration,
      'ReverseSwap(address indexed user, uint256 sodaAmount, uint256 icxAmount)',
    ],
    args: { user: wallet, sodaAmount: 1n, icxAmount: 1n },
  },
];

/** A packet, the call that brought it, and what its wallet did. */
const done = ({ packet, event, args }: Doing): RawLog[] => {
  const tx = s.bringing(packet, 1_010);
  return [s.packetLog(sending, 3, packet), s.aCall(tx), s.anEvent(tx, 3, event, args)];
};

/** Where a contract names its relayer's function otherwise, or takes its arguments in another order. */
const bringingBy = (packet: s.APacket, signature: string, args: readonly unknown[]): s.Tx => {
  const item = parseAbiItem(`function ${signature}`) as AbiFunction;
  const { call, ...tx } = s.bringing(packet, 1_040);
  if (!call) throw new Error('a packet is brought by a call');
  return { ...tx, call: { ...call, input: encodeFunctionData({ abi: [item], args }) } };
};
const older = (name: string) =>
  `${name}(uint256 connSn, uint256 srcChainId, bytes srcAddress, bytes payload, bytes[] signatures)`;

const paying = s.payout('0x00000000000000000000000000000000000000c1', 70);
/** A contract on the hub that sends its own value out. */
const OWNER: Hex = '0x00000000000000000000000000000000000000c1';
const ordering = s.aTx(s.sonic, 1_020, { from: s.user, to: OWNER, input: '0x1234' });
const ordered = s.packetLog(ordering, 1, paying);
const arriving = (name: string) =>
  s.aCall(bringingBy(paying, older(name), [70n, 146n, HUB.assetManager, paying.payload, []]), {
    isAsked: true,
  });

const solana: ChainId = 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const onSolana = sodaxDeployments[solana];
const person: Hex = `0x${'07'.repeat(32)}`;
const bytesOf = (address: string | undefined): Hex =>
  `0x${Buffer.from(base58.decode(address ?? '')).toString('hex')}`;
/** An event of one of SODAX's programs on Solana. */
const anAnchorLog = (
  program: string | undefined,
  time: number,
  event: string,
  args: Record<string, unknown>,
): RawLog => ({
  ...encodeAnchorEvent(event, args),
  emitter: program ?? '',
  ordinal: 0,
  receiptIndex: null,
  at: {
    chain: solana,
    blockNumber: BigInt(time),
    blockHash: `slot ${time}`,
    blockTime: time,
    transaction: `signature ${time}`,
    index: 1,
  },
});
const fromSolana = anAnchorLog(
  onSolana?.connection,
  1_000,
  'anchor event SendMessage(u128 srcChainId, bytes srcAddress, u128 connSn, u128 dstChainId, bytes dstAddress, bytes payload)',
  {
    srcChainId: onSolana?.relayId,
    srcAddress: person,
    connSn: '9',
    dstChainId: '146',
    dstAddress: wallet,
    payload: s.callsTo([BALN, 'stake(uint256)', [1n]]),
  },
);
const toSolana: s.APacket = {
  ...s.payout('0x00000000000000000000000000000000000000c1', 71),
  to: solana,
  dstAddress: bytesOf(onSolana?.assetManager),
};
const onSolanaArrived = anAnchorLog(
  onSolana?.assetManager,
  1_040,
  'anchor event MessageReceived(u128 srcChainId, bytes srcAddress, u128 connSn, bytes payload)',
  { srcChainId: '146', srcAddress: HUB.assetManager, connSn: '71', payload: toSolana.payload },
);

const receipt: RawLog = {
  ...arriving('receiveMessage'),
  emitter: s.connections[s.polygon] ?? '0x',
  topics: ['0x9b5e97d2'],
  data: `0x${146n.toString(16).padStart(64, '0')}${70n.toString(16).padStart(64, '0')}`,
};

const hooked = s.anIntent({ srcChain: 5n, data: '0x02', deadline: 0n });
const unseen = s.anIntent({ intentId: 99n });
const cancelPacket = s.order(s.cancelCalls(unseen), 72);
const cancelTx = s.bringing(cancelPacket, 1_500);

export const kindRows: StateRow[] = [
  {
    title: 'an intent that waits for what a contract does at its fill',
    logs: [s.created(ordering, 2, hooked)],
    until: 2_000,
    said: ['hook, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol'],
  },
  {
    title: 'the cancellation of an intent that nothing else was seen of',
    logs: [
      s.packetLog(s.aTx(s.arbitrum, 1_490), 1, cancelPacket),
      s.aCall(cancelTx),
      s.aLog(cancelTx, 4, HUB.intents, 'IntentCancelled', { intentHash: intentHash(unseen) }),
    ],
    until: 2_000,
    said: [
      'cancel, refunding, refund_pending, awaits refund, its intent was cancelled, next: user',
    ],
  },
  ...doings.map((doing) => ({
    title: `a ${doing.kind} that was done, as ${doing.event[1].split('(')[0]} tells`,
    logs: done(doing),
    until: 2_000,
    said: [doing.said],
  })),
  ...['recvMessage', 'receiveMessage'].map((name) => ({
    title: `a transfer from the hub that ${name} of an asset manager has brought`,
    logs: [ordered, arriving(name)],
    until: 2_000,
    said: ['transfer, complete, delivered, value: recipient'],
  })),
  {
    title: 'the same where only the receipt of the connection shows it',
    logs: [ordered, receipt],
    until: 2_000,
    said: ['transfer, complete, delivered, value: recipient'],
  },
  {
    title: 'a message of Solana',
    logs: [fromSolana],
    until: 2_000,
    said: ['lock, confirmed, awaiting_hub, awaits execution, next: anyone'],
  },
  {
    title: 'a transfer from the hub to Solana',
    logs: [s.packetLog(ordering, 1, toSolana), onSolanaArrived],
    until: 2_000,
    said: ['transfer, complete, delivered, value: recipient'],
  },
];
