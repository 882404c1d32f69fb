import { inclusionOf } from './inclusion.ts';
import { joinsOf } from './join.ts';
import type { About, ChainRef, Leg } from './leg.ts';
import type { LegCoverage, LegView } from './operation.ts';
import type { Slot } from './slots.ts';
import type { World } from './world.ts';

/** One view for each step, then the legs that fill none: lost ones, and further ones. Nothing that was seen is hidden. */
export function viewsOf(
  slots: readonly Slot[],
  sorted: readonly Leg[],
  about: About,
  world: World,
): LegView[] {
  const joins = joinsOf(sorted);
  const read = world.checkpoints.get(sorted[0]?.protocol ?? '');
  const networks = new Map(
    [about.origin, about.hub, about.destination].flatMap((ref) =>
      ref?.chain ? [[ref.chain, ref.name] as const] : [],
    ),
  );
  const viewOf = (leg: Leg, inclusion = inclusionOf(leg, world)): LegView => ({
    step: leg.step,
    role: leg.role,
    chain: leg.at.chain,
    network: networks.get(leg.at.chain) ?? null,
    coverage: 'indexed',
    inclusion,
    outcome: leg.canonical ? leg.outcome : 'unknown',
    at: leg.at,
    event: leg.event,
    joinedBy: joins.get(leg.event) ?? null,
  });
  const filled = slots.map(({ step, leg, inclusion, chain }): LegView => {
    if (leg) return viewOf(leg, inclusion);
    const { name, role } = step;
    return {
      step: name,
      role,
      chain: chain?.chain ?? null,
      network: chain?.name ?? null,
      coverage: chain && coverageOf(chain, read),
      inclusion,
      outcome: 'unknown',
      at: null,
      event: null,
      joinedBy: null,
    };
  });
  const shown = new Set(slots.map(({ leg }) => leg?.event));
  return [...filled, ...sorted.filter(({ event }) => !shown.has(event)).map((leg) => viewOf(leg))];
}

function coverageOf(
  { chain }: ChainRef,
  read: ReadonlyMap<string, unknown> | undefined,
): LegCoverage {
  if (chain === null) return 'chain_not_covered';
  return read?.has(chain) ? 'indexed' : 'not_indexed';
}
