import type { ChainId } from './chain.ts';
import { plainText } from './alerts/plain-text.ts';
import { lowerHex } from './lower-hex.ts';

/** A token by its place. */
export interface TokenId {
  chain: ChainId;
  /** In the chain's own notation; hexadecimal in lower case. */
  address: string;
}

/** What a token says of itself, fit to be shown. */
export interface TokenFacts {
  decimals: number;
  /** Null if it has none that may be shown. */
  symbol: string | null;
}

/** What came of asking a token: its facts, or the reason why there are none. */
export interface TokenAnswer {
  decimals: number | null;
  symbol: string | null;
  /** Why one of them is null. */
  reason: string | null;
}

/** What is known of tokens; undefined of those that are not known. */
export type KnownTokens = (chain: ChainId | null, token: string | null) => TokenFacts | undefined;

/** What is known, by place. */
export function knownTokens(rows: readonly (TokenId & TokenFacts)[]): KnownTokens {
  const byPlace = new Map(rows.map((row) => [keyOf(row), row]));
  return (chain, token) => {
    const id = tokenIdOf(chain, token);
    return id ? byPlace.get(keyOf(id)) : undefined;
  };
}

/** One text for each token. */
export const keyOf = ({ chain, address }: TokenId): string => `${chain} ${address}`;

/** 256 bits have no more decimal digits: more decimals than that are a mistake or a joke. */
export const DECIMALS_MAX = 77;
/** Longer ones are no symbols. */
export const SYMBOL_LENGTH_MAX = 32;

/** Addresses by which events name a chain's own coin, which has no contract. */
const COINS: ReadonlySet<string> = new Set([
  '0x0000000000000000000000000000000000000000',
  // As in ERC-7528.
  '0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee',
  '11111111111111111111111111111111',
]);

const NOTATIONS: Readonly<Record<string, RegExp>> = {
  eip155: /^0x[0-9a-f]{40}$/,
  solana: /^[1-9A-HJ-NP-Za-km-z]{32,44}$/,
};

/**
 * The token that an event names. Null for what is no address of the chain: protocols have symbols of their own, and ids over
 * several chains.
 */
export function tokenIdOf(
  chain: ChainId | null | undefined,
  token: string | null | undefined,
): TokenId | null {
  if (!chain || !token) return null;
  const address = lowerHex(token);
  const notation = NOTATIONS[chain.slice(0, chain.indexOf(':'))];
  return notation?.test(address) ? { chain, address } : null;
}

/** True for an address that stands for a chain's own coin. */
export const isCoin = (address: string): boolean => COINS.has(address);

/** Decimals as a contract tells them; null for what no amount can have. */
export function sensibleDecimals(told: bigint): number | null {
  return told >= 0n && told <= BigInt(DECIMALS_MAX) ? Number(told) : null;
}

/**
 * A symbol as a contract tells it, where it may be shown: anybody writes any text there. Null for one that is empty or too long,
 * that is an invitation to a website, or has characters that turn, hide or pile up on others. Letters that look like other letters
 * pass: a symbol proves nothing.
 */
export function sensibleSymbol(told: string): string | null {
  const isPlain = plainText(told, SYMBOL_LENGTH_MAX) === told && told !== '';
  return isPlain && !UNFIT.test(told) && !LINK.test(told) ? told : null;
}

/** Marks, spaces of other kinds, what is not drawn, and what stands for broken text. */
const UNFIT = /\p{M}|(?! )\p{Z}|\p{Default_Ignorable_Code_Point}|[\u2800\uFFFD]/u;
/** What mail programs and chats make a link of. A bridged token's `USDC.e` is none: no top-level domain has one letter. */
const LINK = /[\p{L}\p{N}]\.\p{L}{2}|:\/\//u;
