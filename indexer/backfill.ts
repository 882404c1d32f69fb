import { lowestHole } from '../db/checkpoints.ts';
import { knownBlock, storedHead } from '../db/heads.ts';
import { ingest } from '../db/ingest.ts';
import type { ChainContext } from './context.ts';
import { otherFork } from './other-fork.ts';

const REPORT_EVERY_MS = 5_000;

/** How a backfill gets on, to say its rate and the time left. */
export interface Progress {
  startedAt: number;
  reportedAt: number;
  blocks: bigint;
}

/**
 * Reads the beginning of the lowest hole below the head, in all streams of the chain.
 *
 * @returns the progress to hand in again, or null when there is no hole.
 */
export async function backfill(
  { db, source, reader, log }: ChainContext,
  progress: Progress | null,
  now: () => number,
): Promise<Progress | null> {
  const chain = source.definition.id;
  const head = await storedHead(db, chain);
  const lowest = head && (await lowestHole(db, chain, head.number));
  if (!lowest) {
    if (progress) {
      const seconds = Math.round((now() - progress.startedAt) / 1000);
      log.info({ chain, blocks: Number(progress.blocks), seconds }, 'backfill: done');
    }
    return null;
  }
  const { from, to: end } = lowest.hole;
  const { to, logs, headers } = await source.read({ from, to: end }, reader.filter);
  // Just below blocks that were followed one by one, a range must end where they begin: else it is of another fork.
  const above = await knownBlock(db, chain, to + 1n);
  const last = headers.find(({ number }) => number === to);
  if (above && last && above.parentHash !== last.hash) {
    throw otherFork(source.definition.name, to);
  }
  await ingest(db, {
    chain,
    headers,
    logs: reader.capture(logs, log),
    range: { from, to },
    streams: reader.streams,
  });
  const at = now();
  const read = to - from + 1n;
  const next = progress ?? { startedAt: at, reportedAt: 0, blocks: 0n };
  const blocks = next.blocks + read;
  if (at - next.reportedAt < REPORT_EVERY_MS) return { ...next, blocks };
  const seconds = Math.max(1, (at - next.startedAt) / 1000);
  const rate = Number(blocks) / seconds;
  const left = Number(lowest.blocks - read);
  log.info(
    {
      chain,
      at: to,
      left,
      blocksPerSecond: Math.round(rate),
      secondsLeft: Math.round(left / rate),
    },
    'backfill',
  );
  return { ...next, blocks, reportedAt: at };
}
