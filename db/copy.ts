import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from } from 'pg-copy-streams';
import { assert } from '../core/errors.ts';
import { createCopyWriter, type CopyWriter } from './copy-writer.ts';
import type { Queryable } from './pool.ts';

/**
 * Writes rows by `COPY`, in the caller's transaction: a third of what an `insert` costs. Nothing catches a row that is there
 * already: the whole statement fails. Columns that are not named take their defaults.
 *
 * @param write writes the rows of one value, none or several, each with a value for every column
 *
 * @example
 * copyInto(tx, 'legs', ['event_id', 'step'], legs, (row, leg) => {
 *   row.start();
 *   row.int8(leg.id);
 *   row.text(leg.step);
 * });
 */
export async function copyInto<T>(
  tx: Queryable,
  table: string,
  columns: readonly string[],
  values: readonly T[],
  write: (row: CopyWriter, value: T, index: number) => void,
): Promise<void> {
  if (values.length === 0) return;
  const statement = `copy ${table} (${columns.join(', ')}) from stdin with (format binary)`;
  const stream = clientOf(tx).query(from(statement));
  await pipeline(Readable.from(chunks(columns.length, values, write)), stream);
}

/** Made piece by piece as they are sent, so that a range's rows are not in memory twice. */
function* chunks<T>(
  columns: number,
  values: readonly T[],
  write: (row: CopyWriter, value: T, index: number) => void,
) {
  const writer = createCopyWriter(columns);
  for (const [index, value] of values.entries()) {
    write(writer, value, index);
    yield* writer.take();
  }
  yield* writer.end();
}

/** The connection that a transaction runs on: drizzle has no words for `COPY`. */
function clientOf(tx: Queryable): PoolClient {
  // CAST: drizzle declares its session as internal; the assertion below notices if it moves.
  const { client } = (tx as unknown as { session: { client: PoolClient } }).session;
  assert(typeof client.query === 'function', 'a transaction of drizzle has a client');
  return client;
}
