import { randomBytes } from 'node:crypto';
import { and, eq, gt, inArray, ne, or, sql } from 'drizzle-orm';
import {
  fingerprintOf,
  type AlertEvent,
  type AlertRule,
  type Finding,
  type NoticeKind,
} from '../core/alerts/alert.ts';
import { isSilenced } from '../core/alerts/is-silenced.ts';
import {
  stepAlert,
  type AlertLife,
  type AlertPolicy,
  type AlertStep,
} from '../core/alerts/step-alert.ts';
import { texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import { alertEvents, alerts } from './schema.ts';
import { activeSilences } from './silences.ts';

export type AlertRow = typeof alerts.$inferSelect;

/** The channel that rings when something happened to alerts. */
export const ALERTS_CHANNEL = 'midflight_alerts';

/** What begins again within so long after its end is the same alert. */
const REOPEN_MS = 600_000;
/** What an alert says is brought up to date this often, if nothing else happens to it. */
const TEXT_AGE_MS = 300_000;

/** Which channels are told when an alert opens, and when it is escalated. */
export type Routes = (
  alert: Pick<Finding, 'rule' | 'severity'>,
  kind: 'opened' | 'escalated',
) => readonly string[];

/** What a check of a rule says, and by what its alerts are judged. */
export interface RuleCheck {
  rule: AlertRule;
  findings: readonly Finding[];
  policy: AlertPolicy;
  routes: Routes;
  now: Date;
  /** The alert that one has become a part of; null for most. */
  groupOf?: (alert: AlertRow) => string | null;
  /** Alerts that this check says nothing about; none unless given. */
  isUnknown?: (alert: AlertRow) => boolean;
}

/** An event of an alert, to be appended. */
interface NewEvent {
  alertId: string;
  type: AlertEvent;
  at: Date;
  by?: string;
  note?: string;
}

/**
 * Takes every alert of a rule one step on, in the caller's transaction: opens what holds for long enough, ends what does not,
 * and writes down what channels are to be told. The rule's round is locked meanwhile, so that nobody else does the same.
 *
 * @returns the alerts to which something happened
 */
export async function stepAlerts(tx: Queryable, check: RuleCheck): Promise<number> {
  const { rule, findings, policy, now, groupOf, isUnknown } = check;
  const found = new Map(findings.map((finding) => [fingerprintOf(finding), finding]));
  const rows = await tx
    .select()
    .from(alerts)
    .where(
      and(
        eq(alerts.rule, rule),
        or(
          ne(alerts.state, 'resolved'),
          and(
            gt(alerts.resolvedAt, new Date(now.getTime() - REOPEN_MS)),
            sql`${alerts.fingerprint} = any(${texts([...found.keys()])})`,
          ),
        ),
      ),
    )
    .orderBy(alerts.id)
    .for('update');
  const known = new Map<string, AlertRow>();
  // The live one wins over one that is over.
  for (const row of rows) {
    if (row.state !== 'resolved' || !known.has(row.fingerprint)) known.set(row.fingerprint, row);
  }
  const silences = await activeSilences(tx, now);
  const events: NewEvent[] = [];
  for (const fingerprint of new Set([...known.keys(), ...found.keys()])) {
    const row = known.get(fingerprint) ?? null;
    const finding = found.get(fingerprint) ?? null;
    if (row && !finding && isUnknown?.(row)) continue;
    const groupId = row && (groupOf?.(row) ?? null);
    const step = stepAlert(
      row && lifeOf(row),
      {
        type: 'check',
        holds: finding !== null,
        isSilenced: silences.some((silence) => isSilenced(finding ?? findingOf(row), silence)),
        isJoined: groupId !== null,
        ...(finding?.size !== undefined && { size: finding.size }),
      },
      { policy, now: now.getTime() },
    );
    const id = await writeLife(tx, { row, finding, step, groupId, now });
    if (id === null) continue;
    events.push(...step.events.map((type) => ({ alertId: id, type, at: now })));
    const told = finding ?? row;
    if (!told) continue;
    for (const kind of step.notices) await addNotices(tx, { id, kind, told, routes: check.routes });
  }
  await appendEvents(tx, events);
  return new Set(events.map(({ alertId }) => alertId)).size;
}

/** An alert's row as a finding, for what asks nothing but what it is about. */
function findingOf(row: AlertRow | null): Pick<Finding, 'rule' | 'lane' | 'operation'> | null {
  return row && { rule: row.rule, lane: laneOf(row), operation: row.operationId };
}

/** The lane that an alert is about. */
export function laneOf({ protocol, originChain, destinationChain }: AlertRow): Finding['lane'] {
  return protocol === null
    ? null
    : { protocol, origin: originChain, destination: destinationChain };
}

export function lifeOf(row: AlertRow): AlertLife {
  const ms = (time: Date | null) => time?.getTime() ?? null;
  return {
    state: row.state,
    since: row.since.getTime(),
    checks: row.checks,
    holds: row.holds,
    openedAt: ms(row.openedAt),
    notifiedAt: ms(row.notifiedAt),
    acknowledgedAt: ms(row.acknowledgedAt),
    escalatedAt: ms(row.escalatedAt),
    resolvedAt: ms(row.resolvedAt),
    isSilenced: row.silenced,
    toldSize: row.toldSize,
    toldAt: ms(row.toldAt),
  };
}

function columnsOf(life: AlertLife) {
  const date = (ms: number | null) => (ms === null ? null : new Date(ms));
  return {
    state: life.state,
    since: new Date(life.since),
    checks: life.checks,
    holds: life.holds,
    openedAt: date(life.openedAt),
    notifiedAt: date(life.notifiedAt),
    acknowledgedAt: date(life.acknowledgedAt),
    escalatedAt: date(life.escalatedAt),
    resolvedAt: date(life.resolvedAt),
    silenced: life.isSilenced,
    toldSize: life.toldSize,
    toldAt: date(life.toldAt),
  };
}

/** @returns the alert's id; null if there is none, or none any more */
async function writeLife(
  tx: Queryable,
  {
    row,
    finding,
    step: { life, events },
    groupId,
    now,
  }: {
    row: AlertRow | null;
    finding: Finding | null;
    step: AlertStep;
    groupId: string | null;
    now: Date;
  },
): Promise<string | null> {
  if (!life) {
    if (row) await tx.delete(alerts).where(eq(alerts.id, row.id));
    return null;
  }
  if (!row) {
    if (!finding) return null;
    const id = `al_${randomBytes(8).toString('hex')}`;
    await tx.insert(alerts).values({ id, ...newRow(finding), ...columnsOf(life), updatedAt: now });
    return id;
  }
  const isNews = events.length > 0;
  const isOld = now.getTime() - row.updatedAt.getTime() >= TEXT_AGE_MS;
  const hasChanged = finding && JSON.stringify(finding.text) !== JSON.stringify(row.text);
  const text = finding && hasChanged && (isNews || isOld) ? finding.text : null;
  const isSame = JSON.stringify(lifeOf(row)) === JSON.stringify(life);
  if (isSame && !text) return row.id;
  await tx
    .update(alerts)
    .set({
      ...columnsOf(life),
      ...(finding && text && { text, severity: finding.severity }),
      ...(events.includes('joined') && { groupId }),
      ...(events.includes('reopened') && { groupId: null }),
      ...((isNews || text) && { version: sql`${alerts.version} + 1`, updatedAt: now }),
    })
    .where(eq(alerts.id, row.id));
  return row.id;
}

function newRow(finding: Finding) {
  const { rule, subject, severity, lane, chain, operation, text } = finding;
  return {
    fingerprint: fingerprintOf(finding),
    rule,
    subject,
    severity,
    protocol: lane?.protocol ?? null,
    originChain: lane?.origin ?? null,
    destinationChain: lane?.destination ?? null,
    chain,
    operationId: operation,
    text,
  };
}

/** Writes down what channels are to be told. Of what follows those are told who were told of its beginning. */
export async function addNotices(
  tx: Queryable,
  {
    id,
    kind,
    told,
    routes,
  }: {
    id: string;
    kind: NoticeKind;
    told: Pick<Finding, 'rule' | 'severity'>;
    routes?: Routes;
  },
): Promise<void> {
  if (kind === 'opened' || kind === 'escalated') {
    await tx.execute(sql`
      insert into alert_notices (alert_id, channel, kind)
      select ${id}, channel, ${kind}
      from unnest(${texts([...(routes?.(told, kind) ?? [])])}) as channel`);
    return;
  }
  if (kind === 'resolved') {
    await tx.execute(sql`
      update alert_notices
      set state = 'sent', next_at = null, settled_at = now()
      where alert_id = ${id} and state = 'repeating'`);
  }
  await tx.execute(sql`
    insert into alert_notices (alert_id, channel, kind)
    select distinct alert_id, channel, ${kind}
    from alert_notices
    where alert_id = ${id} and kind in ('opened', 'escalated')`);
}

/** Appends events in the order of `seq` that is the order of commits, so that who follows them misses none. */
export async function appendEvents(tx: Queryable, events: readonly NewEvent[]): Promise<void> {
  if (events.length === 0) return;
  await tx.execute(sql`select pg_notify(${ALERTS_CHANNEL}, '')`);
  await tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended('midflight alert events', 0))`,
  );
  await tx.insert(alertEvents).values([...events]);
}

/** The alert that is live for each of these fingerprints, by it. */
export async function liveAlerts(
  tx: Queryable,
  rules: readonly AlertRule[],
): Promise<Map<string, AlertRow>> {
  const rows = await tx
    .select()
    .from(alerts)
    .where(and(inArray(alerts.rule, [...rules]), ne(alerts.state, 'resolved')));
  return new Map(rows.map((row) => [row.fingerprint, row]));
}

export { columnsOf };
