import type { ChainId } from '../../../core/chain.ts';
import type { Leg } from '../../../core/leg.ts';
import { aLeg } from '../../builders.ts';
import type { Random } from '../random.ts';
import { chains, flows, type Flow, type StepName } from './flows.ts';

/** World time from one look to the next, in seconds, and looks in a run. */
export const TICK_SECONDS = 60;
export const TICKS = 100;

/** What happens to us, and not to anybody's operations. Each begins at a tick and lasts for some. */
export interface Episode {
  type: 'endpoint_lags' | 'outage' | 'gap' | 'folds_pause' | 'judges_pause';
  /** The chain that lags, or of which blocks are left out; of no meaning to the others. */
  chain: ChainId;
  from: number;
  to: number;
}

/** Everything that is to happen in a run, known before it begins. */
export interface Life {
  /** By chain; a block is a second. */
  legs: ReadonlyMap<ChainId, readonly Leg[]>;
  /**
   * Ids of operations of which a leg is withheld, for ever or far beyond what is usual; with the seconds after which a wait for
   * it is far longer than that of nearly all, as the world itself knows: three times what 99 in 100 take at most.
   */
  planted: ReadonlyMap<string, number>;
  /** Ids of others of which a step took as long by chance. */
  unlucky: ReadonlySet<string>;
  count: number;
  episodes: readonly Episode[];
}

/** By then lanes have enough behind them. */
const PLANTED_FROM = 20;
const PLANTED_CHANCE = 0.08;
/** What is withheld and comes after all comes then: it is to be found before, and to be compared with by nobody. */
const LATE_TICKS = [88, 96] as const;
/** The quantile of 99 in 100, in deviations. */
const P99_DEVIATIONS = 2.326;
const FAR_FACTOR = 3;

export function liveFor(random: Random): Life {
  const legs = new Map<ChainId, Leg[]>(chains.map((chain) => [chain, []]));
  const planted = new Map<string, number>();
  const unlucky = new Set<string>();
  const drawn = flows.map((flow) => ({ flow, pace: paceFor(flow, random) }));
  let count = 0;
  for (let tick = 1; tick < TICKS - 10; tick += 1) {
    for (const { flow, pace } of drawn) {
      const begun = Math.floor(flow.perTick) + Number(random.chance(flow.perTick % 1));
      for (let one = 0; one < begun; one += 1) {
        const told = operationFor(flow, { random, pace, tick, place: count });
        for (const leg of told.legs) legs.get(leg.at.chain)?.push(leg);
        if (told.plantedAfter !== null) planted.set(told.id, told.plantedAfter);
        if (told.isUnlucky) unlucky.add(told.id);
        count += 1;
      }
    }
  }
  return { legs, planted, unlucky, count, episodes: episodesFor(random) };
}

interface DrawnPace {
  medians: readonly { step: StepName; seconds: number }[];
  spread: number;
}

function paceFor({ medians, spreads }: Flow, random: Random): DrawnPace {
  const [low, high] = spreads.map((spread) => Math.round(spread * 100));
  return {
    medians: Object.entries(medians).map(([step, [from, to]]) => ({
      // CAST: the keys of the record.
      step: step as StepName,
      seconds: random.int(from, to),
    })),
    spread: random.int(low ?? 0, high ?? 0) / 100,
  };
}

/** The legs of one operation, and what became of it. Its `place` in the run keeps its logs apart from others'. */
function operationFor(
  { protocol, kind, origin, destination, plantedTo }: Flow,
  { random, pace, tick, place }: { random: Random; pace: DrawnPace; tick: number; place: number },
) {
  const id = `${protocol}:o${place}`;
  const isPlanted = tick >= PLANTED_FROM && tick <= plantedTo && random.chance(PLANTED_CHANCE);
  const withheld = isPlanted ? random.pick(pace.medians).step : null;
  const late = random.chance(0.5) ? Infinity : random.int(...LATE_TICKS) * TICK_SECONDS;
  let at = tick * TICK_SECONDS + random.int(0, TICK_SECONDS - 1);
  const legOf = (step: 'send' | StepName, chain: ChainId): Leg => {
    const leg = aLeg({ step, id, block: at, index: place });
    return {
      ...leg,
      event: `${chain}/${id}/${step}`,
      protocol,
      at: { ...leg.at, chain, blockHash: `0x${chain}-${at}` },
      links: [{ key: id, kind: 'exact', rule: 'id' }],
      about: {
        kind,
        origin: { chain: origin, name: origin },
        destination: { chain: destination, name: destination },
      },
    };
  };
  const legs = [legOf('send', origin)];
  let isUnlucky = false;
  let plantedAfter: number | null = null;
  for (const { step, seconds } of pace.medians) {
    const deviations = normal(random);
    const took = Math.max(1, Math.round(seconds * Math.exp(pace.spread * deviations)));
    const far = FAR_FACTOR * seconds * Math.exp(pace.spread * P99_DEVIATIONS);
    isUnlucky ||= took > far;
    if (withheld === step) plantedAfter = far;
    at = withheld === step ? Math.max(late, at + took) : at + took;
    if (!Number.isFinite(at)) break;
    legs.push(legOf(step, destination));
  }
  return { id, legs, plantedAfter, isUnlucky };
}

function episodesFor(random: Random): Episode[] {
  const types = [
    'endpoint_lags',
    'outage',
    'gap',
    'folds_pause',
    'judges_pause',
    'endpoint_lags',
  ] as const;
  let from = random.int(18, 24);
  return types.map((type) => {
    const to = from + random.int(3, 9);
    const episode = { type, chain: random.pick(chains), from, to };
    from = to + random.int(2, 5);
    return episode;
  });
}

/** By Box and Muller. */
function normal(random: Random): number {
  const unit = () => random.int(1, 1_000_000) / 1_000_001;
  return Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
}
