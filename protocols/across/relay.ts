import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { bytes32Of } from '../bytes32.ts';
import { exactLink, lookalikeLink } from '../define.ts';
import { digest } from '../digest.ts';
import { keccak } from '../keccak.ts';
import { keyPrefix } from '../key-prefix.ts';

/** What a deposit asks for, and what every event about it repeats. Addresses have 20 bytes or 32. */
export interface Relay {
  depositor: Hex;
  recipient: Hex;
  exclusiveRelayer: Hex;
  inputToken: Hex;
  outputToken: Hex;
  inputAmount: bigint;
  outputAmount: bigint;
  depositId: bigint | number;
  fillDeadline: number;
  exclusivityDeadline: number;
}

/** A relay between its chains, as Across numbers them. */
export interface RelayBetween extends Relay {
  network: string;
  originChainId: bigint | number;
  destinationChainId: bigint | number;
  /** Keccak-256 of the message; zero for an empty one. */
  messageHash: Hex;
}

export const ZERO: Hex = `0x${'00'.repeat(32)}`;

/** As the later events say it: an empty message has no hash. */
export const hashOfMessage = (message: Hex): Hex => (message === '0x' ? ZERO : keccak(message));

export const isZero = (value: Hex): boolean => /^0x0*$/.test(value);

/** Testnets are a world of their own, and a spoke pool there takes whatever chain number it is told. */
export const prefix = (network: string): string => keyPrefix('across', network);

/**
 * The link of everything that is told of one relay. Whoever fills chooses the fields, so that (origin chain, deposit id) alone
 * proves nothing: a fill counts only if every field is the deposit's. The contracts know a relay by a hash of the same
 * fields with the whole message (`fillStatuses`); later events carry only the message's hash, so that this is another one.
 */
export function relayLink(relay: RelayBetween): Link {
  return exactLink(`${keyOf(relay)}:${digestOf(relay)}`, 'deposit id and all fields of the relay');
}

/** Ids from here on are hashes that a depositor has chosen by a nonce; all others are counted by the spoke pool. */
const CHOSEN_FROM = 1n << 32n;

/** True of the id of an `unsafeDeposit`: its depositor may make the same deposit as often as they like. */
export const isChosen = (depositId: bigint | number): boolean => BigInt(depositId) >= CHOSEN_FROM;

/**
 * The link between a deposit whose id was chosen and what is told of its relay: of equal deposits, which are one relay to the
 * contracts, the first takes the one fill.
 */
export function chosenLink(relay: RelayBetween): Link {
  return lookalikeLink(
    `${keyOf(relay)}:chosen:${digestOf(relay)}`,
    'chosen deposit id and all fields of the relay',
  );
}

/** A deposit whose id was chosen, by its place in its transaction. */
export function ownDepositLink(
  { network, originChainId }: RelayBetween,
  { transaction, ordinal }: { transaction: string; ordinal: number },
): Link {
  const key = `${prefix(network)}:${originChainId}:deposit:${transaction}-${ordinal}`;
  return exactLink(key, 'own transaction');
}

/**
 * Early deposits may leave the output token to the protocol, and their fills name the one that was paid. Which token that has
 * to be stands in a registry on Ethereum; here the first fill that is equal in all else is taken for theirs.
 */
export function unnamedTokenLink(relay: RelayBetween): Link {
  return lookalikeLink(
    `${keyOf(relay)}:any-token:${digestOf({ ...relay, outputToken: ZERO })}`,
    'deposit id and all fields of the relay but the output token',
  );
}

const keyOf = ({ network, originChainId, depositId }: RelayBetween): string =>
  `${prefix(network)}:${originChainId}:${depositId}`;

/** Each field is there, and is told from the next one, so that no two relays are written alike. */
function digestOf(relay: RelayBetween): Hex {
  const fields = [
    bytes32Of(relay.depositor),
    bytes32Of(relay.recipient),
    bytes32Of(relay.exclusiveRelayer),
    bytes32Of(relay.inputToken),
    bytes32Of(relay.outputToken),
    relay.inputAmount,
    relay.outputAmount,
    relay.originChainId,
    relay.destinationChainId,
    relay.depositId,
    relay.fillDeadline,
    relay.exclusivityDeadline,
    relay.messageHash,
  ];
  return digest(fields.join(' '));
}

/** The deposits that a signature of this depositor speeds up: of one deposit id in nearly every case. */
export interface SpedUp {
  network: string;
  originChainId: number;
  depositId: bigint | number;
  depositor: Hex;
}

/**
 * A speed-up names a deposit by id and depositor, who has signed it; whether there is such a deposit no contract checks. So
 * it follows its deposit and never ties two together.
 */
export function speedUpLink(
  { network, originChainId, depositId, depositor }: SpedUp,
  kind: 'cause' | 'effect',
): Link {
  const key = `${prefix(network)}:${originChainId}:${depositId}:by:${bytes32Of(depositor)}`;
  return { key, kind, rule: 'deposit id and depositor' };
}

/** A speed-up by its place in its transaction. */
export function ownSpeedUpLink(
  { network, originChainId }: SpedUp,
  { transaction, ordinal }: { transaction: string; ordinal: number },
): Link {
  const key = `${prefix(network)}:${originChainId}:speed-up:${transaction}-${ordinal}`;
  return exactLink(key, 'own transaction');
}

/** A payment that Across owes or has made on this chain. */
interface Owed {
  network: string;
  chainId: number;
  token: Hex;
  address: Hex;
  amount: bigint;
}

/** Refunds come hours after the fill deadline; one that comes two such periods later is taken for another payment. */
const PERIOD_SECONDS = 2 * 24 * 3_600;

const periodOf = (time: number): number => Math.floor(time / PERIOD_SECONDS);

/** What a deposit is refunded by, if it expires: a payment of exactly the amount deposited, in its token, to its depositor. */
export function owedLinks(owed: Owed, fillDeadline: number): Link[] {
  const period = periodOf(fillDeadline);
  return [period, period + 1].map((each) => ({ ...paymentLink(owed, each), kind: 'owed' }));
}

/** What a payment at this time may be the refund of: it names no deposit. */
export function paysLink(owed: Owed, time: number): Link {
  return { ...paymentLink(owed, periodOf(time)), kind: 'pays' };
}

/** With the period, so that all equal deposits that a busy address ever makes do not hang together. */
function paymentLink(
  { network, chainId, token, address, amount }: Owed,
  period: number,
): Pick<Link, 'key' | 'rule'> {
  const owed = `${bytes32Of(token)}:${bytes32Of(address)}:${amount}`;
  return {
    key: `${prefix(network)}:${chainId}:refund:${owed}:${period}`,
    rule: 'token, depositor and amount',
  };
}
