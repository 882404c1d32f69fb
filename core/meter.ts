/** What a part of the process tells of how it does, beside what the database knows. Counting never fails and never waits. */
export interface Meter {
  /** A request was answered. */
  answered(answer: {
    /** Its pattern, such as `/v1/operations/:id`; `none` where no route matched. */
    route: string;
    method: string;
    status: number;
    /** Until the answer began: a stream goes on after it. */
    seconds: number;
  }): void;
  /** A batch of marks was folded. */
  folded(batch: { seconds: number; versions: number; failures: number }): void;
  /** A client of the stream came (1) or went (-1). */
  streamed(change: 1 | -1): void;
  /** A delivery to a webhook ended. */
  delivered(outcome: 'delivered' | 'failed' | 'dead'): void;
  /** A try to tell a channel of an alert ended. */
  alerted(notice: { channel: string; outcome: 'sent' | 'failed' | 'dead' }): void;
}

/** Counts nothing. */
export const noMeter: Meter = {
  answered: () => {},
  folded: () => {},
  streamed: () => {},
  delivered: () => {},
  alerted: () => {},
};
