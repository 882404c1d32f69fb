import type { Leg } from '../../../core/leg.ts';
import { aLeg } from '../../builders.ts';
import type { Random } from '../random.ts';

/** World time from one look to the next, in seconds, and looks in a run. */
export const TICK_SECONDS = 60;
export const TICKS = 100;

/** What happens to us, and not to anybody's operations. Each begins at a tick and lasts for some. */
export interface Episode {
  type: 'endpoint_lags' | 'outage' | 'gap' | 'folds_pause' | 'judges_pause';
  from: number;
  to: number;
}

/** Everything that is to happen in a run, known before it begins. */
export interface Life {
  /** By block, which is a second. */
  legs: { here: Leg[]; there: Leg[] };
  /** Ids of operations of which a leg is withheld, for ever or far beyond what is usual. */
  planted: ReadonlySet<string>;
  count: number;
  episodes: Episode[];
}

const STARTED_AT_A_TICK = 3;
/** By then the lane has enough behind it; and by then what is planted has to be, to be found before the end. */
const PLANTED_FROM = 20;
const PLANTED_TO = 55;
const PLANTED_CHANCE = 0.08;

export function liveFor(random: Random): Life {
  const legs: Life['legs'] = { here: [], there: [] };
  const planted = new Set<string>();
  const medians = { attest: random.int(40, 120), deliver: random.int(20, 60) };
  const spread = 0.4 + random.int(0, 25) / 100;
  let count = 0;
  for (let tick = 1; tick < TICKS - 10; tick += 1) {
    for (let one = 0; one < STARTED_AT_A_TICK; one += 1) {
      const id = `o${count}`;
      const sent = tick * TICK_SECONDS + random.int(0, TICK_SECONDS - 1);
      const isPlanted = tick >= PLANTED_FROM && tick <= PLANTED_TO && random.chance(PLANTED_CHANCE);
      const withheld = isPlanted ? random.pick(['attest', 'deliver'] as const) : null;
      const delay = random.chance(0.5) ? Infinity : random.int(2_500, 4_000);
      const part = (step: 'attest' | 'deliver') =>
        Math.max(1, Math.round(medians[step] * Math.exp(spread * normal(random)))) +
        (withheld === step ? delay : 0);
      const attested = sent + part('attest');
      const delivered = attested + part('deliver');
      const leg = (step: 'send' | 'attest' | 'deliver', block: number) =>
        aLeg({ step, id, block, index: count });
      legs.here.push(leg('send', sent));
      if (Number.isFinite(attested)) legs.there.push(leg('attest', attested));
      if (Number.isFinite(delivered)) legs.there.push(leg('deliver', delivered));
      if (isPlanted) planted.add(`route:${id}`);
      count += 1;
    }
  }
  return { legs, planted, count, episodes: episodesFor(random) };
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
    const episode = { type, from, to };
    from = to + random.int(2, 5);
    return episode;
  });
}

/** By Box and Muller. */
function normal(random: Random): number {
  const unit = () => random.int(1, 1_000_000) / 1_000_001;
  return Math.sqrt(-2 * Math.log(unit())) * Math.cos(2 * Math.PI * unit());
}
