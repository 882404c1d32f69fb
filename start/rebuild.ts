import { MidflightError } from '../core/errors.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import type { Progress } from '../jobs/fold-again.ts';
import { rebuild } from '../jobs/rebuild.ts';
import { bindProtocols, protocols } from '../protocols/index.ts';
import { createLog } from './create-log.ts';
import { loadConfig } from './load-config.ts';
import { knownDeployments } from './name-contracts.ts';
import { startServices } from './services.ts';
import { reportRebuild } from './report-rebuild.ts';
import { readSettings } from './settings.ts';
import { showProgress } from './show-progress.ts';
import { runCommand } from './run-command.ts';

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
  known: readonly string[],
): {
  isDryRun: boolean;
  isWanted: (protocol: string) => boolean;
} {
  const names = new Set<string>();
  let isDryRun = false;
  for (let index = 0; index < args.length; index += 1) {
    const argument = args[index];
    if (argument === '--dry-run') {
      isDryRun = true;
    } else if (argument === '--protocol') {
      index += 1;
      const name = args[index] ?? 'nothing';
      if (!known.includes(name)) {
        throw badArgument(`There is no protocol ${name}.`, `Use one of: ${known.join(', ')}.`);
      }
      names.add(name);
    } else {
      throw badArgument(`There is no argument ${argument}.`);
    }
  }
  return { isDryRun, isWanted: (name) => names.size === 0 || names.has(name) };
}

const steps: Record<Progress['stage'], { name: string; unit: string }> = {
  capture: { name: 'capturing again', unit: 'events' },
  fold: { name: 'folding again', unit: 'operations' },
  write: { name: 'writing', unit: 'marks' },
};

async function run(args: readonly string[]): Promise<void> {
  const { databaseUrl, dir, logLevel, componentLegsMax } = readSettings(process.env);
  const config = await loadConfig(process.env);
  const { isDryRun, isWanted } = wishOf(args, [
    ...Object.keys(protocols),
    ...config.declared.map(({ name }) => name),
  ]);
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist: true });
  const connection = connect({
    url: services.databaseUrl,
    connectionsMax: CONNECTIONS,
    onError: () => {},
  });
  const abort = new AbortController();
  process.once('SIGINT', () => abort.abort());
  try {
    await migrateDatabase(connection);
    const bound = bindProtocols(
      await knownDeployments(connection.db, config.protocols),
      config.declared,
    );
    const wanted = bound.filter(({ name }) => isWanted(name));
    const show = showProgress();
    const rebuilt = await rebuild(
      {
        db: connection.db,
        rules: new Map(bound.map(({ name, rules }) => [name, rules])),
        log: createLog(logLevel),
        signal: abort.signal,
        // It folds by itself, one batch after the other.
        ring: async () => {},
        legsMax: componentLegsMax,
      },
      {
        protocols: wanted,
        isDryRun,
        onProgress: ({ stage, done, total }) => show({ ...steps[stage], done, total }),
      },
    );
    const names = wanted.map(({ name }) => name);
    const isWhole = !abort.signal.aborted;
    process.stdout.write(`${reportRebuild(rebuilt, { isDryRun, isWhole, names })}\n`);
    if (rebuilt.failed + rebuilt.otherRules.length > 0 || !isWhole) process.exitCode = 1;
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
