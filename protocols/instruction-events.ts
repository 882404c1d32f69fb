import { base58 } from '@scure/base';
import { hexToBytes } from 'viem';
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
}

/** What there is of an instruction: its data, its accounts in their order, and the lines of text that it logged itself. */
export interface InstructionArgs<I> {
  instruction: I;
  accounts: readonly string[];
  logged: readonly string[];
}

const TAG_BYTES_MAX = 7;
const ACCOUNT_BYTES = 32;

/**
 * The same as `eventsOf` for programs that say nothing of what they did, or not to whom: the instruction itself, which the
 * program has accepted. `program` says which of a deployment's programs is given it; what is wanted of one is read of all of
 * a protocol's, so that another's instruction with the same tag is declared too.
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
    { name, tag, data: fields }: Instruction<F>,
    program: (deployment: D) => string | undefined,
    capture: (input: CaptureInput<InstructionArgs<BorshValues<F>>, D>) => Captured | null,
  ): EventCapture<D> => {
    if (bytesIn(tag) > TAG_BYTES_MAX) throw new Error(`${tag} is too long to be told`);
    const decode = ({
      topics: [, accounts = '0x', logged = '0x'],
      data,
    }: Pick<RawLog, 'topics' | 'data'>) => ({
      // Another instruction may begin alike, as Anchor's do with a hash.
      instruction: decodeBorsh(fields, data, { isWhole: true }),
      accounts: accountsIn(accounts),
      logged: linesIn(logged),
    });
    return {
      name,
      family: 'svm',
      topic: tag,
      declaration: `instruction ${tag} (${borshDeclaration(fields)})`,
      decode: (log) => {
        const { instruction, accounts, logged } = decode(log);
        return {
          accounts,
          ...(logged.length > 0 && { logged: logged.join('\n') }),
          ...instruction,
        };
      },
      emitter: program,
      needsReceiptIndex: false,
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

function linesIn(logged: Hex): string[] {
  return logged === '0x' ? [] : Buffer.from(logged.slice(2), 'hex').toString('utf8').split('\n');
}
