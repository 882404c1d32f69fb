import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import { addressSchema, contractSchema } from '../address-schema.ts';
import chains from './chains.json' with { type: 'json' };

const decimalsSchema = z.number().int().min(0).max(255);
const routeSchema = z.strictObject({
  /** The token that the route takes and pays out; absent for the chain's own coin, and where it is not known. */
  token: contractSchema.optional(),
  symbol: z.string().optional(),
  decimals: decimalsSchema,
  /** The decimals of the amounts in its messages; those of the token unless told. */
  messageDecimals: decimalsSchema.optional(),
});

/** Checks what an operator's configuration says of Hyperlane on one chain. */
export const hyperlaneDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** What messages call the chain; mostly its EVM chain id. */
  domain: z.number().int().nonnegative(),
  mailbox: contractSchema,
  /** The interchain gas paymaster; not read on Solana. */
  gasPaymaster: contractSchema.optional(),
  /** Not read on Solana, where the mailbox does its work. */
  merkleTreeHook: contractSchema.optional(),
  /** Warp routes beside those of Hyperlane's registry, by address. What they say of their transfers is believed. */
  routes: z.record(contractSchema, routeSchema).optional(),
});
export type HyperlaneDeployment = z.infer<typeof hyperlaneDeploymentSchema>;
export type HyperlaneRoute = z.infer<typeof routeSchema>;

const contract = addressSchema.nullable();
/**
 * By network: chain id, domain, mailbox, gas paymaster, merkle tree hook, first block. Source: Hyperlane's registry; where it tells
 * no first block, hyperlane-monorepo `rust/main/config/mainnet_config.json`.
 */
const rows = z
  .record(
    z.string(),
    z.array(z.tuple([z.int(), z.int(), addressSchema, contract, contract, z.int().nullable()])),
  )
  .parse(chains);

const evmChains = Object.entries(rows).flatMap(([network, chains]) =>
  chains.map(([id, domain, mailbox, gasPaymaster, merkleTreeHook, startBlock]) => ({
    chain: `eip155:${id}` as const,
    startBlock,
    deployment: {
      network,
      domain,
      mailbox,
      ...(gasPaymaster && { gasPaymaster }),
      ...(merkleTreeHook && { merkleTreeHook }),
    },
  })),
);

/** Hyperlane's own deployments, from its registry; others may run mailboxes too, which nobody need believe. */
export const hyperlaneDeployments: Readonly<Record<ChainId, HyperlaneDeployment>> = {
  ...Object.fromEntries(evmChains.map(({ chain, deployment }) => [chain, deployment])),
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': {
    network: 'mainnet',
    domain: 1399811149,
    mailbox: 'E588QtVUvresuXq2KoNEwAmoifCzYGpRBdHByN9KQMbi',
  },
  'solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z': {
    network: 'testnet',
    domain: 1399811150,
    mailbox: '75HBBLae3ddeneJVrZeyrDfv6vb7SMC3aCpBucSXS5aR',
  },
};

/** From where on Hyperlane's own agents read a chain: where its mailbox was deployed. */
export const hyperlaneStartBlocks: Readonly<Record<ChainId, bigint>> = Object.fromEntries(
  evmChains.flatMap(({ chain, startBlock }) =>
    startBlock === null ? [] : [[chain, BigInt(startBlock)] as const],
  ),
);

/** Domains of chains that are not read here. */
const foreignNames: Readonly<Record<number, string>> = {
  745: 'Stride',
  875: 'Osmosis',
  574456: 'svmBNB',
  6909546: 'Injective',
  50075007: 'SOON',
  358974494: 'Starknet',
  507150715: 'Sonic SVM',
  514051890: 'Paradex',
  1128614981: 'Celestia',
  1264145989: 'KYVE',
  1313817164: 'Noble',
  1408864445: 'Eclipse',
  1570310961: 'Dymension',
  1633970780: 'Radix',
  1634493807: 'Aleo',
  1835625579: 'MilkyWay',
  1853125230: 'Neutron',
  1936682104: 'Solaxy',
};

export const hyperlaneForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> =
  {
    mainnet: Object.fromEntries(
      Object.entries(foreignNames).map(([domain, name]) => [domain, { chain: null, name }]),
    ),
    testnet: { '1399811151': { chain: null, name: 'Solana devnet' } },
  };
