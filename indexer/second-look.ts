import { isDeepStrictEqual } from 'node:util';
import { MidflightError } from '../core/errors.ts';
import type { RawLog } from '../core/raw-log.ts';
import type { Reading } from '../chains/source.ts';
import { canonicalBlocks, storedChain, type StoredHead } from '../db/heads.ts';
import { unread } from '../db/unread.ts';
import { highestUnverified, verify, type Unverified } from '../db/verify.ts';
import type { ChainContext } from './context.ts';

/** Ranges up to this length are read block by block, so that no log can be left out twice unnoticed. */
const LINKED_BLOCKS_MAX = 128n;
/** After a doubt about a long range, this many ranges are read block by block before a long one is tried again. */
const CAREFUL_LOOKS = 64;
/** How often the newest final blocks are looked at: each look is a request or two. */
const NEWEST_EVERY_MS = 1_000;
/** How often older blocks are looked at while there are holes to be filled. */
const OLDER_EVERY_MS = 5_000;
/** How long a doubted range waits before it is looked at again; twice as long after each further doubt. */
const DOUBT_MS_MIN = 3_000;
const DOUBT_MS_MAX = 600_000;
/** Doubts that are remembered; of more the oldest are looked at again sooner than they should be. */
const DOUBTS_MAX = 1_000;

const nothing = { isMore: false, isUnread: false };

/** Looks at blocks a second time: see `createSecondLook`. */
export interface SecondLook {
  /**
   * Takes one look, at the newest final blocks that had none.
   *
   * @param isBusy true while holes are being filled: then older blocks mostly wait
   */
  take: (isBusy: boolean) => Promise<{ isMore: boolean; isUnread: boolean }>;
}

interface Doubt extends Unverified {
  until: number;
  pauseMs: number;
}

/**
 * Reads blocks that are final a second time, the highest first, and makes what is stored agree with them. Only then does
 * anything in them count as `finalized`. Of a look comes one of these:
 *
 * 1) it stands on other blocks than those that are known, and does so again some seconds later: the range is read anew,
 *    like a hole, and looked at again.
 * 2) an event is stored that it lacks, or with other content, though the block is the same: one of the two readings left
 *    something out or made something up. The range is read again, block by block. Content that is then shown twice the
 *    same is stored; where the doubt stays, the range waits behind all others.
 * 3) otherwise: events that the first reading lacked are added, those whose block is none of the chain are taken back.
 */
export function createSecondLook(context: ChainContext, now: () => number): SecondLook {
  const { db, source, log } = context;
  const { id: chain } = source.definition;
  const doubts = new Map<string, Doubt>();
  let carefulLooks = 0;
  let newestAt = -Infinity;
  let olderAt = -Infinity;
  const doubt = (range: Unverified) => {
    const key = `${range.from}-${range.to}`;
    const pauseMs = Math.min(DOUBT_MS_MAX, (doubts.get(key)?.pauseMs ?? DOUBT_MS_MIN / 2) * 2);
    doubts.delete(key);
    doubts.set(key, { ...range, pauseMs, until: now() + pauseMs });
    const [oldest] = doubts.keys();
    if (doubts.size > DOUBTS_MAX && oldest !== undefined) doubts.delete(oldest);
    log.warn({ ...range, pauseMs }, 'two readings of final blocks differ; looking again later');
  };
  const forget = (range: Unverified) => {
    for (const [key, { from, to }] of doubts) {
      if (from <= range.to && to >= range.from) doubts.delete(key);
    }
  };
  return {
    take: async (isBusy) => {
      const { head } = await storedChain(db, chain);
      if (head?.finalized == null) return nothing;
      // The newest blocks come first, but not without end: on a fast chain there would always be some.
      const isTime = now() - newestAt >= NEWEST_EVERY_MS;
      const upTo = isTime ? head.finalized : head.finalized - LINKED_BLOCKS_MAX;
      const except = [...doubts.values()].filter(({ until }) => until > now());
      const found = await highestUnverified(db, chain, { upTo, except });
      const isNew = isTime && found !== null && found.to + LINKED_BLOCKS_MAX > head.finalized;
      if (isTime) newestAt = now();
      if (!found || (isBusy && !isNew && now() - olderAt < OLDER_EVERY_MS)) return nothing;
      if (!isNew) olderAt = now();
      const blocks = isNew || carefulLooks > 0 ? LINKED_BLOCKS_MAX : source.stride();
      const from = found.to - found.from < blocks ? found.from : found.to - blocks + 1n;
      const range = { from, to: found.to };
      // Other blocks at first are the beginning of a reorg, which the head will tell; not so if they stay.
      const isDoubted = [...doubts.values()].some(
        ({ from, to }) => from <= range.to && to >= range.from,
      );
      const outcome = await look(context, { range, head, isDoubted }).catch(doubtIfContradicted);
      carefulLooks = Math.max(0, carefulLooks - 1);
      if (outcome === 'other blocks' || (outcome === 'doubt' && isShort(range))) doubt(range);
      else if (outcome === 'doubt') carefulLooks = CAREFUL_LOOKS;
      else forget(range);
      return { isMore: true, isUnread: outcome === 'unread' };
    },
  };
}

const isShort = ({ from, to }: Unverified) => to - from < LINKED_BLOCKS_MAX;

async function look(
  context: ChainContext,
  { range, head, isDoubted }: { range: Unverified; head: StoredHead; isDoubted: boolean },
): Promise<'verified' | 'doubt' | 'other blocks' | 'unread'> {
  const { db, source, reader, log } = context;
  const { id: chain } = source.definition;
  const generation = context.generation.current;
  const { wanted, anywhere = [] } = reader.filter;
  const how = { linked: isShort(range), again: true };
  const reading = await source.read(range, reader.filter, how);
  const read = { from: range.from, to: reading.to };
  if (!(await standsOnKnownBlocks(db, chain, read, reading))) {
    if (!isDoubted || !(await isOnChain(source, head))) return 'other blocks';
    log.warn(read, 'final blocks were other ones at a second look: reading anew');
    const { headers, parentHash } = reading;
    await unread(db, { chain, generation, range: read, headers, parentHash });
    return 'unread';
  }
  const isWanted = ({ emitter, topics: [topic] }: RawLog) =>
    [...(wanted.get(emitter) ?? []), ...anywhere].some((own) => own === topic);
  const logs = reading.logs.filter(isWanted);
  const second = {
    chain,
    generation,
    range: read,
    streams: reader.streams,
    wanted,
    anywhere,
    logs,
  };
  const difference = await verify(db, second);
  if (!difference) return 'verified';
  if (!(await isOnChain(source, head))) return 'other blocks';
  const { lost, surplus, changed } = difference;
  if (changed.length > 0) {
    // What is stored and what was shown contradict each other about one log: a third answer decides.
    if (!isShort(range)) return 'doubt';
    const third = await source.read(read, reader.filter, how);
    if (!isDeepStrictEqual(third.logs.filter(isWanted), logs)) return 'doubt';
  }
  const blocks = new Map(
    [
      ...lost.map(({ at }) => [at.blockNumber, at.blockHash, true] as const),
      ...surplus.map(({ blockNumber, blockHash }) => [blockNumber, blockHash, false] as const),
    ].map((block) => [block.join(' '), block]),
  );
  const claims = [...blocks.values()];
  const headers = await source.headers(claims.map(([number]) => number));
  if (claims.some(([, hash, isShown], i) => (headers[i]?.hash === hash) !== isShown))
    return 'doubt';
  log.warn(
    { ...read, added: lost.length, changed: changed.length, takenBack: surplus.length },
    'a second look at final blocks mended what is stored',
  );
  // The logs of one transaction are counted together: where one was missing, the others were miscounted.
  const touched = new Set([...lost, ...changed].map(({ at }) => at.transaction));
  const write = reader.capture(
    logs.filter(({ at }) => touched.has(at.transaction)),
    log,
  );
  const rest = await verify(db, { ...second, mend: { write, difference } });
  return rest ? 'doubt' : 'verified';
}

/**
 * Whether the stored head is still the chain's. If not, a reorg is under way, and it is the head's to tell: what were
 * mended before it would hide how deep it goes.
 */
async function isOnChain(
  source: ChainContext['source'],
  { number, hash }: StoredHead,
): Promise<boolean> {
  const [shown] = await source.headers([number]);
  return shown?.hash === hash;
}

/** The blocks of a reading must be those that were followed, where these are still known, and fit between them. */
async function standsOnKnownBlocks(
  db: ChainContext['db'],
  chain: ChainContext['source']['definition']['id'],
  { from, to }: Unverified,
  { headers, parentHash }: Reading,
): Promise<boolean> {
  const known = await canonicalBlocks(db, chain, { from: from - 1n, to: to + 1n });
  const below = known.get(from - 1n);
  const above = known.get(to + 1n);
  const last = headers.at(-1);
  return (
    headers.every(({ number, hash }) => (known.get(number)?.hash ?? hash) === hash) &&
    (!below || parentHash === null || below.hash === parentHash) &&
    (!above || !last || above.parentHash === last.hash)
  );
}

/** Answers that cannot all be true are a doubt about this range alone; others must not wait for it. */
function doubtIfContradicted(error: unknown): 'doubt' {
  if (error instanceof MidflightError && error.code === 'rpc_contradiction') return 'doubt';
  throw error;
}
