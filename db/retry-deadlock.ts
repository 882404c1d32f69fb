/** How often a transaction is begun again that the database ended in favour of another one. */
const TRIES_MAX = 10;

/** Does work again that met another transaction over the same rows: nothing of it was written. */
export async function retryDeadlock<T>(work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES_MAX || !isMeeting(error)) throw error;
    }
  }
}

/** Postgres' "deadlock detected" and "could not serialize access". */
function isMeeting(error: unknown): boolean {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  const code = typeof cause === 'object' && cause !== null && 'code' in cause ? cause.code : null;
  return code === '40P01' || code === '40001';
}
