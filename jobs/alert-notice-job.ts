import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { Channels } from '../alerts/bind-channels.ts';
import { ALERT_PACE, type AlertPace } from '../alerts/pace.ts';
import type { Meter } from '../core/meter.ts';
import {
  claimChannel,
  claimNotices,
  endChannelTurn,
  giveUpGone,
  pruneNotices,
} from '../db/alert-notices.ts';
import { defineJob, type JobDefinition, type JobDeps } from './define.ts';
import { tellNotices } from './tell-notices.ts';

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

/** Notices that a channel which takes many is told at once. */
const BATCH_MAX = 250;

/** @returns how long the channel asks to be left alone */
async function takeTurn(name: string, sender: Sender, deps: JobDeps): Promise<number> {
  const { db, signal } = deps;
  const { pace, channels } = sender;
  const channel = channels.get(name);
  if (!channel) return 0;
  const until = performance.now() + pace.turnMs;
  while (!signal.aborted && performance.now() < until) {
    const limit = channel.sendMany ? BATCH_MAX : 1;
    const notices = await claimNotices(db, { channel: name, limit, leaseMs: pace.leaseMs });
    if (notices.length === 0) break;
    const asked = await tellNotices(channel, notices, { ...sender, pace, until }, deps);
    if (asked > 0) return asked;
    await sleep(pace.betweenMs, undefined, { signal }).catch(() => {});
  }
  return 0;
}
