/** Thrown by what parses an answer; the path says where in it, and is empty for all of it. */
export class Malformed extends Error {
  readonly path: string;

  constructor(path: string, message: string) {
    super(message);
    this.path = path;
  }
}

/** Parses what a node answered; throws `Malformed`. */
export type Parse<T> = (answer: unknown) => T;

/** The answer as a record of unknown fields. */
export function parseRecord(answer: unknown, path: string): Readonly<Record<string, unknown>> {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new Malformed(path, 'must be an object');
  }
  // CAST: an object; its fields are still unknown.
  return answer as Readonly<Record<string, unknown>>;
}

/** The same, or null where the node has nothing. */
export const orNull =
  <T>(parse: Parse<T>): Parse<T | null> =>
  (answer) =>
    answer === null ? null : parse(answer);
