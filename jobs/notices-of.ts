import type { Notice } from '../alerts/channel.ts';
import { sayChain, type ChainNames } from '../core/alerts/say-lane.ts';
import { readTold, type ClaimedNotice } from '../db/alert-notices.ts';
import { readChainNames } from '../db/chains.ts';
import type { Queryable } from '../db/pool.ts';
import type { AlertRow } from '../db/step-alerts.ts';

/**
 * What a channel is told, by the id of the notice: of each alert as it is now. Those of alerts that are gone are left out.
 *
 * @param publicUrl where the API is reached from outside; null for no links
 */
export async function noticesOf(
  db: Queryable,
  claimed: readonly ClaimedNotice[],
  publicUrl: string | null,
): Promise<Map<string, Notice>> {
  if (claimed.length === 0) return new Map();
  const told = await readTold(
    db,
    claimed.map(({ alertId }) => alertId),
  );
  const names = await readChainNames(db);
  const now = new Date();
  return new Map(
    claimed.flatMap(({ id, kind, alertId, at }) => {
      const known = told.get(alertId);
      if (!known) return [];
      const alert = alertOf(known, { names, publicUrl });
      return alert ? [[id, { id: `${alertId}_${id}`, kind, at, now, alert }] as const] : [];
    }),
  );
}

function alertOf(
  { alert, by }: { alert: AlertRow; by: string | null },
  { names, publicUrl }: { names: ChainNames; publicUrl: string | null },
): Notice['alert'] | null {
  const { openedAt, originChain, destinationChain } = alert;
  if (!openedAt) return null;
  const isOfLane = alert.protocol !== null;
  return {
    id: alert.id,
    rule: alert.rule,
    subject: alert.subject,
    severity: alert.severity,
    protocol: alert.protocol,
    origin: isOfLane ? sayChain(originChain, names) : null,
    destination: isOfLane ? sayChain(destinationChain, names) : null,
    chain: alert.chain && sayChain(alert.chain, names),
    operation: alert.operationId,
    text: alert.text,
    openedAt,
    resolvedAt: alert.resolvedAt,
    group: alert.groupId,
    by,
    url: publicUrl && linkOf(publicUrl, alert),
  };
}

/** Ids come from chains as well: they are part of a path and nothing else. */
function linkOf(
  publicUrl: string,
  { id, operationId }: { id: string; operationId: string | null },
) {
  const base = publicUrl.replace(/\/$/, '');
  return operationId === null
    ? `${base}/v1/alerts/${id}`
    : `${base}/v1/operations/${encodeURIComponent(operationId)}`;
}
