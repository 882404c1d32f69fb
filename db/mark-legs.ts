import type { ChainId } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import { copyInto } from './copy.ts';
import type { Queryable } from './pool.ts';
import type { Cause } from './types.ts';
import type { IngestedLog } from './write-logs.ts';

/**
 * Marks the operations of these legs dirty, by one exact link of each: from it every other link of the leg is reached.
 */
export async function markLegs(
  tx: Queryable,
  chain: ChainId,
  logs: readonly Pick<IngestedLog, 'leg'>[],
): Promise<void> {
  const keys = new Set<string>();
  for (const { leg } of logs) {
    if (!leg) continue;
    const exact = leg.links.find(({ kind }) => kind === 'exact');
    assert(exact, 'every leg has an exact link');
    keys.add(exact.key);
  }
  const cause: Cause = { type: 'event', chain };
  await copyInto(tx, 'dirty', ['key', 'cause'], [...keys], (row, key) => {
    row.start();
    row.text(key);
    row.jsonb(cause);
  });
}
