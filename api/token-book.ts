import DataLoader from 'dataloader';
import { unknownTokens, type Valued } from '../core/asset-unit.ts';
import {
  keyOf,
  knownTokens,
  type KnownTokens,
  type TokenFacts,
  type TokenId,
} from '../core/token.ts';

/** What is known of the tokens that operations name. */
export type TokensOf = (operations: readonly Valued[]) => Promise<KnownTokens>;

/** Some hundred bytes each. */
const KEPT_MAX = 10_000;
/** How long a token that is not known yet is taken to be so. */
const ABSENT_MS = 2_000;

interface Kept {
  facts: (TokenId & TokenFacts) | null;
  readAt: number;
}

/**
 * Keeps what is known of tokens: they are few, every operation names some, and what is known of one never changes. So the reads of
 * operations stay as they are, and most answers cost no further one. What is asked in the same moment is read together.
 *
 * @param read those of the tokens that are known
 * @param clock in milliseconds
 */
export function tokenBook(
  read: (tokens: readonly TokenId[]) => Promise<(TokenId & TokenFacts)[]>,
  {
    keptMax = KEPT_MAX,
    absentMs = ABSENT_MS,
    clock = () => performance.now(),
  }: { keptMax?: number; absentMs?: number; clock?: () => number } = {},
): TokensOf {
  /** The one that was asked for longest ago comes first. */
  const kept = new Map<string, Kept>();
  const keep = (key: string, entry: Kept) => {
    kept.delete(key);
    kept.set(key, entry);
    const [oldest] = kept.keys();
    if (kept.size > keptMax && oldest !== undefined) kept.delete(oldest);
  };
  const loader = new DataLoader<TokenId, Kept, string>(
    async (tokens) => {
      const readAt = clock();
      const found = new Map((await read(tokens)).map((facts) => [keyOf(facts), facts]));
      return tokens.map((token) => ({ facts: found.get(keyOf(token)) ?? null, readAt }));
    },
    { cache: false, batchScheduleFn: (ask) => void setImmediate(ask) },
  );
  const find = async (token: TokenId) => {
    const key = keyOf(token);
    const own = kept.get(key);
    const entry =
      own && (own.facts || clock() - own.readAt < absentMs) ? own : await loader.load(token);
    keep(key, entry);
    return entry.facts ?? [];
  };
  return async (operations) => {
    const tokens = operations.flatMap(unknownTokens);
    return knownTokens((await Promise.all(tokens.map(find))).flat());
  };
}

/** What an answer says of an operation's tokens by their contracts, for an ETag: it changes once one becomes known. */
export function tokensKey(operation: Valued, tokens: KnownTokens): unknown[] {
  return unknownTokens(operation).map(({ chain, address }) => {
    const known = tokens(chain, address);
    return known ? [known.decimals, known.symbol] : null;
  });
}
