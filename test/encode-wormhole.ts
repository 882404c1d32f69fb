import { concat, numberToHex } from 'viem';
import type { Hex } from '../core/raw-log.ts';

// Written apart from what decodes these messages, so that a test holds one against the other.

interface Token {
  chain: number;
  address: Hex;
}

/** A transfer of the Token Bridge: with a fee, or with a sender and a payload. */
interface Transfer {
  amount: string;
  token: Token;
  recipient: Hex;
  toChain: number;
  fee?: string;
  sender?: Hex;
  payload?: Hex;
}

/** A native token transfer as a transceiver sends it. */
interface Ntt {
  sourceManager: Hex;
  recipientManager: Hex;
  id: Hex;
  sender: Hex;
  decimals: number;
  amount: string;
  sourceToken: Hex;
  recipient: Hex;
  toChain: number;
}

/** An order to the standard relayer. */
interface Request {
  toChain: number;
  target: Hex;
  payload: Hex | { ntt: Ntt };
  receiverValue: string;
  refundChain: number;
  refundAddress: Hex;
  sender: Hex;
}

type Facts =
  | { tokenTransfer: Transfer }
  | { tokenAttestation: Token & { decimals: number } }
  | { ntt: Ntt }
  | { deliveryRequest: Request }
  | { redeliveryRequest: { chain: number; emitter: Hex; sequence: string; toChain: number } }
  | { vaa: { chain: number; emitter: Hex; sequence: string; payload: Hex | object } };

const keys = [
  'tokenTransfer',
  'tokenAttestation',
  'ntt',
  'deliveryRequest',
  'redeliveryRequest',
  'vaa',
];

/** True for the facts of a message that Wormhole carries. */
export const isWormhole = (value: object): boolean => keys.some((key) => key in value);

const u = (value: number | string, size: number) => numberToHex(BigInt(value), { size });
const zero = u(0, 32);
const sized = (bytes: Hex, size: number) => concat([u((bytes.length - 2) / 2, size), bytes]);

/** The bytes of a message that Wormhole carries, or of a signed one. */
export function encodeWormhole(value: object): Hex {
  // CAST: a fixture or a test states it so.
  const facts = value as Facts;
  if ('tokenTransfer' in facts) return encodeTransfer(facts.tokenTransfer);
  if ('tokenAttestation' in facts) {
    const { address, chain, decimals } = facts.tokenAttestation;
    return concat([u(2, 1), address, u(chain, 2), u(decimals, 1), zero, zero]);
  }
  if ('ntt' in facts) return encodeNtt(facts.ntt);
  if ('redeliveryRequest' in facts) {
    const { chain, emitter, sequence, toChain } = facts.redeliveryRequest;
    const key = concat([u(1, 1), u(chain, 2), emitter, u(sequence, 8)]);
    return concat([u(2, 1), key, u(toChain, 2), zero, sized('0x', 4), zero, zero]);
  }
  if ('vaa' in facts) {
    const { chain, emitter, sequence, payload } = facts.vaa;
    const signatures = concat([u(1, 1), `0x${'00'.repeat(66)}`]);
    const body = typeof payload === 'string' ? payload : encodeWormhole(payload);
    const head = concat([u(1, 1), u(4, 4), signatures, u(0, 4), u(0, 4)]);
    return concat([head, u(chain, 2), emitter, u(sequence, 8), u(1, 1), body]);
  }
  return encodeRequest(facts.deliveryRequest);
}

function encodeTransfer(transfer: Transfer): Hex {
  const { amount, token, recipient, toChain, fee = '0', sender, payload } = transfer;
  const base = [u(amount, 32), token.address, u(token.chain, 2), recipient, u(toChain, 2)];
  if (sender === undefined) return concat([u(1, 1), ...base, u(fee, 32)]);
  return concat([u(3, 1), ...base, sender, payload ?? '0x']);
}

/** The manager's message alone, over which its digest goes. */
export function encodeNttMessage(ntt: Ntt): Hex {
  const { id, sender, decimals, amount, sourceToken, recipient, toChain } = ntt;
  const transfer = [u(decimals, 1), u(amount, 8), sourceToken, recipient, u(toChain, 2)];
  return concat([id, sender, sized(concat(['0x994e5454', ...transfer]), 2)]);
}

function encodeNtt(ntt: Ntt): Hex {
  const message = sized(encodeNttMessage(ntt), 2);
  return concat(['0x9945ff10', ntt.sourceManager, ntt.recipientManager, message, u(0, 2)]);
}

function encodeRequest(request: Request): Hex {
  const { toChain, target, payload, receiverValue, refundChain, refundAddress, sender } = request;
  const inner = typeof payload === 'string' ? payload : encodeWormhole(payload);
  const value = [u(receiverValue, 32), zero, sized(zero, 4)];
  const refund = [u(refundChain, 2), refundAddress, zero, zero];
  const keysOf = u(0, 1);
  return concat([
    u(1, 1),
    u(toChain, 2),
    target,
    sized(inner, 4),
    ...value,
    ...refund,
    sender,
    keysOf,
  ]);
}
