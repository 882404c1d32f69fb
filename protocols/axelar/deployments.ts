import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressSchema } from '../address-schema.ts';

/** Checks what an operator's configuration says of Axelar on one chain. */
export const axelarDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** The chain's name in Axelar's messages; some begin with a capital, and case does not count. */
  chainName: z.string().min(1),
  gateway: addressSchema,
  gasService: addressSchema.optional(),
  /** The interchain token service, and the hub on Axelar that its messages pass by. */
  its: addressSchema.optional(),
  itsHub: z.string().optional(),
  /** Contracts that let others pay for a message before it is approved, and whose word for it counts: `ExpressExecuted…`. */
  express: z.array(addressSchema).optional(),
});
export type AxelarDeployment = z.infer<typeof axelarDeploymentSchema>;

/** Gateways of the mainnet by EIP-155 chain id, from axelar-contract-deployments. */
const gateways: Readonly<Record<Hex, Readonly<Record<number, string>>>> = {
  '0x4f4495243837681061c4743b74b3eedf548d56a5': { 1: 'Ethereum', 1284: 'Moonbeam' },
  '0x304acf330bbe08d1e512eefaa92f6a57871fd895': { 56: 'binance', 250: 'Fantom' },
  '0x5029c0eff6c34351a0cec334542cdb22c7928f78': { 43114: 'Avalanche' },
  '0x6f015f16de9fc8791b234ef68d486d2bf203fba8': { 137: 'Polygon' },
  '0xe432150cce91c13a887f7d836923d5597add8e31': {
    10: 'optimism',
    143: 'monad',
    252: 'fraxtal',
    295: 'hedera',
    314: 'filecoin',
    747: 'flow',
    999: 'hyperliquid',
    2031: 'centrifuge',
    2222: 'kava',
    5000: 'mantle',
    8453: 'base',
    13371: 'immutable',
    42161: 'arbitrum',
    42220: 'celo',
    59144: 'linea',
    80094: 'berachain',
    81457: 'blast',
    98866: 'plume',
    534352: 'scroll',
    1440000: 'xrpl-evm',
  },
};

const GAS_SERVICE = '0x2d5d7d31f671f86c782533cc367f14109a082712';
const gasServices: Readonly<Record<number, Hex>> = {
  13371: '0x24c2b56128ff8e7bfad578abefb0fc7dfa9ba358',
};

/** The same on every chain, but for Centrifuge, which has none. Source: axelar-contract-deployments. */
const ITS = '0xb5fb4be02232b1bba4dc8f81dc24c26980de9e3c';
const ITS_HUB = 'axelar157hl7gpuknjmhtac2qnphuazv2yerfagva7lsu9vuj2pgn32z22qa26dk4';
const withoutIts: readonly number[] = [2031];

/** Squid's router, which most calls with token are for, on the chains where it has this address. */
const SQUID = '0xce16f69375520ab01377ce7b88f5ba8c48f8d666';
const withSquid: readonly number[] = [
  1, 10, 56, 137, 250, 314, 1284, 2222, 5000, 8453, 42161, 42220, 43114, 59144, 534352,
];

export const axelarDeployments: Readonly<Record<ChainId, AxelarDeployment>> = Object.fromEntries(
  Object.entries(gateways).flatMap(([gateway, chains]) =>
    Object.entries(chains).map(([id, chainName]): [ChainId, AxelarDeployment] => {
      const chain = Number(id);
      const hasIts = !withoutIts.includes(chain);
      return [
        `eip155:${chain}`,
        {
          network: 'mainnet',
          chainName,
          // CAST: the keys of `gateways` are addresses.
          gateway: gateway as Hex,
          gasService: gasServices[chain] ?? GAS_SERVICE,
          ...(hasIts && { its: ITS, itsHub: ITS_HUB }),
          express: [
            ...(hasIts ? [ITS] : []),
            ...(withSquid.includes(chain) ? [SQUID] : []),
          ] as Hex[],
        },
      ];
    }),
  ),
);

/**
 * Where gateways were deployed. Source: messari/subgraphs, `subgraphs/axelar`, which is far too early for Celo; of Ethereum,
 * l2beat's `discovered.json` too. Of Fraxtal and Base the day is known alone, from bunnyboard/databoard `axelar.ts`: there it is a
 * block of two weeks and more before, for its days are up to ten late.
 */
export const axelarStartBlocks: Readonly<Record<ChainId, bigint>> = {
  'eip155:1': 13_857_570n,
  'eip155:137': 22_850_070n,
  'eip155:250': 25_758_453n,
  // Of 2024-02-07: block 0 was at 1,706,811,599, with one each 2 s since. Source: l2beat, `fraxtal.ts`.
  'eip155:252': 226_200n,
  'eip155:1284': 229_400n,
  // Of 2023-06-22: block 0 was at 1,686,789,347, with one each 2 s since. Source: superchain-registry.
  'eip155:8453': 301_326n,
  'eip155:42161': 42_018_673n,
  'eip155:42220': 2_750_407n,
  'eip155:43114': 8_590_881n,
};
