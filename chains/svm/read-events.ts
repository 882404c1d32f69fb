import { base58 } from '@scure/base';
import type { Hex } from '../../core/raw-log.ts';
import { readLoggedData } from './logged-data.ts';
import { traceOf, type SvmTransaction, type TracedInstruction } from './trace.ts';

/** An event of an Anchor program, undecoded. */
export interface SvmEvent {
  program: string;
  discriminator: Hex;
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
 */
export function readEvents(transaction: SvmTransaction): EventsRead {
  const trace = traceOf(transaction);
  const programs = new Set(trace.map(({ program }) => program));
  if (!transaction.meta || transaction.meta.err)
    return { events: [], programs, isTruncated: false };
  const logs = readLoggedData(transaction.meta.logMessages ?? []);
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
    const called = base58.decode(data);
    if (hexOf(called.subarray(0, DISCRIMINATOR_BYTES)) !== SELF_CPI_TAG) return [];
    const bytes = called.subarray(DISCRIMINATOR_BYTES);
    return [{ program, bytes, index: place * INDEXES_PER_INSTRUCTION }];
  });
  const ordinals = new Map<string, number>();
  const events = [...logged, ...called]
    .filter(({ bytes }) => bytes.length >= DISCRIMINATOR_BYTES)
    .toSorted((a, b) => a.index - b.index)
    .map(({ program, bytes, index }): SvmEvent => {
      const discriminator: Hex = `0x${hexOf(bytes.subarray(0, DISCRIMINATOR_BYTES))}`;
      const kind = `${program} ${discriminator}`;
      const ordinal = ordinals.get(kind) ?? 0;
      ordinals.set(kind, ordinal + 1);
      const data: Hex = `0x${hexOf(bytes.subarray(DISCRIMINATOR_BYTES))}`;
      return { program, discriminator, data, index, ordinal };
    });
  return { events, programs, isTruncated: logs.isTruncated };
}

/** The program that made this call: of the instruction one lower on the stack that was begun last before it. */
function callerOf(trace: readonly TracedInstruction[], at: number): string | undefined {
  const height = trace[at]?.stackHeight;
  if (height == null) return undefined;
  return trace.slice(0, at).findLast(({ stackHeight }) => stackHeight === height - 1)?.program;
}

const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
