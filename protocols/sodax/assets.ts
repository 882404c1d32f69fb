import { z } from 'zod';
import type { Hex } from '../../core/raw-log.ts';
import { addressBytes } from './address.ts';
import registry from './registry.json' with { type: 'json' };

/** A token of one network, and what stands for it on the hub while it is locked at home. */
export interface SodaxAsset {
  /** The network that the token is at home on. */
  relayId: string;
  /** Its address in the network's own notation. */
  token: string;
  symbol: string;
  decimals: number;
  /** The token on Sonic that stands for it; the token itself where it is at home there. */
  hubAsset: Hex;
  /** The pool of like tokens on Sonic (`soda…`) that takes it; null if there is none. */
  vault: Hex | null;
}

const address = z
  .string()
  .regex(/^0x[0-9a-f]{40}$/)
  // CAST: the pattern has just been checked.
  .transform((text) => text as Hex);

/** By relay id: token, symbol, decimals, hub asset, vault; in the order of symbols. */
const rows = z.record(
  z.string(),
  z.array(z.tuple([z.string(), z.string(), z.int(), address, address.nullable()])),
);

/** Every token that SODAX's SDK knows. The vaults' own tokens are among those of Sonic. */
export const sodaxAssets: readonly SodaxAsset[] = Object.entries(rows.parse(registry)).flatMap(
  ([relayId, tokens]) =>
    tokens.map(([token, symbol, decimals, hubAsset, vault]) => ({
      relayId,
      token,
      symbol,
      decimals,
      hubAsset,
      vault,
    })),
);

/** Finds tokens by what messages and the hub call them. */
export interface AssetBook {
  /** The token that a message names by these bytes, on the network of this relay id; undefined if it is not known. */
  onSpoke: (relayId: string, tokenBytes: Hex) => SodaxAsset | undefined;
  /**
   * What a token on Sonic stands for, by its address in any case. Mostly one token; a coin and its wrapped form share theirs.
   * Empty if it is not known.
   */
  ofHub: (hubAsset: string) => readonly SodaxAsset[];
}

const books = new WeakMap<readonly SodaxAsset[], AssetBook>();

/** The registry, and an operator's own tokens beside it, which win. Made once for each list. */
export function assetBookOf(own: readonly SodaxAsset[]): AssetBook {
  const known = books.get(own);
  if (known) return known;
  const bySpoke = new Map<string, SodaxAsset>();
  const byHub = new Map<string, SodaxAsset[]>();
  for (const asset of [...sodaxAssets, ...own]) {
    const key = `${asset.relayId}:${addressBytes(asset.relayId, asset.token)}`;
    bySpoke.set(key, asset);
    byHub.set(asset.hubAsset, [...(byHub.get(asset.hubAsset) ?? []), asset]);
  }
  const book: AssetBook = {
    onSpoke: (relayId, tokenBytes) => bySpoke.get(`${relayId}:${tokenBytes.toLowerCase()}`),
    ofHub: (hubAsset) => byHub.get(hubAsset.toLowerCase()) ?? [],
  };
  books.set(own, book);
  return book;
}
