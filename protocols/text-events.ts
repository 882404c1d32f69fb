import type { Hex, RawLog } from '../core/raw-log.ts';
import { borshDeclaration, decodeBorsh, type BorshFields, type BorshValues } from './borsh.ts';
import type { Captured, CaptureInput, Deployment, EventCapture } from './define.ts';

/** A line of text that a program on Solana logs, and the instruction that logs it. */
export interface TextEvent<F extends BorshFields> {
  name: string;
  /** How the text begins; more than eight bytes, by which it differs from Anchor's discriminators. */
  beginning: string;
  /** The instruction's data, from its first byte on. */
  instruction: F;
}

/** What there is of a text: what follows its beginning, and what its instruction was called with. */
export interface TextArgs<I> {
  rest: string;
  instruction: I;
}

const BEGINNING_MIN = 9;

/**
 * The same as `eventsOf` for programs that are none of Anchor's and log text alone. Text is for readers and says little; the
 * instruction that logged it says the rest, and the program has accepted it.
 *
 * @example
 * const onText = textEventsOf<MyDeployment>();
 * onText(
 *   { name: 'sent', beginning: 'Message sent: ', instruction: { variant: 'u8', to: 'bytes32' } },
 *   ({ program }) => program,
 *   ({ args }) => ({ step: 'send', links: [exactLink(`demo:${args.rest}`, 'message id')], about: {} }),
 * )
 */
export function textEventsOf<D extends Deployment>() {
  return <const F extends BorshFields>(
    { name, beginning, instruction }: TextEvent<F>,
    program: (deployment: D) => string | undefined,
    capture: (input: CaptureInput<TextArgs<BorshValues<F>>, D>) => Captured | null,
  ): EventCapture<D> => {
    const topic = hexOf(beginning);
    if (beginning.length < BEGINNING_MIN) throw new Error(`"${beginning}" is too short to be told`);
    const decode = ({ topics: [, rest = '0x'], data }: Pick<RawLog, 'topics' | 'data'>) => ({
      rest: Buffer.from(rest.slice(2), 'hex').toString('utf8'),
      instruction: decodeBorsh(instruction, data),
    });
    return {
      name,
      family: 'svm',
      topic,
      topicCount: 2,
      declaration: `text "${beginning}" by (${borshDeclaration(instruction)})`,
      decode: (log) => {
        const { rest, instruction: args } = decode(log);
        return { rest, ...args };
      },
      emitter: program,
      needsReceiptIndex: false,
      capture: (log, input) => capture({ ...input, args: decode(log) }),
    };
  };
}

const hexOf = (text: string): Hex => `0x${Buffer.from(text, 'utf8').toString('hex')}`;
