import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { Asset } from '../../core/leg.ts';
import { addressSchema } from '../address-schema.ts';
import rollups from './rollups.json' with { type: 'json' };

const chainIdSchema = z.number().int().positive();
/** A pair of gateways that move tokens by messages to one another. */
const gatewaySchema = z.strictObject({ parent: addressSchema, child: addressSchema });

const rollupSchema = z.strictObject({
  /** The child's EVM chain id. */
  child: chainIdSchema,
  bridge: addressSchema,
  inbox: addressSchema,
  outbox: addressSchema,
  /** The parent's token that the child has for its own coin; absent where that is ETH. */
  nativeToken: addressSchema.optional(),
  gateways: z.array(gatewaySchema).default([]),
  /** What was there before Nitro, from a block on until Nitro's first one. */
  classic: z
    .strictObject({
      bridge: addressSchema,
      outboxes: z.array(addressSchema),
      from: z.number().int(),
      until: z.number().int(),
    })
    .optional(),
});
/** The bridge of one child chain, on its parent. */
export type Rollup = z.infer<typeof rollupSchema>;

/** Checks what an operator's configuration says of Arbitrum's bridges on one chain: as a parent, as a child, or as both. */
export const arbitrumDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  chainId: chainIdSchema,
  /** The chain that this one is a child of. */
  parent: z
    .strictObject({
      chainId: chainIdSchema,
      nativeToken: addressSchema.optional(),
      gateways: z.array(gatewaySchema).default([]),
      /** The first block that Nitro made, where others made the first ones. */
      nitroFrom: z.number().int().default(0),
    })
    .optional(),
  /** The chains that this one is the parent of. */
  children: z.array(rollupSchema).default([]),
});
/** Arbitrum's bridges on one chain. */
export type ArbitrumDeployment = z.infer<typeof arbitrumDeploymentSchema>;

/** The same on every child, from go-ethereum's and nitro's `precompiles`. */
export const ARB_SYS = '0x0000000000000000000000000000000000000064';
export const ARB_RETRYABLE_TX = '0x000000000000000000000000000000000000006e';

/**
 * By network: child, parent, bridge, inbox, outbox, native token, and the gateways of the parent with those of the child. From
 * the chains of `@arbitrum/sdk` and of Arbitrum's bridge interface, and the token gateways of others that its router lists.
 */
const rows = z
  .record(
    z.string(),
    z.array(
      z.tuple([
        chainIdSchema,
        chainIdSchema,
        addressSchema,
        addressSchema,
        addressSchema,
        addressSchema.nullable(),
        z.array(z.tuple([addressSchema, addressSchema])),
      ]),
    ),
  )
  .parse(rollups);

/** Arbitrum One before Nitro. */
const classic = {
  bridge: '0x011b6e24ffb0b5f5fcc564cf4183c5bbbc96d515',
  outboxes: [
    '0x667e23abd27e623c11d4cc00ca3ec4d0bd63337a',
    '0x760723cd2e632826c38fef8cd438a4cc7e7e1a40',
  ],
  from: 12_525_700,
  until: 15_447_158,
} satisfies Rollup['classic'];
const ARBITRUM_ONE = 42_161;
const NITRO_FROM = 22_207_817;

const known = Object.entries(rows).flatMap(([network, chains]) =>
  chains.map(([child, parent, bridge, inbox, outbox, nativeToken, pairs]) => {
    const gateways = pairs.map(([own, other]) => ({ parent: own, child: other }));
    const token = nativeToken === null ? {} : { nativeToken };
    const isOne = child === ARBITRUM_ONE;
    const core = { child, bridge, inbox, outbox, ...token, gateways };
    const rollup: Rollup = { ...core, ...(isOne && { classic }) };
    const nitroFrom = isOne ? NITRO_FROM : 0;
    return { network, parent, rollup, own: { chainId: parent, ...token, gateways, nitroFrom } };
  }),
);

const chainIds = new Set(known.flatMap(({ parent, rollup }) => [parent, rollup.child]));

/** Arbitrum One, Nova, and the chains that others have made of the same, on the chains that are their parents too. */
export const arbitrumDeployments: Readonly<Record<ChainId, ArbitrumDeployment>> =
  Object.fromEntries(
    [...chainIds].map((chainId): [ChainId, ArbitrumDeployment] => {
      const asChild = known.find(({ rollup }) => rollup.child === chainId);
      const asParent = known.filter(({ parent }) => parent === chainId);
      return [
        `eip155:${chainId}`,
        {
          network: (asChild ?? asParent[0])?.network ?? 'mainnet',
          chainId,
          ...(asChild && { parent: asChild.own }),
          children: asParent.map(({ rollup }) => rollup),
        },
      ];
    }),
  );

/** A child has its precompiles from its first block on; on Ethereum, where Arbitrum One's first bridge was made. */
export const arbitrumStartBlocks: Readonly<Record<ChainId, bigint>> = {
  ...Object.fromEntries(known.map(({ rollup }) => [`eip155:${rollup.child}`, 1n])),
  'eip155:1': BigInt(classic.from),
};

/** The contracts that are read on a chain. */
export function arbitrumContracts({ parent, children }: ArbitrumDeployment): string[] {
  return [
    ...(parent ? [ARB_SYS, ARB_RETRYABLE_TX, ...parent.gateways.map(({ child }) => child)] : []),
    ...children.flatMap(({ bridge, inbox, outbox, gateways, classic }) => [
      bridge,
      inbox,
      outbox,
      ...gateways.map((gateway) => gateway.parent),
      ...(classic ? [classic.bridge, ...classic.outboxes] : []),
    ]),
  ];
}

/** An amount of a child's own coin, in the smallest unit that it has there. */
export function nativeAsset(
  { nativeToken }: { nativeToken?: string | undefined },
  amount: bigint,
): Asset {
  const coin = nativeToken === undefined ? { token: ETHER, symbol: 'ETH' } : { token: nativeToken };
  return { ...coin, amount: amount.toString(), decimals: 18 };
}

const ETHER = '0x0000000000000000000000000000000000000000';
