import type { ChainDefinition } from '../core/chain.ts';
import { isCoin, type TokenAnswer } from '../core/token.ts';
import type { ChainSource } from './source.ts';

type AskTokens = NonNullable<ChainSource['tokens']>;

/** Asks for tokens, but for the chain's own coin: that is no contract, and its definition tells what it is. */
export function withCoin({ coin }: Pick<ChainDefinition, 'coin'>, ask: AskTokens): AskTokens {
  const own: TokenAnswer = coin
    ? { ...coin, reason: null }
    : { decimals: null, symbol: null, reason: 'the coin of a chain that is not known here' };
  return async (addresses) => {
    const others = addresses.filter((address) => !isCoin(address));
    const told = others.length > 0 ? await ask(others) : [];
    const answers = new Map(others.map((address, index) => [address, told[index]]));
    return addresses.map((address) => answers.get(address) ?? own);
  };
}
