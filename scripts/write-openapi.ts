import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import { answerCalls, examplesOf } from '../test/contract/example-answers.ts';
import { fillExampleDatabase } from '../test/contract/example-database.ts';
import { openApiText } from '../test/openapi-text.ts';

// Writes api/examples.json, the answers of an API over a database of examples, and docs/openapi.json from the routes' own
// declarations and these examples; tests say when they are stale.

const dir = mkdtempSync(join(tmpdir(), 'midflight-openapi-'));
const databases = await Promise.all(
  ['filled', 'empty'].map(async (name) => {
    const postgres = await startEmbeddedPostgres({ dir: join(dir, name), database: name });
    const connection = connect({ url: postgres.url, onError: () => {} });
    await migrateDatabase(connection);
    return { postgres, connection };
  }),
);
try {
  const [filled, empty] = databases.map(({ connection: { db }, postgres: { url } }) => ({
    db,
    url,
  }));
  if (!filled || !empty) throw new Error('two databases were made');
  await fillExampleDatabase(filled.db);
  const examples = await examplesOf(await answerCalls({ filled, empty }));
  write('../api/examples.json', `${JSON.stringify(examples, null, 2)}\n`);
  write('../docs/openapi.json', openApiText(examples));
} finally {
  for (const { postgres, connection } of databases) {
    await connection.close();
    await postgres.stop();
  }
  rmSync(dir, { recursive: true, force: true });
}

function write(path: string, text: string): void {
  writeFileSync(new URL(path, import.meta.url), text);
}
