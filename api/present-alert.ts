import type { z } from '@hono/zod-openapi';
import type { ChainId } from '../core/chain.ts';
import type { AlertEventRow, AlertNoticeRow } from '../db/alerts.ts';
import type { SilenceRow } from '../db/silences.ts';
import type { AlertRow } from '../db/step-alerts.ts';
import { assert } from '../core/errors.ts';
import type { Chains } from './deps.ts';
import { shownStates, type AlertAnswer, type silenceSchema } from './schemas/alerts.ts';

const placeOf = (chain: ChainId | null, chains: Chains) =>
  chain === null ? null : { chain, name: chains.get(chain)?.name ?? chain };

/** An alert as the API shows it. */
export function presentAlert(row: AlertRow, chains: Chains): AlertAnswer {
  const state = shownStates.find((shown) => shown === row.state);
  assert(state && row.openedAt, `an alert that is shown is open: ${row.id} is ${row.state}`);
  const { title, happened, pending, value, action } = row.text;
  return {
    id: row.id,
    rule: row.rule,
    subject: row.subject,
    state,
    severity: row.severity,
    silenced: row.silenced,
    protocol: row.protocol,
    origin: placeOf(row.originChain, chains),
    destination: placeOf(row.destinationChain, chains),
    chain: placeOf(row.chain, chains),
    operation: row.operationId,
    title,
    happened,
    pending,
    value,
    action,
    group: row.groupId,
    openedAt: row.openedAt.toISOString(),
    acknowledgedAt: row.acknowledgedAt?.toISOString() ?? null,
    escalatedAt: row.escalatedAt?.toISOString() ?? null,
    resolvedAt: row.resolvedAt?.toISOString() ?? null,
    updatedAt: row.updatedAt.toISOString(),
    version: row.version,
  };
}

export function presentAlertEvent({ seq, type, at, by, note }: AlertEventRow) {
  return { seq: seq.toString(), type, at: at.toISOString(), by, note };
}

/** What a service said is for the log alone; its status is not. */
export function presentNotice(row: AlertNoticeRow) {
  const { channel, kind, state, tries, lastStatus, createdAt, settledAt } = row;
  return {
    channel,
    kind,
    state,
    tries,
    status: lastStatus,
    createdAt: createdAt.toISOString(),
    settledAt: settledAt?.toISOString() ?? null,
  };
}

export function presentSilence(row: SilenceRow, chains: Chains): z.infer<typeof silenceSchema> {
  return {
    id: row.id,
    rule: row.rule,
    protocol: row.protocol,
    origin: placeOf(row.originChain, chains),
    destination: placeOf(row.destinationChain, chains),
    operation: row.operationId,
    until: row.until.toISOString(),
    comment: row.comment,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
  };
}
