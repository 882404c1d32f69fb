import { assert, MidflightError } from '../core/errors.ts';
import type { Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { ingest } from '../db/ingest.ts';
import { knownBlocks, storedChain, type StoredHead } from '../db/heads.ts';
import { rollback } from '../db/rollback.ts';
import type { ChainContext } from './context.ts';
import { otherFork } from './other-fork.ts';

/** The longest stretch of new blocks that is followed block by block; what is older is left to the backfill. */
const BLOCKS_MAX = 128n;
/** How many known blocks are compared at once on the way back to the common ancestor. */
const WALK_BATCH = 64;
/** How many known blocks are compared at most; a chain that shares none of them is taken for another one. */
const WALK_MAX = 4_096;

/**
 * Brings what is stored up to a head that the chain has just shown. One of these happens:
 *
 * 1) the first look: the newest block is stored, and everything below is left to the backfill.
 * 2) a node shows an older block that is known: it lags, nothing is believed.
 * 3) the stored head is not the chain's any more: rollback to the common ancestor. The next call goes on from there, with
 *    the same head.
 * 4) new blocks on top of the stored head: ingest. Without new blocks only the safe and finalized heights move.
 *
 * @returns whether there is more to do at once
 */
export async function followHead(
  context: ChainContext,
  head: Header & Head,
): Promise<{ isMore: boolean }> {
  const { session, source } = context;
  const chain = source.definition.id;
  const { head: stored } = await storedChain(session, chain);
  const generation = context.generation.current;
  if (!stored) {
    const only = { generation, from: head.number, below: null };
    return (await ingestUpTo(context, head, only)) ?? { isMore: true };
  }
  if (head.number < stored.number) {
    const [known] = await knownBlocks(session, chain, { upTo: head.number, limit: 1 });
    const isReplaced = known?.number === head.number && known.hash !== head.hash;
    return isReplaced ? goBack(context, stored, head) : { isMore: false };
  }
  if (head.number === stored.number) {
    if (head.hash !== stored.hash) return goBack(context, stored, head);
    const range = { from: head.number, to: head.number };
    await ingest(session, { chain, generation, headers: [], logs: [], range, streams: [], head });
    return { isMore: false };
  }
  const isNear = head.number - stored.number <= BLOCKS_MAX;
  if (!isNear) {
    const [shown] = await source.headers([stored.number]);
    if (shown?.hash !== stored.hash) return goBack(context, stored, head);
  }
  const stretch = isNear
    ? { generation, from: stored.number + 1n, below: stored.hash }
    : { generation, from: head.number - BLOCKS_MAX + 1n, below: null };
  return (await ingestUpTo(context, head, stretch)) ?? goBack(context, stored, head);
}

/** Where a stretch of new blocks begins, and the hash of the block that it must stand on, if that is known. */
interface Stretch {
  generation: bigint;
  from: bigint;
  below: string | null;
}

/** Ingests the blocks of a stretch; null if its first one does not stand on the block that it should. */
async function ingestUpTo(
  { session, source, reader, log }: ChainContext,
  head: Header & Head,
  { generation, from: first, below }: Stretch,
): Promise<{ isMore: boolean } | null> {
  const { id: chain, name } = source.definition;
  let expected = below;
  for (let from = first; from <= head.number;) {
    const range = { from, to: head.number };
    const { to, logs, headers, parentHash } = await source.read(range, reader.filter, {
      linked: true,
    });
    if (expected !== null && parentHash !== expected) {
      if (from === first) return null;
      throw otherFork(name, from);
    }
    const last = headers.at(-1);
    assert(last, `a reading of ${name} has the header of its last block`);
    if (to === head.number && last.hash !== head.hash) throw otherFork(name, to);
    await ingest(session, {
      chain,
      generation,
      headers,
      logs: reader.capture(logs, log),
      range: { from, to },
      streams: reader.streams,
      head: { ...head, number: last.number, hash: last.hash, time: last.time },
    });
    expected = last.hash;
    from = to + 1n;
  }
  return { isMore: false };
}

/** Finds the common ancestor and rolls back to it; then there are its new blocks to follow. */
async function goBack(
  context: ChainContext,
  stored: StoredHead,
  head: Header,
): Promise<{ isMore: boolean }> {
  const { session, source, log } = context;
  const { id: chain, name } = source.definition;
  let lowestLost = stored.number;
  const rollBackTo = async (ancestor: Header) => {
    const reorg = { chain, ancestor, lowestLost, oldHead: stored, newHash: head.hash };
    const { orphaned, isViolation, generation } = await rollback(session, reorg);
    context.generation.current = generation;
    const depth = Number(stored.number - ancestor.number);
    const facts = { depth, ancestor: ancestor.number, orphaned };
    log.info(facts, 'reorg: rolled back');
    if (isViolation) {
      log.error(
        facts,
        `${name} took back block ${lowestLost}, though it had called block ${stored.finalized} final: nothing from there on counts as final until the incident is closed. Check its RPC endpoints, then run: npm run incidents -- close ${chain}`,
      );
    }
    return { isMore: true };
  };
  let upTo = stored.number < head.number ? stored.number : head.number;
  for (let walked = 0; walked < WALK_MAX; walked += WALK_BATCH) {
    const known = await knownBlocks(session, chain, { upTo, limit: WALK_BATCH });
    const lowest = known.at(-1);
    if (!lowest) break;
    const shown = await source.headers(known.map(({ number }) => number));
    // Its own block must be what the head said: an old answer would make a chain shorter that is not.
    const own = known.findIndex(({ number }) => number === head.number);
    if (own >= 0 && shown[own]?.hash !== head.hash) throw otherFork(name, head.number);
    const place = known.findIndex(({ hash }, index) => hash === shown[index]?.hash);
    const ancestor = known[place];
    if (ancestor?.number === stored.number) throw otherFork(name, stored.number);
    lowestLost = (ancestor ? known[place - 1] : lowest)?.number ?? lowestLost;
    const isBreach = stored.finalized !== null && lowestLost <= stored.finalized;
    const isShorter = head.number < stored.number;
    if (isBreach || isShorter || !ancestor) await checkAgain(context, { known, shown });
    if (ancestor) return rollBackTo(ancestor);
    upTo = lowest.number - 1n;
  }
  // Nothing that is known was final: the reorg goes back to before the first block that was read.
  const isAllRecent = stored.finalized === null || lowestLost > stored.finalized;
  if (isAllRecent && upTo >= 0n) {
    const [below] = await source.headers([upTo]);
    if (below) return rollBackTo(below);
  }
  throw new MidflightError({
    code: 'chain_replaced',
    message: `${name} shows no block that this database knows: it is another chain under the same id.`,
    recovery: 'Point the RPC endpoint at the old chain again, or start with an empty database.',
  });
}

/** Far-reaching answers are not believed once: another endpoint, or the same one again, must say the same. */
async function checkAgain(
  { source }: ChainContext,
  { known, shown }: { known: readonly Header[]; shown: readonly Header[] },
): Promise<void> {
  const numbers = known.map(({ number }) => number);
  const again = await source.headers(numbers, { again: true });
  const other = numbers.find((_, index) => again[index]?.hash !== shown[index]?.hash);
  if (other !== undefined) throw otherFork(source.definition.name, other);
}
