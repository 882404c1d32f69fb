import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { migrateDatabase } from '../db/migrate.ts';
import { connect, type Connection } from '../db/pool.ts';
import { startEmbeddedPostgres } from '../start/embedded-postgres.ts';
import type { TestProject } from 'vitest/node';
import { startRedis } from './redis.ts';
import { scratchFolder } from './scratch-folder.ts';

/**
 * Starts the servers that all test files share: a real Postgres with a migrated template, and Redis if there is one. What
 * tests write to temporary folders is in a folder of this run's.
 */
export default async function setup(project: TestProject) {
  const dir = scratchFolder();
  process.env['TMPDIR'] = dir;
  const postgres = await startEmbeddedPostgres({
    dir: join(dir, 'postgres'),
    database: 'template',
  });
  const connection = connect({ url: postgres.url, onError: () => {} });
  await doubtNoDisk(connection);
  await migrateDatabase(connection);
  await connection.close();
  const redis = await startRedis();
  process.stdout.write(
    redis
      ? `Postgres: embedded. Redis: ${redis.how}.\n`
      : 'NO REDIS FOUND: the queue is tested on its Postgres backend alone. Put redis-server on the PATH to test both.\n',
  );
  project.provide('databaseUrl', postgres.url);
  project.provide('redisUrl', redis?.url ?? null);
  return async () => {
    await redis?.stop();
    await postgres.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

/** No test here cuts the power: a server that waits for no disk makes each database, and each commit, much faster. */
async function doubtNoDisk({ pool }: Connection): Promise<void> {
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes']) {
    await pool.query(`alter system set ${setting} = off`);
  }
  await pool.query('select pg_reload_conf()');
}

declare module 'vitest' {
  interface ProvidedContext {
    databaseUrl: string;
    redisUrl: string | null;
  }
}
