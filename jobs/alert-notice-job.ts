import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Channels } from '../alerts/bind-channels.ts';
import type { Channel, Notice } from '../alerts/channel.ts';
import { ALERT_PACE, RETRY_AFTER_MS_MAX, type AlertPace } from '../alerts/pace.ts';
import { sayChain } from '../core/alerts/say-lane.ts';
import { reasonOf } from '../core/errors.ts';
import type { Meter } from '../core/meter.ts';
import {
  claimChannel,
  claimNotice,
  endChannelTurn,
  giveNoticeBack,
  giveUpGone,
  pruneNotices,
  readTold,
  settleNotice,
  type ClaimedNotice,
  type NoticeResult,
} from '../db/alert-notices.ts';
import { readChainNames } from '../db/chains.ts';
import { retryPauseMs } from '../webhooks/pace.ts';
import { defineJob, type JobDefinition, type JobDeps } from './define.ts';

/** Who is told of alerts, and how. */
export interface AlertSender {
  channels: Channels;
  /** Where the API is reached from outside; null for no links. */
  publicUrl: string | null;
  pace?: AlertPace;
  meter?: Pick<Meter, 'alerted'>;
}

export const ALERT_NOTICE_JOB = 'alert-notices';

/**
 * Tells channels of alerts, until there is nothing to do. Rung when something happens to an alert; by itself it finds what a lost
 * bell left, and what is to be tried again. Any number may run at once: one at a time has the turn of a channel.
 */
export function alertNoticeJob(sender: AlertSender): JobDefinition {
  const pace = sender.pace ?? ALERT_PACE;
  return defineJob({
    name: ALERT_NOTICE_JOB,
    payload: z.object({}),
    everyMs: 2_000,
    run: async (_, deps) => {
      const { db, signal } = deps;
      const names = [...sender.channels.keys()];
      while (!signal.aborted && names.length > 0) {
        const turn = await claimChannel(db, { names, leaseMs: pace.leaseMs });
        if (!turn) break;
        let pauseMs = 0;
        try {
          pauseMs = await takeTurn(turn.name, { ...sender, pace }, deps);
        } finally {
          await endChannelTurn(db, turn, { pauseMs });
        }
      }
      for (const gone of await giveUpGone(db, names)) {
        for (let i = 0; i < gone.count; i += 1) {
          sender.meter?.alerted({ channel: gone.channel, outcome: 'dead' });
        }
        deps.log.error(
          gone,
          'a channel is not configured any more: what it was to be told is given up',
        );
      }
      await pruneNotices(db);
    },
  });
}

type Sender = AlertSender & { pace: AlertPace };

/** @returns how long the channel asks to be left alone */
async function takeTurn(name: string, sender: Sender, deps: JobDeps): Promise<number> {
  const { db, signal } = deps;
  const { pace, channels } = sender;
  const channel = channels.get(name);
  if (!channel) return 0;
  const until = performance.now() + pace.turnMs;
  while (!signal.aborted && performance.now() < until) {
    const notice = await claimNotice(db, { channel: name, leaseMs: pace.leaseMs });
    if (!notice) break;
    const asked = await tell(channel, notice, sender, deps);
    if (asked > 0) return asked;
    await sleep(pace.betweenMs, undefined, { signal }).catch(() => {});
  }
  return 0;
}

/** Sends one notice once, and writes what came of it. */
async function tell(
  channel: Channel,
  notice: ClaimedNotice,
  { publicUrl, pace, meter }: Sender,
  { db, log, signal }: JobDeps,
): Promise<number> {
  const { triesMin, patienceMs } = {
    triesMin: pace.retryMs.length + 1,
    patienceMs: pace.retryMs.reduce((sum, pause) => sum + pause, 0),
  };
  let result: NoticeResult;
  let asked = 0;
  try {
    const told = channel.takes.includes(notice.kind) ? await noticeOf(db, notice, publicUrl) : null;
    const sent = told && (await channel.send(told, { signal, timeoutMs: pace.timeoutMs }));
    if (!sent || sent.type === 'sent') {
      const isRepeated = sent !== null && notice.kind !== 'resolved';
      result = {
        type: 'sent',
        status: sent?.status ?? null,
        isSkipped: sent === null,
        repeatMs: isRepeated ? channel.repeatMs : null,
      };
    } else {
      if (signal.aborted) {
        await giveNoticeBack(db, notice);
        return 0;
      }
      asked = Math.min(sent.retryAfterMs ?? 0, RETRY_AFTER_MS_MAX);
      const repeatMs = channel.repeatMs ?? Infinity;
      const { status, detail: reason, isGone = false } = sent;
      result = failed(notice, { pace, asked, status, reason, isGone, repeatMs });
    }
  } catch (error) {
    // A fault of ours, or of the database: it must not hold up what comes behind it.
    result = failed(notice, { pace, asked: 0, status: null, reason: reasonOf(error) });
  }
  const outcome = await settleNotice(db, notice, { result, patience: { triesMin, patienceMs } });
  if (outcome) meter?.alerted({ channel: notice.channel, outcome });
  if (result.type === 'failed') {
    const { id, channel: name, kind, tries } = notice;
    const level = outcome === 'dead' ? 'error' : 'info';
    log[level](
      { notice: id, channel: name, kind, tries, reason: result.reason },
      outcome === 'dead'
        ? 'a channel was not told of an alert'
        : 'a notice failed; it is tried again',
    );
  }
  return asked;
}

function failed(
  { tries }: ClaimedNotice,
  {
    pace,
    asked,
    status,
    reason,
    isGone = false,
    repeatMs = Infinity,
  }: {
    pace: AlertPace;
    asked: number;
    status: number | null;
    reason: string;
    isGone?: boolean;
    repeatMs?: number;
  },
): NoticeResult {
  const pause = retryPauseMs(pace, { tries, retryAfterMs: asked, chance: Math.random() });
  // A service that forgets what it is not reminded of takes a longer pause for the end of the alert.
  const pauseMs = Math.max(asked, Math.min(pause, repeatMs));
  return { type: 'failed', status, reason, isGone, pauseMs };
}

/** What a channel is told: of the alert as it is now. Null for one that is gone. */
async function noticeOf(
  db: JobDeps['db'],
  { id, kind, alertId, at }: ClaimedNotice,
  publicUrl: string | null,
): Promise<Notice | null> {
  const told = await readTold(db, alertId);
  if (!told?.alert.openedAt) return null;
  const { alert, by } = told;
  const names = await readChainNames(db);
  const { originChain, destinationChain } = alert;
  const isOfLane = alert.protocol !== null;
  return {
    id: `${alertId}_${id}`,
    kind,
    at,
    now: new Date(),
    alert: {
      id: alertId,
      rule: alert.rule,
      subject: alert.subject,
      severity: alert.severity,
      protocol: alert.protocol,
      origin: isOfLane ? sayChain(originChain, names) : null,
      destination: isOfLane ? sayChain(destinationChain, names) : null,
      chain: alert.chain && sayChain(alert.chain, names),
      operation: alert.operationId,
      text: alert.text,
      openedAt: told.alert.openedAt,
      resolvedAt: alert.resolvedAt,
      group: alert.groupId,
      by,
      url: publicUrl && linkOf(publicUrl, alert),
    },
  };
}

/** Ids come from chains as well: they are part of a path and nothing else. */
function linkOf(
  publicUrl: string,
  { id, operationId }: { id: string; operationId: string | null },
) {
  const base = publicUrl.replace(/\/$/, '');
  return operationId === null
    ? `${base}/v1/alerts/${id}`
    : `${base}/v1/operations/${encodeURIComponent(operationId)}`;
}
