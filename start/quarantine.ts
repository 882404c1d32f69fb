import { parseArgs } from 'node:util';
import { MidflightError } from '../core/errors.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect, type Database } from '../db/pool.ts';
import {
  countQuarantined,
  listQuarantined,
  retryQuarantined,
  type Quarantined,
} from '../db/quarantine.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { runCommand } from './run-command.ts';

// npm run quarantine                     lists what cannot be folded
// npm run quarantine -- --retry [key]    has it tried again

const usage = 'Give nothing to list what is in quarantine, or: --retry [key].';
const LISTED_MAX = 200;

async function list(db: Database): Promise<string> {
  const { rows } = await listQuarantined(db, { limit: LISTED_MAX, after: null });
  if (rows.length === 0) return 'Nothing is in quarantine.';
  const more = (await countQuarantined(db)) - rows.length;
  return [
    ...rows.map(describe),
    ...(more > 0 ? [`and ${more} more: GET /v1/quarantine`] : []),
    'A new event or a reorg has it tried again. To do so by hand: npm run quarantine -- --retry [key]',
  ].join('\n');
}

function describe({ key, since, code, failures, operations, reason }: Quarantined): string {
  const concerned = operations.length > 0 ? operations.join(', ') : 'none was folded before';
  return [
    `${key}  since ${since.toISOString()}, ${failures} tries: ${code}`,
    `  ${reason}`,
    `  operations: ${concerned}`,
  ].join('\n');
}

async function retry(db: Database, key: string | null): Promise<string> {
  const count = await retryQuarantined(db, key);
  if (count > 0) return `Marked ${count}: the jobs try again.`;
  return key === null ? 'Nothing is in quarantine.' : `${key} is not in quarantine.`;
}

function parse(args: string[]): { isRetry: boolean; key: string | null } {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { retry: { type: 'boolean', default: false } },
      allowPositionals: true,
    });
    const [key = null, ...rest] = positionals;
    if (rest.length === 0 && (key === null || values.retry)) return { isRetry: values.retry, key };
  } catch {
    // Said below, in our words.
  }
  throw new MidflightError({
    code: 'bad_argument',
    message: `There is no command ${args.join(' ')}.`,
    recovery: usage,
  });
}

async function run(args: string[]): Promise<string> {
  const { isRetry, key } = parse(args);
  const { databaseUrl, dir } = readSettings(process.env);
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist: true });
  const connection = connect({ url: services.databaseUrl, connectionsMax: 2, onError: () => {} });
  try {
    await migrateDatabase(connection);
    return await (isRetry ? retry(connection.db, key) : list(connection.db));
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
