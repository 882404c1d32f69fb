import { parseArgs } from 'node:util';
import { MidflightError } from '../core/errors.ts';
import {
  createApiKey,
  isApiKeyName,
  API_KEY_NAME_LENGTH_MAX,
  listApiKeys,
  revokeApiKey,
  type StoredApiKey,
} from '../db/api-keys.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect, type Database } from '../db/pool.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { runCommand } from './run-command.ts';

// npm run keys -- create <name> [--admin] [--expires 90d]   makes a key to the API, and shows its secret once
// npm run keys -- list                                      lists the keys
// npm run keys -- revoke <id>                               ends one for good

const usage = 'Give one of: create <name> [--admin] [--expires 90d], list, revoke <id>.';
const DAYS_MAX = 36_500;

async function create(
  db: Database,
  name: string,
  { admin, expires }: { admin: boolean; expires: string | undefined },
): Promise<string> {
  if (!isApiKeyName(name)) {
    throw refused(
      `The name ${JSON.stringify(name)} must have 1 to ${API_KEY_NAME_LENGTH_MAX} characters, not only spaces, all on one line.`,
    );
  }
  const { key, secret } = await createApiKey(db, {
    name,
    scopes: admin ? ['admin'] : ['read'],
    days: expires === undefined ? null : daysOf(expires),
  });
  return [
    describe(key),
    `  ${secret}`,
    'The secret is shown this once: only a hash of it is kept.',
  ].join('\n');
}

async function list(db: Database): Promise<string> {
  const keys = await listApiKeys(db);
  if (keys.length === 0) return 'There are no keys. To make one: npm run keys -- create <name>';
  return keys.map(describe).join('\n');
}

async function revoke(db: Database, id: string): Promise<string> {
  const key = await revokeApiKey(db, id);
  if (!key) {
    throw new MidflightError({
      code: 'no_such_key',
      message: `There is no key ${id}.`,
      recovery: 'npm run keys -- list shows their ids.',
    });
  }
  return `${key.id} (${key.name}) is revoked: it opens nothing any more, within seconds.`;
}

function describe({
  id,
  name,
  prefix,
  scopes,
  state,
  expiresAt,
  lastUsedAt,
}: StoredApiKey): string {
  const until = expiresAt === null ? 'for good' : `until ${expiresAt.toISOString()}`;
  const used = lastUsedAt === null ? 'never used' : `last used about ${lastUsedAt.toISOString()}`;
  return `${id}  ${name}  ${prefix}…  ${scopes.join(', ')}, ${state}, ${until}, ${used}`;
}

function daysOf(text: string): number {
  const days = Number(/^(\d{1,5})d$/.exec(text)?.[1]);
  if (days >= 1 && days <= DAYS_MAX) return days;
  throw refused(`--expires is "${text}" and must be a number of days such as 90d.`);
}

function refused(message: string): MidflightError {
  return new MidflightError({ code: 'bad_argument', message, recovery: usage });
}

/** What the arguments ask for, or null if they ask for nothing that there is. */
function parse(args: string[]): ((db: Database) => Promise<string>) | null {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { admin: { type: 'boolean', default: false }, expires: { type: 'string' } },
      allowPositionals: true,
    });
    const [command, subject, ...rest] = positionals;
    const isPlain = !values.admin && values.expires === undefined;
    if (rest.length > 0) return null;
    if (command === 'list' && subject === undefined && isPlain) return list;
    if (subject === undefined) return null;
    if (command === 'create') {
      const { admin, expires } = values;
      return (db) => create(db, subject, { admin, expires });
    }
    return command === 'revoke' && isPlain ? (db) => revoke(db, subject) : null;
  } catch {
    return null;
  }
}

async function run(args: string[]): Promise<string> {
  const command = parse(args);
  if (!command) {
    throw refused(
      args.length === 0 ? 'A command is missing.' : `"${args.join(' ')}" is no command of this.`,
    );
  }
  const { databaseUrl, dir } = readSettings(process.env);
  const mustExist = args[0] !== 'create';
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist });
  const connection = connect({ url: services.databaseUrl, connectionsMax: 2, onError: () => {} });
  try {
    await migrateDatabase(connection);
    return await command(connection.db);
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
