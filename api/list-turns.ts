import PQueue from 'p-queue';
import { MidflightError } from '../core/errors.ts';
import { Seats } from './seats.ts';

/**
 * Lists that are read at once. A rare combination of filters may take as long as a query may: together with the pages of streams
 * (`transition-pages.ts`), lists leave connections of the pool to those who ask for one operation.
 */
const LISTS_MAX = 4;
/**
 * Lists that are read or wait for their turn, and how many of them may be of one key or address: what a server that renders many
 * pages at once asks for, most lists being read within milliseconds.
 */
const [ASKED_MAX, ASKED_MAX_EACH] = [1_000, 100];
/** How long a list waits for its turn. */
const WAIT_MS_MAX = 10_000;

/** Lets lists be read a few at a time. Who has asked for few comes before those who have asked for many. */
export class ListTurns {
  readonly #queue = new PQueue({ concurrency: LISTS_MAX });
  readonly #seats = new Seats(ASKED_MAX, ASKED_MAX_EACH);
  readonly #waitMs: number;

  constructor({ waitMs = WAIT_MS_MAX }: { waitMs?: number } = {}) {
    this.#waitMs = waitMs;
  }

  /**
   * Reads a list when it is its turn.
   *
   * @param who asks: a key or an address
   * @param options.signal whoever asks is gone: then it is not read, unless it is being read already
   * @throws MidflightError `too_many_lists`
   */
  async read<T>(
    who: string,
    read: () => Promise<T>,
    { signal }: { signal: AbortSignal },
  ): Promise<T> {
    // Two classes: within each, who came first goes first, so that nobody is overtaken for ever.
    const priority = this.#seats.takenBy(who) < LISTS_MAX ? 1 : 0;
    const leave = this.#seats.take(who);
    if (!leave) throw tooMany();
    // It gives up before its turn alone: a query that has begun keeps its turn until it has ended.
    const late = new AbortController();
    const giveUp = () => late.abort(tooMany());
    const timer = setTimeout(giveUp, this.#waitMs);
    signal.addEventListener('abort', giveUp, { once: true });
    if (signal.aborted) giveUp();
    const begin = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      return read();
    };
    try {
      return await this.#queue.add(begin, { priority, signal: late.signal });
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', giveUp);
      leave();
    }
  }
}

function tooMany(): MidflightError {
  return new MidflightError({
    code: 'too_many_lists',
    message: `Too many lists are asked for: ${LISTS_MAX} are read at once, and ${ASKED_MAX} may wait, ${ASKED_MAX_EACH} of one key or address, for ${WAIT_MS_MAX / 1000} seconds.`,
    recovery: 'Try again in 5 seconds, one list after the other.',
    isTransient: true,
  });
}
