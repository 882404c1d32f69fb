import { numberToHex } from 'viem';
import type { Link, Position } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { programAddress } from '../program-address.ts';
import { vaaIdText, type VaaId } from './vaa-id.ts';
import { keyPrefix } from '../key-prefix.ts';

const prefix = (network: string) => keyPrefix('wormhole', network);

/** The message itself, which guardians sign under this id only once. */
export function vaaLink(network: string, id: VaaId): Link {
  return exactLink(`${prefix(network)}:${vaaIdText(id)}`, 'VAA id');
}

/** A request to the standard relayer, by the chain that it is from and the relayer's number there. */
export function requestLink(network: string, chain: number, sequence: bigint): Link {
  return exactLink(`${prefix(network)}:request:${chain}:${sequence}`, 'delivery request');
}

/**
 * The account that the Token Bridge on Solana makes when it redeems a message, so that it does so once. Its address follows
 * from the message's id; which message it is of, the redemption itself does not say.
 */
export function claimLink(network: string, claim: string): Link {
  return exactLink(`${prefix(network)}:claim:${claim}`, 'claim account');
}

/** The claim account of a message for a Token Bridge on Solana. */
export function claimOf({ chain, emitter, sequence }: VaaId, tokenBridge: string): string {
  const seeds = [emitter, numberToHex(chain, { size: 2 }), numberToHex(sequence, { size: 8 })];
  return programAddress(seeds, tokenBridge);
}

/**
 * Ties the event of the post-message shim to its instruction: each instruction has one. Of one block only: a transaction
 * may send fewer messages when a reorg moves it.
 */
export function shimLink(network: string, at: Position, ordinal: number): Link {
  return exactLink(`${prefix(network)}:shim:${placeOf(at)}:${ordinal}`, 'one shim instruction');
}

const placeOf = ({ chain, blockHash, transaction }: Position) =>
  `${chain}:${blockHash}:${transaction}`;

/** What an NTT manager sends, by its own number. */
export function nttSendLink(network: string, chain: number, manager: string, id: bigint): Link {
  return exactLink(`${prefix(network)}:ntt:${chain}:${manager}:${id}`, "manager's number");
}

/**
 * Ties a manager's transfer to its message. Any message may name any manager, but not in the transaction in which the manager
 * itself sends this number.
 */
export function nttMessageLink(
  network: string,
  at: Position,
  { manager, id }: { manager: string; id: bigint },
): Link {
  return exactLink(
    `${prefix(network)}:ntt:${placeOf(at)}:${manager}:${id}`,
    "manager's number in its transaction",
  );
}

/**
 * Ties a manager's word of what it sent to the digest of that, which newer managers say in the very next log. Nothing else of
 * it tells which transfer it is.
 */
export function nttDigestLink(network: string, at: Position, manager: string, index: number): Link {
  return exactLink(
    `${prefix(network)}:ntt:${placeOf(at)}:${manager}:log:${index}`,
    "manager's next log",
  );
}

/** Ties that digest to the message with this digest that names the manager, in the transaction in which the manager sends it. */
export function nttDigestMessageLink(
  network: string,
  at: Position,
  { manager, digest }: { manager: string; digest: Hex },
): Link {
  return exactLink(
    `${prefix(network)}:ntt:${placeOf(at)}:${manager}:${digest}`,
    'digest in its transaction',
  );
}

interface Received {
  network: string;
  /** What the manager's transfer is known by where it is received: see `inboxOf`. */
  inbox: string;
}

const receivedKey = ({ network, inbox }: Received) => `${prefix(network)}:ntt:received:${inbox}`;

/** What an NTT manager receives. Only the manager's own events carry it. */
export function nttReceivedLink(received: Received): Link {
  return exactLink(receivedKey(received), 'digest and manager');
}

/**
 * The same with the message that a call of the transceiver shows. A message has this link if it names this manager and this
 * digest itself: whoever shows a message's id to a transceiver of their own is joined to nothing of it.
 */
export function nttShownLink(received: Received, id: VaaId): Link {
  return exactLink(`${receivedKey(received)}:${vaaIdText(id)}`, 'digest, manager and VAA id');
}

/**
 * The same without the id, for what a manager's own transceiver sends: anybody else may send a message that reads the same. A
 * manager's attestation takes the first one where its transaction does not show which it was.
 */
export function nttCauseLink(received: Received): Link {
  return { key: `${receivedKey(received)}:sent`, kind: 'cause', rule: 'digest and manager' };
}

export function nttEffectLink(received: Received): Link {
  return { key: `${receivedKey(received)}:sent`, kind: 'effect', rule: 'digest and manager' };
}

/** The account in which the core bridge on Solana keeps a signed message: its address follows from the message's hash. */
export function postedLink(network: string, account: string): Link {
  return exactLink(`${prefix(network)}:posted:${account}`, 'posted message');
}

/** The account in which a transceiver on Solana keeps a message for its manager, which makes one of each. */
export function nttKeptLink(network: string, account: string): Link {
  return exactLink(`${prefix(network)}:ntt:kept:${account}`, "transceiver's message");
}
