import type { Asset } from '../../core/leg.ts';
import { addressOn } from '../bytes32.ts';
import type { CaptureInput } from '../define.ts';
import type { WormholeDeployment } from './deployments.ts';
import type { TokenId } from './token-bridge-message.ts';

/** On main networks, by Wormhole's number of the chain and the token's address there: its symbol and decimals. Source: the tokens' contracts. */
const known: Readonly<Record<string, readonly [symbol: string, decimals: number]>> = {
  '1/So11111111111111111111111111111111111111112': ['SOL', 9],
  '1/EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v': ['USDC', 6],
  '1/Es9vMFrzaCERmJfrF4H2FYD4KCoNkY11McCe8BenwNYB': ['USDT', 6],
  '2/0xc02aaa39b223fe8d0a0e5c4f27ead9083c756cc2': ['WETH', 18],
  '2/0xa0b86991c6218b36c1d19d4a2e9eb0ce3606eb48': ['USDC', 6],
  '2/0xdac17f958d2ee523a2206206994597c13d831ec7': ['USDT', 6],
  '2/0x2260fac5e5542a773aa44fbcfedf7c193bc2c599': ['WBTC', 8],
  '2/0x6b175474e89094c44da98b954eedeac495271d0f': ['DAI', 18],
  '4/0xbb4cdb9cbd36b01bd1cbaebf2de08d9173bc095c': ['WBNB', 18],
  '5/0x0d500b1d8e8ef31e21c99d1db9a6444d3adf1270': ['WPOL', 18],
  '5/0x2791bca1f2de4661ed88a30c99a7a9449aa84174': ['USDC.e', 6],
  '6/0xb31f66aa3c1e785363f0875a1b74e27b85fd66c7': ['WAVAX', 18],
  '6/0xb97ef9ef8734c71904d8002f8b6bc66dd9c48a6e': ['USDC', 6],
  '23/0x82af49447d8a07e3bd95bd0d56f35241523fbab1': ['WETH', 18],
  '23/0xaf88d065e77c8cc2239327c5edb3a432268e5831': ['USDC', 6],
  '24/0x4200000000000000000000000000000000000006': ['WETH', 18],
  '30/0x4200000000000000000000000000000000000006': ['WETH', 18],
  '30/0x833589fcd6edb6e08f4c7c32d4f71b54bda02913': ['USDC', 6],
};

/** The decimals that an amount has at most in a message. */
const DECIMALS_MAX = 8;

/** A token as it is shown: Wormhole's number of its chain, and its address there. */
export function tokenText(
  { chain, address }: TokenId,
  { chainNamed }: Pick<CaptureInput<unknown, WormholeDeployment>, 'chainNamed'>,
): string {
  return `${chain}/${addressOn(chainNamed(String(chain)).chain, address)}`;
}

/**
 * An amount of the Token Bridge in the token's smallest unit; undefined for a token whose decimals are not known, because a
 * message says neither these nor how many were cut off. Elsewhere than at home a token has another address.
 */
export function assetOf(
  amount: bigint,
  token: TokenId,
  { chainNamed, here, deployment }: CaptureInput<unknown, WormholeDeployment>,
): Asset | undefined {
  const text = tokenText(token, { chainNamed });
  const asset = deployment.network === 'mainnet' ? known[text] : undefined;
  if (!asset) return undefined;
  const [symbol, decimals] = asset;
  const unit = 10n ** BigInt(Math.max(0, decimals - DECIMALS_MAX));
  return {
    ...(here.name === String(token.chain) && { token: text.slice(text.indexOf('/') + 1) }),
    amount: (amount * unit).toString(),
    symbol,
    decimals,
  };
}
