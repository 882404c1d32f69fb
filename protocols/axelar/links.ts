import type { ChainId } from '../../core/chain.ts';
import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink, lookalikeLink } from '../define.ts';
import { digest } from '../digest.ts';

/** A hash of texts of any length, whose case does not count. Each is told from the next by its length. */
const digestOf = (texts: readonly string[]): Hex =>
  digest(texts.map((text) => `${text.length} ${text.toLowerCase()}`).join(' '));

/** Axelar's id of a message: its transaction, and its log's place in that transaction's receipt. */
export function messageLink(transaction: string, receiptIndex: number | bigint): Link {
  return exactLink(`axelar:${transaction.toLowerCase()}-${receiptIndex}`, 'message id');
}

export function commandLink(chain: ChainId, commandId: Hex): Link {
  return exactLink(`axelar:command:${chain}:${commandId}`, 'command id');
}

/** A call as its origin and its approval both know it, where neither knows the message id. */
export interface Call {
  transaction: string;
  sender: string;
  recipient: string;
  payloadHash: string;
}

export function callLink({ transaction, sender, recipient, payloadHash }: Call): Link {
  // Sender and recipient are free text of any length in some messages.
  const text = [sender, recipient, payloadHash].join(' ').toLowerCase();
  return lookalikeLink(
    `axelar:call:${transaction.toLowerCase()}:${digest(text)}`,
    'transaction and content',
  );
}

/** An event by its place in its transaction: what names nothing else for sure. */
export function ownLink(
  event: string,
  { chain, transaction, ordinal }: { chain: ChainId; transaction: string; ordinal: number },
): Link {
  return exactLink(
    `axelar:own:${chain}:${event}:${transaction.toLowerCase()}-${ordinal}`,
    'own transaction',
  );
}

/** A call as a payment of its transaction names it. */
export interface Paid {
  sender: string;
  destinationChain: string;
  recipient: string;
  payloadHash: string;
  /** Of a call with token. */
  symbol?: string;
  amount?: bigint;
}

/**
 * Ties a payment for gas to the call of the same transaction that is equal in all that it names: anybody may pay, and name
 * anything.
 */
export function paidLink(
  chain: ChainId,
  transaction: string,
  paid: Paid,
  kind: 'cause' | 'effect',
): Link {
  const { sender, destinationChain, recipient, payloadHash, symbol = '', amount = 0n } = paid;
  const texts = [sender, destinationChain, recipient, payloadHash, symbol, amount.toString()];
  const key = `axelar:gas:${chain}:${transaction.toLowerCase()}:${digestOf(texts)}`;
  return { key, kind, rule: 'transaction and content' };
}

/** Ties what is paid later, or paid back, to the call that it names, on the chain of the call. */
export function laterGasLink(
  what: 'added' | 'refunded',
  {
    chain,
    transaction,
    receiptIndex,
  }: { chain: ChainId; transaction: string; receiptIndex: number | bigint },
  kind: 'cause' | 'effect',
): Link {
  const key = `axelar:gas:${what}:${chain}:${transaction.toLowerCase()}-${receiptIndex}`;
  return { key, kind, rule: 'message id' };
}

/** A message as who pays for it before its approval names it. */
export interface Expressed {
  commandId: Hex;
  sourceChain: string;
  sourceAddress: string;
  contract: string;
  payloadHash: string;
  /** Of a call with token. */
  symbol?: string;
  amount?: bigint;
}

/**
 * Ties an express execution to its message. Who executes chooses all that is named, the command too, so that it counts only
 * where everything is the message's.
 */
export function expressLink(chain: ChainId, expressed: Expressed): Link {
  const { commandId, sourceChain, sourceAddress, contract, payloadHash } = expressed;
  const { symbol = '', amount = 0n } = expressed;
  const texts = [sourceChain, sourceAddress, contract, payloadHash, symbol, amount.toString()];
  return exactLink(
    `axelar:express:${chain}:${commandId}:${digestOf(texts)}`,
    'command id and content',
  );
}

/**
 * Ties what the interchain token service gives out under a command to what was done with it in the same transaction: the
 * execution, or an express execution, which may name the command of any message.
 */
export function receiptLink(
  { chain, transaction }: { chain: ChainId; transaction: string },
  commandId: Hex,
  kind: 'cause' | 'effect',
): Link {
  const key = `axelar:receipt:${chain}:${transaction.toLowerCase()}:${commandId}`;
  return { key, kind, rule: 'transaction and command id' };
}

/** Ties the word of the interchain token service on a transfer to the call that takes it away. */
export function transferLink(
  chain: ChainId,
  transaction: string,
  { tokenId, destinationChain, recipient, amount }: Transfer,
  kind: 'cause' | 'effect',
): Link {
  const texts = [tokenId, destinationChain, recipient, amount.toString()];
  const key = `axelar:its:${chain}:${transaction.toLowerCase()}:${digestOf(texts)}`;
  return { key, kind, rule: 'transaction and transfer' };
}

/** A transfer as both the service's event and its call say it. */
export interface Transfer {
  tokenId: Hex;
  destinationChain: string;
  recipient: string;
  amount: bigint;
}

/**
 * By way of the hub a message of the interchain token service gets a new id; what the hub passes on is known from the
 * beginning, and equal messages share it.
 */
export function hubLink(network: string, destinationChain: string, payloadHash: Hex): Link {
  return lookalikeLink(
    `axelar:hub:${network}:${destinationChain.toLowerCase()}:${payloadHash}`,
    'destination and content, by way of the hub',
  );
}
