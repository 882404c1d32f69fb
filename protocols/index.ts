import type { ChainId } from '../core/chain.ts';
import { across } from './across.ts';
import { arbitrum } from './arbitrum.ts';
import { axelar } from './axelar.ts';
import { bindProtocol, type Protocol } from './bind.ts';
import { ccip } from './ccip.ts';
import { cctp } from './cctp.ts';
import type { ProtocolDefinition } from './define.ts';
import { dln } from './dln.ts';
import { hyperlane } from './hyperlane.ts';
import { layerzero } from './layerzero.ts';
import { opstack } from './opstack.ts';
import { sodax } from './sodax.ts';
import { stargate } from './stargate.ts';
import { wormhole } from './wormhole.ts';

/** Every protocol that Midflight understands. */
export const protocols = {
  across,
  arbitrum,
  axelar,
  ccip,
  cctp,
  dln,
  hyperlane,
  layerzero,
  opstack,
  sodax,
  stargate,
  wormhole,
} as const;

/** An operator's deployments by protocol, already checked by each protocol's schema. */
export type OwnDeployments = Readonly<
  Record<string, { deployments: Record<ChainId, unknown> } | undefined>
>;

/** All of them with their deployments, and those that the operator has declared. */
export function bindProtocols(
  own: OwnDeployments = {},
  declared: readonly ProtocolDefinition[] = [],
): Protocol[] {
  return [
    ...Object.entries(protocols).map(([name, definition]) =>
      // CAST: a deployment under this name has passed this definition's own schema.
      bindProtocol(definition as unknown as ProtocolDefinition, own[name]?.deployments as never),
    ),
    ...declared.map((definition) => bindProtocol(definition)),
  ];
}
