import { MidflightError } from '../core/errors.ts';

/**
 * The error of everything that keeps the embedded Postgres from running.
 *
 * @example throw postgresFailure(`initdb failed: ${sayWhy(stderr)}`)
 */
export function postgresFailure(message: string, cause?: unknown): MidflightError {
  return new MidflightError({
    code: 'embedded_postgres_failed',
    message: `The embedded Postgres is not available: ${message}.`,
    recovery: 'Remove that cause, or set DATABASE_URL to a Postgres server, version 15 or newer.',
    ...(cause === undefined ? {} : { cause }),
  });
}

/**
 * The line of a program's stderr that names the cause of its end: the last complaint, since a
 * server also logs those of its clients, without the refusals it gives while it starts.
 *
 * @example sayWhy('2026-01-01 [7] FATAL:  disk full\nLOG:  shut down') // 'disk full'
 */
export function sayWhy(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const complaints = lines.filter(
    (line) => /\b(FATAL|PANIC|error):/.test(line) && !line.includes('the database system is'),
  );
  const line = complaints.at(-1) ?? lines.at(-1) ?? 'no message';
  return line.replace(/^.*?\b(FATAL|PANIC|LOG|error):\s*/, '').trim();
}
