import type { ChainId, Head } from '../core/chain.ts';
import type { Leg, Role } from '../core/leg.ts';
import type { Rules, Step } from '../core/rules.ts';
import type { World } from '../core/world.ts';

/** A route of three steps: out of one chain, attested and delivered on another. */
export const route: Rules = {
  version: 1,
  destinationProvesOrigin: true,
  steps: [
    aStep('send', 'origin', 'origin', 'awaiting_origin'),
    aStep('attest', 'attestation', 'destination', 'awaiting_attestation'),
    aStep('deliver', 'destination', 'destination', 'awaiting_relay'),
  ],
};

/** A required step, with the least to say. */
export function aStep(
  name: string,
  role: Role,
  side: Step['side'],
  stage: Step['waiting']['stage'],
): Step {
  const waiting = {
    stage,
    what: `the ${name}`,
    mover: 'anyone' as const,
    who: 'anyone',
    action: 'Wait.',
  };
  return { name, role, side, required: 'always', waiting };
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
  /** What it brings about, and what has brought it about. */
  cause?: string;
  effect?: string;
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
  cause,
  effect,
}: LegParts): Leg {
  const rule = route.steps.find(({ name }) => name === step);
  const chain = rule?.side === 'origin' ? here : there;
  const blockHash = `0x${chain}-${block}${fork}`;
  return {
    event: `${chain}/${blockHash}/0x${step}-${id}/${index}`,
    protocol: 'route',
    step,
    role: rule?.role ?? 'origin',
    outcome: 'success',
    version: 1,
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
      ...(cause === undefined ? [] : [{ key: `tx:${cause}`, kind: 'cause' as const, rule: 'tx' }]),
      ...(effect === undefined
        ? []
        : [{ key: `tx:${effect}`, kind: 'effect' as const, rule: 'tx' }]),
    ],
    about: {
      origin: { chain: here, name: 'here' },
      destination: { chain: there, name: 'there' },
    },
  };
}

/** Heads that have passed these heights by the safe and the finalized rule, on both chains alike; what is final was read twice. */
export function aWorld({ safe, finalized = 0 }: { safe: number; finalized?: number }): World {
  const head: Head = {
    number: 1_000n,
    hash: '0x',
    time: 2_000,
    safe: BigInt(safe),
    finalized: BigInt(finalized),
  };
  return {
    heads: new Map([
      [here, head],
      [there, head],
    ]),
    checkpoints: checkpointsOf([here, there], finalized),
  };
}

/** These chains, read for `route` from their first block on, and twice up to a height. */
export function checkpointsOf(chains: readonly ChainId[], certain: number): World['checkpoints'] {
  const checkpoint = {
    from: { number: 0n, time: 1_000 },
    certain: { number: BigInt(certain), time: 1_000 + certain },
  };
  return new Map([['route', new Map(chains.map((chain) => [chain, checkpoint]))]]);
}
