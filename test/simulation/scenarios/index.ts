import type { RulesByProtocol } from '../../../core/fold-all.ts';
import { bindProtocol, type Protocol } from '../../../protocols/bind.ts';
import type { SimulatedFork } from '../chain.ts';
import { deployOn } from '../stage.ts';
import type { Scenario } from '../world.ts';
import { messageContract, playMessage } from './message.ts';
import { message } from './message.protocol.ts';

/** What happens in the world, and the protocols that it happens in. */
export const scenarios: readonly Scenario[] = [playMessage];

export const rules: RulesByProtocol = new Map([[message.name, message.rules]]);

/** The protocols as they are deployed on these chains. */
export function bindSimulated(chains: readonly SimulatedFork[]): Protocol[] {
  return [bindProtocol(message, deployOn(chains, messageContract))];
}
