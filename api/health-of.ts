import type { ChainId } from '../core/chain.ts';
import { etaOf } from '../core/eta.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { basisOf, type HealthPolicy } from '../core/health.ts';
import {
  clockOf,
  concerns,
  obstacleOf,
  withCarriers,
  type Obstacle,
  type Readings,
} from '../core/reading.ts';
import type { HealthRow, PlacedObstacle } from '../db/health-row.ts';
import type { Database } from '../db/pool.ts';
import { readSight } from '../db/read-sight.ts';
import type { OperationRow } from '../db/read-operations.ts';
import type { OperationAnswer } from './schemas/operation.ts';

/** What we see of every chain for every protocol, and where we do not see enough. */
export interface SightNow {
  readings: Readings;
  obstacles: ReadonlyMap<string, ReadonlyMap<ChainId, Obstacle>>;
}

/** Looks once for all that an answer, or many, must know of it. */
export async function sightNow(
  db: Database,
  { rules, policy, now }: { rules: RulesByProtocol; policy: HealthPolicy; now: Date },
): Promise<SightNow> {
  const sight = await readSight(db);
  const readings = withCarriers(sight.readings, rules);
  const facts = { now: now.getTime() / 1_000, oldestMark: sight.oldestMark, policy };
  const obstacles = [...readings].map(
    ([protocol, chains]) =>
      [
        protocol,
        new Map(
          [...chains].flatMap(([chain, reading]) => {
            const obstacle = obstacleOf(reading, facts);
            return obstacle ? [[chain, obstacle] as const] : [];
          }),
        ),
      ] as const,
  );
  return { readings, obstacles: new Map(obstacles) };
}

/** The obstacles as filters take them. */
export function placedObstacles({ obstacles }: SightNow): PlacedObstacle[] {
  return [...obstacles].flatMap(([protocol, chains]) =>
    [...chains].map(([chain, obstacle]) => ({ protocol, chain, ...obstacle })),
  );
}

export type HealthAnswer = OperationAnswer['health'];
type EtaAnswer = NonNullable<OperationAnswer['pending']>['eta'];

/** What is thought of how long an operation waits, with what we do not see now laid over it. */
export function healthOf(row: OperationRow, { obstacles }: SightNow): HealthAnswer {
  const own = judgedOf(row);
  if (!own) {
    const isOver = row.body.pending === null || row.body.terminal;
    return {
      state: 'ok',
      reason: isOver ? null : 'not_judged_yet',
      detail: null,
      since: null,
      sample: null,
      basis: null,
      pace: null,
    };
  }
  const obstacle = own.awaitedChain && obstacles.get(row.body.protocol)?.get(own.awaitedChain);
  const { baseline, pace } = own;
  const judgedBy = {
    sample: baseline?.source === 'lane' ? baseline.sample : null,
    basis: baseline && basisOf(baseline),
    pace,
  };
  const isOverlaid =
    obstacle &&
    concerns(obstacle, own.stage === 'awaiting_origin' ? null : own.since) &&
    (obstacle.health === 'blind' || unexplained.has(own.health));
  if (isOverlaid) {
    const { health, reason, detail } = obstacle;
    return { state: health, reason, detail, since: null, ...judgedBy };
  }
  const { health, reason, detail, healthSince } = own;
  return { state: health, reason, detail, since: timeText(healthSince), ...judgedBy };
}

/** A chain that stands still explains these. */
const unexplained: ReadonlySet<string> = new Set(['ok', 'delayed', 'stuck']);

/** When the awaited step may be expected, by the awaited chain's clock as far as we have read it. */
export function etaAnswer(row: OperationRow, { readings, obstacles }: SightNow): EtaAnswer {
  const own = judgedOf(row);
  const chain = own?.awaitedChain;
  const reading = chain && readings.get(row.body.protocol)?.get(chain);
  const isSeen = chain && !obstacles.get(row.body.protocol)?.has(chain);
  const baseline = own?.baseline;
  const eta =
    own && reading && isSeen && baseline
      ? etaOf(baseline, Math.max(0, clockOf(reading, own.since) - own.since))
      : null;
  if (!own || !eta || !baseline) {
    return { state: 'insufficient_data', from: null, to: null, sample: null, source: null };
  }
  return {
    state: 'estimated',
    from: timeText(own.since + eta.from),
    to: timeText(own.since + eta.to),
    sample: baseline.source === 'lane' ? baseline.sample : null,
    source: baseline.source,
  };
}

/**
 * What an answer shows of it that does not move with clocks alone, for its ETag: the range of an estimate follows the awaited
 * chain's clock, as `asOf` does, and so does the sentence of what we do not see.
 */
export function healthKey(row: OperationRow, sight: SightNow): unknown[] {
  const { state, reason, detail, since, sample, pace } = healthOf(row, sight);
  const isLaidOver = since === null;
  const { health } = row;
  return [
    state,
    reason,
    isLaidOver ? null : detail,
    since,
    sample,
    pace,
    etaAnswer(row, sight).state,
    // What an estimate rests on, where there is one.
    health?.version === row.version ? health.baseline : null,
  ];
}

/** What was thought of this very version of it. */
function judgedOf({ health, version, body }: OperationRow): HealthRow | null {
  return health?.version === version && !body.terminal ? health : null;
}

const timeText = (seconds: number) => new Date(Math.round(seconds * 1_000)).toISOString();
