import type { ChainFacts } from '../../core/alerts/rules/chain-facts.ts';
import type { Queryable } from '../pool.ts';
import { chains } from '../schema.ts';

/** What each chain that is read shows, but for how far it is read. */
export async function readChainFacts(db: Queryable): Promise<Omit<ChainFacts, 'readTime'>[]> {
  const seconds = (time: Date | null) => time && time.getTime() / 1_000;
  const rows = await db.select().from(chains).orderBy(chains.id);
  return rows.map(({ id, name, headTime, seenAt, movedAt, endpoints }) => ({
    chain: id,
    name,
    headTime: seconds(headTime),
    seenAt: seconds(seenAt),
    movedAt: seconds(movedAt),
    endpoints,
  }));
}
