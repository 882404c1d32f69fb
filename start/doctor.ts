import { sql } from 'drizzle-orm';
import { MidflightError } from '../core/errors.ts';
import { examine, type Examined } from '../db/doctor/examine.ts';
import { connect, type Database } from '../db/pool.ts';
import { bindProtocols } from '../protocols/index.ts';
import { loadConfig } from './load-config.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { count, showProgress } from './show-progress.ts';
import { runCommand } from './run-command.ts';

// npm run doctor             checks what should always be so in the database, while everything runs; writes nothing
// npm run doctor -- --all    folds every operation, where a sample would do

function isThorough(args: readonly string[]): boolean {
  const unknown = args.find((argument) => argument !== '--all');
  if (unknown === undefined) return args.length > 0;
  throw new MidflightError({
    code: 'bad_argument',
    message: `There is no argument ${unknown}.`,
    recovery: 'Give nothing, or --all to look at every operation.',
  });
}

/** What one check says: a line if it is well, and else what it means, where, and what to do. */
function describe({ check, finding, error }: Examined): string {
  const { name, meaning, remedy } = check;
  if (error !== undefined) return `unknown  ${name}\n         It could not be checked: ${error}.`;
  const { broken, waiting, examples } = finding;
  const places = examples.map((example) => `           ${example}`);
  if (broken === 0 && waiting === 0) return `ok       ${name}`;
  if (broken === 0)
    return [`wait     ${name}: ${count(waiting)} on their way`, ...places].join('\n');
  return [
    `BROKEN   ${name}: ${count(broken)} are not`,
    `         ${meaning}`,
    ...places,
    ...(broken > examples.length ? [`           and ${count(broken - examples.length)} more`] : []),
    `         ${remedy}`,
  ].join('\n');
}

async function assertMigrated(db: Database): Promise<void> {
  const { rows } = await db.execute<{ is_there: boolean }>(sql`
    select to_regclass('rule_versions') is not null as is_there`);
  if (rows[0]?.is_there) return;
  throw new MidflightError({
    code: 'not_migrated',
    message: "The database does not have this version's tables.",
    recovery: 'Start Midflight once, which makes them; the doctor changes nothing.',
  });
}

async function run(args: readonly string[]): Promise<void> {
  const thorough = isThorough(args);
  const { databaseUrl, dir } = readSettings(process.env);
  const { declared, health } = await loadConfig(process.env);
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist: true });
  const connection = connect({ url: services.databaseUrl, connectionsMax: 2, onError: () => {} });
  try {
    await assertMigrated(connection.db);
    const show = showProgress();
    const examined = await examine(connection.db, {
      rules: new Map(bindProtocols({}, declared).map(({ name, rules }) => [name, rules])),
      policy: health,
      isThorough: thorough,
      onProgress: (progress) => show({ name: 'folding', unit: 'operations', ...progress }),
      onExamined: (one) => process.stdout.write(`${describe(one)}\n`),
    });
    const bad = examined.filter(({ finding }) => !finding || finding.broken > 0).length;
    const verdict =
      bad === 0
        ? 'All is well.'
        : `${bad} of ${examined.length} checks say that something is wrong.`;
    process.stdout.write(`\n${verdict}\n`);
    if (bad > 0) process.exitCode = 1;
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
