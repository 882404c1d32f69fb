import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import { analyticsPage, brokenBy, contractText, readContract } from '../test/analytics-contract.ts';

// Writes what docs/analytics.md says of the views for data teams, and the list of their columns that nobody may take away;
// tests say when one is stale. What stood in that list before must stand there still, at its place: new columns come last.

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
  const broken = brokenBy(textOf(list), text);
  if (broken.length > 0) {
    throw new Error(
      `These are gone or moved, which would break who reads them or builds views on them: ${broken.join(', ')}`,
    );
  }
  writeFileSync(list, text);
  writeFileSync(page, analyticsPage(textOf(page), views));
} finally {
  await connection.close();
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
