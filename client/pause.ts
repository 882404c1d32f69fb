/** Waits so many milliseconds; rejects with the signal's reason as soon as it is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const onAbort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

/** The first pause of those that grow, at most. */
export const PAUSE_MS_FIRST = 500;

/** How long to wait before try `tries + 1`: twice as long each time, and never the same for two clients. */
export function backoffMs(tries: number, { first = PAUSE_MS_FIRST, max = 30_000 } = {}): number {
  const full = Math.min(max, first * 2 ** Math.min(tries, 20));
  return full / 2 + (Math.random() * full) / 2;
}
