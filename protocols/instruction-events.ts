import { base58 } from '@scure/base';
import { hexToBytes, hexToNumber, sha256, stringToHex } from 'viem';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { borshDeclaration, decodeBorsh, type BorshFields, type BorshValues } from './borsh.ts';
import type { Captured, CaptureInput, Deployment, EventCapture } from './define.ts';
import { bytesIn, sliceHex } from './slice-hex.ts';

/** An instruction that a program on Solana is given. */
export interface Instruction<F extends BorshFields> {
  name: string;
  /** How its data begins; fewer than eight bytes, by which it differs from Anchor's discriminators and from texts. */
  tag: Hex;
  /** Its data, from the first byte to the last one. */
  data: F;
  /** Whether it did anything shows in what it called alone: that is read too. */
  withCalls?: true;
}

/** An instruction that another one gave. */
export interface OwnCall {
  program: string;
  data: Hex;
}

/** What there is of an instruction: its data, its accounts in their order, and the lines of text that it logged itself. */
export interface InstructionArgs<I> {
  instruction: I;
  accounts: readonly string[];
  logged: readonly string[];
  /** What it called itself; absent if that is not read, and where the node did not tell. */
  calls?: readonly OwnCall[];
}

const TAG_BYTES_MAX = 7;
const ACCOUNT_BYTES = 32;
const SIZE_BYTES = 2;

/** How the data of an Anchor program's instruction begins, as far as it is needed to tell it. */
export function anchorTag(instruction: string): Hex {
  return sliceHex(sha256(stringToHex(`global:${instruction}`)), 0, TAG_BYTES_MAX);
}

/**
 * The same as `eventsOf` for programs that say nothing of what they did, or not to whom: the instruction itself, which the
 * program has accepted. `program` says which of a deployment's programs is given it, null if it may be any of them; what is wanted
 * of one is read of all of a protocol's, so that another's instruction with the same tag is declared too.
 *
 * @example
 * const onInstruction = instructionsOf<MyDeployment>();
 * onInstruction(
 *   { name: 'Claim', tag: '0x02', data: { variant: 'u8', id: 'bytes32' } },
 *   ({ program }) => program,
 *   ({ args }) => ({ step: 'claim', links: [exactLink(`demo:${args.instruction.id}`, 'id')], about: {} }),
 * )
 */
export function instructionsOf<D extends Deployment>() {
  return <const F extends BorshFields>(
    { name, tag, data: fields, withCalls }: Instruction<F>,
    program: ((deployment: D) => string | undefined) | null,
    capture: (input: CaptureInput<InstructionArgs<BorshValues<F>>, D>) => Captured | null,
  ): EventCapture<D> => {
    if (bytesIn(tag) > TAG_BYTES_MAX) throw new Error(`${tag} is too long to be told`);
    const decode = ({
      topics: [, accounts = '0x', logged = '0x', calls],
      data,
    }: Pick<RawLog, 'topics' | 'data'>) => ({
      // Another instruction may begin alike, as Anchor's do with a hash. Anchor leaves alone what comes behind the last field.
      instruction: decodeBorsh(fields, data, { isWhole: bytesIn(tag) < TAG_BYTES_MAX }),
      accounts: accountsIn(accounts),
      logged: linesIn(logged),
      ...(calls !== undefined && { calls: callsIn(calls) }),
    });
    return {
      name,
      family: 'svm',
      topic: tag,
      declaration: `instruction ${tag} (${borshDeclaration(fields)})`,
      decode: (log) => {
        const { instruction, accounts, logged, calls } = decode(log);
        return {
          accounts,
          ...(logged.length > 0 && { logged: logged.join('\n') }),
          ...(calls && { calls }),
          ...instruction,
        };
      },
      emitter: program,
      needsReceiptIndex: false,
      ...(withCalls && { needsCall: () => true }),
      capture: (log, input) => capture({ ...input, args: decode(log) }),
    };
  };
}

function accountsIn(accounts: Hex): string[] {
  return Array.from({ length: bytesIn(accounts) / ACCOUNT_BYTES }, (_, index) =>
    base58.encode(
      hexToBytes(sliceHex(accounts, index * ACCOUNT_BYTES, (index + 1) * ACCOUNT_BYTES)),
    ),
  );
}

/** @throws for calls that are cut off */
function callsIn(calls: Hex): OwnCall[] {
  const found: OwnCall[] = [];
  for (let at = 0; at < bytesIn(calls);) {
    const dataAt = at + ACCOUNT_BYTES + SIZE_BYTES;
    const program = base58.encode(hexToBytes(sliceHex(calls, at, at + ACCOUNT_BYTES)));
    const end = dataAt + hexToNumber(sliceHex(calls, at + ACCOUNT_BYTES, dataAt));
    if (end > bytesIn(calls)) throw new Error('calls that are cut off');
    found.push({ program, data: sliceHex(calls, dataAt, end) });
    at = end;
  }
  return found;
}

function linesIn(logged: Hex): string[] {
  return logged === '0x' ? [] : Buffer.from(logged.slice(2), 'hex').toString('utf8').split('\n');
}
