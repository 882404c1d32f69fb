import { z } from 'zod';
import { pruneDeliveries, pruneHours } from '../db/prune.ts';
import { defineJob, type JobDefinition } from './define.ts';

/** How many days is kept what is no truth of a chain. Events, legs, operations and transitions are kept for ever. */
export interface Retention {
  /** What was delivered to webhooks; the transitions can be sent again at any time. */
  deliveredDays: number;
  /** Deliveries that were given up. */
  deadDays: number;
  /** The hours of `lane_latency`; its days are kept. */
  hoursDays: number;
}

export const retentionDefaults: Retention = { deliveredDays: 30, deadDays: 180, hoursDays: 90 };

/** What one run may take; the rest is for the next one. */
const RUN_MS_MAX = 30_000;

/** Forgets what the policy lets go, some rows at a time. */
export function retentionJob({
  deliveredDays,
  deadDays,
  hoursDays,
}: Retention = retentionDefaults): JobDefinition {
  return defineJob({
    name: 'retention',
    payload: z.object({}),
    everyMs: 600_000,
    run: async (_, { db, signal }) => {
      const until = performance.now() + RUN_MS_MAX;
      const mayGoOn = () => !signal.aborted && performance.now() < until;
      while ((await pruneDeliveries(db, { state: 'delivered', days: deliveredDays })) && mayGoOn());
      while ((await pruneDeliveries(db, { state: 'dead', days: deadDays })) && mayGoOn());
      while ((await pruneHours(db, { days: hoursDays })) && mayGoOn());
    },
  });
}
