import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PoolClient } from 'pg';
import {
  countExported,
  exported,
  exportedColumns,
  readExported,
  type ExportedView,
} from '../../db/export-rows.ts';
import type { Connection } from '../../db/pool.ts';
import { openCsv } from './csv-file.ts';
import type { OpenDayFile } from './day-file.ts';
import { openParquet } from './parquet-file.ts';

export const formats = { parquet: openParquet, csv: openCsv } satisfies Record<string, OpenDayFile>;
export type ExportFormat = keyof typeof formats;

const DAY_MS = 86_400_000;

/** What to export, and where to. */
export interface ExportWish {
  /** The first and the last day, `2026-11-26`, of UTC. */
  from: string;
  to: string;
  format: ExportFormat;
  out: string;
}

export interface Exported {
  files: number;
  rows: number;
  bytes: number;
}

/**
 * Writes a file for each view and day: `operations/day=2026-11-26/operations.parquet`. Each is whole or not there, and one that
 * is there already is replaced. All files of a day show the same moment.
 */
export async function exportDays(
  { pool }: Connection,
  { from, to, format, out }: ExportWish,
  {
    signal,
    onProgress,
  }: { signal: AbortSignal; onProgress: (done: number, total: number) => void },
): Promise<Exported> {
  const sum: Exported = { files: 0, rows: 0, bytes: 0 };
  const client = await pool.connect();
  try {
    await client.query("set time zone 'UTC'");
    const end = new Date(Date.parse(to) + DAY_MS).toISOString();
    const total = await countExported(client, { from, to: end });
    let done = 0;
    for (let at = Date.parse(from); at <= Date.parse(to); at += DAY_MS) {
      const day = new Date(at).toISOString().slice(0, 10);
      signal.throwIfAborted();
      await client.query('begin isolation level repeatable read, read only');
      // CAST: the keys of the object above.
      for (const view of Object.keys(exported) as ExportedView[]) {
        const folder = join(out, view, `day=${day}`);
        const path = join(folder, `${view}.${format}`);
        await mkdir(folder, { recursive: true });
        const stretch = {
          from: new Date(at).toISOString(),
          to: new Date(at + DAY_MS).toISOString(),
        };
        const rows = await writeDay(
          client,
          { view, path, open: formats[format], ...stretch },
          (count) => {
            signal.throwIfAborted();
            if (view === 'legs') return;
            done += count;
            onProgress(done, Math.max(total, done));
          },
        );
        sum.files += 1;
        sum.rows += rows;
        sum.bytes += (await stat(path)).size;
      }
      await client.query('commit');
    }
  } finally {
    // The session is closed, not given back: with it goes what was begun.
    client.release(true);
  }
  return sum;
}

/** Written beside, and renamed when it is whole. */
async function writeDay(
  client: PoolClient,
  {
    view,
    path,
    open,
    from,
    to,
  }: { view: ExportedView; path: string; open: OpenDayFile; from: string; to: string },
  onRows: (count: number) => void,
): Promise<number> {
  const columns = await exportedColumns(client, view);
  const part = `${path}.${randomUUID()}.part`;
  let count = 0;
  try {
    const file = await open(part, columns);
    try {
      for await (const rows of readExported(client, view, { from, to, columns })) {
        await file.add(rows);
        count += rows.length;
        onRows(rows.length);
      }
    } finally {
      await file.finish();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
  return count;
}
