import type { Stage, Status } from '../core/status.ts';

/**
 * A status as it is stored. While parts of different versions run side by side, the jobs may write one that this API does not
 * know: it is told as it is, and neither an answer nor a stream fails for it. It counts as none of those that are known, and
 * so never as an end.
 */
export function presentStatus(stored: string): Status {
  // CAST: what a newer part wrote may be another text, which readers are told of.
  return stored as Status;
}

/** A stage as it is stored, like a status. */
export function presentStage(stored: string): Stage {
  // CAST: what a newer part wrote may be another text, which readers are told of.
  return stored as Stage;
}
