import { open } from 'node:fs/promises';
import { ByteWriter, ParquetWriter, type SchemaElement, type Writer } from 'hyparquet-writer';
import type { ColumnKind } from '../../db/export-rows.ts';
import type { OpenDayFile } from './day-file.ts';

/** Rows that are kept in memory until they are written as one group. */
const GROUP = 10_000;

const types: Readonly<Record<ColumnKind, Omit<SchemaElement, 'name'>>> = {
  text: { type: 'BYTE_ARRAY', converted_type: 'UTF8' },
  boolean: { type: 'BOOLEAN' },
  integer: { type: 'INT32' },
  bigint: { type: 'INT64' },
  double: { type: 'DOUBLE' },
  time: {
    type: 'INT64',
    converted_type: 'TIMESTAMP_MICROS',
    logical_type: { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MICROS' },
  },
};

/** A Parquet file, compressed with Snappy, in groups of some thousand rows. */
export const openParquet: OpenDayFile = async (path, columns) => {
  const file = await open(path, 'w');
  const bytes = new ByteWriter();
  const writer = new ParquetWriter({
    writer: bytes,
    schema: [
      { name: 'root', num_children: columns.length },
      ...columns.map(({ name, kind }): SchemaElement => ({
        name,
        repetition_type: 'OPTIONAL',
        ...types[kind],
      })),
    ],
  });
  let kept: (string | null)[][] = [];
  const writeGroup = async () => {
    if (kept.length > 0) {
      await writer.write({
        columnData: columns.map(({ name, kind }, index) => ({
          name,
          data: kept.map((row) => valueOf(row[index] ?? null, kind)),
        })),
        rowGroupSize: GROUP,
      });
    }
    kept = [];
    await file.write(taken(bytes));
  };
  return {
    add: async (rows) => {
      kept.push(...rows);
      if (kept.length >= GROUP) await writeGroup();
    },
    finish: async () => {
      await writeGroup();
      await writer.finish();
      await file.write(taken(bytes));
      await file.sync();
      await file.close();
    },
  };
};

/** What was written so far, which the writer forgets; its offset in the file goes on. */
function taken(bytes: Writer & { index?: number }): Uint8Array {
  const part = new Uint8Array(bytes.buffer, 0, bytes.index ?? 0).slice();
  bytes.index = 0;
  return part;
}

function valueOf(value: string | null, kind: ColumnKind): unknown {
  if (value === null) return null;
  switch (kind) {
    case 'text':
      return value;
    case 'boolean':
      return value === 'true' || value === 't';
    case 'integer':
    case 'double':
      return Number(value);
    case 'bigint':
    case 'time':
      return BigInt(value);
  }
}
