import { MidflightError } from '../core/errors.ts';
import type { Reading } from '../chains/source.ts';
import { canonicalBlocks, storedChain } from '../db/heads.ts';
import {
  compareWithStored,
  highestUnverified,
  unread,
  verify,
  type Unverified,
} from '../db/verify.ts';
import type { ChainContext } from './context.ts';

/** Ranges up to this length are read block by block, so that no log can be left out twice unnoticed. */
const LINKED_BLOCKS_MAX = 128n;
/** How long a doubted range waits at least before it is looked at again. */
const DOUBT_MS = 3_000;
/** How often the newest final blocks are looked at: each look is a request or two. */
const NEWEST_EVERY_MS = 1_000;

const nothing = { isMore: false, isUnread: false };
/** After a doubt about a long range, this many ranges are read block by block before a long one is tried again. */
const CAREFUL_LOOKS = 64;

/** Looks at blocks a second time: see `createSecondLook`. */
export interface SecondLook {
  /**
   * Takes one look, at the newest final blocks that had none.
   *
   * @param isBusy true while there are holes: then older blocks wait
   */
  take: (isBusy: boolean) => Promise<{ isMore: boolean; isUnread: boolean }>;
}

/**
 * Reads blocks that are final a second time, the highest first, and makes what is stored agree with them. Only then does
 * anything in them count as `finalized`. Of a look comes one of these:
 *
 * 1) it stands on other blocks than those that are known: the range is read anew, like a hole, and looked at again.
 * 2) an event is stored that it lacks, though the block is the same: one of the two readings left something out or made
 *    something up. The range is read again, block by block; if the doubt stays, it waits behind all others.
 * 3) otherwise: events that the first reading lacked are added, those whose block is none of the chain are taken back.
 */
export function createSecondLook(context: ChainContext, now: () => number): SecondLook {
  const { db, source, ranges, log } = context;
  const { id: chain } = source.definition;
  let carefulLooks = 0;
  let doubted: Unverified[] = [];
  let doubtedAt = -Infinity;
  let newestAt = -Infinity;
  return {
    take: async (isBusy) => {
      const { generation, head } = await storedChain(db, chain);
      if (head?.finalized == null) return nothing;
      // The newest blocks come first, but not without end: on a fast chain there would always be some.
      const isTime = now() - newestAt >= NEWEST_EVERY_MS;
      const upTo = isTime ? head.finalized : head.finalized - LINKED_BLOCKS_MAX;
      const found = await highestUnverified(db, chain, { upTo, except: doubted });
      const isNew = isTime && found !== null && found.to + LINKED_BLOCKS_MAX > head.finalized;
      if (isTime) newestAt = now();
      if (!found || (isBusy && !isNew)) {
        if (!found && now() - doubtedAt >= DOUBT_MS) doubted = [];
        return nothing;
      }
      const blocks = isNew || carefulLooks > 0 ? LINKED_BLOCKS_MAX : source.stride();
      const from = found.to - found.from < blocks ? found.from : found.to - blocks + 1n;
      const range = { from, to: found.to };
      const outcome = await ranges.add(() =>
        look(context, generation, range).catch(doubtIfContradicted),
      );
      carefulLooks = Math.max(0, carefulLooks - 1);
      if (outcome === 'doubt') {
        log.warn({ ...range }, 'two readings of final blocks differ; looking closer');
        if (isShort(range)) doubted = [...doubted, range];
        doubtedAt = now();
        carefulLooks = CAREFUL_LOOKS;
      }
      return { isMore: true, isUnread: outcome === 'unread' };
    },
  };
}

const isShort = ({ from, to }: Unverified) => to - from < LINKED_BLOCKS_MAX;

async function look(
  { db, source, reader, log }: ChainContext,
  generation: bigint,
  range: Unverified,
): Promise<'verified' | 'doubt' | 'unread'> {
  const { id: chain } = source.definition;
  const { wanted } = reader.filter;
  const reading = await source.read(range, reader.filter, { linked: isShort(range), again: true });
  const read = { from: range.from, to: reading.to };
  if (!(await standsOnKnownBlocks(db, chain, read, reading))) {
    log.warn({ chain, ...read }, 'final blocks were other ones at a second look: reading anew');
    await unread(db, { chain, generation, range: read });
    return 'unread';
  }
  const logs = reading.logs.filter(({ emitter, topics: [topic] }) =>
    wanted.get(emitter)?.some((own) => own === topic),
  );
  const { lost, surplus } = await compareWithStored(db, chain, { range: read, logs, wanted });
  const doubtful = [
    ...lost.map(({ at }) => ({ number: at.blockNumber, hash: at.blockHash, isShown: true })),
    ...surplus.map(({ blockNumber, blockHash }) => ({
      number: blockNumber,
      hash: blockHash,
      isShown: false,
    })),
  ];
  const headers = await source.headers(doubtful.map(({ number }) => number));
  const isDoubt = doubtful.some(({ hash, isShown }, index) => {
    const isOfChain = headers[index]?.hash === hash;
    return isOfChain !== isShown;
  });
  if (isDoubt) return 'doubt';
  if (doubtful.length > 0) {
    const found = { added: lost.length, takenBack: surplus.length };
    log.warn({ chain, ...read, ...found }, 'a second look at final blocks mended what is stored');
  }
  await verify(db, {
    chain,
    generation,
    range: read,
    streams: reader.streams,
    lost: reader.capture(lost, log),
    strangers: surplus.map(({ id }) => id),
  });
  return 'verified';
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
