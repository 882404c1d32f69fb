import type { ReportRow } from '../db/reports.ts';
import { meaningOf } from '../reports/index.ts';
import type { ReportAnswer } from './schemas/operation-detail.ts';

/** What services say, as the API shows it. A state of another version of this code has no meaning here and is left out. */
export function presentReports(rows: readonly ReportRow[]): ReportAnswer[] {
  return rows.flatMap(({ since, observedAt, ...row }) => {
    const meaning = meaningOf(row.reporter, row.state);
    if (meaning === null) return [];
    return [{ ...row, meaning, since: since.toISOString(), observedAt: observedAt.toISOString() }];
  });
}
