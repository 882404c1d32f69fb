import type { ChainId, Head } from '../core/chain.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import type { About, Inclusion, Leg } from '../core/leg.ts';
import { allSteps, roleOf, type Rules, type Step } from '../core/rules.ts';
import type { World } from '../core/world.ts';
import { aStep, here, there } from './builders.ts';

// Rules that use everything rules can say, and legs of them as firm as a test wants.

export const middle: ChainId = 'eip155:3';

const aside = (step: Step, more: Partial<Step> = {}): Step => ({
  ...step,
  required: 'never',
  ...more,
});

const deposit: Step = {
  ...aStep('deposit', 'origin', 'origin', 'awaiting_origin'),
  moves: 'origin_contract',
};
const fill: Step = {
  ...aStep('fill', 'destination', 'destination', 'intent_open'),
  moves: 'recipient',
};
const cancel = aside(aStep('cancel', 'cancel', 'origin', 'cancel_included'));
const refund = aside(aStep('refund', 'refund', 'origin', 'refund_pending'), { moves: 'sender' });
const unlock = aside(aStep('unlock', 'settlement', 'origin', 'settlement_pending'));
const until = (becomes: NonNullable<Step['deadline']>['becomes'], isStrict = false) => ({
  deadline: { at: 'told' as const, becomes, isStrict },
});

/** Money that others deliver in parts until a deadline, and get back afterwards; by kind, what else may become of it. */
const intent: Rules = {
  version: 1,
  destinationProvesOrigin: false,
  amounts: 'at_most',
  steps: [deposit, { ...fill, isPartial: true, ...until('expired') }, cancel, refund, unlock],
  kinds: {
    returned: [deposit, { ...fill, ...until('refunding', true) }, refund],
    lost: [deposit, { ...fill, ...until('failed') }],
    recalled: [
      deposit,
      {
        ...fill,
        isPartial: true,
        ...until('expired'),
        waiting: { ...fill.waiting, place: 'hub_contract' },
      },
      cancel,
      { ...refund, after: 'cancel' },
    ],
    dropped: [deposit, { ...fill, ...until('cancelled') }, cancel],
  },
};

const call: Step = { ...aStep('call', 'origin', 'origin', 'awaiting_origin'), moves: 'burned' };
const attest = aStep('attest', 'attestation', 'destination', 'awaiting_attestation');
const deliver: Step = {
  ...aStep('deliver', 'destination', 'destination', 'awaiting_relay'),
  moves: 'recipient',
};

const act: Step = {
  ...aStep('act', 'action', 'destination', 'awaiting_action'),
  required: 'promised',
  moves: 'destination_contract',
};

/** A message with an attestation, a fast way round it, and an action that some were promised; by kind, other ways. */
const message: Rules = {
  version: 1,
  destinationProvesOrigin: true,
  transitSecondsMax: 500,
  steps: [
    call,
    { ...attest, alternatives: ['fast'] },
    aside(aStep('fast', 'destination', 'destination', 'awaiting_relay'), { moves: 'recipient' }),
    { ...deliver, alternatives: ['fast'], settles: ['fast'] },
    act,
  ],
  kinds: {
    hub: [
      call,
      { ...aStep('hop', 'hub', 'hub', 'awaiting_hub'), moves: 'hub_contract' },
      { ...aStep('push', 'relay', 'hub', 'awaiting_relay'), moves: 'hub_wallet' },
      {
        ...deliver,
        deadline: { at: { after: 'hop', seconds: 100 }, becomes: 'expired', isStrict: true },
      },
      refund,
    ],
    each: [
      call,
      aStep('push', 'relay', 'hub', 'awaiting_relay'),
      {
        ...deliver,
        oneForEach: 'push',
        waiting: { ...deliver.waiting, place: 'origin_contract' },
      },
    ],
    must: [
      call,
      { ...attest, alternatives: ['fast'] },
      aside(aStep('fast', 'destination', 'destination', 'awaiting_relay')),
      deliver,
      act,
      refund,
    ],
    manual: [
      call,
      { ...attest, waiting: { ...attest.waiting, stage: 'policy_hold', mover: 'protocol' } },
      { ...deliver, waiting: { ...deliver.waiting, stage: 'awaiting_user_action', mover: 'user' } },
    ],
    tried: [
      call,
      attest,
      {
        ...deliver,
        deadline: { at: 'told', becomes: 'failed', isStrict: true, tries: 'attest' },
      },
    ],
    rival: [
      call,
      aside(aStep('fast', 'destination', 'destination', 'awaiting_relay')),
      {
        ...deliver,
        alternatives: ['fast'],
        waiting: { ...deliver.waiting, mover: 'recipient' },
      },
    ],
  },
};

/** An application whose messages `message` carries. */
const app: Rules = {
  version: 1,
  destinationProvesOrigin: true,
  carriedBy: ['message'],
  steps: [
    aStep('order', 'origin', 'origin', 'awaiting_origin'),
    aStep('receipt', 'destination', 'destination', 'awaiting_relay'),
  ],
};

export const richRules: RulesByProtocol = new Map([
  ['intent', intent],
  ['message', message],
  ['app', app],
]);

/** Block time of each leg unless told; deadlines of tests lie around it. */
const TIME = 1_000;
const SAFE = 100n;
const FINALIZED = 50n;

/** How firm a leg is to be; what is asked for is made by the height of its block. Later blocks of a sort are higher ones. */
export type Firmness = Exclude<Inclusion, 'expected' | 'skipped'>;
const heights: Readonly<Record<Firmness, bigint>> = {
  included: 150n,
  confirmed: 80n,
  finalized: 20n,
  orphaned: 80n,
  missing: 20n,
};

export interface RichLeg {
  protocol: 'intent' | 'message' | 'app';
  step: string;
  is?: Firmness;
  outcome?: Leg['outcome'];
  time?: number;
  about?: About;
  /** Tells legs of the same step apart. */
  nth?: number;
  id?: string;
}

export function aRichLeg({
  protocol,
  step,
  is = 'finalized',
  outcome = 'success',
  time = TIME,
  about = {},
  nth = 0,
  id = 'a',
}: RichLeg): Leg {
  const rules = richRules.get(protocol);
  const side =
    (rules ? allSteps(rules) : []).find(({ name }) => name === step)?.side ?? 'destination';
  const chain = { origin: here, hub: middle, destination: there }[side];
  const event = `${chain}/${step}-${id}-${nth}-${is}`;
  const keys = protocol === 'app' ? [`app:${id}`, `message:${id}`] : [`${protocol}:${id}`];
  return {
    event,
    protocol,
    step,
    role: (rules && roleOf(rules, step)) ?? 'destination',
    outcome,
    version: 1,
    canonical: is !== 'orphaned' && is !== 'missing',
    verified: is === 'finalized',
    at: {
      chain,
      blockNumber: heights[is] + BigInt(Math.floor((time % 1_000) / 100)),
      blockHash: `0x${event}`,
      blockTime: time,
      transaction: `0x${step}-${id}-${nth}`,
      index: nth,
    },
    links: keys.map((key) => ({ key, kind: 'exact', rule: 'id' })),
    about: {
      origin: { chain: here, name: 'here' },
      destination: { chain: there, name: 'there' },
      ...about,
    },
  };
}

/** What the chains show: blocks up to `certain` (Unix seconds) are certain on all of them. */
export function aRichWorld({
  certain = 0,
  since = 0,
  safe = SAFE,
  chains = [here, middle, there],
}: {
  certain?: number;
  since?: number;
  safe?: bigint;
  chains?: readonly ChainId[];
} = {}): World {
  const head: Head = { number: 1_000n, hash: '0x', time: 9_999, safe, finalized: FINALIZED };
  const checkpoint = {
    from: { number: 0n, time: since },
    certain: { number: FINALIZED, time: certain },
  };
  const covered = new Map(chains.map((chain) => [chain, checkpoint]));
  return {
    heads: new Map([here, middle, there].map((chain) => [chain, head])),
    checkpoints: new Map([...richRules.keys()].map((protocol) => [protocol, covered])),
  };
}
