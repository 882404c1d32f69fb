/** What the API says when a request ends in an error, or what stands in its place when no answer of the API came. */
export interface ApiFailure {
  /**
   * The API's own code, such as `bad_request` or `not_indexed_yet`. Two are of the client: `unreachable`, nothing answered;
   * `unexpected_answer`, something did that is not Midflight, such as a proxy's page.
   */
  code: string;
  message: string;
  /** What to do about it, in a sentence. */
  recovery: string;
  /** The HTTP status; null if nothing answered. */
  status: number | null;
  /** Seconds after which the server asks to be tried again; null if it does not say. */
  retryAfter: number | null;
}

/**
 * A request that did not succeed.
 *
 * @example
 * catch (error) {
 *   if (error instanceof MidflightApiError && error.code === 'not_indexed_yet') showSoon(error.retryAfter);
 * }
 */
export class MidflightApiError extends Error implements ApiFailure {
  override readonly name = 'MidflightApiError';
  readonly code: string;
  readonly recovery: string;
  readonly status: number | null;
  readonly retryAfter: number | null;

  constructor(
    { code, message, recovery, status, retryAfter }: ApiFailure,
    options?: { cause?: unknown },
  ) {
    super(message, options);
    this.code = code;
    this.recovery = recovery;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}
