import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressSchema } from '../address-schema.ts';
import chains from './chains.json' with { type: 'json' };

const rollupSchema = z.strictObject({
  portal: addressSchema,
  messenger: addressSchema,
  /** The standard bridge. */
  bridge: addressSchema,
  /** The bridge of ERC-721 tokens. */
  nftBridge: addressSchema.optional(),
  /** Bridges of single tokens that emit what the standard bridge does. What they say of their transfers is believed. */
  otherBridges: z.array(addressSchema).optional(),
  /** See `mnt` of the OP chain. */
  mnt: addressSchema.optional(),
  /**
   * Of Blast: a bridge beside the standard one, and the yield managers that what is withdrawn is claimed from: that of ether is
   * claimed from by the portal, that of dollars by whoever is paid.
   */
  blast: z
    .strictObject({
      bridge: addressSchema,
      etherManager: addressSchema,
      usdManager: addressSchema,
      /** The token of dollars that its manager pays. */
      usd: addressSchema,
    })
    .optional(),
});
/** What an OP chain has on the chain that it settles on. */
export type Rollup = z.infer<typeof rollupSchema>;

/** Checks what an operator's configuration says of one chain. */
export const opstackDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  chainId: z.number().int().positive(),
  /** Of an OP chain: the id of the chain that it settles on. Its own contracts are where every OP chain has them. */
  settlesOn: z.number().int().positive().optional(),
  /** Of an OP chain: see `rollups`. */
  otherBridges: z.array(addressSchema).optional(),
  /**
   * Of Mantle: its own coin, a token where it settles. Its contracts carry this and ether beside one another, so that their
   * messages and withdrawals have one value more, and other hashes.
   */
  mnt: addressSchema.optional(),
  /** Of Blast: its bridge beside the standard one. */
  blastBridge: addressSchema.optional(),
  /** The OP chains that settle here, by their chain ids: each has its own contracts, which tell them apart. */
  rollups: z.record(z.string().regex(/^[1-9]\d*$/), rollupSchema).optional(),
});
/** The OP stack on one chain: on an OP chain, on one that others settle on, or on both in one. */
export type OpstackDeployment = z.infer<typeof opstackDeploymentSchema>;

/**
 * By network: the OP chain, the chain that it settles on, portal, messenger, standard bridge, ERC-721 bridge. From Optimism's
 * superchain registry, as @eth-optimism/viem has it; what it lacks of Boba and Celo from their system configs, of Form from its
 * own definition, of opBNB from bnb-chain/opbnb, of Blast from blast-io/blast, `deployments/blast-mainnet`, and of Mantle from
 * mantle-xyz/mantle-viem and the deployments in mantlenetworkio/mantle-v2.
 */
const rows = z
  .record(
    z.string(),
    z.array(
      z.tuple([
        z.int(),
        z.int(),
        addressSchema,
        addressSchema,
        addressSchema,
        addressSchema.nullable(),
      ]),
    ),
  )
  .parse(chains);

/**
 * Bridges of single tokens, by OP chain: Dai's of Optimism and wstETH's of Base. From makerdao/optimism-dai-bridge and
 * lidofinance/lido-l2. That of wstETH on Optimism is left out: of stETH its events tell another amount than its messages.
 */
const tokenBridges: Readonly<Record<number, { onL1: Hex; onL2: Hex }>> = {
  10: {
    onL1: '0x10e6593cdda8c58a1d0f14c5164b376352a55f2f',
    onL2: '0x467194771dae2967aef3ecbedd3bf9a310c76c65',
  },
  8453: {
    onL1: '0x9de443adc5a411e83f1878ef24c3f52c61571e72',
    onL2: '0xac9d11cd4d7ef6e54f14643a393f68ca014287ab',
  },
};

/** Mantle's coin where it settles, by its chain. From mantlenetworkio/mantle-v2. */
const mantleCoins: Readonly<Record<number, Hex>> = {
  5000: '0x3c3a81e81dc49a522a592e7622a7e711c06bf354',
  5003: '0x65e37b558f64e2be5768db46df22f93d85741a9e',
};

/** What Blast has beside. From blast-io/blast and its documentation. */
const BLAST = 81457;
const blastOnL1 = {
  bridge: '0x3a05e5d33d7ab3864d53aaec93c8301c1fa49115',
  etherManager: '0x98078db053902644191f93988341e31289e1c8fe',
  usdManager: '0xa230285d5683c74935ad14c446e137c8c8828438',
  usd: '0x6b175474e89094c44da98b954eedeac495271d0f',
} as const;
const BLAST_BRIDGE = '0x4300000000000000000000000000000000000005';

const settled = Object.entries(rows).flatMap(([network, chains]) =>
  chains.map(([chainId, settlesOn, portal, messenger, bridge, nftBridge]) => {
    const rollup: Rollup = { portal, messenger, bridge, ...(nftBridge && { nftBridge }) };
    const own = tokenBridges[chainId];
    if (own) rollup.otherBridges = [own.onL1];
    const mnt = mantleCoins[chainId];
    if (mnt) rollup.mnt = mnt;
    if (chainId === BLAST) rollup.blast = blastOnL1;
    return { network, chainId, settlesOn, rollup };
  }),
);

const opChains = settled.map(({ network, chainId, settlesOn }): [ChainId, OpstackDeployment] => {
  const own = tokenBridges[chainId];
  const mnt = mantleCoins[chainId];
  return [
    `eip155:${chainId}`,
    {
      network,
      chainId,
      settlesOn,
      ...(own && { otherBridges: [own.onL2] }),
      ...(mnt && { mnt }),
      ...(chainId === BLAST && { blastBridge: BLAST_BRIDGE }),
    },
  ];
});

const settlementChains = [...new Set(settled.map(({ settlesOn }) => settlesOn))].map(
  (chainId): [ChainId, OpstackDeployment] => {
    const own = settled.filter(({ settlesOn }) => settlesOn === chainId);
    const network = own[0]?.network ?? 'mainnet';
    const rollups = Object.fromEntries(own.map(({ chainId: id, rollup }) => [id, rollup]));
    return [`eip155:${chainId}`, { network, chainId, rollups }];
  },
);

/** The chains that are known, and those that they settle on. */
export const opstackDeployments: Readonly<Record<ChainId, OpstackDeployment>> = Object.fromEntries([
  ...opChains,
  ...settlementChains,
]);

/** Celo was a chain of its own before. Source: superchain-registry, `genesis.l2` in `celo.toml`. */
const firstBlocks: Readonly<Record<number, bigint>> = { 42220: 31_056_500n };

/**
 * OP chains have their own contracts from their first block on. On Ethereum, where Optimism's messenger was made; the contracts of
 * the others came later. On BNB, where opBNB begins to read its portal. Source: bnb-chain/opbnb, `opbnb_upgrades`.
 */
export const opstackStartBlocks: Readonly<Record<ChainId, bigint>> = {
  ...Object.fromEntries(
    opChains.map(([chain, { chainId }]) => [chain, firstBlocks[chainId] ?? 1n]),
  ),
  'eip155:1': 12_686_757n,
  'eip155:56': 30_758_357n,
  'eip155:97': 30_727_847n,
};
