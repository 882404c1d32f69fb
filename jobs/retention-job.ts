import { z } from 'zod';
import { pruneDeliveries, pruneHours } from '../db/prune.ts';
import { defineJob, type JobDefinition } from './define.ts';

/** How many days is kept what is no truth of a chain. Events, legs, operations and transitions are kept for ever. */
export interface Retention {
  /** What was delivered to webhooks; the transitions can be sent again at any time. */
  deliveredDays: number;
  /** The hours of `lane_latency`; its days are kept. */
  hoursDays: number;
}

export const retentionDefaults: Retention = { deliveredDays: 7, hoursDays: 90 };

/** What one run may take; the rest is for the next one. */
const RUN_MS_MAX = 30_000;

/** Forgets what the policy lets go, some rows at a time. */
export function retentionJob({
  deliveredDays,
  hoursDays,
}: Retention = retentionDefaults): JobDefinition {
  return defineJob({
    name: 'retention',
    payload: z.object({}),
    everyMs: 600_000,
    run: async (_, { db, signal }) => {
      const until = performance.now() + RUN_MS_MAX;
      const mayGoOn = () => !signal.aborted && performance.now() < until;
      while ((await pruneDeliveries(db, { days: deliveredDays })) && mayGoOn());
      while ((await pruneHours(db, { days: hoursDays })) && mayGoOn());
    },
  });
}
