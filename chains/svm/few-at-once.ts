import PQueue from 'p-queue';

/** Several readings go on at an endpoint at once; together they use all that it may be burdened with. */
const AT_ONCE = 4;

/**
 * Does work for each item, a few at a time, and gives what came of it in the order of the items. After a failure nothing
 * more is begun: what still waits would burden the endpoint for a reading that is lost.
 *
 * @param work its signal tells work of several steps that there is no use in the next one
 */
export async function fewAtOnce<T, R>(
  items: readonly T[],
  work: (item: T, signal: AbortSignal) => Promise<R>,
): Promise<R[]> {
  const queue = new PQueue({ concurrency: AT_ONCE });
  const abort = new AbortController();
  try {
    return await queue.addAll(items.map((item) => () => work(item, abort.signal)));
  } finally {
    queue.clear();
    abort.abort();
  }
}
