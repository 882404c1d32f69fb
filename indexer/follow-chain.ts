import { setTimeout as sleep } from 'node:timers/promises';
import type { Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { writeEndpoints } from '../db/chains.ts';
import { storedChain } from '../db/heads.ts';
import type { Database } from '../db/pool.ts';
import { createAlarm } from './alarm.ts';
import { createTokens } from './ask-tokens.ts';
import { createLookups } from './lookups.ts';
import { backfill } from './backfill.ts';
import { beginChain } from './begin-chain.ts';
import type { ChainContext } from './context.ts';
import type { Wanted } from './find-start.ts';
import { followHead } from './follow-head.ts';
import { createLookAgain } from './look-again.ts';
import { repeat } from './repeat.ts';
import { createSecondLook } from './second-look.ts';

const POLL_MS_MIN = 200;
const POLL_MS_MAX = 4_000;
/** Where new blocks were heard of lately, polling only makes sure that none was missed. */
const HEARD_MS = 30_000;
const RECONCILE_MS = 2_000;
/** What our own rollback needs at most from its commit until this process knows of it. */
const OWN_ROLLBACK_MS = 100;
/** How often it is written down how a chain's endpoints do. */
const ENDPOINTS_MS = 5_000;
/** How often it is seen whether there is something to ask the chain for. */
const LOOKUPS_MS = 1_000;
/** How often it is seen whether there are tokens to ask it about. */
const TOKENS_MS = 5_000;

/**
 * Registers the chain, then follows its head, fills its holes, looks at its final blocks a second time, and asks it for what
 * leaves no log and about tokens: side by side, so that none waits for the other. The first of them that ends in an error ends them all.
 *
 * @param chain what of the chain's context does not depend on its session
 * @param session holds the chain's lock
 * @param start where to begin, see `StartBlock`
 */
export async function followChain({
  chain,
  session,
  start,
  signal,
}: {
  chain: Omit<ChainContext, 'session' | 'generation'>;
  session: Database;
  start: Pick<Wanted, 'startBlock' | 'setting'>;
  signal: AbortSignal;
}): Promise<void> {
  const { db, source } = chain;
  const { id, blockTimeMs } = source.definition;
  const { context, head } = await beginChain({ chain, session, start });
  const { log } = context;
  // The head is handed on, after a rollback too: where the budget is spent, the next one is shown half a minute later.
  const follow = async (head: Header & Head) => {
    while ((await followHead(context, head)).isMore && !signal.aborted);
    return { isMore: false };
  };
  // Nothing is read beside the head before the chain has shown that it is the one that is stored.
  await follow(head);

  /** A reading that is refused was overtaken by our own rollback, or by another process that has the chain now. */
  const onOutdated = async () => {
    await sleep(OWN_ROLLBACK_MS);
    const { generation } = await storedChain(db, id);
    if (generation === context.generation.current) return;
    throw new Error('another process has taken the chain over');
  };
  const abort = new AbortController();
  const ended = AbortSignal.any([signal, abort.signal]);
  const loop = (
    work: () => Promise<{ isMore: boolean }>,
    pauseMs: number | (() => number),
    alarm = createAlarm(),
  ) => {
    const pause = typeof pauseMs === 'number' ? () => pauseMs : pauseMs;
    return repeat({ work, pauseMs: pause, alarm, log, signal: ended, onOutdated });
  };
  const pollMs = Math.min(POLL_MS_MAX, Math.max(POLL_MS_MIN, blockTimeMs / 2));
  let heardAt = -Infinity;
  const pollPause = () =>
    performance.now() - heardAt < HEARD_MS ? Math.max(pollMs, RECONCILE_MS) : pollMs;
  const newBlock = createAlarm();
  const newHole = createAlarm();
  const secondLook = createSecondLook(context, () => performance.now());
  const lookups = createLookups(context, ended);
  const lookAgain = createLookAgain(context, () => performance.now());
  let isBackfilling = false;
  const loops = [
    loop(async () => follow(await source.head()), pollPause, newBlock),
    loop(
      async () => {
        const setBusy = (isBusy: boolean) => (isBackfilling = isBusy);
        await backfill(context, { now: () => performance.now(), signal: ended, setBusy });
        return { isMore: false };
      },
      pollMs,
      newHole,
    ),
    loop(async () => {
      const { isMore, isUnread } = await secondLook.take(isBackfilling);
      if (isUnread) newHole.ring();
      return { isMore };
    }, pollMs),
    loop(async () => {
      await writeEndpoints(db, id, source.endpoints?.() ?? []);
      return { isMore: false };
    }, ENDPOINTS_MS),
    ...(source.tokens ? [loop(createTokens(context).take, TOKENS_MS)] : []),
    ...(source.lookUp ? [loop(lookups.take, LOOKUPS_MS), loop(lookAgain.take, LOOKUPS_MS)] : []),
  ];
  const stopWatching = source.watch(() => {
    heardAt = performance.now();
    newBlock.ring();
  });
  try {
    await Promise.all(loops);
  } finally {
    stopWatching();
    abort.abort();
    await Promise.allSettled(loops);
  }
}
