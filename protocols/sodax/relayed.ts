import type { Call } from '../../core/raw-log.ts';
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
