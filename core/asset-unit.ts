import type { ChainId } from './chain.ts';
import type { About, Asset } from './leg.ts';
import type { AssetLocation, Operation } from './operation.ts';
import {
  DECIMALS_MAX,
  tokenIdOf,
  type KnownTokens,
  type TokenFacts,
  type TokenId,
} from './token.ts';

/** Who tells the decimals of a token: the protocol, by its events and its registry, or the token's own contract. */
export const decimalsTellers = ['protocol', 'contract'] as const;

/** How an amount is to be read. */
export interface Unit {
  /** The protocol's own name for the token. */
  symbol: string | null;
  /** The contract's. Kept apart: anybody may give a contract the name of another token. */
  contractSymbol: string | null;
  decimals: number | null;
  /** Null where nobody tells. */
  decimalsToldBy: (typeof decimalsTellers)[number] | null;
}

/** The parts of an operation that name tokens, each at its end. */
export interface Valued extends Pick<Operation, 'origin' | 'destination'> {
  about: Pick<About, 'sent' | 'wanted' | 'received'>;
}

/** How an asset's amount is to be read. Where an event tells the decimals, the contract is not heard. */
export function unitOf(
  told: Pick<Asset, 'symbol' | 'decimals'>,
  token: TokenFacts | undefined,
): Unit {
  const { symbol = null, decimals = null } = told;
  if (decimals !== null) {
    return { symbol, contractSymbol: null, decimals, decimalsToldBy: 'protocol' };
  }
  return {
    symbol,
    contractSymbol: token?.symbol ?? null,
    decimals: token?.decimals ?? null,
    decimalsToldBy: token ? 'contract' : null,
  };
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

/** An amount with its unit, as it is shown. */
export interface ShownUnit extends Unit {
  /** The amount in whole tokens. */
  wholeAmount: string | null;
}

/** An asset as it is shown. */
export interface ShownAsset extends ShownUnit {
  token: string | null;
  /** In the token's smallest unit. */
  amount: string;
}

/** Shows an asset of a chain; null if none was told. */
export function showAsset(
  asset: Asset | null | undefined,
  chain: ChainId | null | undefined,
  tokens: KnownTokens,
): ShownAsset | null {
  if (!asset) return null;
  const { token = null, amount } = asset;
  return { token, amount, ...showUnit(amount, unitOf(asset, tokens(chain ?? null, token))) };
}

/** How an amount is to be read, and the amount read so. */
export function showUnit(amount: string | null, unit: Unit): ShownUnit {
  return { ...unit, wholeAmount: wholeAmount(amount, unit.decimals) };
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
