import { parseAbiItem, toEventSelector } from 'viem';
import { addressWord, bytesOf, mix, numberWord, tail, textHex, wordOf } from './words.ts';

/** One log as it will be served. `place` is its place in the transaction's receipt. */
export interface ServedLog {
  emitter: string;
  topics: readonly string[];
  data: string;
  place: number;
}

/** What happens in one transaction on one of the two chains: side 0 is the origin, side 1 the destination. */
export interface ServedPart {
  side: 0 | 1;
  /** Salt of the transaction's hash. */
  salt: number;
  hasReceipt: boolean;
  logs: (seed: number, origin: 0 | 1) => ServedLog[];
}

/** The two chains, by the number that stands for them here. */
export const servedChains = [
  { id: 8453, name: 'base', domain: 6, axelarName: 'base' },
  { id: 10, name: 'optimism', domain: 2, axelarName: 'optimism' },
] as const;

/** The hash of an operation's transaction. */
export const transactionOf = (seed: number, salt: number) => `0x${wordOf(seed, 1_000_000 + salt)}`;

/** The topic of an event, without the names of its parameters. */
export const selector = (text: string) => toEventSelector(parseAbiItem(text) as never) as string;
/** The chain on one side of an operation. */
export const chainOf = (origin: 0 | 1, side: 0 | 1) => servedChains[origin === side ? 0 : 1];
/** One of 5,000 addresses, as an ABI word. */
export const address = (seed: number, salt: number) => addressWord(bytesOf(seed % 5_000, salt, 20));
export const amountOf = (seed: number) =>
  numberWord(1_000_000n * BigInt(1 + (mix(seed, 3) % 90_000)));
/** A text behind its offset. */
export const text = (value: string) => tail(textHex(value));

/** Four bytes in hex. */
export const u32 = (value: number) => value.toString(16).padStart(8, '0');
