import { z } from '@hono/zod-openapi';
import { OPEN_MAX } from '../../db/read-lanes.ts';
import { chainIdSchema, time } from './values.ts';

export const LANES_MAX = 50;

const count = z.number().int();
const seconds = z.number().nullable();

const figures = {
  p50: seconds.openapi({ description: 'Half of the waits took at most so many seconds.' }),
  p90: seconds.openapi({ description: 'Nine in ten of them.' }),
  p99: seconds.openapi({ description: '99 in 100 of them.' }),
  sample: count.openapi({ description: 'Waits that these rest on: the newest ones.' }),
  windowFrom: time.nullable().openapi({ description: 'When the first of them ended.' }),
  windowThrough: time.nullable().openapi({ description: 'When the last of them ended.' }),
  refreshedAt: time.nullable().openapi({ description: 'When they were summed up.' }),
  lastAt: time.nullable().openapi({ description: 'When the step came last, by its chain.' }),
};

const lanePaceSchema = z
  .object({
    pace: z.string().openapi({ description: 'In the words of the protocol: `fast`, `standard`.' }),
    ...figures,
  })
  .openapi('LanePace', {
    description:
      'How long operations of one pace have waited, which are compared with one another.',
  });

const laneStepSchema = z
  .object({
    step: z.string(),
    ...figures,
    paces: z.array(lanePaceSchema).openapi({
      description:
        'The same for the operations of each pace, by name; none where the protocol knows of none.',
    }),
  })
  .openapi('LaneStep', {
    description: 'How long operations of the lane have waited for the step, after the one before.',
  });

const laneSchema = z
  .object({
    protocol: z.string(),
    origin: chainIdSchema,
    originName: z.string(),
    destination: chainIdSchema,
    destinationName: z.string(),
    inFlight: z
      .object({
        total: count,
        ok: count,
        delayed: count,
        stuck: count,
        blocked: count,
        needsAction: count,
        blind: count,
        isCapped: z.boolean().openapi({
          description: `True if there are more than the ${OPEN_MAX} that are counted.`,
        }),
      })
      .openapi({ description: 'Open operations, by what is thought of how long they wait.' }),
    lastCompletion: time
      .nullable()
      .openapi({ description: 'When something arrived last at the destination, by its clock.' }),
    steps: z.array(laneStepSchema).openapi({ description: 'In the order of the route.' }),
  })
  .openapi('Lane', { description: 'A protocol from one chain to another.' });

export const lanesSchema = z
  .object({ lanes: z.array(laneSchema), nextCursor: z.string().nullable() })
  .openapi('LaneList');
export type LaneAnswer = z.infer<typeof laneSchema>;
