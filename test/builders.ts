import type { ChainId, Head } from '../core/chain.ts';
import type { Leg, Role } from '../core/leg.ts';
import type { Rules } from '../core/rules.ts';

/** A route of three steps: out of one chain, attested and delivered on another. */
export const route: Rules = {
  version: 1,
  destinationProvesOrigin: true,
  steps: [
    step('send', 'origin', 'origin', 'awaiting_origin'),
    step('attest', 'attestation', 'destination', 'awaiting_attestation'),
    step('deliver', 'destination', 'destination', 'awaiting_relay'),
  ],
};

function step(
  name: string,
  role: Role,
  side: 'origin' | 'destination',
  stage: Rules['steps'][number]['waiting']['stage'],
): Rules['steps'][number] {
  const waiting = { stage, what: `the ${name}`, who: 'anyone', action: 'Wait.' };
  return { name, role, side, waiting };
}

export const here: ChainId = 'eip155:1';
export const there: ChainId = 'eip155:2';

interface LegParts {
  step: 'send' | 'attest' | 'deliver';
  block: number;
  /** The operation that the leg's exact link names. */
  id?: string;
  index?: number;
  canonical?: boolean;
  verified?: boolean;
  fork?: string;
  lookalike?: string;
}

/** A leg of `route`, on the chain of its side; what does not matter stays out of sight. */
export function aLeg({
  step,
  block,
  id = 'a',
  index = 0,
  canonical = true,
  verified = true,
  fork = '',
  lookalike,
}: LegParts): Leg {
  const rule = route.steps.find(({ name }) => name === step);
  const chain = rule?.side === 'origin' ? here : there;
  const blockHash = `0x${chain}-${block}${fork}`;
  return {
    event: `${chain}/${blockHash}/0x${step}-${id}/${index}`,
    protocol: 'route',
    step,
    role: rule?.role ?? 'origin',
    canonical,
    verified,
    at: {
      chain,
      blockNumber: BigInt(block),
      blockHash,
      blockTime: 1_000 + block,
      transaction: `0x${step}-${id}`,
      index,
    },
    links: [
      { key: `route:${id}`, kind: 'exact', rule: 'id' },
      ...(lookalike === undefined
        ? []
        : [{ key: `look:${lookalike}`, kind: 'lookalike' as const, rule: 'content' }]),
    ],
    about: {
      origin: { chain: here, name: 'here' },
      destination: { chain: there, name: 'there' },
    },
  };
}

/** Heads that have passed these heights by the safe and the finalized rule, on both chains alike. */
export function aWorld({ safe, finalized = 0 }: { safe: number; finalized?: number }) {
  const head: Head = {
    number: 1_000n,
    hash: '0x',
    // Not long after the last leg: what may still come is waited for.
    time: 1_060,
    safe: BigInt(safe),
    finalized: BigInt(finalized),
  };
  return {
    heads: new Map([
      [here, head],
      [there, head],
    ]),
    covered: new Set([here, there]),
  };
}
