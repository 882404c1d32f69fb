import type { Hex, LogFilter } from '../../core/raw-log.ts';

/** How the texts begin that are wanted of each program, with the topics that stand for them. */
export type WantedTexts = ReadonlyMap<string, readonly { topic: Hex; beginning: string }[]>;

/** How the data of the instructions begins that are wanted of each program, and of which their own calls are wanted too. */
export type WantedInstructions = ReadonlyMap<string, readonly { tag: Hex; withCalls: boolean }[]>;

/** An event's discriminator; a longer topic is the beginning of a text, a shorter one that of an instruction. */
const DISCRIMINATOR_LENGTH = '0x'.length + 8 * 2;

/** The texts among what a filter wants, by program. */
export function wantedTexts({ wanted }: Pick<LogFilter, 'wanted'>): WantedTexts {
  const texts = [...wanted].map(
    ([program, topics]) =>
      [
        program,
        topics
          .filter((topic) => topic.length > DISCRIMINATOR_LENGTH)
          .map((topic) => ({
            topic,
            beginning: Buffer.from(topic.slice(2), 'hex').toString('utf8'),
          })),
      ] as const,
  );
  return new Map(texts.filter(([, wanted]) => wanted.length > 0));
}

/** The instructions among what a filter wants, by program. */
export function wantedInstructions({
  wanted,
  callTopics = [],
}: Pick<LogFilter, 'wanted' | 'callTopics'>): WantedInstructions {
  const instructions = [...wanted].map(
    ([program, topics]) =>
      [
        program,
        topics
          .filter((topic) => topic.length < DISCRIMINATOR_LENGTH)
          // A longer one may begin like a shorter one: it says more.
          .toSorted((a, b) => b.length - a.length)
          .map((tag) => ({ tag, withCalls: callTopics.includes(tag) })),
      ] as const,
  );
  return new Map(instructions.filter(([, wanted]) => wanted.length > 0));
}
