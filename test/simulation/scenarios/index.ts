import type { RulesByProtocol } from '../../../core/fold-all.ts';
import { bindProtocol, type Protocol } from '../../../protocols/bind.ts';
import type { SimulatedFork } from '../chain.ts';
import { deployOn } from '../stage.ts';
import type { Scenario } from '../world.ts';
import { axelar } from '../../../protocols/axelar.ts';
import { cctp } from '../../../protocols/cctp.ts';
import { bindAxelar, playAxelar } from './axelar.ts';
import { bindCctp, playCctp } from './cctp.ts';
import { playNumbered } from './numbered.ts';
import { carriedContract, playCarried } from './carried.ts';
import { carried } from './carried.protocol.ts';
import { hubContract, playHub } from './hub.ts';
import { hub } from './hub.protocol.ts';
import { intentContract, playIntent } from './intent.ts';
import { intent } from './intent.protocol.ts';
import { messageContract, playMessage } from './message.ts';
import { message } from './message.protocol.ts';

/** What happens in the world. */
export const scenarios: readonly Scenario[] = [
  playMessage,
  playMessage,
  playIntent,
  playIntent,
  playHub,
  playCarried,
  playAxelar,
  playCctp,
  playNumbered,
];

const contracts = [
  [message, messageContract],
  [intent, intentContract],
  [hub, hubContract],
  [carried, carriedContract],
] as const;

/** What the jobs know of the protocols. */
export const rules: RulesByProtocol = new Map(
  [...contracts.map(([definition]) => definition), axelar, cctp].map(({ name, rules }) => [
    name,
    rules,
  ]),
);

/** The protocols as they are deployed on these chains. */
export function bindSimulated(chains: readonly SimulatedFork[]): Protocol[] {
  const simulated = contracts.map(([definition, contract]) =>
    bindProtocol(definition, deployOn(chains, contract)),
  );
  return [...simulated, bindAxelar(chains), bindCctp(chains)];
}
