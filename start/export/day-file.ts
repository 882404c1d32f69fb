import type { ExportedColumn } from '../../db/export-rows.ts';

/** A file that rows are added to, some at a time; nothing but the newest ones is in memory. */
export interface DayFile {
  add: (rows: readonly (string | null)[][]) => Promise<void>;
  finish: () => Promise<void>;
}

/** Begins a file at a path that is not there yet. */
export type OpenDayFile = (path: string, columns: readonly ExportedColumn[]) => Promise<DayFile>;
