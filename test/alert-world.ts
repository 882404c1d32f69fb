import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { Channel } from '../alerts/channel.ts';
import type { AlertPace } from '../alerts/pace.ts';
import { ruleDefaults, type EffectiveRules } from '../core/alerts/rule-options.ts';
import { alertEvents, alertNotices, alerts } from '../db/schema.ts';
import { alertJob, type AlertSettings } from '../jobs/alert-job.ts';
import { alertNoticeJob } from '../jobs/alert-notice-job.ts';
import { here, there } from './builders.ts';
import { createDatabase } from './database.ts';
import { hastyAlerts } from './hasty-alerts.ts';
import { registerRoute } from './world-in-database.ts';

/** A database with rules that are checked by a clock of the test's own, and channels that are told when it says so. */
export async function anAlertWorld({
  rules = {},
  channels = {},
  escalateMs = null,
  pace = hastyAlerts,
}: {
  rules?: Partial<EffectiveRules>;
  channels?: Record<string, Channel>;
  escalateMs?: number | null;
  pace?: AlertPace;
} = {}) {
  const connection = await createDatabase();
  const { db } = connection;
  await registerRoute(db);
  const clock = { seconds: Date.parse('2026-11-26T08:00:00Z') / 1_000 };
  const now = () => new Date(clock.seconds * 1_000);
  /** Both chains show a fresh block. */
  const see = async (chains = [here, there]) => {
    await db.execute(sql`
      update checkpoints set ranges = '{[0,101)}' where chain = any(${sql.param(chains)}::text[])`);
    await db.execute(sql`
      update chains
      set head_number = 100, head_hash = '0x64', head_time = ${now().toISOString()},
        seen_at = ${now().toISOString()}, moved_at = ${now().toISOString()}
      where id = any(${sql.param(chains)}::text[])`);
  };
  const logged: string[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(line) });
  const stop = new AbortController();
  onTestFinished(() => stop.abort());
  const deps = { db, rules: new Map(), log, signal: stop.signal, ring: async () => {} };
  const names = Object.keys(channels);
  const settings: AlertSettings = {
    rules: { ...ruleDefaults, ...rules },
    routes: (_, kind) => (kind === 'opened' ? names : ['oncall']),
    escalateMs,
    now,
  };
  const outcomes: string[] = [];
  const sender = {
    channels: new Map(Object.entries(channels)),
    publicUrl: 'https://midflight.example',
    pace,
    meter: {
      alerted: ({ channel, outcome }: { channel: string; outcome: string }) =>
        void outcomes.push(`${channel} ${outcome}`),
    },
  };
  const check = () => alertJob(settings).run({}, deps);
  const tell = () => alertNoticeJob(sender).run({}, deps);
  await see();
  return {
    ...connection,
    clock,
    see,
    logged,
    outcomes,
    deps,
    settings,
    check,
    tell,
    /** Lets time pass, with a fresh block and a check at its end; every rule is due then. */
    pass: async (seconds: number) => {
      clock.seconds += seconds;
      await see();
      await db.execute(sql`update alert_rounds set next_at = ${now().toISOString()}`);
      await check();
    },
    tellUntil: async (holds: () => Promise<boolean> | boolean) => {
      for (const until = Date.now() + 30_000; Date.now() < until; await sleep(10)) {
        await tell();
        if (await holds()) return;
      }
      throw new Error('it did not come to pass');
    },
    alerts: () => db.select().from(alerts).orderBy(alerts.rule, alerts.subject, alerts.openedAt),
    events: () => db.select().from(alertEvents).orderBy(alertEvents.seq),
    notices: () => db.select().from(alertNotices).orderBy(alertNotices.id),
    now,
  };
}
export type AlertWorld = Awaited<ReturnType<typeof anAlertWorld>>;

/** Makes operations of the lane from `here` to `there` that health calls so. */
export async function addOperations(
  { db, now }: Pick<AlertWorld, 'db' | 'now'>,
  ids: readonly string[],
  {
    health = 'stuck',
    waitedSeconds = 3_600,
    body = {},
  }: { health?: string; waitedSeconds?: number; body?: Record<string, unknown> } = {},
): Promise<void> {
  const at = now().toISOString();
  const since = new Date(now().getTime() - waitedSeconds * 1_000).toISOString();
  const stored = {
    conflicts: [],
    specGaps: [],
    pending: { what: 'the deliver' },
    assetLocation: { place: 'burned', chain: here, token: 'USDC', amount: '5' },
    nextAction: { mover: 'anyone', who: 'anyone', action: 'Deliver it.' },
    ...body,
  };
  const param = sql`${sql.param([...ids])}::text[]`;
  await db.execute(sql`
    insert into operations (id, protocol, kind, status, stage, final, origin_chain, destination_chain,
      started_at, updated_at, version, body)
    select id, 'route', 'message', 'confirmed', 'awaiting_relay', false, ${here}, ${there}, ${since}, ${at},
      1, ${JSON.stringify(stored)}::jsonb
    from unnest(${param}) as id
    on conflict (id) do update set body = excluded.body, version = operations.version + 1`);
  await db.execute(sql`
    insert into operation_health (operation_id, version, protocol, kind, origin_chain, destination_chain, step,
      stage, awaited_chain, since, health, detail, health_since, started_at, updated_at)
    select id, 1, 'route', 'message', ${here}, ${there}, 'deliver', 'awaiting_relay', ${there}, ${since},
      ${health}, 'It takes longer than its lane lets expect.', ${at}, ${since}, ${at}
    from unnest(${param}) as id
    on conflict (operation_id) do update set health = excluded.health`);
  await db.execute(sql`
    insert into transitions (operation_id, version, to_status, to_stage, final, changes, cause, as_of, rules_version,
      chain_time)
    select operations.id, operations.version, status, stage, final, '[]', '{"type":"rebuild"}', '{}', 1, ${at}
    from operations
    where operations.id = any(${param})
    on conflict do nothing`);
}

/** Operations move on: health calls them so no more. */
export async function moveOn(
  { db }: Pick<AlertWorld, 'db'>,
  ids: readonly string[],
): Promise<void> {
  await db.execute(sql`
    delete from operation_health where operation_id = any(${sql.param([...ids])}::text[])`);
}
