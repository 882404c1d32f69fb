import { MidflightError } from '../core/errors.ts';
import type { Head } from '../core/chain.ts';
import type { Header } from '../core/header.ts';
import { ingest } from '../db/ingest.ts';
import { knownBlocks, storedHead, type StoredHead } from '../db/heads.ts';
import { rollback } from '../db/rollback.ts';
import type { ChainContext } from './context.ts';
import { otherFork } from './other-fork.ts';

/** The longest stretch of new blocks that is followed header by header; what is older is left to the backfill. */
const BLOCKS_MAX = 128n;
/** How many known blocks are compared at once on the way back to the common ancestor. */
const WALK_BATCH = 64;
/** How many known blocks are compared at most; a chain that shares none of them is taken for another one. */
const WALK_MAX = 4_096;

/**
 * Brings what is stored up to the chain's newest block. One of these happens:
 *
 * 1) the first look: the newest block is stored, and everything below is left to the backfill.
 * 2) the stored head is not the chain's any more: rollback to the common ancestor. The next call goes on from there.
 * 3) a node shows an older block that is known: it lags, nothing is believed.
 * 4) new blocks on top of the stored head: ingest. Without new blocks only the safe and finalized heights move.
 */
export async function followHead(context: ChainContext): Promise<void> {
  const { db, source } = context;
  const chain = source.definition.id;
  const head = await source.head();
  const stored = await storedHead(db, chain);
  if (!stored) return ingestUpTo(context, [head], head);
  if (head.number < stored.number) {
    const [known] = await knownBlocks(db, chain, { upTo: head.number, limit: 1 });
    const isKnown = known?.number === head.number && known.hash === head.hash;
    if (known?.number === head.number && !isKnown) await goBack(context, stored, head);
    return;
  }
  if (head.number === stored.number) {
    return head.hash === stored.hash
      ? ingestUpTo(context, [], head)
      : goBack(context, stored, head);
  }
  const gap = head.number - stored.number;
  const from = gap > BLOCKS_MAX ? head.number - BLOCKS_MAX + 1n : stored.number + 1n;
  const numbers = Array.from({ length: Number(head.number - from) }, (_, i) => from + BigInt(i));
  const isContiguous = gap <= BLOCKS_MAX;
  const fetched = await source.headers(isContiguous ? numbers : [stored.number, ...numbers]);
  const headers = [...(isContiguous ? fetched : fetched.slice(1)), head];
  const isOnTop = isContiguous
    ? headers[0]?.parentHash === stored.hash
    : fetched[0]?.hash === stored.hash;
  if (!isOnTop) return goBack(context, stored, head);
  checkLinked(headers, source.definition.name);
  return ingestUpTo(context, headers, head);
}

/** Ingests the blocks of `headers`; their last one is the new head. */
async function ingestUpTo(
  { db, source, reader, log }: ChainContext,
  headers: readonly Header[],
  head: Header & Head,
): Promise<void> {
  const chain = source.definition.id;
  const first = headers[0];
  if (!first) {
    const range = { from: head.number, to: head.number };
    return ingest(db, { chain, headers: [], logs: [], range, streams: [], head });
  }
  const hashes = new Map(headers.map(({ number, hash }) => [number, hash]));
  for (let from = first.number; from <= head.number;) {
    const {
      to,
      logs,
      headers: shown,
    } = await source.read({ from, to: head.number }, reader.filter);
    // The reading is believed only if it is of the blocks that were followed: an empty one says so by its headers alone.
    const blocks = [
      ...logs.map(({ at }) => ({ number: at.blockNumber, hash: at.blockHash })),
      ...shown,
    ];
    const stranger = blocks.find(({ number, hash }) => hashes.get(number) !== hash);
    if (stranger) throw otherFork(source.definition.name, stranger.number);
    const read = headers.filter(({ number }) => number >= from && number <= to);
    const last = read.at(-1) ?? head;
    await ingest(db, {
      chain,
      headers: read,
      logs: reader.capture(logs, log),
      range: { from, to },
      streams: reader.streams,
      head: { ...head, number: last.number, hash: last.hash, time: last.time },
    });
    from = to + 1n;
  }
}

/** Finds the common ancestor and rolls back to it. */
async function goBack(
  { db, source, log }: ChainContext,
  stored: StoredHead,
  head: Header,
): Promise<void> {
  const chain = source.definition.id;
  const rollBackTo = async (ancestor: Header) => {
    const orphaned = await rollback(db, { chain, ancestor, oldHead: stored, newHash: head.hash });
    const depth = Number(stored.number - ancestor.number);
    log.info({ chain, depth, ancestor: ancestor.number, orphaned }, 'reorg: rolled back');
  };
  let upTo = stored.number < head.number ? stored.number : head.number;
  for (let walked = 0; walked < WALK_MAX; walked += WALK_BATCH) {
    const known = await knownBlocks(db, chain, { upTo, limit: WALK_BATCH });
    const lowest = known.at(-1);
    if (!lowest) break;
    const shown = await source.headers(known.map(({ number }) => number));
    const ancestor = known.find(({ hash }, index) => hash === shown[index]?.hash);
    if (ancestor) {
      if (ancestor.number === stored.number) throw otherFork(source.definition.name, stored.number);
      return rollBackTo(ancestor);
    }
    upTo = lowest.number - 1n;
  }
  // Nothing that is known was final: the reorg goes back to before the first block that was read.
  const isAllRecent = stored.finalized === null || upTo + 1n > stored.finalized;
  if (isAllRecent && upTo >= 0n) {
    const [below] = await source.headers([upTo]);
    if (below) return rollBackTo(below);
  }
  throw new MidflightError({
    code: 'chain_replaced',
    message: `${source.definition.name} shows no block that this database knows: it is another chain under the same id.`,
    recovery: 'Point the RPC endpoint at the old chain again, or start with an empty database.',
  });
}

function checkLinked(headers: readonly Header[], chainName: string): void {
  for (const [index, header] of headers.entries()) {
    const next = headers[index + 1];
    if (next && next.parentHash !== header.hash) throw otherFork(chainName, next.number);
  }
}
