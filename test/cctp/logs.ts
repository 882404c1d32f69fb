import { padHex, toHex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex, RawLog } from '../../core/raw-log.ts';
import { bytes32Of } from '../../protocols/bytes32.ts';
import { cctpDeployments } from '../../protocols/cctp/deployments.ts';
import { encodeCctp } from '../encode-cctp.ts';
import { encodeLogs } from '../fixture.ts';

// What Circle's contracts leave on EVM chains, made up, for tests of the pure path: from Base to Arbitrum.

export const base: ChainId = 'eip155:8453';
export const arbitrum: ChainId = 'eip155:42161';
export const user: Hex = `0x${'11'.repeat(20)}`;
export const other: Hex = `0x${'12'.repeat(20)}`;
export const burnToken: Hex = `0x${'22'.repeat(20)}`;
export const mintToken: Hex = `0x${'23'.repeat(20)}`;
export const zero: Hex = `0x${'00'.repeat(32)}`;

const events = {
  MessageSent: 'event MessageSent(bytes message)',
  DepositForBurn1:
    'event DepositForBurn(uint64 indexed nonce, address indexed burnToken, uint256 amount, address indexed depositor, bytes32 mintRecipient, uint32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller)',
  DepositForBurn2:
    'event DepositForBurn(address indexed burnToken, uint256 amount, address indexed depositor, bytes32 mintRecipient, uint32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller, uint256 maxFee, uint32 indexed minFinalityThreshold, bytes hookData)',
  MessageReceived1:
    'event MessageReceived(address indexed caller, uint32 sourceDomain, uint64 indexed nonce, bytes32 sender, bytes messageBody)',
  MessageReceived2:
    'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)',
  MintAndWithdraw1:
    'event MintAndWithdraw(address indexed mintRecipient, uint256 amount, address indexed mintToken)',
  MintAndWithdraw2:
    'event MintAndWithdraw(address indexed mintRecipient, uint256 amount, address indexed mintToken, uint256 feeCollected)',
};

export interface Terms {
  version?: 1 | 2;
  /** How the origin numbers a message of version 1; Circle numbers the others, off chain. */
  nonce?: number;
  amount?: string;
  fee?: string;
  threshold?: number;
  executed?: number;
  recipient?: Hex;
  destinationCaller?: Hex;
  destinationDomain?: number;
  sourceDomain?: number;
  /** The sender; the token messenger unless told. */
  sender?: Hex;
  /** In place of a transfer. */
  body?: Hex;
  hookData?: Hex;
  expirationBlock?: string;
}

type Event = keyof typeof events;

/** One transaction: its logs by event, in their order. */
export function aTransaction(
  chain: ChainId,
  time: number,
  logs: readonly [event: Event, args: object][],
): RawLog[] {
  return encodeLogs({
    why: 'made up for a test',
    chain,
    hash: toHex(time, { size: 32 }),
    block: { number: String(time), hash: toHex(time), time },
    logs: logs.map(([event, args], index) => {
      const isOfMessenger = event.startsWith('Deposit') || event.startsWith('Mint');
      const { version = 2, ...rest } = args as { version?: 1 | 2 };
      const emitter = contract(
        chain,
        version,
        isOfMessenger ? 'tokenMessenger' : 'messageTransmitter',
      );
      return { index, emitter, event: events[event], args: rest };
    }),
  });
}

export function contract(
  chain: ChainId,
  version: 1 | 2,
  name: 'tokenMessenger' | 'messageTransmitter',
): Hex {
  // CAST: of EVM chains.
  return (cctpDeployments[chain]?.[`v${version}`]?.[name] ?? '') as Hex;
}

const burnOf = ({ version = 2, amount = '1000', recipient = user, hookData = '0x' }: Terms) => ({
  version: version - 1,
  burnToken: bytes32Of(burnToken),
  mintRecipient: bytes32Of(recipient),
  amount,
  messageSender: bytes32Of(user),
  maxFee: '5',
  hookData,
});

/** The events of a departure: the message, and beside it the token messenger's. */
export function sent(terms: Terms = {}): [Event, object][] {
  const { version = 2, nonce = 7, threshold = 2_000, body, destinationDomain = 3 } = terms;
  const { destinationCaller = zero, sourceDomain = 6, recipient = user } = terms;
  const messenger = contract(base, version, 'tokenMessenger');
  const { maxFee, ...burn } = burnOf(terms);
  const message = {
    version: version - 1,
    sourceDomain,
    destinationDomain,
    nonce: version === 1 ? String(nonce) : zero,
    sender: padHex(terms.sender ?? messenger, { size: 32 }),
    recipient: padHex(contract(arbitrum, version, 'tokenMessenger'), { size: 32 }),
    destinationCaller: padHex(destinationCaller, { size: 32 }),
    minFinalityThreshold: threshold,
    burn: { ...burn, maxFee },
    ...(body && { body }),
  };
  const burnt = {
    version,
    ...(version === 1 && { nonce: String(nonce) }),
    burnToken,
    amount: burn.amount,
    depositor: user,
    mintRecipient: bytes32Of(recipient),
    destinationDomain,
    destinationTokenMessenger: message.recipient,
    destinationCaller: message.destinationCaller,
    ...(version === 2 && { maxFee, minFinalityThreshold: threshold, hookData: burn.hookData }),
  };
  return [
    ['MessageSent', { version, message: encodeCctp(message) }],
    ...(terms.sender || body
      ? []
      : [[`DepositForBurn${version}`, burnt] satisfies [Event, object]]),
  ];
}

/** The events of an arrival: the token messenger's mint, and the message. */
export function received(terms: Terms = {}): [Event, object][] {
  const { version = 2, nonce = 7, fee = '0', executed = 2_000, body, sourceDomain = 6 } = terms;
  const { recipient = user, expirationBlock = '0' } = terms;
  const messenger = contract(base, version, 'tokenMessenger');
  const burn = { ...burnOf(terms), feeExecuted: fee, expirationBlock };
  const arrival = {
    version,
    caller: other,
    sourceDomain,
    nonce: version === 1 ? String(nonce) : toHex(nonce, { size: 32 }),
    sender: padHex(terms.sender ?? messenger, { size: 32 }),
    ...(version === 2 && { finalityThresholdExecuted: executed }),
    messageBody: body ?? encodeCctp({ burn }),
  };
  const minted = {
    version,
    mintRecipient: recipient,
    amount: String(BigInt(burn.amount) - BigInt(fee)),
    mintToken,
    ...(version === 2 && { feeCollected: fee }),
  };
  return [
    ...(terms.sender || body
      ? []
      : [[`MintAndWithdraw${version}`, minted] satisfies [Event, object]]),
    [`MessageReceived${version}`, arrival],
  ];
}

export const departure = (terms?: Terms, time = 1_000) => aTransaction(base, time, sent(terms));
export const arrival = (terms?: Terms, time = 2_000) =>
  aTransaction(arbitrum, time, received(terms));
