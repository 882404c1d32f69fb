import type { WebhookSender } from '../jobs/webhook-job.ts';
import type { WebhookPace } from '../webhooks/pace.ts';

/** A pace at which a test sees in seconds what takes days. Nothing is given up in it. */
export const fast: WebhookPace = {
  retryMs: Array.from({ length: 20_000 }, () => 30),
  timeoutMs: 5_000,
  atOnceMax: 4,
  failuresMax: 4,
  pauseMs: 20,
  pauseMsMax: 100,
  disableAfterMs: 3_600_000,
  turnMs: 1_000,
  leaseMs: 20_000,
};

/** The same where processes die and receivers hang: nobody is waited for. What is slow is sent twice. */
export const hasty: WebhookPace = { ...fast, timeoutMs: 250, turnMs: 300, leaseMs: 1_000 };

/** What reaches the receivers of tests, which are on this machine. */
export const local: WebhookSender['reach'] = { allowPrivate: true, allowHttp: true };
