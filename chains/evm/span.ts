/** Blocks that the first request asks for: what most public endpoints allow. */
const FIRST = 5_000n;
/** Sparse chains are read in long strides, where the endpoint lets us. */
const MAX = 2_000_000n;
/** A stride that brought this many logs is long enough: what is in memory must not grow with the chain. */
const LOGS_PLENTY = 5_000;
/** Accepted requests after which a refused length is tried again: an endpoint may have changed its mind. */
const ACCEPTED_UNTIL_RETRY = 20;

/** How many blocks to ask for next (or calls to batch), as far as one endpoint has shown. */
export interface Span {
  next: () => bigint;
  /** A request of this many blocks was answered with this many logs. */
  accept: (blocks: bigint, logs: number) => void;
  /** A request of this many blocks was refused. */
  refuse: (blocks: bigint) => void;
}

/**
 * Halves when refused and remembers the length that was; doubles while whole strides are accepted and bring little, but
 * not to a length that was refused before.
 */
export function createSpan({
  first = FIRST,
  max = MAX,
}: { first?: bigint; max?: bigint } = {}): Span {
  let next = first;
  let refused = max * 2n;
  let accepted = 0;
  return {
    next: () => next,
    accept: (blocks, logs) => {
      accepted += 1;
      if (accepted >= ACCEPTED_UNTIL_RETRY) {
        accepted = 0;
        refused *= 2n;
      }
      const doubled = blocks * 2n;
      // A short rest of a range says nothing about longer ones.
      if (blocks < next || logs >= LOGS_PLENTY || doubled >= refused) return;
      next = doubled < max ? doubled : max;
    },
    refuse: (blocks) => {
      accepted = 0;
      refused = blocks;
      next = blocks > 1n ? blocks / 2n : 1n;
    },
  };
}
