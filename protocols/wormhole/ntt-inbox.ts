import { stringToHex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { familyOf } from '../family-of.ts';
import { programAddress } from '../program-address.ts';

interface Received {
  /** Wormhole's number for the manager's chain. */
  wormholeId: number;
  manager: string;
  digest: Hex;
}

/**
 * What a transfer is known by at the manager that receives it: on Solana the account that the manager makes for it, whose address
 * follows from the digest and which is all that its instructions name; elsewhere manager and digest. Source:
 * native-token-transfers `inbox.rs`, `redeem.rs`.
 */
export function inboxOf(chain: ChainId | null, { wormholeId, manager, digest }: Received): string {
  return chain !== null && familyOf(chain) === 'svm'
    ? programAddress([stringToHex('inbox_item'), digest], manager)
    : `${wormholeId}:${manager}:${digest}`;
}
