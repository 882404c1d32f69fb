import { setTimeout as sleep } from 'node:timers/promises';
import { MidflightError } from '../core/errors.ts';
import type { Lookup } from '../core/lookup.ts';
import type { RawLog } from '../core/raw-log.ts';
import { closeAnswered } from '../db/close-answered.ts';
import { dueLookups } from '../db/due-lookups.ts';
import { holdGeneration } from '../db/generation.ts';
import { storedChain } from '../db/heads.ts';
import { writeAnswers, type Answered } from '../db/write-answers.ts';
import type { IngestedLog } from '../db/write-logs.ts';
import type { ChainContext } from './context.ts';

/** Lookups that a chain is asked at once. */
const LOOKUPS_MAX = 100;

/**
 * How long answers of the newest blocks wait for the head to be stored, and how often that is seen. To ask again instead could
 * go on without end: a view answers by the state of the newest block, which is always a little ahead.
 */
const HEAD_MS_MAX = 5_000;
const HEAD_POLL_MS = 100;

/** Asks a chain for what leaves no log: see `createLookups`. */
export interface Lookups {
  /** Asks for those lookups that are due, as many as may be asked at once. */
  take: () => Promise<{ isMore: boolean }>;
}

/**
 * Asks a chain whether what legs of other chains await on it has happened, and writes what did. What a leg that came of a
 * log answers already costs no question. After a question that failed, as many lookups as were in it are asked one by one:
 * one that the chain cannot answer is put off, and holds up no other.
 */
export function createLookups(context: ChainContext, signal: AbortSignal): Lookups {
  let singly = 0;
  return {
    take: async () => {
      const { db, source, log } = context;
      const { id: chain, blockTimeMs } = source.definition;
      const { current: generation } = context.generation;
      const limit = singly > 0 ? 1 : LOOKUPS_MAX;
      const due = (await dueLookups(db, chain, limit)).slice(0, limit);
      if (due.length === 0 || !source.lookUp) return { isMore: false };
      const asked = await db.transaction(async (tx) => {
        await holdGeneration(tx, chain, generation);
        return closeAnswered(tx, chain, due);
      });
      const write = (answers: Answered['answers']) =>
        writeAnswers(db, { chain, generation, blockTimeMs, asked, answers });
      try {
        const answers = await ask(context, asked);
        await headAt(context, answers, signal);
        const closed = await write(answers);
        if (closed > 0) log.info({ asked: asked.length, closed }, 'lookups answered');
        singly = Math.max(0, singly - 1);
      } catch (error) {
        if (!(error instanceof MidflightError) || error.code === 'reading_outdated') throw error;
        singly = asked.length > 1 ? asked.length : Math.max(0, singly - 1);
        if (asked.length === 1) await write([]);
        if (error.isTransient) throw error;
        log.warn({ code: error.code, asked: asked.length }, error.message);
      }
      return { isMore: due.length >= Math.min(limit, LOOKUPS_MAX / 2) };
    },
  };
}

/**
 * The answers of a chain as they are stored; what no protocol reads is left out. Anybody may put what a transaction is known
 * by into another one: a call that is not the leg that is awaited gives way to the view.
 */
async function ask({ source, reader, log }: ChainContext, asked: readonly Lookup[]) {
  if (asked.length === 0 || !source.lookUp) return [];
  const answers = await source.lookUp(asked);
  return answers.flatMap(({ lookup, log: shown, view }) => {
    const own = asked.find(({ key, step }) => key === lookup.key && step === lookup.step);
    if (!own) return [];
    const read = (answer: RawLog) => reader.capture([{ ...answer, isAsked: true }], log)[0];
    const first = read(shown);
    const entry = !view || (first && isAwaited(own, first)) ? first : read(view);
    return entry ? [{ lookup: own, entry }] : [];
  });
}

const isAwaited = ({ key, step }: Lookup, { leg }: IngestedLog): boolean =>
  leg?.step === step && leg.links.some((link) => link.key === key);

/** Waits until the stored head has reached the blocks of these answers, or for as long as that is worth it. */
async function headAt(
  { db, source }: ChainContext,
  answers: Answered['answers'],
  signal: AbortSignal,
): Promise<void> {
  if (answers.length === 0) return;
  const heights = answers.map(({ entry }) => entry.log.at.blockNumber);
  for (let waitedMs = 0; waitedMs < HEAD_MS_MAX; waitedMs += HEAD_POLL_MS) {
    const { head } = await storedChain(db, source.definition.id);
    if (heights.every((height) => head && height <= head.number)) return;
    await sleep(HEAD_POLL_MS, undefined, { signal });
  }
}
