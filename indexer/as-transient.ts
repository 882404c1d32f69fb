import { MidflightError } from '../core/errors.ts';

/** Two transactions were in each other's way: deadlock, serialization failure, the same row added twice. */
const CONFLICTS = ['40P01', '40001', '23505'];

/** A failure that another try may mend; null for one that lasts. */
export function asTransient(error: unknown): { code: string; message: string } | null {
  if (error instanceof MidflightError) return error.isTransient ? error : null;
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && CONFLICTS.includes(String(cause.code))) {
      return { code: String(cause.code), message: cause.message };
    }
  }
  return null;
}
