import type { AlertRule, Severity } from './alert.ts';
import type { StallByChain } from './rules/chain-stalled.ts';
import type { GroupBounds } from './rules/operation-flagged.ts';
import type { StallBounds } from './stall-after.ts';

/** What may be set of every rule; times in seconds. */
interface CommonOptions {
  severity: Severity;
  /** It must hold for so long before an alert opens, and not hold for so long before that is resolved. */
  holdSeconds: number;
  clearSeconds: number;
  /** It is checked this often. */
  everySeconds: number;
}

/** What may be set of each rule. */
export interface RuleOptions {
  operation_stuck: CommonOptions;
  lane_degraded: CommonOptions & {
    /** So many stuck operations of a lane are one alert, until there are fewer than the second number. */
    from: number;
    below: number;
  };
  lane_silent: CommonOptions & {
    /** Hours that must be known of a lane before it is judged. */
    hoursMin: number;
    /** So many operations should have come meanwhile, by the lane's quiet hours. */
    expectedMin: number;
    silentSecondsMin: number;
  };
  chain_stalled: CommonOptions &
    StallBounds & {
      /** After how many seconds single chains stand still, whatever their pace; false for never. */
      chains: StallByChain;
    };
  indexer_blind: CommonOptions & { blindSeconds: number };
  endpoint_disagreement: CommonOptions & { contradictionsMin: number; windowSeconds: number };
  deep_reorg: CommonOptions & { depthMin: number; windowSeconds: number };
  conflict: CommonOptions & GroupBounds;
  spec_gap: CommonOptions & GroupBounds;
  channel_dead: CommonOptions;
  webhook_dead_letters: CommonOptions & { deadMin: number };
}

const common = {
  severity: 'warning',
  holdSeconds: 60,
  clearSeconds: 120,
  everySeconds: 15,
} as const;

/** The options of each rule unless they are set. */
export const ruleDefaults: RuleOptions = {
  // Health has waited for long enough already; the hold is for the many that come at once.
  operation_stuck: { ...common },
  lane_degraded: { ...common, severity: 'critical', holdSeconds: 30, from: 10, below: 5 },
  lane_silent: {
    ...common,
    everySeconds: 60,
    hoursMin: 24,
    expectedMin: 10,
    silentSecondsMin: 1_800,
  },
  chain_stalled: { ...common, stalledSeconds: 120, blocksMin: 30, chains: {} },
  indexer_blind: { ...common, severity: 'critical', blindSeconds: 300 },
  endpoint_disagreement: {
    ...common,
    holdSeconds: 0,
    clearSeconds: 600,
    contradictionsMin: 3,
    windowSeconds: 600,
  },
  deep_reorg: { ...common, holdSeconds: 0, depthMin: 12, windowSeconds: 3_600 },
  conflict: { ...common, severity: 'critical', holdSeconds: 30, groupFrom: 10, groupBelow: 5 },
  spec_gap: { ...common, holdSeconds: 30, groupFrom: 10, groupBelow: 5 },
  // The channel has been tried for as long as it deserves.
  channel_dead: { ...common, severity: 'critical', holdSeconds: 0 },
  webhook_dead_letters: { ...common, everySeconds: 60, deadMin: 1 },
};

/** The rules that are on, with their options; null for one that is off. */
export type EffectiveRules = { [Rule in AlertRule]: RuleOptions[Rule] | null };
