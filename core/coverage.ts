import { inclusionOf, isFirm } from './inclusion.ts';
import { CLOCK_SKEW_SECONDS, type About, type ChainRef, type Leg } from './leg.ts';
import type { Coverage } from './operation.ts';
import type { Rules } from './rules.ts';
import type { Checkpoint, World } from './world.ts';

/** What of an operation can be seen from here, and whether its origin should have been seen and was not. */
export interface Sight {
  coverage: Coverage;
  /** It arrived, and its origin is in none of the blocks where it should be. */
  isWithoutSource: boolean;
  /** The leg by whose time it was decided that the origin is out of sight; null where no leg was needed for that. */
  arrival: Leg | null;
  /** When the origin chain's blocks were read up to this time, it is known whether its origin is there; null if that is known. */
  decidedAt: number | null;
}

/** @param sorted the operation's legs by `compareLegs` */
export function sightOf(rules: Rules, about: About, sorted: readonly Leg[], world: World): Sight {
  const { origin } = about;
  const checkpoints = world.checkpoints.get(sorted[0]?.protocol ?? '');
  const checkpointOf = (ref: ChainRef | undefined) =>
    ref?.chain ? checkpoints?.get(ref.chain) : undefined;
  const source = checkpointOf(origin);
  if (origin && !source) return known('destination_only');
  const arrival = source && arrivalWithoutOrigin(sorted, origin, world);
  if (!arrival) return known(reachOf(about, checkpointOf));
  const decidedAt = arrival.at.blockTime + CLOCK_SKEW_SECONDS;
  if (!source?.certain || source.certain.time <= decidedAt) {
    return { ...known(reachOf(about, checkpointOf)), decidedAt };
  }
  const isWithoutSource = isLost(sorted) || isTooLate(rules, source, arrival);
  return { ...known('destination_only'), isWithoutSource, arrival };
}

const known = (coverage: Coverage): Sight => ({
  coverage,
  isWithoutSource: false,
  arrival: null,
  decidedAt: null,
});

function reachOf(
  { destination, isEndUnseen = false }: About,
  checkpointOf: (ref: ChainRef) => Checkpoint | undefined,
): Coverage {
  if (!destination) return 'full';
  if (destination.chain === null) return 'chain_not_covered';
  return checkpointOf(destination) && !isEndUnseen ? 'full' : 'source_only';
}

/**
 * The first firm leg, else the first canonical one, if there is no origin on its chain, nor one that may come again.
 */
function arrivalWithoutOrigin(
  sorted: readonly Leg[],
  origin: ChainRef | undefined,
  world: World,
): Leg | undefined {
  const mayBe = (leg: Leg) =>
    leg.role === 'origin' &&
    leg.at.chain === origin?.chain &&
    inclusionOf(leg, world) !== 'missing';
  if (sorted.some(mayBe)) return undefined;
  return (
    sorted.find((leg) => isFirm(inclusionOf(leg, world))) ??
    sorted.find(({ canonical }) => canonical)
  );
}

/** True if its origin was seen, and is gone. */
const isLost = (sorted: readonly Leg[]): boolean => sorted.some(({ role }) => role === 'origin');

/** True if a message that began before the first block that was read could not be under way any more when it arrived. */
function isTooLate({ transitSecondsMax }: Rules, { from }: Checkpoint, { at }: Leg): boolean {
  return (
    transitSecondsMax !== undefined &&
    from.time !== null &&
    at.blockTime - from.time > transitSecondsMax
  );
}
