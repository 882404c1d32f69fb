import { z } from 'zod';
import { refreshBaselines } from '../db/refresh-baselines.ts';
import { defineJob, type JobDefinition } from './define.ts';

/** Steps of lanes that are summed up in one statement, and in one run. */
const LANES_MAX = 20;
const ROUNDS_MAX = 20;
/** A busy lane is summed up again no sooner than this. */
const PAUSE_SECONDS = 60;

/** Sums up anew how long steps take on the lanes where some have come. */
export const baselineJob: JobDefinition = defineJob({
  name: 'baselines',
  payload: z.object({}),
  everyMs: 5_000,
  run: async (_, { db, signal }) => {
    for (let round = 0; round < ROUNDS_MAX && !signal.aborted; round += 1) {
      const options = { limit: LANES_MAX, pauseSeconds: PAUSE_SECONDS };
      if ((await refreshBaselines(db, options)) < LANES_MAX) return;
    }
  },
});
