import type { ChainRef } from '../../core/leg.ts';
import type { CaptureInput } from '../define.ts';
import type { SodaxDeployment, SodaxHubDeployment } from './deployment.ts';
import { sodaxHub } from './networks.ts';

/** What captures need to know of the hub, wherever they read. */
export interface HubView {
  ref: ChainRef;
  contracts: SodaxHubDeployment;
  connection: string | undefined;
}

/** The hub of a log's network. Throws where none is configured: nothing can be told of its packets then. */
export function hubOf({
  chainNamed,
  deploymentOn,
  deployment,
}: CaptureInput<unknown, SodaxDeployment>): HubView {
  const ref = chainNamed(sodaxHub.relayId);
  const { hub: contracts, connection } = deploymentOn(ref.chain) ?? {};
  if (!contracts) throw new Error(`the hub of SODAX's network ${deployment.network} is not known`);
  return { ref, contracts, connection };
}
