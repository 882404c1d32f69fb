import type { ChainId } from '../../core/chain.ts';
import type { Protocol } from '../bind.ts';
import type { ProtocolDefinition } from '../define.ts';
import type { OwnDeployment } from './capture-own.ts';

/** An event of a contract that two protocols want: it can be a leg of one of them alone. */
export interface Clash {
  chain: ChainId;
  /** The contract's name in the declaration. */
  contract: string;
  event: string;
  /** The protocol that wants it too. */
  other: string;
}

/** The first event of a declared protocol that one of the others reads as well; null if there is none. */
export function findClash(
  definition: ProtocolDefinition<OwnDeployment>,
  others: readonly Protocol[],
): Clash | null {
  for (const [id, deployment] of Object.entries(definition.deployments)) {
    // CAST: the keys are chain ids.
    const chain = id as ChainId;
    for (const [contract, address] of Object.entries(deployment.contracts)) {
      const topics = others
        .filter(({ contracts }) => contracts.get(chain)?.includes(address))
        .flatMap(({ name, topicsOn }) => topicsOn(chain).map((topic) => ({ name, topic })));
      for (const { name: event, topic, emitter } of definition.events) {
        const other = topics.find((one) => one.topic === topic);
        if (other && emitter?.(deployment) === address)
          return { chain, contract, event, other: other.name };
      }
    }
  }
  return null;
}
