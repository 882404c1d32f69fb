import { MidflightError } from '../../core/errors.ts';
import type { LogFilter } from '../../core/raw-log.ts';
import { asFault, createPatience } from '../endpoints/silence.ts';
import type { Span } from '../endpoints/span.ts';
import type { ReadOptions, Reading } from '../source.ts';
import { TooManyPages } from './list-signatures.ts';
import { readRange, type RangeReader } from './read-range.ts';

/**
 * Reads as much of the beginning of a range as its node takes. Where that is too much it is halved and read again; where
 * it was asked too often, only what is asked next is halved, since the node wants to be left alone now.
 *
 * @param span how many slots to ask for
 */
export async function readBeginning(
  reader: RangeReader & { span: Span },
  { from, to }: { from: bigint; to: bigint },
  filter: LogFilter,
  options: ReadOptions,
): Promise<Reading> {
  const { span } = reader;
  const patience = createPatience(isTooLong);
  for (;;) {
    const most = span.next();
    const slots = to - from + 1n < most ? to - from + 1n : most;
    try {
      const range = { from, to: from + slots - 1n };
      const { listed, ...reading } = await readRange(reader, range, filter, options);
      span.accept(slots, listed);
      return reading;
    } catch (error) {
      const isRetried = patience.mayHalve(error) && slots > 1n;
      if (isRetried || isRateLimit(error)) span.refuse(slots);
      if (!isRetried) throw asFault(error);
    }
  }
}

/** Whether a shorter range may pass. */
const isTooLong = (error: unknown): boolean =>
  error instanceof TooManyPages ||
  (error instanceof MidflightError && error.code === 'rpc_refused');

const isRateLimit = (error: unknown): boolean =>
  error instanceof MidflightError && error.context['isRateLimit'] === true;
