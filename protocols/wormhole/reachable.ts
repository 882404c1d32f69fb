import type { About, ChainRef, Link } from '../../core/leg.ts';
import type { CaptureInput } from '../define.ts';
import type { WormholeDeployment } from './deployments.ts';

/** What a message says, and the links by which what it asks for is found. */
export interface Told {
  about: About;
  links: Link[];
}

/** Of what was received, where nothing tells from where: it is proven all the same. */
export const UNKNOWN_ORIGIN: ChainRef = { chain: null, name: 'unknown' };

/** The chain of this number; one that is not known where nothing is read there that would show the end. */
export function reachable(
  wormholeId: number,
  isRead: (there: WormholeDeployment) => boolean,
  { chainNamed, deploymentOn }: CaptureInput<unknown, WormholeDeployment>,
): ChainRef {
  const { chain, name } = chainNamed(String(wormholeId));
  const there = deploymentOn(chain);
  return { chain: there && isRead(there) ? chain : null, name };
}
