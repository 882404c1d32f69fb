import { MidflightError } from '../core/errors.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { rebuild, type Progress, type Rebuilt } from '../jobs/rebuild.ts';
import type { Protocol } from '../protocols/bind.ts';
import { bindProtocols } from '../protocols/index.ts';
import { createLog } from './create-log.ts';
import { loadConfig } from './load-config.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';
import { count, showProgress } from './show-progress.ts';

// npm run rebuild                         folds everything again from the stored events, while everything else runs
// npm run rebuild -- --dry-run            only tells what would differ
// npm run rebuild -- --protocol axelar    one protocol; may be given several times

const usage = 'Give nothing, --dry-run, --protocol <name>, or both.';
const CONNECTIONS = 4;

function badArgument(message: string, recovery = usage): MidflightError {
  return new MidflightError({ code: 'bad_argument', message, recovery });
}

/** What the arguments ask for. */
function wishOf(
  args: readonly string[],
  protocols: readonly Protocol[],
): { isDryRun: boolean; wanted: Protocol[] } {
  const names = new Set<string>();
  let isDryRun = false;
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index];
    if (argument === '--dry-run') {
      isDryRun = true;
    } else if (argument === '--protocol') {
      index += 1;
      const name = args[index] ?? 'nothing';
      if (!protocols.some((protocol) => protocol.name === name)) {
        const known = protocols.map((protocol) => protocol.name).join(', ');
        throw badArgument(`There is no protocol ${name}.`, `Use one of: ${known}.`);
      }
      names.add(name);
    } else {
      throw badArgument(`There is no argument ${argument}.`);
    }
  }
  return { isDryRun, wanted: protocols.filter(({ name }) => names.size === 0 || names.has(name)) };
}

const steps: Record<Progress['stage'], { name: string; unit: string }> = {
  capture: { name: 'capturing again', unit: 'events' },
  fold: { name: 'folding again', unit: 'operations' },
  write: { name: 'writing', unit: 'marks' },
};

function report(
  { captured, differences, ...folds }: Rebuilt,
  { isDryRun, names }: { isDryRun: boolean; names: readonly string[] },
): string {
  const { events, changed, gone, fresh, left, unfolded } = captured;
  const rows: [string, number, string?][] = [
    ['events captured again', events],
    ['  legs that changed', changed],
    ['  legs that are none any more', gone],
    ['  new legs', fresh],
    ['  legs without an operation', unfolded],
    ...rare('  left as they are', left, 'their contracts are not configured'),
    ['operations folded again', folds.folded],
    ['  differ in their status', differences.status],
    ['  differ in their stage', differences.stage],
    ['  differ in something else', differences.other],
    ...rare('  new ones', differences.fresh),
    ...rare('  not compared', folds.waiting, 'the jobs fold them anyway'),
    ...rare('  cannot be folded', folds.failed, 'the log says why'),
  ];
  const lines = rows.map(([name, value, why]) =>
    `${name.padEnd(32)}${count(value).padStart(12)}   ${why ?? ''}`.trimEnd(),
  );
  const { examples } = differences;
  if (examples.length > 0) lines.push('', isDryRun ? 'Would change:' : 'Changed:', ...examples);
  lines.push('', verdict({ captured, differences, ...folds }, { isDryRun, names }));
  return lines.join('\n');
}

/** A row that is shown only where there is something to say. */
const rare = (name: string, value: number, why = ''): [string, number, string][] =>
  value === 0 ? [] : [[name, value, why]];

function verdict(
  { captured, differences, failed, otherRules }: Rebuilt,
  { isDryRun, names }: { isDryRun: boolean; names: readonly string[] },
): string {
  if (otherRules.length > 0) {
    return `Jobs of another version folded ${otherRules.join(', ')}: restart them with this one, and rebuild again.`;
  }
  if (failed > 0)
    return 'Not everything could be folded. See the log; when it is mended, rebuild again.';
  const { status, stage, other, fresh } = differences;
  const { changed, gone, fresh: legs, unfolded } = captured;
  const isSame = status + stage + other + fresh + changed + gone + legs + unfolded === 0;
  if (isSame) return `Everything of ${names.join(', ')} is as it should be.`;
  return isDryRun ? 'Nothing was written. To write it: npm run rebuild' : 'Everything is written.';
}

async function run(args: readonly string[]): Promise<void> {
  const { databaseUrl, dir, logLevel } = readSettings(process.env);
  const config = await loadConfig(process.env);
  const protocols = bindProtocols(config.protocols);
  const { isDryRun, wanted } = wishOf(args, protocols);
  const services = await startServices({ databaseUrl, redisUrl: null, dir });
  const connection = connect({
    url: services.databaseUrl,
    connectionsMax: CONNECTIONS,
    onError: () => {},
  });
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  try {
    await migrateDatabase(connection);
    const show = showProgress();
    const rebuilt = await rebuild(
      {
        db: connection.db,
        rules: new Map(protocols.map(({ name, rules }) => [name, rules])),
        log: createLog(logLevel),
        signal: abort.signal,
        // It folds by itself until nothing is left, or lets the jobs do it.
        ring: async () => {},
      },
      {
        protocols: wanted,
        isDryRun,
        onProgress: ({ stage, done, total }) => show({ ...steps[stage], done, total }),
      },
    );
    const names = wanted.map(({ name }) => name);
    process.stdout.write(`${report(rebuilt, { isDryRun, names })}\n`);
    if (abort.signal.aborted) {
      process.stderr.write(
        'Ended before it was through. What is marked is folded; rebuild again.\n',
      );
    }
    const isWell = rebuilt.failed + rebuilt.otherRules.length === 0 && !abort.signal.aborted;
    if (!isWell) process.exitCode = 1;
  } finally {
    await connection.close();
    await services.stop();
  }
}

try {
  await run(process.argv.slice(2));
} catch (error) {
  const text = error instanceof MidflightError ? `${error.message} ${error.recovery}` : error;
  process.stderr.write(`${String(text)}\n`);
  process.exitCode = 1;
}
