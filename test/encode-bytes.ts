import type { Hex } from '../core/raw-log.ts';
import { encodeCcip, isCcip } from './encode-ccip.ts';
import { encodeCctp } from './encode-cctp.ts';
import { encodeHyperlane, isHyperlane } from './encode-hyperlane.ts';
import { encodeOpstack, isOpstack } from './encode-opstack.ts';
import { encodeSodax, isSodaxPayload } from './encode-sodax.ts';
import { encodeWormhole, isWormhole } from './encode-wormhole.ts';

/** The bytes of a message whose facts a fixture states, of whichever protocol. */
export function encodeBytes(value: object): Hex {
  if (isSodaxPayload(value)) return encodeSodax(value);
  if (isCcip(value)) return encodeCcip(value);
  if (isWormhole(value)) return encodeWormhole(value);
  if (isOpstack(value)) return encodeOpstack(value);
  return isHyperlane(value) ? encodeHyperlane(value) : encodeCctp(value);
}
