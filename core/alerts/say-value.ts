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

/** Where the value is, as a sentence; null if nothing firm tells. Amounts are in the token's smallest unit. */
export function sayValue(value: ValuePlace | null, names: ChainNames): string | null {
  if (!value) return null;
  const { amount, token } = value;
  const what =
    amount === null
      ? 'The value'
      : `${plainText(amount, TEXT_LENGTH_MAX)}${token === null ? '' : ` (smallest unit) of ${plainText(token, TEXT_LENGTH_MAX)}`}`;
  return `${what} is ${places[value.place]}, on ${sayChain(value.chain, names)}.`;
}
