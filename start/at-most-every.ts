/** The same work, done again no sooner than after so many milliseconds: who asks meanwhile gets what it came to. */
export function atMostEvery(ms: number, work: () => Promise<void>): () => Promise<void> {
  let freshUntil = 0;
  let latest = Promise.resolve();
  return () => {
    if (performance.now() >= freshUntil) {
      freshUntil = performance.now() + ms;
      latest = work();
    }
    return latest;
  };
}
