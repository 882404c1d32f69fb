import { z } from 'zod';
import type { Meter } from '../core/meter.ts';
import { fillOutbox } from '../db/fill-outbox.ts';
import { claimDelivery, giveBack, settleDelivery } from '../db/settle-delivery.ts';
import { claimWebhook, endTurn, type WebhookTurn } from '../db/webhook-turns.ts';
import type { Reach } from '../webhooks/check-url.ts';
import { PACE, patienceOf, type WebhookPace } from '../webhooks/pace.ts';
import type { Resolve } from '../webhooks/resolve.ts';
import type { SecretBox } from '../webhooks/secret-box.ts';
import { defineJob, type JobDefinition, type JobDeps } from './define.ts';
import { tryDelivery } from './try-delivery.ts';

/** What the sending of webhooks works with. */
export interface WebhookSender {
  reach: Reach;
  box: SecretBox;
  /** Counts what came of each try. */
  meter?: Pick<Meter, 'delivered'>;
  pace?: WebhookPace;
  resolve?: Resolve;
}

export const WEBHOOK_JOB = 'webhooks';

/** A webhook for which a turn found nothing to send, its outbox being full of what waits, is looked at again after this. */
const IDLE_MS = 1_000;

/**
 * Sends to webhooks what they are told of, until there is nothing to do. Rung by the bell; by itself it finds what a lost bell
 * left, and what is to be tried again. Any number may run at once, in any number of processes: one at a time has the turn of
 * a webhook.
 */
export function webhookJob(sender: WebhookSender): JobDefinition {
  const pace = sender.pace ?? PACE;
  return defineJob({
    name: WEBHOOK_JOB,
    payload: z.object({}),
    everyMs: 2_000,
    run: async (_, deps) => {
      const { db, signal } = deps;
      while (!signal.aborted) {
        const turn = await claimWebhook(db, pace);
        if (!turn) return;
        let isIdle = true;
        try {
          isIdle = !(await takeTurn(turn, { ...sender, pace }, deps));
        } finally {
          await endTurn(db, turn, { pauseMs: isIdle && !turn.isPingOnly ? IDLE_MS : 0 });
        }
      }
    },
  });
}

type Sender = WebhookSender & { pace: WebhookPace };

/** @returns whether anything was done */
async function takeTurn(turn: WebhookTurn, sender: Sender, deps: JobDeps): Promise<boolean> {
  const { db, signal } = deps;
  const { pace } = sender;
  const until = performance.now() + pace.turnMs;
  const isOver = () => signal.aborted || performance.now() > until;
  const state = { failures: turn.failures, isStopped: turn.isPingOnly, tries: 0 };

  while (!isOver() && (await sendNext(turn, { isPing: true, sender, deps, state })));
  if (turn.isPingOnly) return true;
  let hasMore: boolean | null = true;
  while (hasMore && !isOver() && !state.isStopped) {
    hasMore = await fillOutbox(db, turn.id);
    const isAway = () => state.failures >= pace.failuresMax;
    const work = async () => {
      while (!isOver() && !state.isStopped) {
        if (!(await sendNext(turn, { isPing: false, sender, deps, state }))) return;
        // One that is away is asked once in a turn whether it is back.
        if (isAway()) state.isStopped = true;
      }
    };
    // All of them come to their end, also when one breaks: nobody sends once the turn is over.
    const done = await Promise.allSettled(
      Array.from({ length: isAway() ? 1 : pace.atOnceMax }, work),
    );
    for (const one of done) if (one.status === 'rejected') throw one.reason;
  }
  return state.tries > 0 || hasMore !== null;
}

interface TurnState {
  failures: number;
  isStopped: boolean;
  tries: number;
}

/** @returns whether there was one to send */
async function sendNext(
  turn: WebhookTurn,
  {
    isPing,
    sender,
    deps,
    state,
  }: { isPing: boolean; sender: Sender; deps: JobDeps; state: TurnState },
): Promise<boolean> {
  const { db, log, signal } = deps;
  const { pace, meter } = sender;
  const delivery = await claimDelivery(db, { webhookId: turn.id, isPing, leaseMs: pace.leaseMs });
  if (!delivery) return false;
  if (!isPing && state.isStopped) {
    await giveBack(db, delivery);
    return false;
  }
  state.tries += 1;
  const result = await tryDelivery(delivery, { turn, sender, deps });
  if (!result) {
    // Who is told to stop has not failed.
    await giveBack(db, delivery);
    return !signal.aborted;
  }
  const settled = await settleDelivery(db, delivery, { result, patience: patienceOf(pace) });
  if (!settled) return true;
  state.failures = settled.failures;
  if (settled.quietMs > 0) state.isStopped = true;
  meter?.delivered(settled.state === 'pending' ? 'failed' : settled.state);
  if (settled.state === 'dead' && !isPing) {
    log.warn({ webhook: turn.id, delivery: delivery.id }, 'a delivery was given up');
  }
  if (settled.disabled) {
    state.isStopped = true;
    log.error({ webhook: turn.id, reason: settled.disabled }, 'a webhook was turned off');
  }
  return true;
}
