import type { AlertEvent, AlertState, NoticeKind } from './alert.ts';

/** How far an alert is, and since when. Times are Unix milliseconds of our clock. */
export interface AlertLife {
  state: AlertState;
  /** Since when it has held without a break, and at how many checks in a row; while it does not hold, the same for that. */
  since: number;
  checks: number;
  holds: boolean;
  openedAt: number | null;
  /** When channels were told of it; null while they were not. */
  notifiedAt: number | null;
  acknowledgedAt: number | null;
  escalatedAt: number | null;
  resolvedAt: number | null;
  isSilenced: boolean;
  /** For how many things it stood when channels were told last, and when that was; null while they were not. */
  toldSize: number | null;
  toldAt: number | null;
}

/** When an alert opens, escalates and ends; milliseconds. */
export interface AlertPolicy {
  /** It must hold for so long, and at so many checks in a row, before it opens. */
  holdMs: number;
  checksMin: number;
  /** It must not hold for so long, and at as many checks, before it is resolved. */
  clearMs: number;
  /** Unacknowledged for so long, it goes to other channels; null for never. */
  escalateMs: number | null;
}

/** What comes to an alert. */
export type AlertInput =
  | {
      type: 'check';
      /** Whether what it is about holds now. */
      holds: boolean;
      isSilenced: boolean;
      /** It is part of another alert now. */
      isJoined?: boolean;
      /** For how many things it stands; one unless given. */
      size?: number;
    }
  | { type: 'acknowledge' }
  /** A person says that it is over. `isSettled` if what it is about is known from now on, and is not found again: the next is news. */
  | { type: 'close'; isSettled: boolean };

/** What follows. */
export interface AlertStep {
  /** Null for what never became an alert. */
  life: AlertLife | null;
  events: AlertEvent[];
  notices: NoticeKind[];
}

/**
 * One step in the life of an alert. Doing it twice at the same time changes nothing more.
 *
 * 1) Nothing yet: what holds is `pending`.
 * 2) `pending`: it opens once it has held for long enough, and is forgotten when it does not hold.
 * 3) `open`, `acknowledged`: resolved once it has not held for long enough, or at once when it joins another alert; told again when
 *    it stands for twice as many as were told last, and, if for any more at all, an hour after that.
 * 4) `closed`: nobody is told more of it; resolved as above, or at once where what it was about is settled.
 * 5) `resolved`: opens again, as the same alert, once it has held for long enough. Whoever asks leaves old ones out.
 *
 * @param life null if there is none, or none that is recent
 */
export function stepAlert(
  life: AlertLife | null,
  input: AlertInput,
  { policy, now }: { policy: AlertPolicy; now: number },
): AlertStep {
  if (input.type === 'acknowledge') return acknowledge(life, now);
  if (input.type === 'close') return close(life, { isSettled: input.isSettled, now });
  const { holds, isSilenced, isJoined = false, size = 1 } = input;
  const checked = count(life, { holds, checksMin: policy.checksMin, now });
  if (!checked) return nothing(null);
  const isSettled = isLong(checked, policy, now);
  switch (checked.state) {
    case 'pending':
      if (!holds || isJoined) return nothing(null);
      return isSettled
        ? open(checked, { event: 'opened', isSilenced, size, now })
        : nothing(checked);
    case 'open':
    case 'acknowledged':
      if (isJoined) return end(checked, { event: 'joined', now });
      if (holds) return goOn(checked, { isSilenced, size, policy, now });
      return isSettled ? end(checked, { event: 'resolved', now }) : nothing(checked);
    case 'closed':
      if (holds || !isSettled) return nothing(checked);
      return {
        life: { ...checked, state: 'resolved', resolvedAt: now },
        events: ['resolved'],
        notices: [],
      };
    case 'resolved':
      if (!holds || isJoined || !isSettled) return nothing(checked);
      return open(checked, { event: 'reopened', isSilenced, size, now });
  }
}

const nothing = (life: AlertLife | null): AlertStep => ({ life, events: [], notices: [] });

/** The same with one more check, up to as many as count; null where there is nothing and nothing holds. */
function count(
  life: AlertLife | null,
  { holds, checksMin, now }: { holds: boolean; checksMin: number; now: number },
): AlertLife | null {
  if (life) {
    return life.holds === holds
      ? { ...life, checks: Math.min(life.checks + 1, checksMin) }
      : { ...life, holds, since: now, checks: 1 };
  }
  if (!holds) return null;
  return {
    state: 'pending',
    since: now,
    checks: 1,
    holds,
    openedAt: null,
    notifiedAt: null,
    acknowledgedAt: null,
    escalatedAt: null,
    resolvedAt: null,
    isSilenced: false,
    toldSize: null,
    toldAt: null,
  };
}

function isLong(
  { holds, since, checks }: AlertLife,
  { holdMs, clearMs, checksMin }: AlertPolicy,
  now: number,
): boolean {
  return checks >= checksMin && now - since >= (holds ? holdMs : clearMs);
}

function open(
  life: AlertLife,
  {
    event,
    isSilenced,
    size,
    now,
  }: { event: 'opened' | 'reopened'; isSilenced: boolean; size: number; now: number },
): AlertStep {
  return {
    life: {
      ...life,
      state: 'open',
      openedAt: life.openedAt ?? now,
      notifiedAt: isSilenced ? null : now,
      acknowledgedAt: null,
      escalatedAt: null,
      resolvedAt: null,
      isSilenced,
      toldSize: isSilenced ? null : size,
      toldAt: isSilenced ? null : now,
    },
    events: isSilenced ? [event, 'silenced'] : [event],
    notices: isSilenced ? [] : ['opened'],
  };
}

/** What has grown by less than half of itself is told this long after the last time at the earliest. */
const GROWN_MS = 3_600_000;

/** It still holds: a silence may begin or end, it may have grown, and whom nobody acknowledges is escalated. */
function goOn(
  life: AlertLife,
  {
    isSilenced,
    size,
    policy,
    now,
  }: { isSilenced: boolean; size: number; policy: AlertPolicy; now: number },
): AlertStep {
  const next = { ...life, isSilenced };
  const silence: AlertEvent[] =
    isSilenced === life.isSilenced ? [] : [isSilenced ? 'silenced' : 'unsilenced'];
  if (isSilenced) return { life: next, events: silence, notices: [] };
  const told = { toldSize: size, toldAt: now };
  if (life.notifiedAt === null) {
    const isTaken = life.state === 'acknowledged';
    return isTaken
      ? { life: next, events: silence, notices: [] }
      : { life: { ...next, ...told, notifiedAt: now }, events: silence, notices: ['opened'] };
  }
  // One of a version that wrote down no size counts as told.
  if (life.toldSize === null) return { life: { ...next, ...told }, events: silence, notices: [] };
  if (life.state === 'open' && isDue(life, life.notifiedAt, policy, now)) {
    const escalated = { ...next, escalatedAt: now };
    return { life: escalated, events: [...silence, 'escalated'], notices: ['escalated'] };
  }
  if (hasGrown(life, size, now)) {
    return { life: { ...next, ...told }, events: [...silence, 'grown'], notices: ['grown'] };
  }
  return { life: next, events: silence, notices: [] };
}

function isDue(
  { escalatedAt }: AlertLife,
  notifiedAt: number,
  { escalateMs }: AlertPolicy,
  now: number,
): boolean {
  return escalateMs !== null && escalatedAt === null && now - notifiedAt >= escalateMs;
}

/** By the doubling a storm is few messages; by the hour nobody believes for long that there is only what was told. */
function hasGrown({ toldSize, toldAt }: AlertLife, size: number, now: number): boolean {
  if (toldSize === null || toldAt === null || size <= toldSize) return false;
  return size >= 2 * toldSize || now - toldAt >= GROWN_MS;
}

/** Whoever was told of it is told that it is over. */
function end(
  life: AlertLife,
  { event, now }: { event: 'joined' | 'resolved'; now: number },
): AlertStep {
  return {
    life: { ...life, state: 'resolved', resolvedAt: now, isSilenced: false },
    events: [event],
    notices: life.notifiedAt === null ? [] : ['resolved'],
  };
}

function acknowledge(life: AlertLife | null, now: number): AlertStep {
  if (life?.state !== 'open') return nothing(life);
  return {
    life: { ...life, state: 'acknowledged', acknowledgedAt: now },
    events: ['acknowledged'],
    notices: life.notifiedAt === null ? [] : ['acknowledged'],
  };
}

function close(
  life: AlertLife | null,
  { isSettled, now }: { isSettled: boolean; now: number },
): AlertStep {
  if (life?.state !== 'open' && life?.state !== 'acknowledged') return nothing(life);
  const notices: NoticeKind[] = life.notifiedAt === null ? [] : ['resolved'];
  const closed = { ...life, state: 'closed' as const, resolvedAt: now, isSilenced: false };
  if (!isSettled) return { life: closed, events: ['closed'], notices };
  return {
    life: { ...closed, state: 'resolved', holds: false, since: now, checks: 0 },
    events: ['closed', 'resolved'],
    notices,
  };
}
