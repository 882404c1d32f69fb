import { fingerprintOf, laneSubject, type AlertRule, type Finding } from '../core/alerts/alert.ts';
import type { EffectiveRules, RuleOptions } from '../core/alerts/rule-options.ts';
import { decideChainStalled, standstillOf } from '../core/alerts/rules/chain-stalled.ts';
import { decideChannelDead } from '../core/alerts/rules/channel-dead.ts';
import { decideDeepReorg } from '../core/alerts/rules/deep-reorg.ts';
import {
  decideEndpointDisagreement,
  type KnownContradictions,
} from '../core/alerts/rules/endpoint-disagreement.ts';
import { ALL_CHAINS, decideIndexerBlind } from '../core/alerts/rules/indexer-blind.ts';
import { decideLaneDegraded } from '../core/alerts/rules/lane-degraded.ts';
import { decideLaneSilent, lanesHeard } from '../core/alerts/rules/lane-silent.ts';
import {
  decideFlagged,
  laneAlertSubject,
  type FlagRule,
} from '../core/alerts/rules/operation-flagged.ts';
import { decideOperationStuck } from '../core/alerts/rules/operation-stuck.ts';
import { decideWebhookDeadLetters } from '../core/alerts/rules/webhook-dead-letters.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import type { HealthPolicy } from '../core/health.ts';
import { countLaneHours, readLaneTraffic } from '../db/alert-facts/lane-traffic.ts';
import { markFlags } from '../db/alert-facts/mark-flags.ts';
import { readBlockGaps } from '../db/alert-facts/read-block-gaps.ts';
import { readChainFacts } from '../db/alert-facts/read-chain-facts.ts';
import { readDeadChannels } from '../db/alert-facts/read-dead-channels.ts';
import { readFlagged, readFlaggedLanes } from '../db/alert-facts/read-flagged-lanes.ts';
import { readReorgFacts } from '../db/alert-facts/read-reorg-facts.ts';
import { readStuckLanes } from '../db/alert-facts/read-stuck-lanes.ts';
import { readWebhookFacts } from '../db/alert-facts/read-webhook-facts.ts';
import { readChainNames } from '../db/chains.ts';
import type { Queryable } from '../db/pool.ts';
import { forgetUnstuck } from '../db/settle-alert.ts';
import { liveAlerts, type AlertRow } from '../db/step-alerts.ts';
import { alertSight, type AlertSight } from './alert-sight.ts';

/** What a check of a rule came to. */
export interface Checked {
  findings: Finding[];
  /** What the rule must remember. */
  memo?: object;
  groupOf?: (alert: AlertRow) => string | null;
  isUnknown?: (alert: AlertRow) => boolean;
}

/** What a check works with. */
export interface CheckContext {
  tx: Queryable;
  now: Date;
  memo: unknown;
  /** All rules that are on: two of them share bounds. */
  rules: EffectiveRules;
  /** The rules of each protocol. */
  protocols: RulesByProtocol;
  /** When we see too little. */
  health: HealthPolicy;
}

type Checks = {
  [Rule in AlertRule]: (options: RuleOptions[Rule], context: CheckContext) => Promise<Checked>;
};

const secondsOf = (time: Date) => time.getTime() / 1_000;
/** So many stuck operations of a lane are told one by one where lanes are no alerts of their own. */
const SINGLE_MAX = 100;

/** How each rule is checked: a query gives the facts, and a pure decision the findings. */
export const checks: Checks = {
  operation_stuck: async ({ severity }, context) => {
    const { tx, rules } = context;
    const bounds = rules.lane_degraded ?? { from: Infinity, below: Infinity };
    const { lanes, names, isCut } = await stuckLanes(context, Math.min(bounds.from, SINGLE_MAX));
    const live = await liveAlerts(tx, ['operation_stuck', 'lane_degraded']);
    const alertOf = (rule: AlertRule, subject: string) =>
      live.get(fingerprintOf({ rule, subject }));
    const findings = decideOperationStuck(lanes, {
      bounds,
      severity,
      names,
      isDegradedNow: (subject) => isShown(alertOf('lane_degraded', subject)),
      isLive: (subject) => isShown(alertOf('operation_stuck', subject)),
    });
    const stuckNow = new Set(lanes.flatMap(({ operations }) => operations.map(({ id }) => id)));
    return {
      findings,
      groupOf: (alert) => {
        const group = alertOf('lane_degraded', laneSubject(laneOfRow(alert)));
        const isPart = alert.operationId !== null && stuckNow.has(alert.operationId);
        return group && isShown(group) && isPart ? group.id : null;
      },
      isUnknown: () => isCut,
    };
  },

  lane_degraded: async ({ severity, ...bounds }, context) => {
    const { lanes, names, isCut } = await stuckLanes(context, Math.min(bounds.from, SINGLE_MAX));
    const live = await liveAlerts(context.tx, ['lane_degraded']);
    const isLive = (subject: string) =>
      isShown(live.get(fingerprintOf({ rule: 'lane_degraded', subject })));
    return {
      findings: decideLaneDegraded(lanes, { bounds, isLive, names, severity }),
      isUnknown: () => isCut,
    };
  },

  lane_silent: async (options, { tx, now, protocols, health }) => {
    await countLaneHours(tx, now);
    const sight = await alertSight(tx, { now, protocols, health });
    const traffic = await readLaneTraffic(tx, { now, readThrough: sight.readThrough });
    const names = await readChainNames(tx);
    // While we are blind at its origin, a silence is neither new nor over.
    const heard = lanesHeard(traffic, options);
    const { chains } = await readChainFacts(tx);
    // One that nobody follows may have lost its process: only a person knows that nothing comes there any more.
    const left = new Set(chains.filter((one) => one.left?.isSettled).map(({ chain }) => chain));
    return {
      findings: decideLaneSilent(traffic, { ...options, names }),
      isUnknown: ({ subject, originChain }) =>
        !heard.has(subject) && !(originChain !== null && left.has(originChain)),
    };
  },

  chain_stalled: async (options, { tx, now, rules }) => {
    const blindSeconds = rules.indexer_blind?.blindSeconds ?? options.stalledSeconds;
    const { chains } = await chainFacts(tx, null);
    // The pace of those alone that seem to stand still: usually none.
    const late = chains.filter((one) => (standstillOf(one) ?? 0) >= options.stalledSeconds);
    const gaps = await readBlockGaps(
      tx,
      late.map(({ chain }) => chain),
    );
    const at = secondsOf(now);
    const silent = new Set(
      chains
        .filter(
          ({ seenAt, left }) => !left?.isSettled && (seenAt === null || at - seenAt > blindSeconds),
        )
        .map(({ chain }) => chain as string),
    );
    return {
      findings: decideChainStalled(chains, {
        ...options,
        gapsOf: (chain) => gaps.get(chain) ?? [],
        blindSeconds,
        now: at,
      }),
      isUnknown: ({ subject }) => silent.has(subject),
    };
  },

  indexer_blind: async (options, { tx, now, protocols, health }) => {
    const sight = await alertSight(tx, { now, protocols, health });
    const { chains, indexerAt } = await chainFacts(tx, sight);
    const findings = decideIndexerBlind(chains, {
      ...options,
      indexerAt,
      now: secondsOf(now),
      sayTime: (seconds) => `${new Date(seconds * 1_000).toISOString().slice(0, 19)}Z`,
    });
    const live = await liveAlerts(tx, ['indexer_blind']);
    const all = live.get(fingerprintOf({ rule: 'indexer_blind', subject: ALL_CHAINS }));
    const found = new Set(findings.map(({ subject }) => subject));
    // Those that were told one by one join the alert for all once it is there; until then they are not over.
    const isPart = ({ subject }: AlertRow) => found.has(ALL_CHAINS) && !found.has(subject);
    return {
      findings,
      groupOf: (alert) => (isPart(alert) && all && isShown(all) ? all.id : null),
      isUnknown: (alert) => isPart(alert) && !isShown(all),
    };
  },

  endpoint_disagreement: async (options, { tx, now, memo }) => {
    // CAST: what the same check wrote; a memo of another version has other keys, which count as unknown.
    const known = (memo ?? {}) as KnownContradictions;
    const { chains } = await chainFacts(tx, null);
    const decided = decideEndpointDisagreement(chains, { ...options, known, now: secondsOf(now) });
    return { findings: decided.findings, memo: decided.known };
  },

  deep_reorg: async (options, { tx, now }) => {
    const since = new Date(now.getTime() - options.windowSeconds * 1_000);
    return { findings: decideDeepReorg(await readReorgFacts(tx, since), options) };
  },

  conflict: (options, context) => flagged('conflict', options, context),
  spec_gap: (options, context) => flagged('spec_gap', options, context),

  channel_dead: async (options, { tx }) => ({
    findings: decideChannelDead(await readDeadChannels(tx), options),
  }),

  webhook_dead_letters: async (options, { tx }) => ({
    findings: decideWebhookDeadLetters(await readWebhookFacts(tx), options),
  }),
};

/** Whether an alert is there to be seen. */
function isShown(alert: AlertRow | undefined): boolean {
  return alert !== undefined && alert.state !== 'pending';
}

const laneOfRow = ({ protocol, originChain, destinationChain }: AlertRow) => ({
  protocol: protocol ?? '',
  origin: originChain,
  destination: destinationChain,
});

async function stuckLanes({ tx, now, protocols, health }: CheckContext, perLane: number) {
  const { isBlind } = await alertSight(tx, { now, protocols, health });
  await forgetUnstuck(tx);
  const read = await readStuckLanes(tx, { perLane, now, blindOn: isBlind });
  return { ...read, names: await readChainNames(tx) };
}

async function chainFacts(tx: Queryable, sight: AlertSight | null) {
  const { chains, indexerAt } = await readChainFacts(tx);
  const withReadTime = (chain: (typeof chains)[number]) => ({
    ...chain,
    readTime: sight?.readTime(chain.chain) ?? null,
  });
  return { chains: chains.map(withReadTime), indexerAt };
}

async function flagged(
  rule: FlagRule,
  { groupFrom, groupBelow, severity }: RuleOptions[FlagRule],
  { tx }: CheckContext,
): Promise<Checked> {
  // A page at each check is enough for what happens; a history that is read from its beginning takes its time.
  for (let pages = 0; pages < PAGES_MAX && (await markFlags(tx, rule)); pages += 1);
  const lanes = await readFlaggedLanes(tx, { rule, perLane: Math.min(groupFrom, SINGLE_MAX) });
  const live = await liveAlerts(tx, [rule]);
  const findings = decideFlagged(rule, lanes, {
    groupFrom,
    groupBelow,
    isLive: (subject) => isShown(live.get(fingerprintOf({ rule, subject }))),
    names: await readChainNames(tx),
    severity,
  });
  const grouped = new Set(findings.map(fingerprintOf));
  const stillFlagged = await readFlagged(
    tx,
    rule,
    [...live.values()].flatMap(({ operationId }) => operationId ?? []),
  );
  // One whose lane has become one alert joins that once it is there; until then it is not over.
  const laneAlertOf = (alert: AlertRow) => {
    const subject = laneAlertSubject(laneOfRow(alert));
    const isPart = alert.operationId !== null && stillFlagged.has(alert.operationId);
    return isPart && grouped.has(fingerprintOf({ rule, subject }))
      ? { group: live.get(fingerprintOf({ rule, subject })) }
      : null;
  };
  return {
    findings,
    groupOf: (alert) => {
      const group = laneAlertOf(alert)?.group;
      return group && isShown(group) ? group.id : null;
    },
    isUnknown: (alert) => {
      const part = laneAlertOf(alert);
      return part !== null && !isShown(part.group);
    },
  };
}

/** Pages of transitions that one check looks at. */
const PAGES_MAX = 10;
