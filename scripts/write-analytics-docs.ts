import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import { analyticsPage, contractText, readContract } from '../test/analytics-contract.ts';

// Writes what docs/analytics.md says of the views for data teams, and the list of their columns that nobody may take away;
// tests say when one is stale. What stood in that list before must be there still.

const list = new URL('../db/analytics/v1/contract.txt', import.meta.url);
const page = new URL('../docs/analytics.md', import.meta.url);
const textOf = (file: URL) => (existsSync(file) ? readFileSync(file, 'utf8') : '');

const dir = mkdtempSync(join(tmpdir(), 'midflight-docs-'));
const postgres = await startEmbeddedPostgres({ dir, database: 'docs' });
const connection = connect({ url: postgres.url, onError: () => {} });
try {
  await migrateDatabase(connection);
  const views = await readContract(connection.db);
  const text = contractText(views);
  const lines = new Set(text.split('\n'));
  const gone = textOf(list)
    .split('\n')
    .filter((line) => !lines.has(line));
  if (gone.length > 0) {
    throw new Error(`These are gone, and would break who reads them: ${gone.join(', ')}`);
  }
  writeFileSync(list, text);
  writeFileSync(page, analyticsPage(textOf(page), views));
} finally {
  await connection.close();
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
