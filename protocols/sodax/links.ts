import type { Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink } from '../define.ts';
import { keyPrefix } from '../key-prefix.ts';

/** Testnets count their packets anew, so that their keys must differ. */
const prefix = (network: string) => keyPrefix('sodax', network);

/** A packet by its number on the network that it left: every such network counts its own. */
export function packetLink(network: string, relayId: string, connSn: bigint): Link {
  return exactLink(`${prefix(network)}:${relayId}:${connSn}`, 'source network and packet number');
}

/**
 * A packet for one contract of the hub. Anybody may deploy a contract and call it as if a packet came in; only that contract
 * is meant then.
 */
export function calledLink(
  network: string,
  packet: { relayId: string; connSn: bigint },
  callee: string,
): Link {
  const { relayId, connSn } = packet;
  return exactLink(
    `${prefix(network)}:${relayId}:${connSn}:${callee}`,
    'packet and called contract',
  );
}

export function intentLink(network: string, intentHash: Hex): Link {
  return exactLink(`${prefix(network)}:intent:${intentHash}`, 'intent hash');
}

export function fillLink(network: string, fillId: bigint): Link {
  return exactLink(`${prefix(network)}:fill:${fillId}`, 'fill id');
}

/** What one transaction on the hub does for one hub wallet: a relayer brings it one packet at a time. */
export function walletLink(network: string, transaction: string, wallet: string): Link {
  return exactLink(`${prefix(network)}:tx:${transaction}:${wallet}`, 'transaction and hub wallet');
}

export function migrationLink(network: string, contract: string, index: bigint): Link {
  return exactLink(`${prefix(network)}:migration:${contract}:${index}`, 'migration request');
}

/** A fill and the packet that it sends out: a solver may fill several intents in one transaction. */
export function outgoingLink(network: string, transaction: string, kind: 'cause' | 'effect'): Link {
  return { key: `${prefix(network)}:out:${transaction}`, kind, rule: 'transaction of the fill' };
}

/** Calls that came as a hash, and their execution: the same calls may come again. */
export function storedLink(
  network: string,
  { wallet, hash }: { wallet: string; hash: Hex },
  kind: 'cause' | 'effect',
): Link {
  return { key: `${prefix(network)}:stored:${wallet}:${hash}`, kind, rule: 'hash of the calls' };
}

/**
 * A request to unstake, and the claim after it: on chain they share but a number that no known event shows. Anybody may send
 * a packet to another's wallet, so that its sender counts.
 */
export function unstakeLink(
  network: string,
  owner: { wallet: string; relayId: string | null; sender: string | null; amount: bigint },
  kind: 'cause' | 'effect',
): Link {
  const { wallet, relayId, sender, amount } = owner;
  return {
    key: [prefix(network), 'unstake', wallet, relayId, sender, amount].join(':'),
    kind,
    rule: 'hub wallet, its user, and amount unstaked',
  };
}
