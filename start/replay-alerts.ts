import { parseArgs } from 'node:util';
import type { ReplayedAlert } from '../core/alerts/replay-lives.ts';
import { MidflightError, reasonOf } from '../core/errors.ts';
import { migrateDatabase } from '../db/migrate.ts';
import { connect } from '../db/pool.ts';
import {
  notReplayed,
  replayAlerts,
  replayedRules,
  replayLimits,
  type ReplayedRule,
} from '../jobs/replay-alerts.ts';
import { bindProtocols } from '../protocols/index.ts';
import { loadConfig } from './load-config.ts';
import { readSettings } from './settings.ts';
import { startServices } from './services.ts';
import { runCommand } from './run-command.ts';

// npm run alerts:replay -- --from 2026-11-01 --to 2026-11-08 [--rule lane_degraded]
// tells which alerts the rules would have raised in that time, with the configuration as it is; sends nothing

const usage = `Give --from and --to, as days or times such as 2026-11-01T08:00:00Z, and --rule with one of ${replayedRules.join(', ')} if you like.`;
const LISTED_MAX = 200;

/** What is still to come has raised nothing: it ends now at the latest. */
function parse(
  args: string[],
  now: Date,
): { from: Date; to: Date; rules: readonly ReplayedRule[] } {
  const { from: begin, to: end, rule } = valuesOf(args);
  if (begin === undefined || end === undefined) throw refused('It takes --from and --to.');
  const [from, until] = [new Date(begin), new Date(end)];
  for (const [time, text] of [
    [from, begin],
    [until, end],
  ] as const) {
    if (Number.isNaN(time.getTime())) throw refused(`${text} is no time.`);
  }
  const to = until < now ? until : now;
  if (from >= until) throw refused(`${end} is not later than ${begin}.`);
  if (from >= to) throw refused(`Between ${begin} and ${end} nothing has happened yet.`);
  const rules = replayedRules.filter((one) => (rule ?? one) === one);
  if (rules.length > 0) return { from, to, rules };
  const why = Object.entries(notReplayed).find(([one]) => one === rule)?.[1];
  throw refused(
    why === undefined ? `There is no rule ${rule}.` : `The rule ${rule} is not replayed: ${why}.`,
  );
}

function valuesOf(args: string[]) {
  try {
    const string = { type: 'string' } as const;
    return parseArgs({ args, options: { from: string, to: string, rule: string } }).values;
  } catch (error) {
    throw refused(`${reasonOf(error).split('.')[0]}.`);
  }
}

function refused(message: string): MidflightError {
  return new MidflightError({ code: 'bad_argument', message, recovery: usage });
}

function describe({ finding, openedAt, resolvedAt, reopened }: ReplayedAlert): string {
  const end = resolvedAt === null ? 'still open' : `until ${new Date(resolvedAt).toISOString()}`;
  const again = reopened === 0 ? '' : `, opened again ${reopened} times`;
  return `${new Date(openedAt).toISOString()}  ${finding.rule}  ${finding.text.title} (${finding.subject}), ${end}${again}`;
}

async function run(args: string[]): Promise<string> {
  const { rules, ...past } = parse(args, new Date());
  const { databaseUrl, dir } = readSettings(process.env);
  const { declared, alerts, health } = await loadConfig(process.env);
  const services = await startServices({ databaseUrl, redisUrl: null, dir, mustExist: true });
  const connection = connect({ url: services.databaseUrl, connectionsMax: 2, onError: () => {} });
  try {
    await migrateDatabase(connection);
    const found = await replayAlerts(connection.db, rules, {
      past,
      rules: alerts.rules,
      health,
      protocols: new Map(bindProtocols({}, declared).map(({ name, rules: own }) => [name, own])),
    });
    const limits = await replayLimits(connection.db, rules, past);
    const counts = rules.map(
      (rule) => `${rule}: ${found.filter(({ finding }) => finding.rule === rule).length}`,
    );
    return [
      ...found.slice(0, LISTED_MAX).map(describe),
      ...(found.length > LISTED_MAX ? [`and ${found.length - LISTED_MAX} more`] : []),
      counts.join(', '),
      ...limits.slice(0, LISTED_MAX),
      ...Object.entries(notReplayed).map(([rule, why]) => `${rule}: not replayed, ${why}`),
    ].join('\n');
  } finally {
    await connection.close();
    await services.stop();
  }
}

await runCommand(run);
