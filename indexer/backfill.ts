import { lowestHole, type Hole } from '../db/checkpoints.ts';
import { canonicalBlocks, storedChain } from '../db/heads.ts';
import { ingest } from '../db/ingest.ts';
import type { ChainContext } from './context.ts';
import { otherFork } from './other-fork.ts';

/** Ranges of one chain that are read at the same time: one is written while others are on their way. */
const RANGES_MAX = 4;
const REPORT_EVERY_MS = 5_000;

/** Ranges that may fail in a row before the backfill takes a rest: then it is no longer these ranges' fault. */
const FAILURES_MAX = 3;

/**
 * Reads the holes below the head, the lowest first and several ranges at a time, in all streams of the chain, until there
 * is none. Each range is one transaction. One that fails is left out and holds up no other.
 *
 * @param setBusy is told whether ranges are under way
 * @param rangesMax how many of them at most
 * @throws the first failure, once everything else is read
 */
export async function backfill(
  context: ChainContext,
  {
    now,
    signal,
    setBusy,
    rangesMax = RANGES_MAX,
  }: {
    now: () => number;
    signal: AbortSignal;
    setBusy: (isBusy: boolean) => void;
    rangesMax?: number;
  },
): Promise<void> {
  const { db, source, ranges, log } = context;
  const { id: chain } = source.definition;
  const underWay = new Map<Hole, Promise<void>>();
  const failed: Hole[] = [];
  const failures: unknown[] = [];
  let failuresInRow = 0;
  const progress = createProgress(now);
  const start = async (range: Hole, missing: bigint) => {
    try {
      if (signal.aborted) return;
      const blocks = await readRange(context, range);
      failuresInRow = 0;
      const report = progress.advance(blocks, missing);
      if (report) log.info({ at: range.to, ...report }, 'backfill');
    } catch (error) {
      failures.push(error);
      failed.push(range);
      failuresInRow += 1;
    } finally {
      underWay.delete(range);
    }
  };
  const isOver = () => signal.aborted || failuresInRow >= FAILURES_MAX;
  while (!isOver()) {
    const { head } = await storedChain(db, chain);
    const except = [...underWay.keys(), ...failed];
    const found = head && (await lowestHole(db, chain, { upTo: head.number, except }));
    if (found && underWay.size < rangesMax) {
      const { from, to } = found.hole;
      const end = from + source.stride() - 1n;
      const range = { from, to: end < to ? end : to };
      setBusy(true);
      // Each chain may always read one range: a slow chain's ranges must not keep it from that.
      const reading =
        underWay.size === 0
          ? Promise.resolve().then(() => start(range, found.blocks))
          : ranges.add(() => start(range, found.blocks));
      underWay.set(range, reading);
    } else if (underWay.size === 0) {
      break;
    } else {
      await Promise.race(underWay.values());
    }
  }
  await Promise.all(underWay.values());
  setBusy(false);
  const total = progress.total();
  if (total.blocks > 0 && failures.length === 0) log.info(total, 'backfill: done');
  if (failures.length > 0) throw failures[0];
}

/** Reads the beginning of a range and writes it; what it did not reach is a hole still. */
async function readRange(
  { db, source, reader, log, generation: { current: generation } }: ChainContext,
  { from, to: end }: Hole,
): Promise<bigint> {
  const { id: chain, name } = source.definition;
  const { to, logs, headers } = await source.read({ from, to: end }, reader.filter);
  // Just below blocks that were followed one by one, a range must end where they begin: else it is of another fork.
  const above = (await canonicalBlocks(db, chain, { from: to + 1n, to: to + 1n })).get(to + 1n);
  const last = headers.at(-1);
  if (above && last && above.parentHash !== last.hash) throw otherFork(name, to);
  await ingest(db, {
    chain,
    generation,
    headers,
    logs: reader.capture(logs, log),
    range: { from, to },
    streams: reader.streams,
  });
  return to - from + 1n;
}

/** Counts blocks, and says now and then how fast it goes and how long it will take. */
function createProgress(now: () => number) {
  const startedAt = now();
  let reportedAt = -REPORT_EVERY_MS;
  let blocks = 0n;
  const seconds = () => Math.max(1, (now() - startedAt) / 1000);
  return {
    advance: (read: bigint, missing: bigint) => {
      blocks += read;
      if (now() - reportedAt < REPORT_EVERY_MS) return null;
      reportedAt = now();
      const left = Number(missing - read);
      const rate = Number(blocks) / seconds();
      return { left, blocksPerSecond: Math.round(rate), secondsLeft: Math.round(left / rate) };
    },
    total: () => ({ blocks: Number(blocks), seconds: Math.round(seconds()) }),
  };
}
