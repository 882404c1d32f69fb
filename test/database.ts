import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { inject, onTestFinished } from 'vitest';
import { connect, type Connection } from '../db/pool.ts';

/** A migrated database of the test's own, with its URL; it goes when the test is over, unless told. */
export async function createDatabase(
  ends: (end: () => Promise<void>) => void = onTestFinished,
): Promise<Connection & { url: string }> {
  const template = new URL(inject('databaseUrl'));
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // Its files are copied: to write each page to the log as well would take three times as long.
  await asAdmin(template, `create database ${name} template template strategy file_copy`);
  const url = new URL(template);
  url.pathname = `/${name}`;
  const connection = connect({ url: url.href, onError: () => {} });
  ends(async () => {
    await connection.close();
    await asAdmin(template, `drop database ${name} with (force)`);
  });
  return { ...connection, url: url.href };
}

async function asAdmin(template: URL, statement: string): Promise<void> {
  const url = new URL(template);
  url.pathname = '/postgres';
  const client = new Client({ connectionString: url.href });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
