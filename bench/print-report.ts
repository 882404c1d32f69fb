import { TARGETS, type IngestReport } from './ingest-report.ts';
import { LIVE_TARGETS, type LiveReport } from './live-report.ts';
import type { Machine } from './machine.ts';

type Row = readonly [name: string, value: string, note?: string];

/** The tables that a person reads. */
export function printReport({
  ingest,
  live,
  machine,
}: {
  ingest: IngestReport | null;
  live: LiveReport | null;
  machine: Machine;
}): string {
  const { cpu, cores, memoryGb, node, postgres } = machine;
  const sections = [
    [`${cpu}, ${cores} cores, ${memoryGb} GB, Node ${node}, Postgres ${postgres}`],
    ingest ? ['', 'Backfill', ...table(ingestRows(ingest))] : [],
    live ? ['', 'Newest blocks', ...table(liveRows(live))] : [],
  ];
  return sections.flat().join('\n');
}

function ingestRows(report: IngestReport): Row[] {
  const { rows, ceilings, cpuSeconds, cpuMicrosPerEvent: micros, targets } = report;
  const cpuOf = (part: 'indexer' | 'postgres' | 'mock') =>
    `${cpuSeconds[part] ?? '?'} s, ${micros[part] ?? '?'} µs per event`;
  return [
    [
      'stored',
      `${count(report.events)} events of ${count(report.blocks)} blocks`,
      `${report.seconds} s`,
    ],
    [
      'rows',
      `${count(rows.legs)} legs, ${count(rows.links)} links, ${count(rows.dirty)} dirty marks`,
    ],
    [
      'events per second',
      count(report.eventsPerSecond),
      `${verdict(targets.eventsPerSecond)} ${count(TARGETS.eventsPerSecond)}`,
    ],
    ['ceiling: fetch and parse alone', count(ceilings.fetch)],
    ['ceiling: COPY alone', count(ceilings.copy)],
    [
      'ratio to the lower ceiling',
      String(report.ratio),
      `${verdict(targets.ratio)} ${TARGETS.ratio}`,
    ],
    [
      'first and last tenth',
      `${count(report.firstTenth)} and ${count(report.lastTenth)} events per second`,
    ],
    ['memory at most', `${report.rssMb} MB`, `${verdict(targets.rssMb)} ${TARGETS.rssMb}`],
    ['memory by tenth', `${report.rssMbByTenth.join(' ')} MB`],
    [
      'HTTP requests',
      `${count(report.requests)}, ${report.blocksPerRequest} blocks for each`,
      `${verdict(targets.blocksPerRequest)} ${TARGETS.blocksPerRequest}`,
    ],
    ['answers', `${count(report.megabytes)} MB`],
    ['processor, indexer', cpuOf('indexer')],
    ['processor, Postgres', cpuOf('postgres')],
    ['processor, mock chains', cpuOf('mock')],
  ];
}

function liveRows(report: LiveReport): Row[] {
  const { targets } = report;
  return [
    ['blocks', `${count(report.blocks)}, one every ${report.blockMs} ms, queue in ${report.queue}`],
    [
      'block to transition, p50',
      `${report.p50Ms} ms`,
      `${verdict(targets.p50Ms)} ${LIVE_TARGETS.p50Ms}`,
    ],
    [
      'block to transition, p99',
      `${report.p99Ms} ms`,
      `${verdict(targets.p99Ms)} ${LIVE_TARGETS.p99Ms}`,
    ],
    ['to the stored event, p50', `${report.eventP50Ms} ms`],
    ['slowest', `${report.maxMs} ms`, `seen with ${report.resolutionMs} ms resolution`],
  ];
}

function table(rows: readonly Row[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length));
  const valueWidth = Math.max(...rows.map(([, value]) => value.length));
  return rows.map(([name, value, note = '']) =>
    `  ${name.padEnd(width)}  ${value.padEnd(valueWidth)}  ${note}`.trimEnd(),
  );
}

/** The targets are for the default run on two cores. */
const verdict = (isMet: boolean) => (isMet ? 'met, target' : 'MISSED, target');
const count = (value: number) => value.toLocaleString('en');
