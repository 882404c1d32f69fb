import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  encodeAbiParameters,
  encodeEventTopics,
  numberToHex,
  padHex,
  encodeFunctionData,
  parseAbiItem,
  type AbiEvent,
  type AbiFunction,
  type AbiParameter,
} from 'viem';
import { z } from 'zod';
import { isChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import type { Call, Hex, RawLog } from '../core/raw-log.ts';
import { encodeAnchorEvent, isAnchorEvent } from './encode-anchor-event.ts';
import { encodeBytes } from './encode-bytes.ts';
import { encodeInstruction, isInstruction } from './encode-instruction.ts';
import { encodeTextEvent, isTextEvent } from './encode-text-event.ts';

// A fixture states the facts of real transactions, decoded, and the operations expected of them. What the chain emitted
// is encoded from these facts, byte for byte.

const base58 = z.string().regex(/^[1-9A-HJ-NP-Za-km-z]+$/);
const hex = z
  .string()
  .regex(/^0x[0-9a-fA-F]*$/)
  .transform((text) => text as Hex);
const chainId = z.string().refine(isChainId);

const logSchema = z.strictObject({
  index: z.number().int(),
  /** Absent on Solana. */
  receiptIndex: z.number().int().optional(),
  emitter: z.union([hex, base58]),
  /** As Solidity declares it, or, in the same way, with Borsh's types: `anchor event Sent(u64 nonce)`. A text
   *  on Solana: `text "Sent " by (u8 variant)`. An instruction there: `instruction 0x02 (u8 variant)`. */
  event: z.string(),
  args: z.record(z.string(), z.unknown()),
});

const transactionSchema = z.strictObject({
  why: z.string().min(10),
  chain: chainId,
  hash: z.union([hex, base58]),
  /** `hash` and `time` are null where they were not recorded. */
  block: z.strictObject({
    number: z.string(),
    hash: z.union([hex, base58]).nullable(),
    time: z.number().nullable(),
  }),
  /**
   * Its outermost call, where a log needs it: decoded, its arguments without what nobody reads, such as signatures; or its
   * input, as bytes or as the facts of a message.
   */
  call: z
    .union([
      z.strictObject({
        from: hex,
        to: hex,
        function: z.string(),
        args: z.record(z.string(), z.unknown()),
      }),
      z.strictObject({
        from: hex,
        to: hex,
        input: z.union([hex, z.record(z.string(), z.unknown())]),
      }),
    ])
    .optional(),
  logs: z.array(logSchema).min(1),
});

export const fixtureSchema = z.strictObject({
  protocol: z.string(),
  /** Deployments beside those that are known: what nobody has published, or that a test's own chain has. */
  deployments: z.record(chainId, z.record(z.string(), z.unknown())).optional(),
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

export const readFixture = (protocol: string): Fixture => readFixtureAt(fixturePath(protocol));

/**
 * Reads a fixture from this file.
 *
 * @throws MidflightError if there is none, or something else
 */
export function readFixtureAt(path: string): Fixture {
  const name = relative(process.cwd(), path);
  if (!existsSync(path)) {
    throw badFixture(
      `There is no fixture ${name}.`,
      'Record a transaction by `npm run seal <protocol> <chain> <transaction>…`, or take the file back from git.',
    );
  }
  const told = fixtureSchema.safeParse(JSON.parse(readFileSync(path, 'utf8')));
  if (told.success) return told.data;
  const [issue] = told.error.issues;
  const where = issue?.path.join('.') ?? '';
  throw badFixture(
    `${name} is no fixture: ${where ? `${where}: ` : ''}${issue?.message ?? 'it has another shape'}.`,
    'Correct it; a fixture states at least one transaction.',
  );
}

function badFixture(message: string, recovery: string): MidflightError {
  return new MidflightError({ code: 'bad_fixture', message, recovery });
}

/** The deployments that a fixture states; none while there is no fixture, which whoever needs it says. */
export function statedDeployments(protocol: string): NonNullable<Fixture['deployments']> {
  const path = fixturePath(protocol);
  if (!existsSync(path)) return {};
  const { deployments } = z
    .object(fixtureSchema.shape)
    .pick({ deployments: true })
    .parse(JSON.parse(readFileSync(path, 'utf8')));
  return deployments ?? {};
}

/** What a fixture's content hashes to: an edit without `npm run seal` shows. */
export function sealOf({ seal: _, ...content }: Fixture): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

/** Stands in for a block time that was not recorded. */
export const UNRECORDED_TIME = 1_700_000_000;

/** Stands in for a block hash that was not recorded; on EVM chains, nodes give nothing but hex. */
const unrecordedHash = (chain: string, number: string): string =>
  chain.startsWith('eip155:')
    ? padHex(numberToHex(BigInt(number)), { size: 32 })
    : `unrecorded-${number}`;

/** A log as the chain emitted it, from its decoded arguments. */
export function encodeLogs({ chain, hash, block, call, logs }: FixtureTransaction): RawLog[] {
  const made = call && encodeCall(call);
  const seen = new Map<string, number>();
  return logs.map(({ index, receiptIndex = null, emitter, event, args }) => {
    const { topics, data } = encodeLog(event, args);
    const kind = `${emitter} ${topics[0]}`;
    const ordinal = seen.get(kind) ?? 0;
    seen.set(kind, ordinal + 1);
    return {
      emitter,
      topics,
      data,
      ordinal,
      receiptIndex,
      ...(made && { call: made }),
      at: {
        chain,
        blockNumber: BigInt(block.number),
        blockHash: block.hash ?? unrecordedHash(chain, block.number),
        blockTime: block.time ?? UNRECORDED_TIME,
        transaction: hash,
        index,
      },
    };
  });
}

function encodeCall(call: NonNullable<FixtureTransaction['call']>): Call {
  if ('input' in call) {
    const { input, ...ends } = call;
    return { ...ends, input: typeof input === 'object' ? encodeBytes(input) : input };
  }
  const item = parseAbiItem(call.function) as AbiFunction;
  const args = item.inputs.map((input) => toArgument(call.args[input.name ?? ''], input));
  return { from: call.from, to: call.to, input: encodeFunctionData({ abi: [item], args }) };
}

function encodeLog(event: string, args: Record<string, unknown>): Pick<RawLog, 'topics' | 'data'> {
  if (isAnchorEvent(event)) return encodeAnchorEvent(event, args);
  if (isInstruction(event)) return encodeInstruction(event, args);
  return isTextEvent(event) ? encodeTextEvent(event, args) : encodeEvmLog(event, args);
}

function encodeEvmLog(
  event: string,
  args: Record<string, unknown>,
): Pick<RawLog, 'topics' | 'data'> {
  const item = parseAbiItem(event) as AbiEvent;
  const values = Object.fromEntries(
    item.inputs.map((input) => [input.name, toArgument(args[input.name ?? ''], input)]),
  );
  const topics = encodeEventTopics({ abi: [item], args: values } as never) as Hex[];
  const rest = item.inputs.filter(({ indexed }) => !indexed);
  return {
    topics,
    data: encodeAbiParameters(
      rest,
      rest.map(({ name }) => values[name ?? '']),
    ),
  };
}

function toArgument(value: unknown, input: AbiParameter): unknown {
  const { type } = input;
  if (Array.isArray(value)) {
    const of = { ...input, type: type.replace(/\[\d*\]$/, '') };
    return value.map((item) => toArgument(item, of));
  }
  if ('components' in input && typeof value === 'object' && value !== null) {
    const fields: Record<string, unknown> = { ...value };
    return Object.fromEntries(
      input.components.map((field) => [field.name, toArgument(fields[field.name ?? ''], field)]),
    );
  }
  if (type === 'bytes' && typeof value === 'object' && value !== null) {
    return encodeBytes(value);
  }
  if (/^u?int\d*$/.test(type) && typeof value === 'string') return BigInt(value);
  return value;
}
