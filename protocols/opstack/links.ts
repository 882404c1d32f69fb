import type { Link, Position } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { transferHash, type Transfer } from './transfer.ts';

/** A way from one chain to another, by their ids: `1-10`. A chain's id is unique among all networks. */
type Way = string;

/** Between any two OP chains. */
export const INTEROP: Way = 'interop';

/** The hash of a message between messengers. With the way, for one contract may say the same at both ends. */
export function messageLink(way: Way, hash: Hex): Link {
  return exactLink(`opstack:${way}:message:${hash}`, 'message hash');
}

/** A message but for its value, which `SentMessage` does not tell. The nonce in it is that of one message alone. */
export function contentLink(way: Way, content: Hex): Link {
  return exactLink(`opstack:${way}:sent:${content}`, 'nonce and content of the message');
}

/** A deposit, by the hash of its transaction on the OP chain. */
export function depositLink(way: Way, transaction: Hex): Link {
  return exactLink(`opstack:${way}:transaction:${transaction}`, 'transaction of the deposit');
}

/** The same, and the key that a lookup for its failure asks by: either end closes both. */
export function receiptLinks(way: Way, transaction: Hex): [succeeded: Link, failed: Link] {
  const link = depositLink(way, transaction);
  return [link, exactLink(`${link.key}:failed`, link.rule)];
}

export function withdrawalLink(way: Way, hash: Hex): Link {
  return exactLink(`opstack:${way}:withdrawal:${hash}`, 'withdrawal hash');
}

/** What one of Blast's yield managers is requested to set free, by its number there. */
export function requestLink(
  way: Way,
  manager: 'etherManager' | 'usdManager',
  request: bigint,
): Link {
  return exactLink(`opstack:${way}:${manager}:${request}`, 'request for what is withdrawn');
}

/** A message between OP chains: its hash covers both. */
export function interopLink(hash: Hex): Link {
  return messageLink(INTEROP, hash);
}

/**
 * Ties a log to the one at this index of its block, which it always comes right before or after: contracts emit them with no
 * call of a stranger in between. What is paid may be, to a stranger who calls other messengers: so a place is one of a way. A
 * transfer is in it too, where both tell one.
 */
export function besideLink(
  what: 'value' | 'transfer' | 'events' | 'relay',
  { way, at: { chain, blockHash }, index }: { way: Way; at: Position; index: number },
  content = '',
): Link {
  return exactLink(
    `opstack:${way}:${what}:${chain}:${blockHash}:${index}${content}`,
    'the next log',
  );
}

/** What Blast's bridge asks of its other end without the messenger; the tokens that it took are told by its own log alone. */
export function directContent({ from, to, amount, extraData }: Transfer): string {
  return `:direct:${transferHash({ from, to, amount, extraData, isNft: false })}`;
}
