import type { WebhookSender } from '../jobs/webhook-job.ts';
import type { WebhookPace } from '../webhooks/pace.ts';

/** A pace at which a test sees in seconds what takes days. Nothing is given up in it. */
export const fast: WebhookPace = {
  retryMs: Array.from({ length: 20_000 }, () => 30),
  timeoutMs: 250,
  atOnceMax: 4,
  failuresMax: 4,
  pauseMs: 20,
  pauseMsMax: 100,
  disableAfterMs: 3_600_000,
  turnMs: 300,
  leaseMs: 1_000,
};

/** What reaches the receivers of tests, which are on this machine. */
export const local: WebhookSender['reach'] = { allowPrivate: true, allowHttp: true };
