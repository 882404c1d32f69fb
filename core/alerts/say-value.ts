import type { ChainId } from '../chain.ts';
import type { Place } from '../rules.ts';
import { plainText } from './plain-text.ts';
import { sayChain, type ChainNames } from './say-lane.ts';

/** Where a value is, as an operation tells it; texts may come from a chain. */
export interface ValuePlace {
  place: Place;
  chain: ChainId | null;
  token: string | null;
  amount: string | null;
  /** The amount in whole tokens, and what the protocol and the contract call these. */
  wholeAmount?: string | null;
  symbol?: string | null;
  contractSymbol?: string | null;
}

const TEXT_LENGTH_MAX = 100;

const places: Readonly<Record<Place, string>> = {
  sender: 'with its sender',
  origin_contract: 'in the contract where it started',
  burned: 'burned at its origin, and not minted yet',
  hub_contract: 'in a contract of the hub',
  hub_wallet: "in its user's wallet on the hub",
  destination_contract: 'in a contract at its destination',
  recipient: 'with its recipient',
};

/**
 * Where the value is, as a sentence; null if nothing firm tells. An amount is in whole tokens where their decimals are known, else
 * in the token's smallest unit. What a
 * contract calls itself is said beside its address alone: anybody may choose a name.
 */
export function sayValue(value: ValuePlace | null, names: ChainNames): string | null {
  if (!value) return null;
  return `${sayAmount(value)} is ${places[value.place]}, on ${sayChain(value.chain, names)}.`;
}

function sayAmount({ amount, token, wholeAmount, symbol, contractSymbol }: ValuePlace): string {
  if (amount === null) return 'The value';
  const short = (text: string) => plainText(text, TEXT_LENGTH_MAX);
  if (wholeAmount == null) {
    return token === null ? short(amount) : `${short(amount)} (smallest unit) of ${short(token)}`;
  }
  const name = symbol ?? (token === null ? null : contractSymbol);
  return `${short(wholeAmount)}${name == null ? '' : ` ${short(name)}`}${token === null ? '' : ` (${short(token)})`}`;
}
