import type { Random } from '../random.ts';
import type { SodaxEnd } from './end.ts';
import type { TokenSymbol } from './sodax.ts';

/**
 * What becomes of what a user starts. `swap`, `limit_order` and `transfer` go well; of `partial` a part is filled, and
 * later the rest, or never; `cancel` is called off by its user; `unfilled` expires; the calls of `hook_failure` fail on
 * the hub; `held_back` is delivered late; of `unrelayed` the relay is never told.
 */
export type Story =
  | 'swap'
  | 'limit_order'
  | 'transfer'
  | 'partial'
  | 'cancel'
  | 'unfilled'
  | 'hook_failure'
  | 'held_back'
  | 'unrelayed';

/** What a user means to do, and how long everybody takes. */
export interface SodaxPlan {
  readonly story: Story;
  readonly origin: SodaxEnd;
  readonly destination: SodaxEnd;
  readonly give: TokenSymbol;
  readonly take: TokenSymbol;
  readonly amount: bigint;
  readonly relaysAfterMs: number;
  readonly solvesAfterMs: number;
  readonly deliversAfterMs: number;
  readonly cancelsAfterMs: number;
  /** Of a partial fill: whether the rest is filled. */
  readonly isFilledUp: boolean;
  /** Whether the user lets it be when a reorg drops the first transaction. */
  readonly givesUp: boolean;
}

const weights: readonly (readonly [Story, number])[] = [
  ['swap', 0.44],
  ['transfer', 0.14],
  ['limit_order', 0.08],
  ['partial', 0.08],
  ['held_back', 0.06],
  ['cancel', 0.06],
  ['hook_failure', 0.05],
  ['unrelayed', 0.05],
  ['unfilled', 0.04],
];
const relaysAfterMs = { min: 500, max: 6_000 };
const solvesAfterMs = { min: 800, max: 8_000 };
const deliversAfterMs = { min: 500, max: 6_000 };
const heldBackMs = { min: 15_000, max: 40_000 };
const cancelsAfterMs = { min: 4_000, max: 12_000 };
const quickMs = { min: 300, max: 1_200 };
const givesUpChance = 0.25;
const filledUpChance = 0.6;
const hundredths = { min: 100, max: 500_000 };
const hundredth = 10n ** 16n;
/** Coins are worth a lot more than dollars in real life, and here a spoke has only a hundred of them to release. */
const coinsPer = 100_000n;

/** Draws what a user does next. */
export function drawPlan(ends: readonly SodaxEnd[], dice: Random): SodaxPlan {
  const origin = dice.pick(ends);
  const destination = dice.pick(ends.filter((end) => end !== origin));
  return planOf({ story: drawStory(dice), origin, destination }, dice);
}

/** What comes first, so that a short demo shows swaps from and to Solana, a transfer, and what may go wrong. */
export function openingPlans(ends: readonly SodaxEnd[], dice: Random): SodaxPlan[] {
  const end = (name: string) => {
    const found = ends.find((one) => one.name === name);
    if (found === undefined) throw new Error(`SODAX has no end on ${name}.`);
    return found;
  };
  const [alpha, gamma, solana] = [end('alpha'), end('gamma'), end('solana')];
  const lanes: Pick<SodaxPlan, 'story' | 'origin' | 'destination'>[] = [
    { story: 'swap', origin: alpha, destination: gamma },
    { story: 'swap', origin: solana, destination: alpha },
    { story: 'swap', origin: alpha, destination: solana },
    { story: 'transfer', origin: alpha, destination: gamma },
    { story: 'partial', origin: gamma, destination: alpha },
    { story: 'cancel', origin: alpha, destination: gamma },
    { story: 'hook_failure', origin: gamma, destination: alpha },
    { story: 'unrelayed', origin: alpha, destination: gamma },
    { story: 'held_back', origin: gamma, destination: alpha },
  ];
  return lanes.map((lane) => ({
    ...planOf(lane, dice),
    relaysAfterMs: dice.between(quickMs),
    solvesAfterMs: dice.between(quickMs),
    ...(lane.story !== 'held_back' && { deliversAfterMs: dice.between(quickMs) }),
    givesUp: false,
  }));
}

function planOf(
  lane: Pick<SodaxPlan, 'story' | 'origin' | 'destination'>,
  dice: Random,
): SodaxPlan {
  const { story, origin, destination } = lane;
  const isTransfer = story === 'transfer';
  // Only dollars are the same thing everywhere.
  const give = isTransfer ? 'USD' : dice.pick(origin.symbols);
  const take = isTransfer ? 'USD' : dice.pick(destination.symbols);
  const amount = BigInt(dice.whole(hundredths)) * hundredth;
  const isCoin = give === 'COIN' || take === 'COIN';
  return {
    ...lane,
    give,
    take,
    amount: isCoin ? amount / coinsPer : amount,
    relaysAfterMs: dice.soon(relaysAfterMs),
    solvesAfterMs: dice.soon(solvesAfterMs),
    deliversAfterMs: story === 'held_back' ? dice.between(heldBackMs) : dice.soon(deliversAfterMs),
    cancelsAfterMs: dice.between(cancelsAfterMs),
    isFilledUp: dice.chance(filledUpChance),
    // What is relayed before it is final must have an origin: its sender insists.
    givesUp: dice.chance(givesUpChance) && origin.relaysAt === 'finalized',
  };
}

function drawStory(dice: Random): Story {
  let rest = dice.next();
  for (const [story, weight] of weights) {
    rest -= weight;
    if (rest < 0) return story;
  }
  return 'swap';
}
