import { base58 } from '@scure/base';
import type { Hex } from '../../core/raw-log.ts';
import { ANY_TEXT, readLoggedData } from './logged-data.ts';
import { traceOf, type SvmTransaction, type TracedInstruction } from './trace.ts';
import type { WantedInstructions, WantedTexts } from './wanted-texts.ts';

/** An event of an Anchor program, or a line of text or an instruction that was wanted of a program, undecoded. */
export interface SvmEvent {
  program: string;
  /** Of a text or an instruction, how it begins. */
  discriminator: Hex;
  /** Of a text, what follows its beginning; of an instruction, the lines that it logged itself, if it did. */
  text?: Hex;
  /** Of an instruction, its accounts, 32 bytes each. */
  accounts?: Hex;
  /** Of an instruction whose own calls are wanted: see `RawLog`. */
  calls?: Hex;
  /** Of a text, the data of the instruction that logged it; of an instruction, its own. */
  data: Hex;
  /** Where in the transaction: unique there, ascending in the order of execution, and the same on every node. */
  index: number;
  ordinal: number;
}

/** The events of one transaction, and what is known to be lacking. */
export interface EventsRead {
  events: SvmEvent[];
  /** The programs that ran in the transaction. */
  programs: ReadonlySet<string>;
  isTruncated: boolean;
}

/** The first eight bytes of `sha256('anchor:event')`, backwards: how Anchor's `emit_cpi` marks its instruction. */
const SELF_CPI_TAG = 'e445a52e51cb9a1d';
const DISCRIMINATOR_BYTES = 8;
/** More than can be logged as data: each costs 200 compute units and more, and a transaction has 1.4 million. */
const INDEXES_PER_INSTRUCTION = 10_000;
/** Where a text's index begins to count: data never gets that far, by what it costs. */
const TEXTS_FROM = 9_000;
/** They are no programs to the runtime: it runs them without a line in the logs. */
const PRECOMPILES: ReadonlySet<string> = new Set([
  'Ed25519SigVerify111111111111111111111111111',
  'KeccakSecp256k11111111111111111111111111111',
  'Secp256r1SigVerify1111111111111111111111111',
]);

/**
 * Reads the Anchor events of a transaction, of all its programs, in the order of execution. A failed transaction has none.
 *
 * Anchor has two ways to emit. `emit!` logs the event: who did is known from the stack of invocations. `emit_cpi!` lets
 * the program call itself with the event as instruction data: that the caller is the program itself is checked here, by
 * the stack heights. Whether the event authority signed is checked by the program, and if it did not, the transaction
 * failed: nobody else can call it so.
 *
 * An event's index counts from the instruction that was begun last before it, not over the events: nodes cut off logs at
 * limits of their own, and an event must not change its index with the node.
 *
 * Programs that are none of Anchor's log text. It is read where it is wanted, with the data of the instruction that logged
 * it, which says more than the text; and it counts from that instruction, whatever that one has called in between.
 *
 * Where a text says too little and its instruction names who matters by an account, or nothing is logged at all, the
 * instruction itself is read: with its accounts, and with the lines that it logged. All instructions of a transaction that
 * succeeded have done what they were for; of one that may also do nothing, its own calls show which.
 */
export function readEvents(
  transaction: SvmTransaction,
  wanted?: WantedTexts,
  instructions: WantedInstructions = new Map(),
): EventsRead {
  const trace = traceOf(transaction);
  const programs = new Set(trace.map(({ program }) => program));
  if (!transaction.meta || transaction.meta.err)
    return { events: [], programs, isTruncated: false };
  const logs = readLoggedData(transaction.meta.logMessages ?? [], withAllOf(instructions, wanted));
  const inLogs = trace.filter(({ program }) => !PRECOMPILES.has(program));
  for (const [index, { program, depth }] of logs.invocations.entries()) {
    const instruction = inLogs[index];
    if (instruction?.program === program) instruction.stackHeight ??= depth;
  }
  const logged = logs.data.map(({ program, invocation, number, bytes }) => ({
    program,
    bytes,
    index:
      (inLogs[invocation]?.place ?? trace.length + invocation) * INDEXES_PER_INSTRUCTION +
      number +
      1,
  }));
  const called = trace.flatMap((instruction, at) => {
    const { program, data, place } = instruction;
    if (data === undefined || callerOf(trace, at) !== program) return [];
    const called = bytesOf(data);
    if (hexOf(called.subarray(0, DISCRIMINATOR_BYTES)) !== SELF_CPI_TAG) return [];
    const bytes = called.subarray(DISCRIMINATOR_BYTES);
    return [{ program, bytes, index: place * INDEXES_PER_INSTRUCTION }];
  });
  const emitted = [...logged, ...called]
    .filter(({ bytes }) => bytes.length >= DISCRIMINATOR_BYTES)
    .map(({ program, bytes, index }): Omit<SvmEvent, 'ordinal'> => {
      const discriminator: Hex = `0x${hexOf(bytes.subarray(0, DISCRIMINATOR_BYTES))}`;
      return {
        program,
        discriminator,
        data: `0x${hexOf(bytes.subarray(DISCRIMINATOR_BYTES))}`,
        index,
      };
    });
  const lines = new Map<TracedInstruction | undefined, string[]>();
  for (const { topic, invocation, rest } of logs.texts) {
    if (topic !== ANY_TEXT) continue;
    const by = inLogs[invocation];
    lines.set(by, [...(lines.get(by) ?? []), rest]);
  }
  const given = trace.flatMap((instruction, at): Omit<SvmEvent, 'ordinal'>[] => {
    const { program, accounts, data = '', place } = instruction;
    const tags = instructions.get(program);
    if (!tags) return [];
    const bytes: Hex = `0x${hexOf(bytesOf(data))}`;
    const found = tags.find(({ tag }) => bytes.startsWith(tag));
    if (!found) return [];
    const calls =
      found.withCalls && transaction.meta?.innerInstructions ? callsOf(trace, at) : undefined;
    // What a topic stands for is told by its place.
    const text = lines.get(instruction)?.join('\n') ?? (calls === undefined ? undefined : '');
    return [
      {
        program,
        discriminator: found.tag,
        accounts: `0x${accounts.map((account) => hexOf(base58.decode(account))).join('')}`,
        ...(calls !== undefined && { calls }),
        ...(text !== undefined && { text: `0x${hexOf(Buffer.from(text, 'utf8'))}` as const }),
        data: bytes,
        index: place * INDEXES_PER_INSTRUCTION,
      },
    ];
  });
  const wantedTexts = logs.texts.filter(({ topic }) => topic !== ANY_TEXT);
  const texts = wantedTexts.map(
    ({ program, invocation, number, topic, rest }): Omit<SvmEvent, 'ordinal'> => {
      const { place = trace.length + invocation, data = '' } = inLogs[invocation] ?? {};
      const index = place * INDEXES_PER_INSTRUCTION + TEXTS_FROM + number;
      const text: Hex = `0x${hexOf(Buffer.from(rest, 'utf8'))}`;
      return { program, discriminator: topic, text, data: `0x${hexOf(bytesOf(data))}`, index };
    },
  );
  const ordinals = new Map<string, number>();
  const events = [...emitted, ...given, ...texts]
    .toSorted((a, b) => a.index - b.index)
    .map((event): SvmEvent => {
      const kind = `${event.program} ${event.discriminator}`;
      const ordinal = ordinals.get(kind) ?? 0;
      ordinals.set(kind, ordinal + 1);
      return { ...event, ordinal };
    });
  return { events, programs, isTruncated: logs.isTruncated };
}

/** The wanted texts, and every other one of the programs whose instructions are wanted. */
function withAllOf(instructions: WantedInstructions, wanted: WantedTexts = new Map()): WantedTexts {
  const all = [...instructions.keys()].map(
    (program) =>
      [program, [...(wanted.get(program) ?? []), { topic: ANY_TEXT, beginning: '' }]] as const,
  );
  return new Map([...wanted, ...all]);
}

/** The program that made this call: of the instruction one lower on the stack that was begun last before it. */
function callerOf(trace: readonly TracedInstruction[], at: number): string | undefined {
  const height = trace[at]?.stackHeight;
  if (height == null) return undefined;
  return trace.slice(0, at).findLast(({ stackHeight }) => stackHeight === height - 1)?.program;
}

/** What an instruction called itself; undefined where the node does not tell how high anything stood on the stack. */
function callsOf(trace: readonly TracedInstruction[], at: number): Hex | undefined {
  const height = trace[at]?.stackHeight;
  if (height == null) return undefined;
  const calls: string[] = [];
  for (const { program, stackHeight, data = '' } of trace.slice(at + 1)) {
    if (stackHeight === null) return undefined;
    if (stackHeight <= height) break;
    if (stackHeight > height + 1) continue;
    const bytes = bytesOf(data);
    const size = bytes.length.toString(16).padStart(4, '0');
    calls.push(`${hexOf(base58.decode(program))}${size}${hexOf(bytes)}`);
  }
  return `0x${calls.join('')}`;
}

const bytesOf = (data: string | Uint8Array) =>
  typeof data === 'string' ? base58.decode(data) : data;
const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
