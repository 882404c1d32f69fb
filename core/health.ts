/**
 * A verdict about time, beside the status and never mixed into it. `delayed`: it takes longer than most on its lane; `stuck`:
 * so long that somebody should look; `blocked`: it is known what holds it up; `needs_action`: nothing moves until its user does
 * something; `blind`: what it waits for may have happened where we have not read yet, so that nobody is to blame.
 */
export const healths = ['ok', 'delayed', 'stuck', 'blocked', 'needs_action', 'blind'] as const;
export type Health = (typeof healths)[number];

/**
 * How long a wait usually takes, in seconds: as operations of the same lane have taken for the same step (`lane`), else by the
 * protocol's own figures (`protocol`).
 */
export type Baseline =
  | { source: 'lane'; p50: number; p90: number; p99: number; sample: number }
  | { source: 'protocol'; seconds: number; lateAfter: number };
