import { rmSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { migrateDatabase } from '../../db/migrate.ts';
import { startEmbeddedPostgres } from '../../start/embedded-postgres.ts';
import { openQuietly } from './database.ts';
import { createProgress } from './progress.ts';
import { runSeed } from './run-seed.ts';
import { summarizeRun } from './summary.ts';

/** Of world time: a hundred operations and some. */
const MINUTES = 4;

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    seeds: { type: 'string' },
    minutes: { type: 'string', default: String(MINUTES) },
    stop: { type: 'boolean', default: false },
    hold: { type: 'string', default: '0' },
  },
});

const seeds = seedsOf(values);
const minutes = Number(values.minutes);
if (seeds.length === 0 || !(minutes > 0)) {
  console.error(
    'usage: npm run sim -- --seed 7 | --seeds 1-1000 [--minutes 4] [--stop] [--hold 60]',
  );
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'midflight-sim-'));
const postgres = await startEmbeddedPostgres({ dir, database: 'simulation' });
const connection = openQuietly(postgres.url);
await migrateDatabase(connection);
await connection.close();
const reports = [];
try {
  const progress = createProgress({ seeds: seeds.length, now: () => performance.now() });
  for (const seed of seeds) {
    const report = await runSeed({ seed, minutes, url: postgres.url });
    reports.push(report);
    if (report.divergences.length > 0) {
      console.log(
        `\nseed ${seed} diverges. Again: npm run sim -- --seed ${seed} --minutes ${minutes}`,
      );
      for (const divergence of report.divergences) console.log(`  ${divergence}`);
      if (Number(values.hold) > 0) {
        console.log(`  for ${values.hold} s its database is at ${postgres.url}`);
        await sleep(Number(values.hold) * 1_000);
      }
      if (values.stop) break;
    }
    progress(report);
  }
} finally {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
}
console.log(summarizeRun(reports));
process.exit(reports.some(({ divergences }) => divergences.length > 0) ? 1 : 0);

/** `--seed 7`, or `--seeds 1-1000`. */
function seedsOf({ seed, seeds }: { seed?: string; seeds?: string }): number[] {
  if (seed !== undefined) return [Number(seed)];
  const [, from, to] = /^(\d+)-(\d+)$/.exec(seeds ?? '') ?? [];
  const [low, high] = [Number(from), Number(to)];
  return Number.isNaN(low) ? [] : Array.from({ length: high - low + 1 }, (_, index) => low + index);
}
