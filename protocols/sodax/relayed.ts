import type { Call, Hex } from '../../core/raw-log.ts';
import type { SodaxHub } from './networks.ts';
import { decodePayload } from './payload.ts';
import { decodeReceive, executeStoredSelector } from './receive.ts';

/**
 * Whether a transaction on the hub brings a packet to a hub wallet, or the calls that a packet promised; otherwise whoever
 * sent it acts on the hub itself. One that the node does not show is taken to bring one: the packet's legs will tell.
 */
export function isRelayed(call: Call | undefined): boolean {
  return (
    !call || decodeReceive(call.input) !== null || call.input.startsWith(executeStoredSelector)
  );
}

/**
 * The hub wallet that a transaction brings a packet to, or the calls that one promised: what contracts do for it there is
 * its own, whoever they say it was. Null for any other transaction.
 */
export function walletOf(
  call: Call | undefined,
  { assetManager }: Pick<SodaxHub, 'assetManager'>,
): Hex | null {
  if (!call?.to || !isRelayed(call)) return null;
  if (call.to !== assetManager) return call.to;
  const payload = decodePayload(decodeReceive(call.input)?.payload ?? '0x');
  return payload?.type === 'transfer' ? payload.to : null;
}
