import { isChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { closeIncidents, openIncidents } from '../db/incidents.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect, type Database } from '../db/pool.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { runCommand } from './run-command.ts';

// npm run incidents                       lists what is open
// npm run incidents -- close <chain id>   closes a chain's incidents

const usage = 'Give nothing to list them, or: close <chain id>, such as close eip155:1.';

async function list(db: Database): Promise<string> {
  const incidents = await openIncidents(db);
  if (incidents.length === 0) return 'No incident is open.';
  const lines = incidents.map(
    ({ chain, finalized, ancestor, openedAt }) =>
      `${chain}  since ${openedAt.toISOString()}: it called block ${finalized} final and took back everything above ${ancestor}.`,
  );
  const remedy =
    'Nothing above counts as final there. When its RPC endpoints are right again: npm run incidents -- close <chain id>';
  return [...lines, remedy].join('\n');
}

async function close(db: Database, chain: string | undefined): Promise<string> {
  if (chain === undefined || !isChainId(chain)) {
    throw new MidflightError({
      code: 'bad_argument',
      message: `${chain ?? 'Nothing'} is no chain id.`,
      recovery: usage,
    });
  }
  const count = await closeIncidents(db, chain);
  if (count === 0) return `No incident of ${chain} is open.`;
  return `Closed ${count} of ${chain}: what its finalized height covers counts as final again.`;
}

async function run([command, chain, ...rest]: readonly string[]): Promise<string> {
  if ((command !== undefined && command !== 'close') || rest.length > 0) {
    throw new MidflightError({
      code: 'bad_argument',
      message: `There is no command ${[command, chain, ...rest].filter(Boolean).join(' ')}.`,
      recovery: usage,
    });
  }
  const { databaseUrl, dir } = readSettings(process.env);
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist: true });
  const connection = connect({ url: services.databaseUrl, connectionsMax: 2, onError: () => {} });
  try {
    await migrateDatabase(connection);
    return await (command === 'close' ? close(connection.db, chain) : list(connection.db));
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
