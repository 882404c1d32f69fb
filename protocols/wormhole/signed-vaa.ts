import type { Hex } from '../../core/raw-log.ts';
import { byteReader } from './byte-reader.ts';
import type { VaaId } from './vaa-id.ts';

/** A message as it is handed to contracts, with the guardians' signatures before it (VAA). */
export interface SignedVaa {
  id: VaaId;
  payload: Hex;
}

const SIGNATURE_BYTES = 66;

/** Reads a VAA of version 1. Source: wormhole `Messages.sol`. @throws for another version, and where bytes are missing */
export function decodeSignedVaa(vaa: Hex): SignedVaa {
  const read = byteReader(vaa);
  const version = read.number(1);
  if (version !== 1) throw new Error(`a VAA of version ${version}, which is unknown`);
  // The guardian set, then its signatures.
  read.bytes(4);
  read.bytes(read.number(1) * SIGNATURE_BYTES);
  return decodeVaaBody(read.bytes());
}

/** Reads what guardians have signed, without their signatures. @throws where bytes are missing */
export function decodeVaaBody(body: Hex): SignedVaa {
  const read = byteReader(body);
  // Time and nonce.
  read.bytes(8);
  const id = { chain: read.number(2), emitter: read.bytes32(), sequence: read.bigint(8) };
  // The consistency level.
  read.bytes(1);
  return { id, payload: read.bytes() };
}
