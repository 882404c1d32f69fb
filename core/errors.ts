/** What a `MidflightError` is made of. */
export interface ErrorParts {
  /** Stable, machine-readable name of the failure, in snake_case (`rpc_wrong_chain`). */
  code: string;
  /** What happened, in one sentence that names the value. */
  message: string;
  /** What the reader can do about it, in one sentence. */
  recovery: string;
  /** True if the same attempt may succeed later: loops and jobs then try again. */
  isTransient?: boolean;
  /** Values for the log, never secrets. */
  context?: Record<string, unknown>;
  cause?: unknown;
}

/**
 * The one error that this project throws at its edges: every failure of the world says what happened and what to do.
 * Mistakes of our own are assertions (`assert`), not this.
 */
export class MidflightError extends Error {
  readonly code: string;
  readonly recovery: string;
  readonly isTransient: boolean;
  readonly context: Record<string, unknown>;

  constructor({ code, message, recovery, isTransient = false, context = {}, cause }: ErrorParts) {
    super(message, { cause });
    this.name = 'MidflightError';
    this.code = code;
    this.recovery = recovery;
    this.isTransient = isTransient;
    this.context = context;
  }
}

/** Throws when `condition` is false: an invariant of ours is broken. Put both values into `message`. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${message}`);
}

/** Why something failed, for the log: a failed query says what was asked, and why it failed stands in its cause. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  return cause instanceof Error ? cause.message : String(cause);
}
