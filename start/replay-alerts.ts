import { parseArgs } from 'node:util';
import type { ReplayedAlert } from '../core/alerts/replay-lives.ts';
import { MidflightError } from '../core/errors.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import { replayAlerts, replayedRules, type ReplayedRule } from '../jobs/replay-alerts.ts';
import { bindProtocols } from '../protocols/index.ts';
import { loadConfig } from './load-config.ts';
import { readSettings } from './settings.ts';
import { startServices } from './services.ts';
import { runCommand } from './run-command.ts';

// npm run alerts:replay -- --from 2026-11-01 --to 2026-11-08 [--rule lane_degraded]
// tells which alerts the rules would have raised in that time, with the configuration as it is; sends nothing

const usage = `Give --from and --to, as days or times such as 2026-11-01T08:00:00Z, and --rule with one of ${replayedRules.join(', ')} if you like.`;
const LISTED_MAX = 200;

function parse(args: string[]): { from: Date; to: Date; rules: readonly ReplayedRule[] } {
  try {
    const { values } = parseArgs({
      args,
      options: { from: { type: 'string' }, to: { type: 'string' }, rule: { type: 'string' } },
    });
    const [from, to] = [new Date(values.from ?? ''), new Date(values.to ?? '')];
    const rules = replayedRules.filter((rule) => (values.rule ?? rule) === rule);
    if (from < to && rules.length > 0) return { from, to, rules };
  } catch {
    // Said below, in our words.
  }
  throw new MidflightError({
    code: 'bad_argument',
    message: `There is no command ${args.join(' ')}.`,
    recovery: usage,
  });
}

function describe({ finding, openedAt, resolvedAt, reopened }: ReplayedAlert): string {
  const end = resolvedAt === null ? 'still open' : `until ${new Date(resolvedAt).toISOString()}`;
  const again = reopened === 0 ? '' : `, opened again ${reopened} times`;
  return `${new Date(openedAt).toISOString()}  ${finding.rule}  ${finding.text.title} (${finding.subject}), ${end}${again}`;
}

async function run(args: string[]): Promise<string> {
  const { rules, ...past } = parse(args);
  const { databaseUrl, dir } = readSettings(process.env);
  const { declared, alerts, health } = await loadConfig(process.env);
  const services = await startServices({ databaseUrl, redisUrl: null, dir });
  const connection = connect({ url: services.databaseUrl, connectionsMax: 2, onError: () => {} });
  try {
    await migrateDatabase(connection);
    const found = await replayAlerts(connection.db, rules, {
      past,
      rules: alerts.rules,
      health,
      protocols: new Map(bindProtocols({}, declared).map(({ name, rules: own }) => [name, own])),
    });
    const counts = rules.map(
      (rule) => `${rule}: ${found.filter(({ finding }) => finding.rule === rule).length}`,
    );
    return [
      ...found.slice(0, LISTED_MAX).map(describe),
      ...(found.length > LISTED_MAX ? [`and ${found.length - LISTED_MAX} more`] : []),
      counts.join(', '),
    ].join('\n');
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
