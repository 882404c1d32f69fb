import type { AlertPace } from '../alerts/pace.ts';

/** A pace at which a test sees in moments what takes hours. Nothing is given up in it. */
export const hastyAlerts: AlertPace = {
  retryMs: Array.from({ length: 20_000 }, () => 20),
  timeoutMs: 400,
  betweenMs: 0,
  turnMs: 1_000,
  leaseMs: 3_000,
};
