import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  concat,
  encodeAbiParameters,
  encodeEventTopics,
  numberToHex,
  parseAbiItem,
  type AbiEvent,
} from 'viem';
import { z } from 'zod';
import { isChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';

// A fixture states the facts of real transactions, decoded, and the operations expected of them. What the chain emitted
// is encoded from these facts, byte for byte.

const hex = z
  .string()
  .regex(/^0x[0-9a-fA-F]*$/)
  .transform((text) => text as Hex);
const chainId = z.string().refine(isChainId);

const logSchema = z.strictObject({
  index: z.number().int(),
  receiptIndex: z.number().int(),
  emitter: hex,
  event: z.string(),
  args: z.record(z.string(), z.unknown()),
});

const transactionSchema = z.strictObject({
  why: z.string().min(10),
  chain: chainId,
  hash: hex,
  /** `time` is null where it was not recorded. */
  block: z.strictObject({ number: z.string(), hash: hex, time: z.number().nullable() }),
  logs: z.array(logSchema).min(1),
});

export const fixtureSchema = z.strictObject({
  protocol: z.string(),
  /** The chains that count as indexed. */
  covered: z.array(chainId),
  transactions: z.array(transactionSchema).min(1),
  operations: z.array(z.record(z.string(), z.unknown())),
  seal: z.string().optional(),
});
export type Fixture = z.infer<typeof fixtureSchema>;
export type FixtureTransaction = Fixture['transactions'][number];

export const fixturePath = (protocol: string) =>
  join(import.meta.dirname, '..', 'protocols', `${protocol}.fixture.json`);

export function readFixture(protocol: string): Fixture {
  return fixtureSchema.parse(JSON.parse(readFileSync(fixturePath(protocol), 'utf8')));
}

/** What a fixture's content hashes to: an edit without `npm run seal` shows. */
export function sealOf({ seal: _, ...content }: Fixture): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** Stands in for a block time that was not recorded. */
export const UNRECORDED_TIME = 1_700_000_000;

/** A log as the chain emitted it, from its decoded arguments. */
export function encodeLogs({ chain, hash, block, logs }: FixtureTransaction): RawLog[] {
  const seen = new Map<string, number>();
  return logs.map(({ index, receiptIndex, emitter, event, args }) => {
    const item = parseAbiItem(event) as AbiEvent;
    const values = Object.fromEntries(
      item.inputs.map(({ name, type }) => [name, toArgument(args[name ?? ''], type)]),
    );
    const topics = encodeEventTopics({ abi: [item], args: values } as never) as Hex[];
    const data = item.inputs.filter(({ indexed }) => !indexed);
    const kind = `${emitter} ${topics[0]}`;
    const ordinal = seen.get(kind) ?? 0;
    seen.set(kind, ordinal + 1);
    return {
      emitter,
      topics,
      data: encodeAbiParameters(
        data,
        data.map(({ name }) => values[name ?? '']),
      ),
      ordinal,
      receiptIndex,
      at: {
        chain,
        blockNumber: BigInt(block.number),
        blockHash: block.hash,
        blockTime: block.time ?? UNRECORDED_TIME,
        transaction: hash,
        index,
      },
    };
  });
}

function toArgument(value: unknown, type: string): unknown {
  if (type === 'bytes' && typeof value === 'object' && value !== null) return encodeBytes(value);
  if (/^u?int(64|256)$/.test(type)) return BigInt(value as string);
  return value;
}

interface Burn {
  version: number;
  burnToken: Hex;
  mintRecipient: Hex;
  amount: string;
  messageSender: Hex;
  maxFee?: string;
  feeExecuted?: string;
  expirationBlock?: string;
  hookData?: Hex;
}

interface Message {
  version?: number;
  sourceDomain: number;
  destinationDomain: number;
  nonce: string;
  sender: Hex;
  recipient: Hex;
  destinationCaller: Hex;
  minFinalityThreshold?: number;
  finalityThresholdExecuted?: number;
  burn: Burn;
}

/** CCTP's packed messages, and the bodies of its transfers. */
function encodeBytes(value: object): Hex {
  const message = value as Message;
  if (message.version === undefined) return encodeBurn(message.burn);
  const { version, sourceDomain, destinationDomain, nonce, sender, recipient, destinationCaller } =
    message;
  return concat([
    u32(version),
    u32(sourceDomain),
    u32(destinationDomain),
    version === 0 ? numberToHex(BigInt(nonce), { size: 8 }) : (nonce as Hex),
    sender,
    recipient,
    destinationCaller,
    ...(version === 0
      ? []
      : [u32(message.minFinalityThreshold ?? 0), u32(message.finalityThresholdExecuted ?? 0)]),
    encodeBurn(message.burn),
  ]);
}

function encodeBurn(burn: Burn): Hex {
  return concat([
    u32(burn.version),
    burn.burnToken,
    burn.mintRecipient,
    u256(burn.amount),
    burn.messageSender,
    ...(burn.version === 0
      ? []
      : [
          u256(burn.maxFee ?? '0'),
          u256(burn.feeExecuted ?? '0'),
          u256(burn.expirationBlock ?? '0'),
          burn.hookData ?? '0x',
        ]),
  ]);
}

const u32 = (value: number) => numberToHex(value, { size: 4 });
const u256 = (value: string) => numberToHex(BigInt(value), { size: 32 });
