import { contradiction } from '../chains/endpoints/contradiction.ts';
import { lastHeight } from '../chains/last-height.ts';
import type { ChainSource, ReadOptions } from '../chains/source.ts';
import { MidflightError } from '../core/errors.ts';
import type { Header } from '../core/header.ts';

/** A height that was found by its time. */
export interface FoundBlock {
  number: bigint;
  /** `before`: the last one before the time. `first`: the chain is younger. `pruned`: the first one that is shown at all. */
  how: 'before' | 'first' | 'pruned';
}

/**
 * The last block before a time (Unix seconds), up to a head, by headers alone: about one request for each bit of the head's
 * number. What endpoints have thrown away is taken to be older than any time. In the end those who did not answer last are
 * asked for the two blocks between which the time must lie, so that one wrong answer moves nothing.
 *
 * @throws MidflightError `rpc_contradiction`, transient, where answers do not go together
 */
export async function blockBefore(
  source: ChainSource,
  time: number,
  head: Pick<Header, 'number'>,
): Promise<FoundBlock> {
  const { name } = source.definition;
  const number = await lastHeight(head.number, async (height) => {
    const header = await headerAt(source, height);
    return header === null || header.time < time;
  });
  const again = { again: true };
  const at = await headerAt(source, number, again);
  const next = number < head.number ? await headerAt(source, number + 1n, again) : null;
  if (number < head.number && (!next || next.time < time)) throw contradiction(name, number + 1n);
  if (number === 0n) return { number: at ? 0n : 1n, how: 'first' };
  if (at) {
    if (at.time >= time) throw contradiction(name, number);
    return { number, how: 'before' };
  }
  // Whoever has thrown a block away has none below it: else one was not there for the moment.
  const below = [number / 2n, number / 4n].filter((height) => height > 0n);
  for (const height of below) {
    if (await headerAt(source, height)) throw contradiction(name, number, 'it was not shown');
  }
  if (number === head.number) throw contradiction(name, number, 'it was not shown');
  return { number: number + 1n, how: 'pruned' };
}

/** Null if no endpoint shows it: all have thrown it away, or have not got it yet. */
export async function headerAt(
  source: ChainSource,
  number: bigint,
  options?: Pick<ReadOptions, 'again'>,
): Promise<Header | null> {
  try {
    const [header] = await source.headers([number], options);
    return header ?? null;
  } catch (error) {
    const isGone =
      error instanceof MidflightError &&
      (error.code === 'rpc_history_pruned' || error.context['isAbsent'] === true);
    if (isGone) return null;
    throw error;
  }
}
