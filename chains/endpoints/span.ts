/** Blocks that the first request asks for: where there is much in them, not too much; where there is little, soon more. */
const FIRST = 500n;
/** Sparse chains are read in long strides, where the endpoint lets us. */
const MAX = 2_000_000n;
/** A stride that brought this many logs is long enough: what is in memory must not grow with the chain. */
const LOGS_PLENTY = 2_000;
/** Accepted requests after which a refused length is tried again; twice as many each time that it is refused again. */
const PATIENCE_MIN = 4;
const PATIENCE_MAX = 128;

/** How many blocks to ask for next (or calls to batch), as far as one endpoint has shown. */
export interface Span {
  next: () => bigint;
  /** A request of this many blocks was answered with this many logs. */
  accept: (blocks: bigint, logs: number) => void;
  /** A request of this many blocks was refused. */
  refuse: (blocks: bigint) => void;
}

/**
 * Halves when refused and remembers the length that was; doubles while whole strides are accepted and bring little. A
 * length that was refused is tried again later: where one heavy stretch was the reason it passes, and where it is the
 * endpoint's limit it is tried ever more rarely.
 */
export function createSpan({
  first = FIRST,
  max = MAX,
}: { first?: bigint; max?: bigint } = {}): Span {
  let next = first;
  let refused = max * 2n;
  let accepted = 0;
  let patience = PATIENCE_MIN;
  return {
    next: () => next,
    accept: (blocks, logs) => {
      // A short rest of a range says nothing about longer ones.
      if (blocks < next) return;
      if (blocks >= refused) {
        refused = max * 2n;
        patience = PATIENCE_MIN;
      }
      accepted += 1;
      const doubled = next * 2n < max ? next * 2n : max;
      if (logs >= LOGS_PLENTY || (doubled >= refused && accepted < patience)) return;
      accepted = 0;
      next = doubled;
    },
    refuse: (blocks) => {
      const half = blocks > 1n ? blocks / 2n : 1n;
      // Of several that were under way together, the first one has made it shorter already: the others say nothing new.
      if (blocks <= next) {
        patience = blocks < refused ? PATIENCE_MIN : Math.min(PATIENCE_MAX, patience * 2);
        accepted = 0;
        refused = blocks;
      }
      if (half < next) next = half;
    },
  };
}
