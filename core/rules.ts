import type { Role } from './leg.ts';
import type { Stage } from './status.ts';

/** One step of a protocol's route, and what to say while an operation waits for it. */
export interface Step {
  /** The protocol's word for the step: `burn`, `approval`, `execution`. */
  name: string;
  role: Role;
  /** The side on which the step happens. */
  side: 'origin' | 'destination';
  waiting: {
    stage: Stage;
    /** What is awaited, as the end of the sentence "It waits for …". */
    what: string;
    /** Who can move it on. */
    who: string;
    /** What they can do. */
    action: string;
  };
}

/**
 * What constitutes completion in a protocol, as data: the fold reads it and knows no protocol by name.
 * Every step is required, in this order; the first one is the origin.
 */
export interface Rules {
  /** Goes up when a change here can change a status; each transition names it. */
  version: number;
  steps: readonly Step[];
  /** True if the protocol's destination contract accepts nothing but messages proven to come from the origin. */
  destinationProvesOrigin: boolean;
}
