import { concat, hexToBigInt, hexToNumber, numberToHex } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { keccak } from '../keccak.ts';
import { bytesIn, sliceHex } from '../slice-hex.ts';

/** The way of a packet: what both of its ends know. Nonces count from 1 for each sender, endpoint id and receiver. */
export interface Path {
  nonce: bigint;
  srcEid: number;
  /** 32 bytes, as on every chain. */
  sender: Hex;
  dstEid: number;
  receiver: Hex;
}

export interface Packet extends Path {
  guid: Hex;
  message: Hex;
}

/** Everything before the message. */
const HEAD_BYTES = 113;

/**
 * Reads an encoded packet: version u8, nonce u64, source endpoint id u32, sender 32 bytes, destination endpoint id u32,
 * receiver 32 bytes, guid 32 bytes, message. Throws for another version, for one that is cut off, and for a guid that is
 * not that of its path. Source: LayerZero-v2 `PacketV1Codec.sol`.
 */
export function decodePacket(encoded: Hex): Packet {
  if (bytesIn(encoded) < HEAD_BYTES) throw new Error(`a packet of only ${bytesIn(encoded)} bytes`);
  const version = hexToNumber(sliceHex(encoded, 0, 1));
  if (version !== 1) throw new Error(`a packet of version ${version}`);
  const packet = {
    nonce: hexToBigInt(sliceHex(encoded, 1, 9)),
    srcEid: hexToNumber(sliceHex(encoded, 9, 13)),
    sender: sliceHex(encoded, 13, 45),
    dstEid: hexToNumber(sliceHex(encoded, 45, 49)),
    receiver: sliceHex(encoded, 49, 81),
    guid: sliceHex(encoded, 81, 113),
    message: sliceHex(encoded, 113),
  };
  if (packet.guid !== guidOf(packet))
    throw new Error('a packet whose guid is not that of its path');
  return packet;
}

/** The id of a packet, by which all chains and LayerZero Scan know it. Source: LayerZero-v2 `GUID.sol`. */
export function guidOf({ nonce, srcEid, sender, dstEid, receiver }: Path): Hex {
  return keccak(
    concat([
      numberToHex(nonce, { size: 8 }),
      numberToHex(srcEid, { size: 4 }),
      sender,
      numberToHex(dstEid, { size: 4 }),
      receiver,
    ]),
  );
}

/** The hash that verifiers attest to. */
export function payloadHashOf({ guid, message }: { guid: Hex; message: Hex }): Hex {
  return keccak(concat([guid, message]));
}
