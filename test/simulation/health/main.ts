import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'drizzle-orm';
import { migrateDatabase } from '../../../db/migrate.ts';
import { startEmbeddedPostgres } from '../../../start/embedded-postgres.ts';
import { openQuietly } from '../database.ts';
import { runHealthSeed, type HealthReport } from './run-seed.ts';

const { values } = parseArgs({ options: { seeds: { type: 'string', default: '1-50' } } });
const [first = 0, last = first] = values.seeds.split('-').map(Number);
if (!(first >= 1 && last >= first)) {
  console.error('usage: npm run sim:health -- --seeds 1-50');
  process.exit(2);
}

const dir = mkdtempSync(join(tmpdir(), 'midflight-health-'));
const postgres = await startEmbeddedPostgres({ dir, database: 'simulation' });
const reports: HealthReport[] = [];
try {
  const startedAt = performance.now();
  for (let seed = first; seed <= last; seed += 1) {
    const connection = openQuietly(postgres.url);
    await connection.db.execute(sql`drop schema if exists public, drizzle cascade`);
    await connection.db.execute(sql`create schema public`);
    await migrateDatabase(connection);
    const report = await runHealthSeed(connection.db, seed);
    await connection.close();
    reports.push(report);
    const seconds = (performance.now() - startedAt) / 1_000;
    const left = Math.round((seconds / reports.length) * (last - seed));
    const { planted, found, falsely, unlucky, whileBlind, misjudged, overdue } = report;
    console.log(
      `seed ${seed}: ${found} of ${planted} found, ${falsely.length} falsely (${unlucky.length} by chance), ${whileBlind.length} while blind, ${misjudged.length} by others' figures, overdue ${overdue} (about ${left} s left)`,
    );
  }
} finally {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
const sum = (of: (report: HealthReport) => number) =>
  reports.reduce((all, report) => all + of(report), 0);
const planted = sum((report) => report.planted);
const found = sum((report) => report.found);
const falsely = sum((report) => report.falsely.length);
const unlucky = sum((report) => report.unlucky.length);
const misjudged = sum((report) => report.misjudged.length);
const blind = sum((report) => report.whileBlind.length);
const overdue = Math.max(...reports.map((report) => report.overdue));
const percent = (part: number, whole: number) =>
  `${((100 * part) / Math.max(1, whole)).toFixed(2)} %`;
console.log(
  `${reports.length} seeds, ${sum((report) => report.operations)} operations, ${planted} of them planted`,
);
console.log(`recall ${percent(found, planted)} (${found} of ${planted})`);
console.log(
  `precision ${percent(found, found + falsely)} (${falsely} falsely called stuck, ${unlucky} of them that late by chance)`,
);
console.log(`called stuck while blind: ${blind}`);
console.log(`judged by the figures of others: ${misjudged}`);
console.log(`found ${overdue} looks after the threshold at most`);
const isSound =
  found === planted &&
  blind === 0 &&
  misjudged <= 0.01 * planted &&
  overdue <= 1 &&
  falsely < 0.01 * (found + falsely);
if (!isSound) process.exitCode = 1;
