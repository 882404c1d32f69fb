import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { Client } from 'pg';
import { from, to } from 'pg-copy-streams';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';

/** Every table that a run writes a row of for each event, and what its rows are told apart by. */
const tables = { events: 'id', legs: 'event_id', links: 'event_id', dirty: 'seq' };
/** As many connections as the indexer keeps busy on two cores. */
const STREAMS = 2;

/**
 * How many events per second Postgres takes if all it gets is `COPY`: the same rows, into the same tables, with the same
 * indexes, from files.
 */
export async function copyCeiling({
  url,
  dir,
  events,
}: {
  url: string;
  dir: string;
  events: number;
}): Promise<number> {
  const files = await dump(url, dir);
  const empty = new URL(url);
  empty.pathname = '/ceiling';
  await withClient(url, (client) => client.query('create database ceiling'));
  const connection = connect({ url: empty.href, onError: () => {} });
  await migrateDatabase(connection);
  await connection.close();
  await withClient(url, (client) => client.query('checkpoint'));
  const startedAt = performance.now();
  await Promise.all(
    files.map((own) =>
      withClient(empty.href, async (client) => {
        for (const { table, path } of own) {
          await pipeline(createReadStream(path), client.query(from(`copy ${table} from stdin`)));
        }
      }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  for (const { path } of files.flat()) rmSync(path);
  return events / seconds;
}

/** Writes the rows into files, those of each stream for themselves. */
async function dump(url: string, dir: string): Promise<{ table: string; path: string }[][]> {
  const files = Array.from({ length: STREAMS }, (): { table: string; path: string }[] => []);
  for (const [stream, own] of files.entries()) {
    for (const [table, key] of Object.entries(tables)) {
      const path = join(dir, `${table}-${stream}.copy`);
      const rows = `select * from ${table} where ${key} % ${STREAMS} = ${stream} order by ${key}`;
      await withClient(url, (client) =>
        pipeline(client.query(to(`copy (${rows}) to stdout`)), createWriteStream(path)),
      );
      own.push({ table, path });
    }
  }
  return files;
}

async function withClient<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
