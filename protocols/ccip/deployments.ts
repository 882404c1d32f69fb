import { z } from 'zod';
import { isChainId, type ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import { ccipDeploymentSchema, type CcipDeployment } from './deployment.ts';
import knownRamps from './ramps.json' with { type: 'json' };
import knownSelectors from './selectors.json' with { type: 'json' };

/** By network: selector, name, and the id of a chain of a kind that is read here. Source: chain-selectors. */
const chains = Object.entries(
  z
    .record(z.string(), z.array(z.tuple([z.string(), z.string(), z.string().nullable()])))
    .parse(knownSelectors),
).flatMap(([network, rows]) =>
  rows.map(([selector, name, id]) => ({
    network,
    selector,
    name,
    chain: id !== null && isChainId(id) ? id : null,
  })),
);

/**
 * By selector of a chain. Source: CCIP's directory (smartcontractkit/documentation, `lanes.json`), in part by way of others
 * who have taken it from there; for Solana's devnet, the tests of ccip-tools-ts. Ethereum's lanes up to version 1.5, with their
 * CommitStores, as l2beat has found them on chain. Of a lane to a chain whose other contracts are read, and whose OnRamp for
 * it is not known, the OffRamp is left out: what it executes would be taken for nobody's.
 */
const ramps = z
  .record(z.string(), ccipDeploymentSchema.pick({ ramps: true, lanes: true }))
  .parse(knownRamps);

/** The chains on which ramps are known. */
export const ccipDeployments: Readonly<Record<ChainId, CcipDeployment>> = Object.fromEntries(
  chains.flatMap(({ chain, network, selector }) => {
    const own = ramps[selector];
    return chain && own ? [[chain, { network, selector, ...own }] as const] : [];
  }),
);

/** All other chains that CCIP has a selector for. */
export const ccipForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> =
  Object.fromEntries(
    [...new Set(chains.map(({ network }) => network))].map((network) => [
      network,
      Object.fromEntries(
        chains
          .filter((one) => one.network === network && !(one.selector in ramps))
          .map(({ selector, name, chain }) => [selector, { chain, name }]),
      ),
    ]),
  );
