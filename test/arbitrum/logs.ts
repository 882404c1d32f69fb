import { encodePacked, keccak256, toHex, zeroHash, type Hex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import { receiptView, type Lookup } from '../../core/lookup.ts';
import type { Call, RawLog } from '../../core/raw-log.ts';
import { aliasOf } from '../../protocols/arbitrum/content.ts';
import { declarationOf } from '../../protocols/declaration-of.ts';
import { childEvents, parentEvents } from '../../protocols/arbitrum/events.ts';
import { encodeLogs } from '../fixture.ts';

// Made-up messages of Arbitrum's bridge, and what the contracts of both ends say of them.

export const ethereum: ChainId = 'eip155:1';
export const one: ChainId = 'eip155:42161';
export const xai: ChainId = 'eip155:660279';

export const user: Hex = `0x${'aa'.repeat(20)}`;
export const other: Hex = `0x${'bb'.repeat(20)}`;
export const app: Hex = `0x${'cc'.repeat(20)}`;
export const token: Hex = `0x${'70'.repeat(20)}`;

export const contracts = {
  bridge: '0x8315177ab297ba92a06054ce80a67ed4dbd7ed3a',
  inbox: '0x4dbd4fc535ac27206064b68ffcf827b0a60bab3f',
  outbox: '0x0b9857ae2d4a3dbe74ffe1d7df045bb7f96e4840',
  parentGateway: '0xa3a7b6f88361f48403514059f1f16c8e78d60eec',
  childGateway: '0x09e9222e96e7b4ae2a407b98d48e330053351eee',
  classicBridge: '0x011b6e24ffb0b5f5fcc564cf4183c5bbbc96d515',
  classicOutbox: '0x760723cd2e632826c38fef8cd438a4cc7e7e1a40',
  arbSys: '0x0000000000000000000000000000000000000064',
  retryables: '0x000000000000000000000000000000000000006e',
  novaBridge: '0xc1ebd02f738644983b6c4b2d440b8e77dde276bd',
  novaSequencerInbox: '0x211e1c4c7f1bf5351ac850ed10fd68cffcf6c21b',
  xaiBridge: '0x7dd8a76bdaebe3bbbacd7aa87f1d4fda1e60f94f',
  xaiInbox: '0xae21fda3de92de2fdaf606233b2863782ba046f9',
} as const satisfies Record<string, Hex>;

const events = { ...parentEvents, ...childEvents };
type Name = keyof typeof events;

/** Where Nitro's first block is passed, on both ends; blocks of the time before are told. */
const NITRO = 30_000_000;

interface Place {
  chain?: ChainId;
  emitter?: Hex;
  /** By what its transaction is known; logs of one name are of one transaction. */
  tx?: string;
  index?: number;
  block?: number;
  call?: Call;
}

/** A log of Ethereum or of Arbitrum One, at a time. */
export function aLog(
  name: Name,
  time: number,
  args: Record<string, unknown>,
  { chain, emitter = user, tx = `${name} ${time}`, index, block = NITRO + time, call }: Place,
): RawLog {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain: chain ?? (name in childEvents ? one : ethereum),
    hash: keccak256(toHex(tx)),
    block: { number: String(block), hash: keccak256(toHex(`block ${block}`)), time },
    logs: [
      {
        index: index ?? Object.keys(events).indexOf(name),
        emitter,
        event: declarationOf(events[name]),
        args,
      },
    ],
  });
  if (!log) throw new Error('one log was encoded');
  return call ? { ...log, call } : log;
}

/** A message at the bridge of Arbitrum One; number 7 unless told. */
export const aMessage = (
  kind: number,
  { sender = user, number = 7n, time = 1_000, ...place }: Place & Partial<MessageParts> = {},
): RawLog =>
  aLog(
    'message',
    time,
    {
      messageIndex: number,
      beforeInboxAcc: zeroHash,
      inbox: contracts.inbox,
      kind,
      sender: aliasOf(sender),
      messageDataHash: zeroHash,
      baseFeeL1: 5n,
      timestamp: BigInt(time),
    },
    { emitter: contracts.bridge, ...place },
  );

interface MessageParts {
  sender: Hex;
  number: bigint;
  time: number;
}

export const aContent = (
  data: Hex,
  { number = 7n, time = 1_000, ...place }: Place & Partial<Omit<MessageParts, 'sender'>> = {},
): RawLog =>
  aLog('content', time, { messageNum: number, data }, { emitter: contracts.inbox, ...place });

/** What the inbox packs of a deposit. */
export const depositData = (to: Hex, value: bigint): Hex =>
  encodePacked(['address', 'uint256'], [to, value]);

/** A ticket's fields as the test has them. */
export const terms = {
  to: app,
  callValue: 0n,
  deposit: 50n,
  maxSubmissionCost: 3n,
  excessFeeRefundAddress: user,
  beneficiary: user,
  gasLimit: 4n,
  maxFeePerGas: 5n,
  data: '0x1234' as Hex,
};

/** What the inbox packs of a retryable ticket. */
export function retryableData(own: typeof terms): Hex {
  const word = (value: bigint | Hex) => BigInt(value);
  const words = [
    word(own.to),
    own.callValue,
    own.deposit,
    own.maxSubmissionCost,
    word(own.excessFeeRefundAddress),
    word(own.beneficiary),
    own.gasLimit,
    own.maxFeePerGas,
    BigInt((own.data.length - 2) / 2),
  ];
  return encodePacked(
    [...words.map(() => 'uint256' as const), 'bytes' as const] as never,
    [...words, own.data] as never,
  );
}

/** What a receipt has answered on a chain. */
export function anAnswer(
  transaction: Hex,
  end: 'succeeded' | 'failed',
  { time, chain = one, mark = 0 }: { time: number; chain?: ChainId; mark?: number },
): RawLog {
  return answerTo({ chain, view: receiptView(transaction, end, mark) }, time);
}

/** The same, as the answer to a lookup. */
export function answerTo({ chain, view }: Pick<Lookup, 'chain' | 'view'>, time: number): RawLog {
  const block = NITRO + time;
  return {
    emitter: view.to,
    topics: [`0x${view.data.slice(2, 10)}`],
    data: `0x${view.data.slice(10)}`,
    ordinal: 0,
    receiptIndex: null,
    isAsked: true,
    at: {
      chain,
      blockNumber: BigInt(block),
      blockHash: keccak256(toHex(`block ${block}`)),
      blockTime: time,
      transaction: `state:${view.to}:${view.data}`,
      index: -1,
    },
  };
}
