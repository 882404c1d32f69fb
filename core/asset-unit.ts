import type { ChainId } from './chain.ts';
import type { Asset } from './leg.ts';
import type { AssetLocation, Operation } from './operation.ts';
import {
  DECIMALS_MAX,
  tokenIdOf,
  type KnownTokens,
  type TokenFacts,
  type TokenId,
} from './token.ts';

/** Who tells of a token's decimals and symbol: the protocol, by its events and its registry, or the token's own contract. */
export const unitTellers = ['protocol', 'contract'] as const;

/** How an amount is to be read. */
export interface Unit {
  symbol: string | null;
  decimals: number | null;
  /** Null where nobody tells. */
  toldBy: (typeof unitTellers)[number] | null;
}

/** The parts of an operation that name tokens, each at its end. */
type Valued = Pick<Operation, 'about' | 'origin' | 'destination'>;

/**
 * How an asset's amount is to be read. Where an event tells the decimals, the contract is not heard, not even for its symbol:
 * the two need not be of one token.
 */
export function unitOf(
  told: Pick<Asset, 'symbol' | 'decimals'>,
  token: TokenFacts | undefined,
): Unit {
  const { symbol = null, decimals = null } = told;
  if (decimals === null && token) {
    return { symbol: symbol ?? token.symbol, decimals: token.decimals, toldBy: 'contract' };
  }
  return { symbol, decimals, toldBy: symbol === null && decimals === null ? null : 'protocol' };
}

/**
 * An amount in whole tokens, exact, as decimal text. Null for what is no amount, or no number of decimals.
 *
 * @example wholeAmount('1250000', 6) // '1.25'
 */
export function wholeAmount(amount: string | null, decimals: number | null): string | null {
  if (amount === null || decimals === null || !/^\d{1,100}$/.test(amount)) return null;
  if (!Number.isInteger(decimals) || decimals < 0 || decimals > DECIMALS_MAX) return null;
  const digits = amount.padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals).replace(/^0+(?=\d)/, '');
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, '');
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

/** The parts of what an operation moves, each with its chain: what is sent is of its origin, what is to arrive of its destination. */
export function assetsOf({ about, origin, destination }: Valued): Placed[] {
  const { sent, wanted, received } = about;
  const at = (chain: ChainId | null | undefined) => (asset: Asset | undefined) =>
    asset ? [{ asset, chain: chain ?? null }] : [];
  return [sent]
    .flatMap(at(origin?.chain))
    .concat([received, wanted].flatMap(at(destination?.chain)));
}

interface Placed {
  asset: Asset;
  chain: ChainId | null;
}

/** The tokens that are named without their decimals, so that their contracts are to be asked. */
export function unknownTokens(operation: Valued): TokenId[] {
  return assetsOf(operation).flatMap(({ asset, chain }) => {
    const token = tokenIdOf(chain, asset.token);
    return token && asset.decimals === undefined ? [token] : [];
  });
}

/**
 * How the amount of a place is to be read: as that of the part which has the token there, or where the place names no token, as
 * that of the part which has the same amount.
 */
export function unitAt(
  { token, chain, amount }: Pick<AssetLocation, 'token' | 'chain' | 'amount'>,
  operation: Valued,
  tokens: KnownTokens,
): Unit {
  const own = assetsOf(operation).find(({ asset, chain: where }) =>
    token === null ? asset.amount === amount : asset.token === token && where === chain,
  );
  return own
    ? unitOf(own.asset, tokens(own.chain, own.asset.token ?? null))
    : unitOf({}, tokens(chain, token));
}
