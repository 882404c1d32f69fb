import type { Position } from './leg.ts';
import type { LegView, Operation } from './operation.ts';
import { stepsOf, type Rules } from './rules.ts';
import type { Stage } from './status.ts';

/** How long an operation has waited for one step. Chain times, Unix seconds. */
export interface StageTime {
  step: string;
  /** What its stage is while it waits for the step. */
  stage: Stage;
  /** Time of the leg that came last before. */
  from: number;
  /** Time of the step's own leg; null while it is awaited. */
  until: number | null;
  seconds: number | null;
}

/** An operation's legs and its wait, as its row keeps them. */
interface Told {
  protocol: string;
  kind: string;
  legs: readonly (Pick<LegView, 'step' | 'role' | 'inclusion' | 'outcome'> & {
    at: Pick<Position, 'chain' | 'blockHash' | 'blockTime'> | null;
  })[];
  pending: Pick<NonNullable<Operation['pending']>, 'step' | 'stage' | 'since'> | null;
}

/**
 * How long an operation waited for each step that came, and since when it waits for the one that is to come: each after the
 * leg that came last in a block before, by the chains' own times. Where one chain's clock is behind another's, a step took no time.
 * A function of the operation's row alone, so that whoever computes it later says the same.
 *
 * @param rules those of every protocol, by name; a step that they do not know is left out
 */
export function stageTimesOf(
  { protocol, kind, legs, pending }: Told,
  rules: ReadonlyMap<string, Rules>,
): StageTime[] {
  const own = rules.get(protocol);
  if (!own) return [];
  const steps = [
    ...stepsOf(own, kind),
    ...(own.carriedBy ?? []).flatMap((carrier) => rules.get(carrier)?.steps ?? []),
  ];
  const stageOf = (name: string) => steps.find((step) => step.name === name)?.waiting.stage;
  // Of several legs of a step the first one speaks for it; while parts lack, that one is not there.
  const speakers = [
    ...new Map(legs.toReversed().map((leg) => [leg.step, leg])).values(),
  ].toReversed();
  const seen = speakers
    .flatMap(({ at, step, role, inclusion, outcome }, index) =>
      at && outcome === 'success' && canonical.has(inclusion)
        ? [{ step, role, index, time: at.blockTime, block: `${at.chain} ${at.blockHash}` }]
        : [],
    )
    // The origin comes first, whatever a clock says.
    .toSorted(
      (a, b) =>
        Number(b.role === 'origin') - Number(a.role === 'origin') ||
        a.time - b.time ||
        a.index - b.index,
    );
  const times = seen.flatMap(({ step, role, time, block }, index): StageTime[] => {
    const stage = stageOf(step);
    if (index === 0 || role === 'origin' || stage === undefined) return [];
    // What comes in one block is seen at once: nobody waited for the one after the other.
    const before = seen.slice(0, index).filter((other) => other.block !== block);
    const last = Math.max(...before.map((other) => other.time));
    const from = before.length === 0 ? time : Math.min(last, time);
    return [{ step, stage, from, until: time, seconds: time - from }];
  });
  if (pending && seen.every(({ step }) => step !== pending.step)) {
    const { step, stage, since } = pending;
    times.push({ step, stage, from: since, until: null, seconds: null });
  }
  return times;
}

const canonical: ReadonlySet<string> = new Set(['included', 'confirmed', 'finalized']);
