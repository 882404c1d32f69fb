import { open } from 'node:fs/promises';
import type { ColumnKind } from '../../db/export-rows.ts';
import type { OpenDayFile } from './day-file.ts';

/** Comma-separated values with a line of names. Text is quoted, so that an empty one differs from none. */
export const openCsv: OpenDayFile = async (path, columns) => {
  const file = await open(path, 'w');
  await file.write(`${columns.map(({ name }) => name).join(',')}\n`);
  return {
    add: async (rows) => {
      const lines = rows.map((row) =>
        row.map((value, index) => cell(value, columns[index]?.kind ?? 'text')).join(','),
      );
      await file.write(`${lines.join('\n')}\n`);
    },
    finish: async () => {
      await file.sync();
      await file.close();
    },
  };
};

function cell(value: string | null, kind: ColumnKind): string {
  if (value === null) return '';
  if (kind === 'text') return `"${value.replaceAll('"', '""')}"`;
  return kind === 'time' ? timeOf(BigInt(value)) : value;
}

/** @example timeOf(1_000_001n) // '1970-01-01T00:00:01.000001Z' */
function timeOf(micros: bigint): string {
  const whole = micros / 1_000_000n;
  const part = micros % 1_000_000n;
  const seconds = new Date(Number(whole) * 1_000).toISOString().slice(0, 19);
  return `${seconds}.${part.toString().padStart(6, '0')}Z`;
}
