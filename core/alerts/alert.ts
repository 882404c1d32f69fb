import type { ChainId } from '../chain.ts';

/** The rules that raise alerts, each with what it says. A closed list. */
export const ruleMeanings = {
  operation_stuck: 'An operation has waited for far longer than its lane usually takes.',
  lane_degraded: 'Many operations of one lane are stuck at once.',
  lane_silent: 'A lane that is usually busy has had no new operation for a long time.',
  chain_stalled: 'A chain answers, and makes no new blocks.',
  indexer_blind: 'A chain does not answer, or is not read: what happens there is not seen.',
  endpoint_disagreement: 'Endpoints of a chain contradict one another or themselves.',
  deep_reorg: 'A chain took back many blocks, or blocks that it had called final.',
  conflict: 'What firm legs say of an operation cannot all be right.',
  spec_gap: "Legs show what the protocol's rules call impossible: the rules need a look.",
  channel_dead: 'A channel takes no alerts any more: what it was to be told is given up.',
  webhook_dead_letters: 'Deliveries to a webhook were given up, or it was turned off.',
} as const;
export type AlertRule = keyof typeof ruleMeanings;

// CAST: the keys of the object above.
export const alertRules = Object.keys(ruleMeanings) as [AlertRule, ...AlertRule[]];

export const severities = ['critical', 'warning', 'info'] as const;
export type Severity = (typeof severities)[number];

/** Protocol, origin chain and destination chain. */
export interface Lane {
  protocol: string;
  origin: ChainId | null;
  destination: ChainId | null;
}

/** What an alert says, in sentences. Names and ids in it may come from a chain: whoever shows them escapes them. */
export interface AlertText {
  title: string;
  /** What happened. */
  happened: string;
  /** What is pending; null if nothing is. */
  pending: string | null;
  /** Where the value is; null if that is no question, or not known. */
  value: string | null;
  /** What to do. */
  action: string;
}

/** What a rule says holds now. Two of the same rule and subject are one alert. */
export interface Finding {
  rule: AlertRule;
  /** What it is about, unique within the rule: an operation, a lane, a chain, an endpoint, a webhook. */
  subject: string;
  severity: Severity;
  lane: Lane | null;
  chain: ChainId | null;
  operation: string | null;
  text: AlertText;
  /** For how many things it stands; one unless given. */
  size?: number;
}

/** What ties the checks of one thing together: a rule and its subject. */
export function fingerprintOf({ rule, subject }: Pick<Finding, 'rule' | 'subject'>): string {
  return `${rule}|${subject}`;
}

/** A lane as the subject of an alert. */
export function laneSubject({ protocol, origin, destination }: Lane): string {
  return `${protocol}:${origin ?? 'unknown'}>${destination ?? 'unknown'}`;
}

/**
 * How far an alert is. `pending` ones are not alerts yet: what they are about must hold for a while. `closed` ones were ended
 * by a person though what they are about still holds.
 */
export const alertStates = ['pending', 'open', 'acknowledged', 'closed', 'resolved'] as const;
export type AlertState = (typeof alertStates)[number];

/** What happened to an alert. */
export const alertEvents = [
  'opened',
  'reopened',
  'acknowledged',
  'silenced',
  'unsilenced',
  'escalated',
  /** It stands for many more than when it was told last. */
  'grown',
  /** It is part of another alert from now on. */
  'joined',
  'closed',
  'resolved',
] as const;
export type AlertEvent = (typeof alertEvents)[number];

/** What channels are told of an alert. */
export const noticeKinds = ['opened', 'acknowledged', 'escalated', 'grown', 'resolved'] as const;
export type NoticeKind = (typeof noticeKinds)[number];
