import { sql } from 'drizzle-orm';
import type { NoticeKind } from '../core/alerts/alert.ts';
import { bigints, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import type { AlertRow } from './step-alerts.ts';
import { after } from './webhooks.ts';

/** A channel to which this process may send, until its lease is over. */
export interface ChannelTurn {
  name: string;
  /** Names the lease. */
  lease: string;
}

/** Of one alert and channel the oldest `notice` goes first: one that waits for another is not due. */
const isDue = sql`next_at <= now() and not exists (
  select
  from alert_notices as earlier
  where earlier.alert_id = notice.alert_id and earlier.channel = notice.channel
    and earlier.state = 'pending' and earlier.id < notice.id
)`;

/**
 * Takes the turn of a channel for which something is due: over all processes, one sends to it, one notice after the other.
 *
 * @param names the channels that are configured here
 */
export async function claimChannel(
  db: Queryable,
  { names, leaseMs }: { names: readonly string[]; leaseMs: number },
): Promise<ChannelTurn | null> {
  await db.execute(sql`
    insert into alert_channels (name)
    select name from unnest(${texts([...names])}) as name
    on conflict (name) do nothing`);
  const { rows } = await db.execute<{ name: string; lease: string }>(sql`
    update alert_channels
    set leased_until = ${after(leaseMs)}
    where name = (
      select name
      from alert_channels
      where name = any(${texts([...names])}) and leased_until <= now() and paused_until <= now()
        and exists (
          select from alert_notices as notice where channel = name and ${isDue}
        )
      order by leased_until
      limit 1
      for update skip locked
    )
    returning name, leased_until::text as lease`);
  return rows[0] ?? null;
}

/** Ends a turn; the next one may begin after a pause. A lease that was lost meanwhile is somebody else's. */
export async function endChannelTurn(
  db: Queryable,
  { name, lease }: ChannelTurn,
  { pauseMs }: { pauseMs: number },
): Promise<void> {
  await db.execute(sql`
    update alert_channels
    set leased_until = now(), paused_until = greatest(paused_until, ${after(pauseMs)})
    where name = ${name} and leased_until = ${lease}::timestamptz`);
}

/** A notice that this process is to send, with its alert as it is now. */
export interface ClaimedNotice {
  id: string;
  channel: string;
  kind: NoticeKind;
  /** The number of this try. */
  tries: number;
  alertId: string;
  /** When what it tells happened. */
  at: Date;
  /** That it has grown, where a later notice tells as much: alerts are told as they are now. */
  isOutdated: boolean;
}

/**
 * Takes the next notices of a channel that are due. Of one alert the oldest goes first, alone; those of others do not wait for it.
 * Whoever dies with them loses them when the lease is over, and they are sent again.
 */
export async function claimNotices(
  db: Queryable,
  { channel, limit, leaseMs }: { channel: string; limit: number; leaseMs: number },
): Promise<ClaimedNotice[]> {
  const { rows } = await db.execute<{
    id: string;
    alert_id: string;
    kind: NoticeKind;
    tries: number;
    created_at: string;
    is_outdated: boolean;
  }>(sql`
    -- Materialized: as a part of the update it could be asked for more than once, and each time for others.
    with due as materialized (
      select id
      from alert_notices as notice
      where channel = ${channel} and ${isDue}
      order by next_at, id
      limit ${limit}
      for update skip locked
    )
    update alert_notices
    set tries = tries + 1, next_at = ${after(leaseMs)}
    from due
    where alert_notices.id = due.id
    returning alert_notices.id, alert_id, kind, tries, created_at,
      kind = 'grown' and exists (
        select
        from alert_notices as later
        where later.alert_id = alert_notices.alert_id and later.channel = alert_notices.channel
          and later.id > alert_notices.id and later.kind in ('grown', 'resolved')
      ) as is_outdated`);
  return rows
    .map(({ alert_id: alertId, created_at: createdAt, is_outdated: isOutdated, ...own }) => ({
      ...own,
      channel,
      alertId,
      at: new Date(createdAt),
      isOutdated,
    }))
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1));
}

/** What the channel took, or what is not of a kind that it takes. */
export interface SentResult {
  status: number | null;
  /** Nobody was asked. */
  isSkipped: boolean;
  /** They are to be sent again after this, while their alerts last; null for once. */
  repeatMs: number | null;
}

/**
 * Writes that notices of one channel were sent, and that it takes what it is told. One that somebody holds is being ended by the check
 * of its rule, which may hold others of these: it is left to that.
 */
export async function settleSent(
  db: Queryable,
  notices: readonly ClaimedNotice[],
  { status, isSkipped, repeatMs }: SentResult,
): Promise<void> {
  const [first] = notices;
  if (!first) return;
  // One that was told to be over meanwhile is not repeated.
  const repeats = sql`(${repeatMs}::float8 is not null and kind <> 'resolved' and not exists (
    select
    from alert_notices as later
    where later.alert_id = alert_notices.alert_id and later.channel = alert_notices.channel
      and later.id > alert_notices.id and later.kind = 'resolved'
  ))`;
  await db.execute(sql`
    with ours as materialized (
      select id as notice_id
      from alert_notices
      where id = any(${bigints(notices.map(({ id }) => BigInt(id)))}) and state in ('pending', 'repeating')
      for update skip locked
    ), taken as (
      update alert_notices
      set state = case when ${repeats} then 'repeating' else 'sent' end,
        tries = case when ${repeats} then 0 else tries end,
        next_at = case when ${repeats} then ${after(repeatMs ?? 0)} end,
        settled_at = case when ${repeats} then null else now() end,
        failing_since = null, last_status = ${status}, last_reason = null
      from ours
      where id = notice_id
    )
    update alert_channels
    set dead_since = null, dead_reason = null
    where name = ${first.channel} and dead_since is not null and not ${isSkipped}::boolean`);
}

/** Why a try came to nothing, and when the next one is. */
export interface FailedResult {
  status: number | null;
  reason: string;
  pauseMs: number;
  /** Nobody is there any more: it is not tried again. */
  isGone: boolean;
}

/** For how long what fails is tried, and how often at least. */
export interface NoticePatience {
  patienceMs: number;
  triesMin: number;
}

/**
 * Writes that a try failed; with the last one the notice is given up, and the channel counts as dead until it takes something.
 *
 * @returns null if it is no longer ours
 */
export async function settleFailed(
  db: Queryable,
  notice: ClaimedNotice,
  { result, patience }: { result: FailedResult; patience: NoticePatience },
): Promise<'failed' | 'dead' | null> {
  const isDead = sql`(state = 'pending' and (${result.isGone}::boolean or (tries >= ${patience.triesMin} and
    coalesce(failing_since, now()) + ${patience.patienceMs}::float8 * interval '1 millisecond' <= now())))`;
  const { rows } = await db.execute<{ state: string }>(sql`
    with tried as (
      update alert_notices
      set state = case when ${isDead} then 'dead' else state end,
        next_at = case when ${isDead} then null else ${after(result.pauseMs)} end,
        settled_at = case when ${isDead} then now() end,
        failing_since = coalesce(failing_since, now()),
        last_status = ${result.status}, last_reason = ${result.reason}
      where id = ${notice.id} and state in ('pending', 'repeating') and tries = ${notice.tries}
      returning state
    ), dead as (
      update alert_channels
      set dead_since = coalesce(dead_since, now()), dead_reason = ${result.reason}
      where name = ${notice.channel} and exists (select from tried where state = 'dead')
    )
    select state from tried`);
  const [row] = rows;
  if (!row) return null;
  return row.state === 'dead' ? 'dead' : 'failed';
}

/** Gives a notice back that was not sent to the end: whoever is told to stop has not failed. */
export async function giveNoticeBack(db: Queryable, { id, tries }: ClaimedNotice): Promise<void> {
  await db.execute(sql`
    update alert_notices
    set tries = tries - 1, next_at = now()
    where id = ${id} and state in ('pending', 'repeating') and tries = ${tries}`);
}

/** Alerts as channels are told of them, by id, each with who did something about it last. */
export async function readTold(
  db: Queryable,
  ids: readonly string[],
): Promise<Map<string, { alert: AlertRow; by: string | null }>> {
  const rows = await db.query.alerts.findMany({ where: sql`id = any(${texts([...ids])})` });
  const { rows: acts } = await db.execute<{ alert_id: string; by: string }>(sql`
    select distinct on (alert_id) alert_id, by
    from alert_events
    where alert_id = any(${texts([...ids])}) and by is not null
    order by alert_id, seq desc`);
  const by = new Map(acts.map((act) => [act.alert_id, act.by]));
  return new Map(rows.map((alert) => [alert.id, { alert, by: by.get(alert.id) ?? null }]));
}

/** How long nobody must have sent to a channel before it counts as gone: longer than one may ask to be left alone. */
const GONE_AFTER = '2 hours';
const GIVEN_UP_MAX = 1_000;

/**
 * Gives up some of what is due for channels that no process has configured any more. A process that has one takes its turns while
 * anything is due there.
 *
 * @param names the channels that are configured here
 * @returns how many notices of which channels
 */
export async function giveUpGone(
  db: Queryable,
  names: readonly string[],
): Promise<{ channel: string; count: number }[]> {
  const { rows } = await db.execute<{ channel: string; count: number }>(sql`
    with given_up as (
      update alert_notices
      set state = 'dead', next_at = null, settled_at = now(),
        last_reason = 'The channel is not configured any more.'
      where id = any(array(
        select due.id
        from alert_channels
        cross join lateral (
          select id
          from alert_notices
          where channel = alert_channels.name and next_at < now() - ${GONE_AFTER}::interval
          limit ${GIVEN_UP_MAX}
          for update skip locked
        ) as due
        where name <> all(${texts([...names])})
          and greatest(leased_until, paused_until) < now() - ${GONE_AFTER}::interval
        limit ${GIVEN_UP_MAX}
      ))
      returning channel
    )
    select channel, count(*)::int as count from given_up group by channel order by channel`);
  return rows;
}

/** How long what is over is kept, and how much of it goes at once. */
const KEPT = '90 days';
const PRUNED_MAX = 1_000;

/** Forgets some of what was told long ago; alerts and their history stay. */
export async function pruneNotices(db: Queryable): Promise<void> {
  await db.execute(sql`
    delete from alert_notices
    where id in (
      select id from alert_notices
      where settled_at < now() - ${KEPT}::interval
      limit ${PRUNED_MAX}
    )`);
}
