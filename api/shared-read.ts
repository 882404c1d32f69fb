/**
 * Something that many requests need and that may be some time old: one of them reads it, and all that ask meanwhile, or soon
 * after, are given the same. Its age counts from when the reading began. What fails is not kept.
 *
 * @param clock in milliseconds
 */
export function sharedRead<T>(
  read: () => Promise<T>,
  { maxAgeMs, clock = () => performance.now() }: { maxAgeMs: number; clock?: () => number },
): () => Promise<T> {
  let last: { startedAt: number; value: Promise<T>; isReading: boolean } | null = null;
  const end = async (own: NonNullable<typeof last>) => {
    try {
      await own.value;
      own.isReading = false;
    } catch {
      last = null;
    }
  };
  return () => {
    const at = clock();
    // A clock that was set back would keep it for too long.
    const age = last ? at - last.startedAt : 0;
    if (last && (last.isReading || (age >= 0 && age < maxAgeMs))) return last.value;
    const own = { startedAt: at, value: read(), isReading: true };
    last = own;
    void end(own);
    return own.value;
  };
}
