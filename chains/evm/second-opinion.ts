import { blameFor } from '../endpoints/blame.ts';
import type { Endpoint } from '../endpoints/endpoint.ts';
import type { Pool } from '../endpoints/pool.ts';
import type { Purpose } from '../endpoints/purpose.ts';
import { asFault } from '../endpoints/silence.ts';
import type { EvmNode } from './driver.ts';

/** Whom else to ask about what one endpoint has read. */
export interface SecondOpinion {
  /** Does the same at another endpoint; at the same one, if there is no other. */
  elsewhere: <T>(work: (other: EvmNode) => Promise<T>) => Promise<T>;
  /**
   * Whether the endpoint's own answer, once more, may confirm it where there is no other. Not at a second look by the
   * very endpoint that had the first one, as long as another one is away: what that look believes is final.
   */
  mayRepeat: () => boolean;
}

/**
 * For one reading.
 *
 * @param readBefore who read the range before, at a second look: undefined where that is not known
 */
export function createSecondOpinion({
  pool,
  endpoint,
  purpose,
  readBefore,
}: {
  pool: Pool<EvmNode>;
  endpoint: Endpoint;
  purpose: Purpose;
  readBefore: Endpoint | undefined;
}): SecondOpinion {
  const isItself = purpose === 'second_look' && (!readBefore || readBefore === endpoint);
  let hasFailed = false;
  return {
    elsewhere: (work) =>
      pool.run(
        async (other) => {
          try {
            return await work(other);
          } catch (error) {
            const failure = asFault(error);
            const blame = blameFor(failure);
            if (other.endpoint !== endpoint) hasFailed ||= blame === 'fault' || blame === 'rest';
            throw failure;
          }
        },
        { purpose, avoid: endpoint, triesMax: 2 },
      ),
    mayRepeat: () => !isItself || !(hasFailed || pool.isShort()),
  };
}
