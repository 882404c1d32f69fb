import { compareText, type Leg } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import { isSameOperation } from '../core/operation.ts';
import type { RawLog } from '../core/raw-log.ts';
import { distinctLookups } from '../db/distinct-lookups.ts';
import type { StoredLog } from '../db/stored-logs.ts';
import type { Protocol } from '../protocols/bind.ts';
import { captureLeg, type CapturedLog } from '../protocols/capture-leg.ts';

/** A stored event, and what its protocol makes of it today. */
export interface Again {
  stored: StoredLog;
  captured: CapturedLog;
  /**
   * `changed`: the leg says something else. `gone`: it is no leg any more. `fresh`: it was none before. `renamed`: it
   * decodes to another name, or is refused for another reason. Null: nothing.
   */
  change: 'changed' | 'gone' | 'fresh' | 'renamed' | null;
}

/**
 * Captures stored events again, by their protocols as they are now. An event that the configuration has no one read any more
 * is left out: that is no news of the chain, and no leg may go for it.
 */
export function captureAgain(
  logs: readonly StoredLog[],
  protocols: ReadonlyMap<string, Protocol>,
): Again[] {
  return logs.flatMap((stored) => {
    const protocol = protocols.get(stored.protocol);
    if (!protocol || !isRead(protocol, stored.log)) return [];
    const captured = captureLeg(protocol, stored.log);
    return [{ stored, captured, change: changeOf(stored, captured) }];
  });
}

/** Events of the protocol's contracts, and what it reads of others; an answer, where it is on the chain at all. */
function isRead(protocol: Protocol, { at: { chain }, emitter, topics, isAsked }: RawLog): boolean {
  const contracts = protocol.contracts.get(chain);
  if (!contracts || contracts.includes(emitter)) return contracts !== undefined;
  return (
    isAsked === true || (protocol.anywhereOn?.(chain).some((own) => own === topics[0]) ?? false)
  );
}

function changeOf(stored: StoredLog, captured: CapturedLog): Again['change'] {
  if (stored.leg === null && captured.leg !== null) return 'fresh';
  if (stored.leg !== null && captured.leg === null) return 'gone';
  if (stored.leg && captured.leg) {
    const [was, is] = [
      contentOf(stored.leg, stored.lookups),
      contentOf(captured.leg, captured.lookups),
    ];
    if (!isSameOperation(was, is)) return 'changed';
  }
  const isNamedSo = stored.name === captured.name && stored.error === captured.error;
  return isNamedSo ? null : 'renamed';
}

type LegContent = Pick<Leg, 'step' | 'role' | 'outcome' | 'about' | 'links'>;

/** What a leg says; which version of the protocol made it say so is no difference. */
function contentOf(
  { step, role, outcome, about, links }: LegContent,
  lookups: readonly Lookup[] = [],
): object {
  const texts = links.map(({ key, kind, rule }) => JSON.stringify([key, kind, rule])).toSorted();
  const asked = distinctLookups(lookups).toSorted((a, b) =>
    compareText(`${a.key} ${a.step} ${a.chain}`, `${b.key} ${b.step} ${b.chain}`),
  );
  return { step, role, outcome, about, links: texts, lookups: asked };
}
