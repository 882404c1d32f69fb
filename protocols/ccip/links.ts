import type { ChainId } from '../../core/chain.ts';
import type { Link } from '../../core/leg.ts';
import { exactLink, lookalikeLink } from '../define.ts';
import { keyPrefix } from '../key-prefix.ts';

const prefix = (network: string) => keyPrefix('ccip', network);

/** The message itself: both ends name it. */
export function messageLink(network: string, messageId: string): Link {
  return exactLink(`${prefix(network)}:${messageId}`, 'message id');
}

/** A place in a lane, as its origin and a commit report know it. */
export interface Place {
  network: string;
  /** Selector of the origin. */
  source: string;
  onRamp: string;
  /** Selector of the destination. */
  destination: string;
  sequenceNumber: bigint;
}

/** OnRamps number messages anew after a reorg: as an exact link it would tie a lost message to the one in its place. */
export function placeLink(place: Place): Link {
  const { network, source, onRamp, destination, sequenceNumber } = place;
  return lookalikeLink(
    `${prefix(network)}:place:${source}:${onRamp}:${destination}:${sequenceNumber}`,
    'OnRamp and sequence number',
  );
}

/** A place in a lane, as its destination knows it. */
export interface Arrival {
  network: string;
  source: string;
  chain: ChainId;
  offRamp: string;
  sequenceNumber: bigint;
}

/** An OffRamp executes what was committed at a place once, whatever comes. */
export function arrivalLink({ network, source, chain, offRamp, sequenceNumber }: Arrival): Link {
  return exactLink(
    `${prefix(network)}:arrival:${chain}:${offRamp}:${source}:${sequenceNumber}`,
    'OffRamp and sequence number',
  );
}
