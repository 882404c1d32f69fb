import type { About, Asset, ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn } from '../slice-hex.ts';

/** A message as its OnRamp tells it, of whichever version. */
export interface Sent {
  origin: ChainRef;
  destination: ChainRef;
  /** Nothing is read there that would show its end. */
  isEndUnseen: boolean;
  sender: string;
  /** The contract that is called, or who gets the tokens. */
  receiver: string;
  /** Who gets the tokens, where that is told apart. */
  tokenReceiver?: string;
  tokens: readonly Asset[];
  data: Hex;
  fee: Asset;
  details: Readonly<Record<string, string>>;
}

/** Longer data is shown by its hash. */
const DATA_BYTES_MAX = 256;

/** What an origin's leg tells: `transfer` where it moves tokens, `message` where it does not. */
export function tellSend(sent: Sent): About {
  const { origin, destination, sender, receiver, tokens, data, fee } = sent;
  const [token, ...more] = tokens;
  const recipient = (token && sent.tokenReceiver) ?? receiver;
  return {
    kind: token ? 'transfer' : 'message',
    origin,
    destination,
    ...(sent.isEndUnseen && { isEndUnseen: true }),
    sender,
    recipient,
    // Of several, none stands for all.
    ...(token && more.length === 0 && { sent: token }),
    details: {
      ...sent.details,
      ...(more.length > 0 && { tokens: tokens.map(assetText).join(', ') }),
      ...(recipient !== receiver && { receiver }),
      ...tellData(data),
      fee: fee.amount,
      ...(fee.token !== undefined && { feeToken: fee.token }),
    },
  };
}

const assetText = ({ amount, token }: Asset): string => `${amount} of ${token ?? 'its token'}`;

function tellData(data: Hex): Record<string, string> {
  if (bytesIn(data) === 0) return {};
  return bytesIn(data) > DATA_BYTES_MAX ? { dataHash: keccak(data) } : { data };
}
