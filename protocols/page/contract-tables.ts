import type { ChainId } from '../../core/chain.ts';
import type { Deployment, ProtocolDefinition } from '../define.ts';
import { familyOf } from '../family-of.ts';
import { table } from './table.ts';

/**
 * The contracts of a protocol by network and chain, and the chains that it names and that are not read. Chains with the same
 * contracts share a row.
 *
 * @param nameOf a chain's short name; undefined for one that is not known without configuration
 */
export function contractTables<D extends Deployment>(
  definition: ProtocolDefinition<D>,
  nameOf: (chain: ChainId) => string | undefined,
): string[] {
  const { deployments, foreignChains = {} } = definition;
  const networks = [...new Set(Object.values(deployments).map(({ network }) => network))];
  return networks.flatMap((network) => {
    const foreign = Object.entries(foreignChains[network] ?? {});
    return [
      `### ${network}`,
      '',
      ...table(
        ['chain (its name in messages)', 'read', 'known, not read'],
        rowsOf(definition, network, nameOf),
      ),
      '',
      ...(foreign.length === 0
        ? []
        : [
            `Named in messages, and not read: ${foreign.map(([name, ref]) => (ref.name === name ? name : `${ref.name} (\`${name}\`)`)).join(', ')}.`,
            '',
          ]),
    ];
  });
}

function rowsOf<D extends Deployment>(
  { deployments, contracts, chainName, unnamed, startBlocks = {} }: ProtocolDefinition<D>,
  network: string,
  nameOf: (chain: ChainId) => string | undefined,
): string[][] {
  const chainsBy = new Map<string, { chains: string[]; cells: string[] }>();
  for (const [id, deployment] of Object.entries(deployments)) {
    if (deployment.network !== network) continue;
    // CAST: the keys of `deployments` are chain ids.
    const chain = id as ChainId;
    const inMessages = chainName(deployment);
    const family = familyOf(chain);
    const read = new Set(family ? contracts(deployment, family) : []);
    const known = contractsIn(deployment, '').filter(
      ({ name, address }, index, all) =>
        name !== 'network' &&
        address !== inMessages &&
        all.findIndex((other) => other.address === address) === index,
    );
    const cellOf = (isRead: boolean) =>
      known
        .filter(({ address }) => read.has(address) === isRead)
        .map(({ name, address }) => `${name} \`${address}\``)
        .join('<br/>');
    const asked = (unnamed?.(deployment) ?? []).map(
      ({ field, view }) => `${field}: asked of \`${view.to}\` at the start`,
    );
    const cells = [[cellOf(true), ...asked].filter(Boolean).join('<br/>'), cellOf(false)];
    const begin = startBlocks[chain] === undefined ? '' : `, from block ${startBlocks[chain]}`;
    const label = `${nameOf(chain) ?? ''} \`${chain}\` (\`${inMessages}\`)${begin}`.trim();
    const row = chainsBy.get(cells.join('\n'));
    if (row) row.chains.push(label);
    else chainsBy.set(cells.join('\n'), { chains: [label], cells });
  }
  return [...chainsBy.values()].map(({ chains, cells }) => [chains.join('<br/>'), ...cells]);
}

/** Every text in a deployment, by where it stands: `v1.tokenMessenger`. */
function contractsIn(value: unknown, name: string): { name: string; address: string }[] {
  if (typeof value === 'string') return [{ name, address: value }];
  if (Array.isArray(value)) return value.flatMap((item) => contractsIn(item, name));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    contractsIn(item, name === '' ? key : `${name}.${key}`),
  );
}
