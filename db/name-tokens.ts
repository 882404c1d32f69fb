import { sql } from 'drizzle-orm';
import { unknownTokens } from '../core/asset-unit.ts';
import { compareText } from '../core/leg.ts';
import { keyOf, type TokenId } from '../core/token.ts';
import { texts } from './arrays.ts';
import { followLog } from './follow-log.ts';
import type { Queryable } from './pool.ts';
import type { StoredOperation } from './types.ts';

/** The name under which it is kept how far the log was followed. */
const TOKENS_FOLLOWER = 'tokens';

/**
 * Makes rows of the tokens that operations name which have changed since this was last called, so that their chains are asked:
 * the cost is that of the changes. To be called in a transaction.
 *
 * @returns whether there may be more
 */
export async function nameTokens(
  tx: Queryable,
  { limit }: { limit: number },
): Promise<{ hasMore: boolean }> {
  const next = await followLog(tx, { name: TOKENS_FOLLOWER, limit });
  if (!next || next.ids.length === 0) return { hasMore: false };
  const { rows } = await tx.execute<{
    about: StoredOperation['about'];
    origin: StoredOperation['origin'];
    destination: StoredOperation['destination'];
  }>(sql`
    select body -> 'origin' as origin, body -> 'destination' as destination,
      jsonb_strip_nulls(jsonb_build_object(
        'sent', body #> '{about,sent}', 'wanted', body #> '{about,wanted}', 'received', body #> '{about,received}'
      )) as about
    from operations
    where id = any(${texts(next.ids)})`);
  await insertTokens(tx, rows.flatMap(unknownTokens));
  return { hasMore: next.hasMore };
}

async function insertTokens(tx: Queryable, tokens: readonly TokenId[]): Promise<void> {
  if (tokens.length === 0) return;
  const distinct = [...new Map(tokens.map((token) => [keyOf(token), token])).entries()]
    .toSorted(([a], [b]) => compareText(a, b))
    .map(([, token]) => token);
  await tx.execute(sql`
    insert into tokens (chain, address)
    select * from unnest(
      ${texts(distinct.map(({ chain }) => chain))},
      ${texts(distinct.map(({ address }) => address))}
    )
    on conflict do nothing`);
}
