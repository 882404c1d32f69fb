import { assert } from '../core/errors.ts';
import type { Leg } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import type { RawLog } from '../core/raw-log.ts';
import { roleOf } from '../core/rules.ts';
import type { Protocol } from './bind.ts';

/**
 * What is kept of a log beside itself: its event's name, and the leg that it is or the reason why it is none; neither, where
 * it tells nothing. `lookups` are what its leg asks other chains.
 */
export interface CapturedLog {
  name: string;
  error: string | null;
  leg: Pick<Leg, 'step' | 'role' | 'outcome' | 'version' | 'about' | 'links'> | null;
  lookups?: readonly Lookup[];
}

/** Captures a log of a protocol, and completes its leg by what the protocol's rules say of the step. */
export function captureLeg(protocol: Protocol, log: RawLog): CapturedLog {
  const result = protocol.capture(log);
  const { event } = result;
  if (result.type === 'unreadable') return { name: event, error: result.reason, leg: null };
  if (result.type === 'aside') return { name: event, error: null, leg: null };
  const { step, outcome = 'success', links, about, lookups = [] } = result.captured;
  const role = roleOf(protocol.rules, step);
  assert(role, `${protocol.name} captures only steps of its rules, not ${step}`);
  const hasExact = links.some(({ kind }) => kind === 'exact');
  assert(hasExact, `${protocol.name} gives each leg an exact link, but not ${event}`);
  const { version } = protocol;
  const leg = { step, role, outcome, version, links, about };
  return { name: event, error: null, leg, ...(lookups.length > 0 && { lookups }) };
}
