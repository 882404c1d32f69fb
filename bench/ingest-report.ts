import type { IngestMeasure } from './measure-ingest.ts';
import type { Sample } from './run-ingest.ts';

/** What the ingest has to reach on two cores. */
export const TARGETS = {
  eventsPerSecond: 30_000,
  ratio: 0.15,
  rssMb: 400,
  blocksPerRequest: 100,
} as const;

/** The figures of an ingest run, as they are printed and written. */
export interface IngestReport {
  eventsPerSecond: number;
  /** Of the lower ceiling. */
  ratio: number;
  /** At most, during the run. */
  rssMb: number;
  requests: number;
  blocksPerRequest: number;
  seconds: number;
  blocks: number;
  events: number;
  rows: { events: number; legs: number; links: number; dirty: number };
  ceilings: { fetch: number; copy: number };
  cpuSeconds: { indexer: number; postgres: number | null; mock: number };
  cpuMicrosPerEvent: { indexer: number; postgres: number | null; mock: number };
  megabytes: number;
  /** Events per second in the first and in the last tenth of the blocks. */
  firstTenth: number;
  lastTenth: number;
  /** Memory when each tenth of the blocks was read. */
  rssMbByTenth: number[];
  targets: Record<keyof typeof TARGETS, boolean>;
}

export function ingestReport({
  blocks,
  events,
  run,
  stored,
  ceilings,
}: IngestMeasure): IngestReport {
  const eventsPerSecond = Math.round(events / run.seconds);
  const ratio = round(eventsPerSecond / Math.min(ceilings.fetch, ceilings.copy), 3);
  const blocksPerRequest = round(blocks / run.requests, 1);
  const rssMb = Math.round(run.rssMb);
  const { indexer, postgres, mock } = run.cpuSeconds;
  const micros = (seconds: number) => round((seconds / events) * 1e6, 1);
  const tenths = Array.from({ length: 11 }, (_, tenth) => at(run.samples, (blocks * tenth) / 10));
  const rate = (from: number) => {
    const seconds = (tenths[from + 1]?.seconds ?? 0) - (tenths[from]?.seconds ?? 0);
    const read = (tenths[from + 1]?.blocks ?? 0) - (tenths[from]?.blocks ?? 0);
    return Math.round((read / blocks) * (events / seconds));
  };
  return {
    eventsPerSecond,
    ratio,
    rssMb,
    requests: run.requests,
    blocksPerRequest,
    seconds: round(run.seconds, 2),
    blocks,
    events,
    rows: { events, legs: stored.legs, links: stored.links, dirty: stored.dirty },
    ceilings: { fetch: Math.round(ceilings.fetch), copy: Math.round(ceilings.copy) },
    cpuSeconds: {
      indexer: round(indexer, 2),
      postgres: postgres === null ? null : round(postgres, 2),
      mock: round(mock, 2),
    },
    cpuMicrosPerEvent: {
      indexer: micros(indexer),
      postgres: postgres === null ? null : micros(postgres),
      mock: micros(mock),
    },
    megabytes: Math.round(run.bytes / 1e6),
    firstTenth: rate(0),
    lastTenth: rate(9),
    rssMbByTenth: tenths.slice(1).map((sample) => Math.round(sample.rssMb)),
    targets: {
      eventsPerSecond: eventsPerSecond >= TARGETS.eventsPerSecond,
      ratio: ratio >= TARGETS.ratio,
      rssMb: rssMb <= TARGETS.rssMb,
      blocksPerRequest: blocksPerRequest >= TARGETS.blocksPerRequest,
    },
  };
}

/** The first sample with so many blocks. */
function at(samples: readonly Sample[], blocks: number): Sample {
  const found = samples.find((sample) => sample.blocks >= blocks) ?? samples.at(-1);
  return found ?? { blocks: 0, seconds: 0, rssMb: 0 };
}

function round(value: number, digits: number): number {
  return Math.round(value * 10 ** digits) / 10 ** digits;
}
