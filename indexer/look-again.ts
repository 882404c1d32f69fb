import { isDeepStrictEqual } from 'node:util';
import type { RawLog } from '../core/raw-log.ts';
import { unverifiedAnswers } from '../db/stored-logs.ts';
import { textOfAnswer, verifyAnswers } from '../db/verify-answers.ts';
import type { ChainContext } from './context.ts';

/** Answers that are looked at at once. */
const ANSWERS_MAX = 100;
/** How long all answers wait after one that stayed doubtful. */
const DOUBT_MS = 60_000;

/** Looks at what answered lookups a second time: see `createLookAgain`. */
export interface LookAgain {
  take: () => Promise<{ isMore: boolean }>;
}

/**
 * Asks a chain once more for what answered its lookups, once it is final, and makes what is stored agree with it: the second
 * look at what no reading of a range shows. It goes round by id, since an answer may be older or newer than the blocks
 * that were looked at. What is shown no more, or elsewhere, is believed only if it is shown so twice.
 */
export function createLookAgain(context: ChainContext, now: () => number): LookAgain {
  let after = -1n;
  let restUntil = -Infinity;
  return {
    take: async () => {
      const { db, source, reader, log } = context;
      const { id: chain } = source.definition;
      if (!source.lookAgain || now() < restUntil) return { isMore: false };
      const { current: generation } = context.generation;
      const stored = await unverifiedAnswers(db, chain, { after, limit: ANSWERS_MAX });
      const last = stored.at(-1);
      after = last && stored.length === ANSWERS_MAX ? BigInt(last.id) : -1n;
      if (!last) return { isMore: false };
      const answers = stored.map((event) => event.log);
      const first = await source.lookAgain(answers);
      const isWhole = !isMissing(answers, first).includes(true);
      const shown = isWhole ? first : await source.lookAgain(answers);
      if (!isDeepStrictEqual(isMissing(answers, first), isMissing(answers, shown))) {
        restUntil = now() + DOUBT_MS;
        log.warn({ answers: answers.length }, 'answers to lookups differ; looking again later');
        return { isMore: false };
      }
      const captured = reader.capture(
        shown.map((entry) => ({ ...entry, isAsked: true })),
        log,
      );
      await verifyAnswers(db, { chain, generation, stored, shown: captured });
      return { isMore: stored.length === ANSWERS_MAX };
    },
  };
}

/** For each answer, whether it is not shown where and as it was. */
function isMissing(answers: readonly RawLog[], shown: readonly RawLog[]): boolean[] {
  const texts = new Set(shown.map(textOfAnswer));
  return answers.map((answer) => !texts.has(textOfAnswer(answer)));
}
