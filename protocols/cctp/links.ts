import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { decodeCctpBurn } from './message.ts';
import { exactLink, lookalikeLink } from '../define.ts';
import { digest } from '../digest.ts';
import { keyPrefix } from '../key-prefix.ts';

/** Testnets count their domains and nonces anew, so that their keys must differ. */
function prefix(network: string, version: 1 | 2): string {
  return `${keyPrefix('cctp', network)}:v${version}`;
}

/** The nonce of a message, which both sides know: of version 1 from the beginning, of version 2 at the destination. */
export function nonceLink(
  network: string,
  version: 1 | 2,
  sourceDomain: number,
  nonce: bigint | Hex,
): Link {
  return exactLink(
    `${prefix(network, version)}:${sourceDomain}:${nonce}`,
    'source domain and nonce',
  );
}

/** What both sides of a message carry, and of how fast it went what each of them knows. */
export interface Content {
  network: string;
  sourceDomain: number;
  destinationDomain: number;
  sender: Hex;
  body: Hex;
  /** Whether it asks for a fast attestation, or had one. */
  isFast: boolean;
}

/**
 * Version 2 has no id on both chains: Circle fills in the nonce off chain. What both sides carry unchanged is the sender
 * and the body, but for the executed fee and the expiration block (bytes 164 to 228 of a transfer's body).
 */
export function contentLink({
  network,
  sourceDomain,
  destinationDomain,
  sender,
  body,
  isFast,
}: Content): Link {
  const isTransfer = decodeCctpBurn(2, body) !== null;
  const unchanged = isTransfer
    ? body.slice(2, 2 + 164 * 2) + body.slice(2 + 228 * 2)
    : body.slice(2);
  return lookalikeLink(
    `${prefix(network, 2)}:content:${isFast ? 'fast:' : ''}${sourceDomain}:${destinationDomain}:${digest(`${sender}${unchanged}`)}`,
    'same sender, content and speed',
  );
}

/** The same for an arrival: what asked for a fast attestation may have got the other one, but not the other way round. */
export function arrivalLinks(content: Content): Link[] {
  const fast = contentLink({ ...content, isFast: true });
  return content.isFast ? [fast] : [contentLink(content), fast];
}

/** A departure of version 2, which knows no nonce, by its place in its transaction. */
export function departureLink(
  network: string,
  { domain, transaction, ordinal }: { domain: number; transaction: string; ordinal: number },
): Link {
  return exactLink(`${prefix(network, 2)}:${domain}:${transaction}-${ordinal}`, 'own transaction');
}

/** Where an event of the token messenger is: it names no message, and comes with one in its transaction. */
export interface Place {
  network: string;
  version: 1 | 2;
  domain: number;
  transaction: string;
  ordinal: number;
}

/** An event of the token messenger by its place in its transaction. */
export function ownLink(event: 'burn' | 'mint', place: Place): Link {
  const { network, version, domain, transaction, ordinal } = place;
  const key = `${prefix(network, version)}:${event}:${domain}:${transaction}-${ordinal}`;
  return exactLink(key, 'own transaction');
}

/**
 * Ties what the token messenger says of a burn to the message of the same transaction that says the same. Only messages
 * that are equal in all of it share the key, so that it does not matter which of them it is.
 *
 * @param said everything that both of them say
 */
export function burnLink(
  { network, version, domain, transaction }: Omit<Place, 'ordinal'>,
  said: Hex,
  kind: 'cause' | 'effect',
): Link {
  const key = `${prefix(network, version)}:burn:${domain}:${transaction}:${digest(said)}`;
  return { key, kind, rule: 'transaction and content' };
}

/** Ties a mint to the arrival of the same transaction that pays this recipient this amount. */
export function mintLink(
  { network, version, domain, transaction }: Omit<Place, 'ordinal'>,
  { recipient, amount }: { recipient: Hex; amount: bigint },
  kind: 'cause' | 'effect',
): Link {
  const key = `${prefix(network, version)}:mint:${domain}:${transaction}:${recipient}:${amount}`;
  return { key, kind, rule: 'transaction, recipient and amount' };
}
