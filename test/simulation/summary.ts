import { conflicts, settlements } from '../../core/operation.ts';
import { stages, statuses } from '../../core/status.ts';
import type { Report } from './report.ts';
import { unreachable } from './unreachable.ts';

/** What everything in a run comes to, and what of the closed lists it never reached. */
export function summarizeRun(reports: readonly Report[]): string {
  const total = (part: (report: Report) => number) =>
    reports.reduce((sum, report) => sum + part(report), 0).toLocaleString('en');
  const rows: [string, string][] = [
    ['seeds', total(() => 1)],
    ['operations', total(({ operations }) => operations)],
    ['events', total(({ events }) => events)],
    ['reorgs', total(({ reorgs }) => reorgs)],
    ['deep reorgs', total(({ deepReorgs }) => deepReorgs)],
    ['crashes', total(({ crashes }) => crashes)],
    ['restarts', total(({ restarts }) => restarts)],
    ['takeovers', total(({ takeovers }) => takeovers)],
    ['lies', total(({ lies }) => lies)],
    ['comparisons', total(({ checks }) => checks)],
    ['times quiet', total(({ quiets }) => quiets)],
    ['lanes compared', total(({ lanes }) => lanes)],
    ['seeds that diverge', total(({ divergences }) => (divergences.length > 0 ? 1 : 0))],
  ];
  const reached = new Set(reports.flatMap((report) => [...report.reached]));
  const wanted = wantedWords();
  const lacking = wanted.filter((word) => !reached.has(word));
  return [
    '',
    ...rows.map(([name, value]) => `${name.padEnd(20)}${value.padStart(12)}`),
    `reached             ${`${wanted.length - lacking.length} of ${wanted.length}`.padStart(12)}`,
    ...(lacking.length > 0 ? [`never reached: ${lacking.join(', ')}`] : []),
  ].join('\n');
}

/** Every word of the closed lists that a simulated protocol can come to. */
function wantedWords(): string[] {
  const words = [
    ...statuses,
    ...stages,
    ...conflicts,
    ...settlements.map((settlement) => `settlement ${settlement}`),
  ];
  return words.filter((word) => !unreachable.has(word));
}
