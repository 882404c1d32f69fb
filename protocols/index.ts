import type { ChainId } from '../core/chain.ts';
import { axelar } from './axelar.ts';
import { bindProtocol, type Protocol } from './bind.ts';
import { cctp } from './cctp.ts';
import type { ProtocolDefinition } from './define.ts';
import { sodax } from './sodax.ts';

/** Every protocol that Midflight understands. */
export const protocols = { axelar, cctp, sodax } as const;

/** All of them with their deployments; `own` are an operator's, already checked by each protocol's schema. */
export function bindProtocols(
  own: Readonly<Record<string, { deployments: Record<ChainId, unknown> } | undefined>> = {},
): Protocol[] {
  return Object.entries(protocols).map(([name, definition]) =>
    // CAST: a deployment under this name has passed this definition's own schema.
    bindProtocol(definition as unknown as ProtocolDefinition, own[name]?.deployments as never),
  );
}
