import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressSchema, contractSchema } from '../address-schema.ts';

/** Checks what an operator's configuration says of DLN on one chain. */
export const dlnDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** What deBridge calls the chain: of the first ones their EVM chain id, of later ones a number of its own. */
  chainId: z.number().int().positive(),
  /** `DlnSource`, which takes orders, and pays solvers and refunds; on Solana a program. */
  source: contractSchema,
  /** `DlnDestination`, where orders are filled and called off; on Solana a program. */
  destination: contractSchema,
  /** `DlnExternalCallAdapter`, which runs hooks. Where it has none, no hook is awaited. */
  adapters: z.array(addressSchema).default([]),
});
/** DLN on one chain. */
export type DlnDeployment = z.infer<typeof dlnDeploymentSchema>;

/** The same on every EVM chain whose virtual machine is Ethereum's. */
const source: Hex = '0xef4fb24ad0916217251f553c0596f8edc630eb66';
const destination: Hex = '0xe7351fd770a37282b91d153ee690b63579d6dd7f';
const adapter: Hex = '0x61ef2e01e603aeb5cd96f9ec9ae76cc6a68f6cf9';
const laterAdapter: Hex = '0xe93356b0b87c71a7f4957dcebed05befa8cb624a';

/**
 * deBridge's numbers by EIP-155 chain id, and by the adapter there. Of the chains with both it is not published which one it is;
 * nobody but deBridge can deploy at either. Sources: docs.debridge.com, "Deployed Contracts" and "Fees and Supported Chains";
 * debridge-finance/api-integrator-example for chains that were left since.
 */
const evmChains: readonly { adapters: Hex[]; chains: Readonly<Record<number, number>> }[] = [
  {
    adapters: [adapter],
    chains: {
      1: 1,
      10: 10,
      56: 56,
      137: 137,
      250: 250,
      8453: 8453,
      42161: 42161,
      43114: 43114,
      59144: 59144,
    },
  },
  {
    adapters: [laterAdapter],
    chains: {
      25: 100000019,
      143: 100000030,
      747: 100000009,
      999: 100000022,
      1514: 100000013,
      1776: 100000029,
      4326: 100000031,
      4663: 4663,
    },
  },
  {
    adapters: [adapter, laterAdapter],
    chains: {
      100: 100000002,
      146: 100000014,
      1088: 100000004,
      1329: 100000027,
      1890: 100000003,
      4158: 100000006,
      5000: 100000023,
      7171: 100000005,
      9745: 100000028,
      32769: 100000008,
      48900: 100000015,
      60808: 100000021,
      80094: 100000020,
      98866: 100000024,
      245022934: 100000001,
    },
  },
];

/** The deployments that deBridge has published. */
export const dlnDeployments: Readonly<Record<ChainId, DlnDeployment>> = {
  ...Object.fromEntries(
    evmChains.flatMap(({ adapters, chains }) =>
      Object.entries(chains).map(([id, chainId]): [ChainId, DlnDeployment] => [
        `eip155:${id}`,
        { network: 'mainnet', chainId, source, destination, adapters },
      ]),
    ),
  ),
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': {
    network: 'mainnet',
    chainId: 7565164,
    source: 'src5qyZHqTqecJV4aY6Cb6zDZLMDzrDKKezs22MPHr4',
    destination: 'dst5MGcFPoBeREFAA5E3tU5ij8m5uVYwkzkSAbsLbNo',
    adapters: [],
  },
};

/**
 * Of Ethereum, the first order of all. Of others, where one of the two contracts is read from: Skythrill256/D-bridge-contracts
 * `ponder.config.ts`. Arbitrum's is of the summer of 2022, months before the first order.
 */
export const dlnStartBlocks: Readonly<Record<ChainId, bigint>> = {
  'eip155:1': 16_391_639n,
  // A week, of a block each 2 s, before 1,371,680, which is the destination's: the source may have come first.
  'eip155:8453': 1_069_280n,
  'eip155:42161': 17_444_924n,
};

/** Chains that orders name and that are not read here; on those of ZKsync's machine, contracts have other addresses. */
export const dlnForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> = {
  mainnet: {
    '100000010': { chain: 'eip155:388', name: 'Cronos zkEVM' },
    '100000017': { chain: 'eip155:2741', name: 'Abstract' },
    '100000025': { chain: 'eip155:50104', name: 'Sophon' },
    '100000026': { chain: null, name: 'TRON' },
  },
};
