import { assert } from '../core/errors.ts';
import type { Leg } from '../core/leg.ts';
import type { RawLog } from '../core/raw-log.ts';
import { captureLeg } from '../protocols/capture-leg.ts';
import type { Protocol } from '../protocols/bind.ts';

/** The leg that a protocol makes of a log, as it is once its block was read twice; throws where it makes none. */
export function legOf(protocol: Protocol, log: RawLog): Leg {
  const { leg, error } = captureLeg(protocol, log);
  assert(leg, `${log.at.transaction} is captured, not ${error}`);
  const event = `${log.at.chain}/${log.at.blockHash}/${log.at.index}`;
  const { name } = protocol;
  return { ...leg, event, protocol: name, at: log.at, canonical: true, verified: true };
}
