import { z } from 'zod';
import { pruneDeliveries } from '../db/prune-deliveries.ts';
import { KEPT_DAYS, type KeptDays } from '../webhooks/pace.ts';
import { defineJob, type JobDefinition } from './define.ts';

/** Statements of one run: what is left is for the next one. */
const STATEMENTS_MAX = 50;

/** Forgets old deliveries, of webhooks that are off as well, a bounded number in each run. */
export function pruneDeliveriesJob(kept: KeptDays = KEPT_DAYS): JobDefinition {
  return defineJob({
    name: 'prune-deliveries',
    payload: z.object({}),
    everyMs: 600_000,
    run: async (_, { db, signal }) => {
      for (const state of ['delivered', 'dead'] as const) {
        let hasMore = true;
        for (let i = 0; hasMore && i < STATEMENTS_MAX && !signal.aborted; i += 1) {
          hasMore = await pruneDeliveries(db, { state, days: kept[state] });
        }
      }
    },
  });
}
