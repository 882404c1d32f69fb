import type { AlertRule, Finding } from '../core/alerts/alert.ts';
import { replayLives, type ReplayedAlert, type Stretch } from '../core/alerts/replay-lives.ts';
import type { EffectiveRules } from '../core/alerts/rule-options.ts';
import { stuckStretches, type StuckWait } from '../core/alerts/stuck-stretches.ts';
import { sayLane, type ChainNames } from '../core/alerts/say-lane.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { baselineOf, thresholdsOf, type HealthPolicy } from '../core/health.ts';
import { usualOf } from '../core/usual-of.ts';
import {
  readPastDeadLetters,
  readPastFlags,
  readPastReorgs,
  type Past,
} from '../db/alert-facts/read-past-events.ts';
import { readPastWaits } from '../db/alert-facts/read-past-waits.ts';
import { readChainNames } from '../db/chains.ts';
import type { Queryable } from '../db/pool.ts';

/** The rules whose facts are kept: of the others nothing records what they looked at. */
export const replayedRules = [
  'operation_stuck',
  'lane_degraded',
  'deep_reorg',
  'conflict',
  'spec_gap',
  'webhook_dead_letters',
] as const satisfies readonly AlertRule[];
export type ReplayedRule = (typeof replayedRules)[number];

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
