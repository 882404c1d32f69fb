import { parseArgs } from 'node:util';
import { MidflightError } from '../core/errors.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { exportDays, formats, type ExportFormat, type ExportWish } from './export/export-days.ts';
import { runCommand } from './run-command.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { count, showProgress } from './show-progress.ts';

// npm run export -- --from 2026-11-01 --to 2026-11-07 --format parquet [--out export]
//
// Writes operations, legs and transitions of these days (UTC, both included), a folder for each day.

const usage =
  'Give --from and --to, days such as 2026-11-26, --format parquet or csv, and perhaps --out <folder>.';
/** One page of a day with many legs may take its time. */
const STATEMENT_TIMEOUT_MS = 600_000;

function refused(message: string): MidflightError {
  return new MidflightError({ code: 'bad_argument', message, recovery: usage });
}

function wishOf(args: string[]): ExportWish {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        format: { type: 'string', default: 'parquet' },
        out: { type: 'string', default: 'export' },
      },
    }));
  } catch (error) {
    throw refused(
      error instanceof Error ? `${error.message.split('.')[0]}.` : 'That is no argument.',
    );
  }
  const { from, to, format, out } = values;
  for (const day of [from, to]) {
    if (day === undefined || !isDay(day)) throw refused(`${day ?? 'Nothing'} is no day.`);
  }
  if (!isFormat(format)) throw refused(`There is no format ${format}.`);
  if (from === undefined || to === undefined || from > to)
    throw refused(`${to} is before ${from}.`);
  return { from, to, format, out };
}

/** True for a day that there is. */
function isDay(text: string): boolean {
  const time = Date.parse(text);
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(time) &&
    new Date(time).toISOString().startsWith(text)
  );
}

const isFormat = (text: string): text is ExportFormat => Object.hasOwn(formats, text);

async function run(args: string[]): Promise<string> {
  const wish = wishOf(args);
  const { databaseUrl, dir } = readSettings(process.env);
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist: true });
  const connection = connect({
    url: services.databaseUrl,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
    onError: () => {},
  });
  const abort = new AbortController();
  process.once('SIGINT', () =>
    abort.abort(
      new MidflightError({
        code: 'ended',
        message: 'Ended before it was through.',
        recovery: 'What is there is whole. Run it again for the rest.',
      }),
    ),
  );
  try {
    await migrateDatabase(connection);
    const show = showProgress();
    const { files, rows, bytes } = await exportDays(connection, wish, {
      signal: abort.signal,
      onProgress: (done, total) =>
        show({ name: 'exporting', unit: 'operations and transitions', done, total }),
    });
    return `${count(rows)} rows in ${count(files)} files of ${wish.out}, ${count(Math.ceil(bytes / 1024))} kB.`;
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
