import { every } from '../every.ts';
import type { Loop } from '../every.ts';
import type { World } from '../world.ts';
import { drawPlan, openingPlans } from './draw-plan.ts';
import type { SodaxPlan } from './draw-plan.ts';
import { openEvmEnd, openSolanaEnd } from './end.ts';
import type { SodaxEnd } from './end.ts';
import { proceed } from './errand.ts';
import type { Errand } from './errand.ts';
import { openStory } from './open-story.ts';
import type { OpenErrand } from './open-story.ts';

const restMs = { min: 2_000, max: 5_000 };
const openingRestMs = { min: 700, max: 1_800 };
const lookEveryMs = 600;
/** More than this at once means that chains have stopped: then nobody starts anything. */
const openMax = 300;

interface Open {
  errand: Errand;
  readonly next: OpenErrand[];
  /** A look that takes long is not overtaken by the next. */
  isLooking: boolean;
}

export interface SodaxTrafficOptions {
  readonly world: World;
  readonly onError: (error: unknown) => void;
}

/** Has people use SODAX between its spokes, and plays its relay and a solver: all late, and some of it never. */
export function startSodaxTraffic(options: SodaxTrafficOptions): Loop {
  const { world, onError } = options;
  const { sodax, hub } = world;
  // The delays of one cannot change what others mean to do.
  const plans = world.random.fork('sodax plans');
  const dice = world.random.fork('sodax');
  const ends = endsOf(world);
  const opening = openingPlans(ends, plans);
  const open = new Set<Open>();
  let id = 0n;
  let planned: SodaxPlan | undefined;

  // Who has a transaction that a reorg may drop sends no other: it would wait for the nonce of the dropped one.
  const idleAt = (end: SodaxEnd) => {
    const busy = new Set([...open].filter((one) => one.errand.origin === end && isBusy(one)));
    const taken = new Set([...busy].map(({ errand }) => errand.user));
    return end.users.flatMap((_, index) => (taken.has(index) ? [] : [index]));
  };

  const start = async () => {
    if (open.size >= openMax) throw new Error(`${openMax} operations of SODAX wait for a block.`);
    planned ??= opening.shift() ?? drawPlan(ends, plans);
    const plan = planned;
    const idle = idleAt(plan.origin);
    // Everybody there is busy: the plan waits.
    if (idle.length === 0) return;
    planned = undefined;
    const user = dice.pick(idle);
    const [first, ...next] = openStory({ sodax, hub, dice, plan, user, id: (id += 1n) });
    if (first === undefined) return;
    const one = { errand: first(), next, isLooking: false };
    open.add(one);
    await look(one);
  };

  const look = async (one: Open) => {
    if (one.isLooking) return;
    one.isLooking = true;
    try {
      if (!(await proceed(one.errand))) return;
      const isLost = one.errand.departure.standing === 'lost';
      const next = isLost ? undefined : one.next.shift();
      if (next === undefined) open.delete(one);
      else one.errand = next();
    } finally {
      one.isLooking = false;
    }
  };

  const starting = every({
    restMs: (round) =>
      round === 0 ? 0 : dice.between(opening.length > 0 ? openingRestMs : restMs),
    run: start,
    onError,
  });
  const looking = every({
    restMs: () => lookEveryMs,
    run: async () => {
      const results = await Promise.allSettled([...open].map(look));
      for (const result of results) if (result.status === 'rejected') onError(result.reason);
    },
    onError,
  });

  return {
    stop: async () => void (await Promise.all([starting.stop(), looking.stop()])),
  };
}

function isBusy({ errand, next }: Open): boolean {
  const { standing } = errand.departure;
  return next.length > 0 || (standing !== 'finalized' && standing !== 'lost');
}

function endsOf({ chains, solana, sodax }: World): SodaxEnd[] {
  const onEvm = sodax.spokes.flatMap((spoke) => {
    const chain = chains.find(({ chainId }) => chainId === spoke.chainId);
    return chain === undefined ? [] : [openEvmEnd(sodax, spoke, chain)];
  });
  return [...onEvm, openSolanaEnd(sodax, solana.sodax)];
}
