import type { AlertRule, Finding } from '../core/alerts/alert.ts';
import { replayLives, type ReplayedAlert, type Stretch } from '../core/alerts/replay-lives.ts';
import type { EffectiveRules } from '../core/alerts/rule-options.ts';
import { silentStretches } from '../core/alerts/silent-stretches.ts';
import { stallStretches, type PastBlocks } from '../core/alerts/stall-stretches.ts';
import { stuckStretches, type StuckWait } from '../core/alerts/stuck-stretches.ts';
import { sayLane, type ChainNames } from '../core/alerts/say-lane.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { baselineOf, thresholdsOf, type HealthPolicy } from '../core/health.ts';
import { usualOf } from '../core/usual-of.ts';
import { readPastBlocks } from '../db/alert-facts/read-past-blocks.ts';
import {
  readPastDeadLetters,
  readPastFlags,
  readPastReorgs,
  type Past,
} from '../db/alert-facts/read-past-events.ts';
import { readPastLanes } from '../db/alert-facts/read-past-lanes.ts';
import { readPastWaits } from '../db/alert-facts/read-past-waits.ts';
import { readChainNames } from '../db/chains.ts';
import type { Queryable } from '../db/pool.ts';

/** The rules whose facts are kept. */
export const replayedRules = [
  'operation_stuck',
  'lane_degraded',
  'lane_silent',
  'chain_stalled',
  'deep_reorg',
  'conflict',
  'spec_gap',
  'webhook_dead_letters',
] as const satisfies readonly AlertRule[];
export type ReplayedRule = (typeof replayedRules)[number];

/** Why the others are not replayed. What they raised in earnest is in `GET /v1/alerts`. */
export const notReplayed: Readonly<Record<Exclude<AlertRule, ReplayedRule>, string>> = {
  indexer_blind:
    'when each chain answered, and how far it was read then, is kept as it is now alone',
  endpoint_disagreement:
    'how often endpoints contradict is counted anew with each start of the indexer',
  channel_dead: 'it follows from what services answer, and has nothing to tune',
};

/** What is replayed by. */
export interface Replay {
  past: Past;
  rules: EffectiveRules;
  health: HealthPolicy;
  protocols: RulesByProtocol;
}

/**
 * Which alerts these rules would have raised in a past time, with the options as they are and lanes' figures as they are known
 * now. It reads, and sends nothing.
 */
export async function replayAlerts(
  db: Queryable,
  wanted: readonly ReplayedRule[],
  replay: Replay,
): Promise<ReplayedAlert[]> {
  const names = await readChainNames(db);
  const alerts: ReplayedAlert[] = [];
  for (const rule of wanted) {
    const options = replay.rules[rule];
    if (!options) continue;
    const stretches = await stretchesOf(db, rule, { ...replay, names });
    const lives = replayLives(stretches, {
      policy: {
        holdMs: options.holdSeconds * 1_000,
        clearMs: options.clearSeconds * 1_000,
        checksMin: options.holdSeconds === 0 ? 1 : 2,
        escalateMs: null,
      },
      everyMs: options.everySeconds * 1_000,
      end: replay.past.to.getTime(),
    });
    alerts.push(...lives.filter(({ openedAt }) => openedAt >= replay.past.from.getTime()));
  }
  return alerts;
}

/**
 * What a replay of these rules cannot know of that time, as sentences.
 */
export async function replayLimits(
  db: Queryable,
  wanted: readonly ReplayedRule[],
  past: Past,
): Promise<string[]> {
  if (!wanted.includes('chain_stalled')) return [];
  const from = past.from.getTime() / 1_000;
  const chains = await readPastBlocks(db, past.to);
  return chains.flatMap(({ name, blocks }) => {
    const first = keptFrom(blocks);
    if (first === null) return [`chain_stalled: of ${name} no block times of then are kept`];
    if (first <= from) return [];
    const time = new Date(first * 1_000).toISOString();
    return [`chain_stalled: of ${name} block times are kept from ${time} on`];
  });
}

/** Time of the block from which on all that follow are stored; null for fewer than two. */
function keptFrom(blocks: PastBlocks['blocks']): number | null {
  let index = blocks.length - 1;
  while (index > 0 && blocks[index]!.number - blocks[index - 1]!.number === 1n) index -= 1;
  return index === blocks.length - 1 ? null : blocks[index]!.time;
}

type Context = Replay & { names: ChainNames };

async function stretchesOf(
  db: Queryable,
  rule: ReplayedRule,
  context: Context,
): Promise<Stretch[]> {
  const { past, rules, names } = context;
  switch (rule) {
    case 'operation_stuck':
    case 'lane_degraded': {
      const { operations, lanes } = stuckStretches(await stuckWaits(db, context), {
        bounds: rules.lane_degraded ?? { from: Infinity, below: Infinity },
        severities: {
          operation: rules.operation_stuck?.severity ?? 'warning',
          lane: rules.lane_degraded?.severity ?? 'critical',
        },
        names,
      });
      return rule === 'operation_stuck' ? operations : lanes;
    }
    case 'lane_silent': {
      const options = rules.lane_silent;
      if (!options) return [];
      const secondsMin = options.silentSecondsMin;
      return silentStretches(await readPastLanes(db, { ...past, secondsMin }), {
        ...options,
        names,
      });
    }
    case 'chain_stalled': {
      const options = rules.chain_stalled;
      if (!options) return [];
      const chains = await readPastBlocks(db, past.to);
      return stallStretches(chains, { ...options, to: past.to.getTime() / 1_000 });
    }
    case 'deep_reorg': {
      const { depthMin = 0, windowSeconds = 0 } = rules.deep_reorg ?? {};
      const reorgs = await readPastReorgs(db, past);
      return reorgs
        .filter(({ depth }) => depth >= depthMin)
        .map(({ chain, name, depth, at }) => ({
          finding: findingOf(rule, chain, `Deep reorg: ${name} took back ${depth} blocks`),
          from: at.getTime(),
          until: at.getTime() + windowSeconds * 1_000,
        }));
    }
    case 'conflict':
    case 'spec_gap': {
      const flagged = await readPastFlags(db, rule, past);
      return flagged.map(({ id, flags, at, ...lane }) => ({
        finding: findingOf(rule, id, `${flags.join('; ')}: ${sayLane(lane, names)}`),
        from: at.getTime(),
        until: null,
      }));
    }
    case 'webhook_dead_letters': {
      const dead = await readPastDeadLetters(db, past);
      return dead.map(({ id, dead: count, at }) => ({
        finding: findingOf(rule, id, `${count} deliveries given up`),
        from: at.getTime(),
        until: null,
      }));
    }
  }
}

const findingOf = (rule: AlertRule, subject: string, title: string): Finding => ({
  rule,
  subject,
  severity: 'warning',
  lane: null,
  chain: null,
  operation: null,
  text: { title, happened: title, pending: null, value: null, action: '' },
});

async function stuckWaits(
  db: Queryable,
  { past, health, protocols }: Context,
): Promise<StuckWait[]> {
  const secondsMin = Math.min(health.delayedFloorSeconds, health.stuckFloorSeconds);
  const stuck: StuckWait[] = [];
  for await (const page of readPastWaits(db, { ...past, secondsMin })) {
    for (const wait of page) {
      const { protocol, kind, step, origin, destination, operation, pace } = wait;
      const usual = usualOf(protocols, { protocol, kind, step, origin });
      const baseline = baselineOf(wait.figures, { usual, pace }, health);
      if (!baseline) continue;
      const { stuck: afterSeconds } = thresholdsOf(baseline, { usual, pace }, health);
      const from = wait.from.getTime() + afterSeconds * 1_000;
      const until = wait.until?.getTime() ?? null;
      if (from >= (until ?? past.to.getTime())) continue;
      stuck.push({
        operation,
        step,
        lane: { protocol, origin, destination },
        afterSeconds,
        from,
        until,
      });
    }
  }
  return stuck;
}
