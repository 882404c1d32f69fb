import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { MidflightError } from '../core/errors.ts';
import { ANALYTICS_ROLE } from '../db/analytics-role.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { runCommand } from './run-command.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';

// npm run analytics                  lists the questions
// npm run analytics slowest-lanes    answers one
// MIDFLIGHT_NOW=2026-11-01           about the time before it (seven days mean those), by what is known now

const folder = join(import.meta.dirname, '..', 'db', 'analytics');
/** A question may look through many operations. */
const STATEMENT_TIMEOUT_MS = 600_000;
/** A column in the terminal is not wider than this. */
const WIDTH_MAX = 44;

/** The questions by name, with the statement that answers each. */
function questions(): Map<string, { question: string; statement: string }> {
  const files = readdirSync(folder).filter((file) => file.endsWith('.sql'));
  return new Map(
    files.toSorted().map((file) => {
      const statement = readFileSync(join(folder, file), 'utf8');
      const [first = ''] = statement.split('\n');
      return [basename(file, '.sql'), { question: first.replace(/^-- /, ''), statement }];
    }),
  );
}

async function run(args: readonly string[]): Promise<string> {
  const all = questions();
  const [name, ...more] = args;
  if (name === undefined) {
    return [...all].map(([known, { question }]) => `${known.padEnd(22)}${question}`).join('\n');
  }
  const asked = all.get(name);
  if (!asked || more.length > 0) {
    throw new MidflightError({
      code: 'bad_argument',
      message: `There is no question ${args.join(' ')}.`,
      recovery: `Ask one of: ${[...all.keys()].join(', ')}.`,
    });
  }
  const { databaseUrl, dir } = readSettings(process.env);
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist: true });
  const connection = connect({
    url: services.databaseUrl,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: () => {},
  });
  try {
    await migrateDatabase(connection);
    const client = await connection.pool.connect();
    try {
      await client.query('begin read only');
      // What it asks must be within the reach of data teams, where the role can be had.
      await client.query('savepoint before');
      await client
        .query(`set local role ${ANALYTICS_ROLE}`)
        .catch(() => client.query('rollback to before'));
      await client.query("select set_config('midflight.now', $1, true)", [
        process.env['MIDFLIGHT_NOW'] ?? '',
      ]);
      const { rows, fields } = await client.query<Record<string, unknown>>(asked.statement);
      return `${asked.question}\n\n${table(
        fields.map(({ name: column }) => column),
        rows,
      )}`;
    } finally {
      client.release(true);
    }
  } finally {
    await connection.close();
    await services.stop();
  }
}

function table(columns: readonly string[], rows: readonly Record<string, unknown>[]): string {
  if (rows.length === 0) return 'Nothing.';
  const lines = [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))];
  const widths = columns.map((_, index) =>
    Math.max(...lines.map((line) => line[index]?.length ?? 0)),
  );
  return lines
    .map((line) =>
      line
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** A value in one line. What contracts wrote may hold what a terminal obeys. */
function cell(value: unknown): string {
  const text =
    value === null || value === undefined
      ? ''
      : value instanceof Date
        ? value.toISOString()
        : typeof value === 'number'
          ? String(Math.round(value * 100) / 100)
          : typeof value === 'string' || typeof value === 'boolean'
            ? String(value)
            : JSON.stringify(value);
  const plain = text.replaceAll(/\p{C}/gu, '?');
  return plain.length > WIDTH_MAX ? `${plain.slice(0, WIDTH_MAX - 1)}…` : plain;
}

await runCommand(run);
