import type { ChainId } from '../core/chain.ts';
import type { ProtocolDefinition, UnnamedContract } from './define.ts';
import { protocols, type OwnDeployments } from './index.ts';

/** A contract whose address only its chain tells. */
export type Unnamed = UnnamedContract & { protocol: string; chain: ChainId };

/** The same with the address that the chain has told. */
export interface Named {
  protocol: string;
  chain: ChainId;
  field: string;
  address: string;
}

/** The contracts that the deployments of all protocols lack, those of the operator's configuration included. */
export function unnamedContracts(own: OwnDeployments): Unnamed[] {
  // CAST: a deployment under a protocol's name has passed its own schema.
  const definitions = Object.entries(protocols) as unknown as [string, ProtocolDefinition][];
  return definitions.flatMap(([protocol, definition]) => {
    const deployments = { ...definition.deployments, ...own[protocol]?.deployments };
    return Object.entries(deployments).flatMap(([chain, deployment]) =>
      // CAST: the keys are chain ids.
      (definition.unnamed?.(deployment as never) ?? []).map((unnamed) => ({
        ...unnamed,
        protocol,
        chain: chain as ChainId,
      })),
    );
  });
}

/** The operator's deployments with the contracts that chains have told; what is configured stands as it is. */
export function withNamed(own: OwnDeployments, named: readonly Named[]): OwnDeployments {
  const missing = new Set(unnamedContracts(own).map(keyOf));
  const found = new Map<string, Record<ChainId, Record<string, unknown>>>();
  for (const { protocol, chain, field, address } of named.filter((one) =>
    missing.has(keyOf(one)),
  )) {
    const definition = Object.entries(protocols).find(([name]) => name === protocol)?.[1];
    const known = own[protocol]?.deployments[chain] ?? definition?.deployments[chain] ?? {};
    const deployments = found.get(protocol) ?? {};
    found.set(protocol, {
      ...deployments,
      [chain]: { ...known, ...deployments[chain], [field]: address },
    });
  }
  return {
    ...own,
    ...Object.fromEntries(
      [...found].map(([protocol, deployments]) => [
        protocol,
        { deployments: { ...own[protocol]?.deployments, ...deployments } },
      ]),
    ),
  };
}

const keyOf = ({ protocol, chain, field }: { protocol: string; chain: ChainId; field: string }) =>
  `${protocol} ${chain} ${field}`;
