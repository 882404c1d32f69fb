import type { Leg, Link, Role } from '../core/leg.ts';
import { here, there } from './builders.ts';

/** Both ends of `route`, as a leg tells of them. */
export const ends: Leg['about'] = {
  origin: { chain: here, name: 'here' },
  destination: { chain: there, name: 'there' },
};

interface LinkedLegParts {
  step: string;
  role: Role;
  block: number;
  links: Link[];
  about?: Leg['about'];
}

/** A leg of a protocol that is like `route` but for its links: the only one of its step in this block, on its role's chain. */
export function aLinkedLeg({ step, role, block, links, about = ends }: LinkedLegParts): Leg {
  const chain = role === 'destination' ? there : here;
  const transaction = `0x${step}-${block}`;
  const blockHash = `0x${chain}-${block}`;
  return {
    event: `${chain}/${blockHash}/${transaction}/0`,
    protocol: 'route',
    step,
    role,
    outcome: 'success',
    version: 1,
    canonical: true,
    verified: true,
    at: {
      chain,
      blockNumber: BigInt(block),
      blockHash,
      blockTime: 1_000 + block,
      transaction,
      index: 0,
    },
    links,
    about,
  };
}

/** A link by a key; what rule has made it matters to nobody here. */
export const aLink = (key: string, kind: Link['kind']): Link => ({ key, kind, rule: 'id' });
