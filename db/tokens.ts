import { sql, type SQL } from 'drizzle-orm';
import { unknownTokens, type Valued } from '../core/asset-unit.ts';
import type { ChainId } from '../core/chain.ts';
import {
  knownTokens,
  type KnownTokens,
  type TokenAnswer,
  type TokenFacts,
  type TokenId,
} from '../core/token.ts';
import { integers, texts } from './arrays.ts';
import type { Queryable } from './pool.ts';
import type { ToldTransition } from './read-transitions.ts';

/** A contract that gave no sensible answer is asked again after a minute, then each time ten times later, up to a month. */
const RETRY_SECONDS = 60;
const RETRY_SECONDS_MAX = 2_592_000;

/**
 * The tokens that a chain is to be asked about now. Half of them are those that wait longest, the others those that are due since
 * just now: so the present does not wait for what a history names.
 */
export async function dueTokens(db: Queryable, chain: ChainId, limit: number): Promise<string[]> {
  const half = Math.ceil(limit / 2);
  const part = (order: SQL) => sql`(
    select address
    from tokens
    where chain = ${chain} and next_at <= now()
    order by next_at ${order}
    limit ${half}
  )`;
  const { rows } = await db.execute<{ address: string }>(sql`
    select address from (${part(sql`asc`)} union ${part(sql`desc`)}) as due limit ${limit}`);
  return rows.map(({ address }) => address);
}

/** Keeps what came of asking a chain about tokens. One whose decimals are known is not asked again, and keeps them. */
export async function writeTokens(
  db: Queryable,
  chain: ChainId,
  answers: readonly (TokenAnswer & { address: string })[],
): Promise<void> {
  if (answers.length === 0) return;
  await db.execute(sql`
    update tokens
    set decimals = told.decimals, symbol = told.symbol, reason = told.reason,
      attempts = attempts + 1, asked_at = now(),
      next_at = case when told.decimals is null then
        now() + least(${RETRY_SECONDS} * power(10, least(attempts, 9)), ${RETRY_SECONDS_MAX}) * interval '1 second'
      end
    from unnest(
      ${texts(answers.map(({ address }) => address))},
      ${integers(answers.map(({ decimals }) => decimals))},
      ${texts(answers.map(({ symbol }) => symbol))},
      ${texts(answers.map(({ reason }) => reason))}
    ) as told (address, decimals, symbol, reason)
    where tokens.chain = ${chain} and tokens.address = told.address and tokens.decimals is null`);
}

/** What is known of the tokens that operations name, where no event tells it. */
export async function tokensOf(db: Queryable, operations: readonly Valued[]): Promise<KnownTokens> {
  return knownTokens(await readTokens(db, operations.flatMap(unknownTokens)));
}

/** The same of what transitions tell of their operations. */
export function tokensOfTransitions(
  db: Queryable,
  rows: readonly Pick<ToldTransition, 'operation'>[],
): Promise<KnownTokens> {
  return tokensOf(
    db,
    rows.flatMap(({ operation }) =>
      operation?.sent ? [{ ...operation, about: { sent: operation.sent } }] : [],
    ),
  );
}

/** Those of the tokens whose decimals are known. */
export async function readTokens(
  db: Queryable,
  tokens: readonly TokenId[],
): Promise<(TokenId & TokenFacts)[]> {
  if (tokens.length === 0) return [];
  const { rows } = await db.execute<TokenId & TokenFacts & Record<string, unknown>>(sql`
    select chain, address, decimals, symbol
    from tokens
    where (chain, address) in (
      select *
      from unnest(
        ${texts(tokens.map(({ chain }) => chain))},
        ${texts(tokens.map(({ address }) => address))}
      )
    ) and decimals is not null`);
  return rows;
}
