import { fingerprintOf, type Finding } from './alert.ts';
import { stepAlert, type AlertLife, type AlertPolicy } from './step-alert.ts';

/** A time for which a finding held: Unix milliseconds; `until` is null where it holds still. */
export interface Stretch {
  finding: Finding;
  from: number;
  until: number | null;
}

/** An alert as it would have been. */
export interface ReplayedAlert {
  finding: Finding;
  openedAt: number;
  /** Null where it would still be open. */
  resolvedAt: number | null;
  /** How often it would have opened again within moments. */
  reopened: number;
}

/** What begins again within so long after its end is the same alert. */
const REOPEN_MS = 600_000;

/**
 * Which alerts the stretches would have raised, by the same steps as they are taken in earnest: each finding is checked at the
 * times at which something can come of it.
 */
export function replayLives(
  stretches: readonly Stretch[],
  { policy, everyMs, end }: { policy: AlertPolicy; everyMs: number; end: number },
): ReplayedAlert[] {
  const bySubject = new Map<string, Stretch[]>();
  for (const stretch of stretches) {
    const key = fingerprintOf(stretch.finding);
    bySubject.set(key, [...(bySubject.get(key) ?? []), stretch]);
  }
  return [...bySubject.values()]
    .flatMap((own) => replayOne(own, { policy, everyMs, end }))
    .toSorted((a, b) => a.openedAt - b.openedAt);
}

function replayOne(
  own: readonly Stretch[],
  { policy, everyMs, end }: { policy: AlertPolicy; everyMs: number; end: number },
): ReplayedAlert[] {
  const { holdMs, clearMs } = policy;
  const after = (at: number, waitMs: number) => [at, at + everyMs, at + Math.max(waitMs, everyMs)];
  const times = own.flatMap(({ from, until }) => [
    ...after(from, holdMs),
    ...(until === null ? [] : after(until, clearMs)),
  ]);
  const checks = [...new Set([...times, end])].filter((at) => at <= end).toSorted((a, b) => a - b);
  const alerts: ReplayedAlert[] = [];
  let life: AlertLife | null = null;
  for (const now of checks) {
    const holding = own.find(({ from, until }) => from <= now && (until === null || now < until));
    if (life?.state === 'resolved' && now - (life.resolvedAt ?? 0) > REOPEN_MS) life = null;
    const step = stepAlert(
      life,
      { type: 'check', holds: holding !== undefined, isSilenced: false },
      { policy, now },
    );
    life = step.life;
    const last = alerts.at(-1);
    if (step.events.includes('opened') && holding) {
      alerts.push({ finding: holding.finding, openedAt: now, resolvedAt: null, reopened: 0 });
    }
    if (step.events.includes('reopened') && last) {
      last.reopened += 1;
      last.resolvedAt = null;
    }
    if (step.events.includes('resolved') && last) last.resolvedAt = now;
  }
  return alerts;
}
