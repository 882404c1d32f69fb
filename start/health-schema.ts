import { z } from 'zod';
import { HEALTH_POLICY } from '../core/health.ts';

const seconds = z.number().min(1, 'must be 1 second or more');
const factor = z.number().min(1, 'must be 1 or more').max(1_000, 'must be 1000 or less');

/** When a wait is too long, and when we see too little to say so: see `HealthPolicy`. */
export const healthSchema = z
  .strictObject({
    /** So many waits of a lane must be behind it before its own figures count. */
    minimumSample: z
      .number()
      .int('must be a whole number')
      .min(10, 'must be 10 or more: fewer waits tell nothing of the slowest ones')
      .max(1_000, 'must be 1000 or less, which is what a lane is summed up from')
      .default(HEALTH_POLICY.minimumSample),
    /** `delayed` after the lane's p90 times this, and never before the floor. */
    delayedFactor: factor.default(HEALTH_POLICY.delayedFactor),
    delayedFloorSeconds: seconds.default(HEALTH_POLICY.delayedFloorSeconds),
    /** `stuck` after the lane's p99 times this, never before the floor, nor before the protocol calls it late. */
    stuckFactor: factor.default(HEALTH_POLICY.stuckFactor),
    stuckFloorSeconds: seconds.default(HEALTH_POLICY.stuckFloorSeconds),
    /** `blind` once what was read of the awaited chain is older than this. */
    blindAfterSeconds: seconds.default(HEALTH_POLICY.blindAfterSeconds),
    /** A chain that answers has stalled once it has shown no new block for so long. */
    stalledAfterSeconds: seconds.default(HEALTH_POLICY.stalledAfterSeconds),
  })
  .refine((policy) => policy.stuckFloorSeconds >= policy.delayedFloorSeconds, {
    path: ['stuckFloorSeconds'],
    error: 'must not be less than delayedFloorSeconds: what is stuck is delayed before',
  });
