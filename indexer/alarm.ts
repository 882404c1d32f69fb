/** Wakes a loop that pauses. A ring while nobody pauses is kept for the next pause. */
export interface Alarm {
  ring: () => void;
  /** Resolves after `ms`, at a ring, or when `signal` aborts; never rejects. */
  pause: (ms: number, signal: AbortSignal) => Promise<void>;
}

export function createAlarm(): Alarm {
  let isRung = false;
  let wake = () => {};
  return {
    ring: () => {
      isRung = true;
      wake();
    },
    pause: (ms, signal) =>
      new Promise((resolve) => {
        const end = () => {
          isRung = false;
          wake = () => {};
          clearTimeout(timer);
          signal.removeEventListener('abort', end);
          resolve();
        };
        const timer = setTimeout(end, ms);
        wake = end;
        signal.addEventListener('abort', end);
        if (isRung || signal.aborted) end();
      }),
  };
}
