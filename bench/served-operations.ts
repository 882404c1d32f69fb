import { acrossParts } from './served-across.ts';
import { axelarParts } from './served-axelar.ts';
import { cctpParts } from './served-cctp.ts';
import { hyperlaneParts } from './served-hyperlane.ts';
import type { ServedPart } from './served-parts.ts';

/** One kind of operation: its transactions, in their order. */
export interface ServedKind {
  protocol: string;
  parts: readonly ServedPart[];
}

/** The mix that repeats: of 20 operations 9 Across, 5 Hyperlane, 4 CCTP (3 of version 2), 2 Axelar. */
const kinds: ServedKind[] = [
  { protocol: 'across', parts: acrossParts },
  { protocol: 'hyperlane', parts: hyperlaneParts },
  { protocol: 'cctp', parts: cctpParts(2) },
  { protocol: 'cctp', parts: cctpParts(1) },
  { protocol: 'axelar', parts: axelarParts(false) },
  { protocol: 'axelar', parts: axelarParts(true) },
];
const pattern = [0, 1, 0, 2, 0, 1, 0, 4, 0, 1, 2, 0, 1, 0, 3, 0, 1, 0, 2, 5];

export function kindOf(operation: number): ServedKind {
  const kind = kinds[pattern[operation % pattern.length] ?? 0];
  if (!kind) throw new Error(`no kind of operation ${operation}`);
  return kind;
}
