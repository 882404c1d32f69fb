import type { Hex } from '../../core/raw-log.ts';
import { bytesIn } from '../slice-hex.ts';
import { byteReader } from './byte-reader.ts';

/** A token by the chain that it is from, in Wormhole's numbers, and its address there, as 32 bytes. */
export interface TokenId {
  chain: number;
  address: Hex;
}

/** A transfer as the Token Bridge writes it. */
export interface TokenTransfer {
  type: 'transfer';
  /** In the token's own decimals, but 8 of them at most. */
  amount: bigint;
  token: TokenId;
  recipient: Hex;
  toChain: number;
  /** What whoever redeems it may keep, in the same unit; 0 with a payload. */
  fee: bigint;
  /** Who sent it, where it comes with a payload: then only the recipient may redeem it. */
  sender?: Hex;
  payload?: Hex;
}

/** What the Token Bridge tells all other chains of a token, so that each may make a wrapped one. */
export interface TokenAttestation {
  type: 'token_attestation';
  token: TokenId;
  decimals: number;
}

/**
 * Reads a message of the Token Bridge. Source: wormhole `BridgeStructs.sol`, `Bridge.sol`.
 *
 * @throws for a type that is unknown, and where bytes are missing or left over
 */
export function decodeTokenBridgeMessage(message: Hex): TokenTransfer | TokenAttestation {
  const read = byteReader(message);
  const type = read.number(1);
  if (type === 2) {
    const [address, chain] = [read.bytes32(), read.number(2)];
    return { type: 'token_attestation', token: { chain, address }, decimals: read.number(1) };
  }
  if (type !== 1 && type !== 3) {
    throw new Error(`a message of type ${type} of the Token Bridge, which is unknown`);
  }
  const amount = read.bigint(32);
  const [address, chain] = [read.bytes32(), read.number(2)];
  const [recipient, toChain] = [read.bytes32(), read.number(2)];
  const base = { type: 'transfer', amount, token: { chain, address }, recipient, toChain } as const;
  if (type === 3) return { ...base, fee: 0n, sender: read.bytes32(), payload: read.bytes() };
  const fee = read.bigint(32);
  const left = bytesIn(read.bytes());
  if (left > 0) throw new Error(`a transfer with ${left} bytes behind its end`);
  return { ...base, fee };
}
