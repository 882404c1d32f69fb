import type { Call, Hex } from '../../core/raw-log.ts';
import { decodeCalls, decodePayload, type HubCall } from './payload.ts';
import { decodeReceive, decodeStored, executeStoredSelector } from './receive.ts';

/**
 * Whether a transaction on the hub brings a packet to a hub wallet, or the calls that a packet promised; otherwise whoever
 * sent it acts on the hub itself. One that the node does not show is taken to bring one: the packet's legs will tell.
 */
export function isRelayed(call: Call | undefined): boolean {
  return (
    !call || call.input.startsWith(executeStoredSelector) || decodeReceive(call.input) !== null
  );
}

/**
 * The hub wallet that such a transaction acts for, one at a time: contracts that it calls may act in their own name. Null
 * where the transaction is not known, or brings nothing.
 */
export function walletOf(call: Call | undefined, assetManager: Hex): Hex | null {
  if (!call || !isRelayed(call)) return null;
  if (call.to !== assetManager) return call.to;
  const payload = decodeReceive(call.input)?.payload;
  const decoded = payload && decodePayload(payload);
  return decoded?.type === 'transfer' ? decoded.to : null;
}

/** The calls that such a transaction brings to a hub wallet; none where it brings none, or only their hash. */
export function callsOf(call: Call | undefined): readonly HubCall[] {
  if (!call) return [];
  const received = decodeReceive(call.input);
  if (!received) return decodeStored(call.input) ?? [];
  const decoded = decodePayload(received.payload);
  return decodeCalls(decoded?.type === 'transfer' ? decoded.data : received.payload) ?? [];
}
