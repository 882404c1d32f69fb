import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import { contractSchema } from '../address-schema.ts';

export const acrossDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** The chain's number in Across: of EVM chains, their own chain id. */
  chainId: z.number().int().positive(),
  /** The contract, or on Solana the program, that takes deposits and fills. */
  spokePool: contractSchema,
});
/** Across on one chain. */
export type AcrossDeployment = z.infer<typeof acrossDeploymentSchema>;

/**
 * Spoke pools of EVM chains by network: the proxies, which are what emits. From across-protocol/contracts; its earlier
 * `deployments/deployments.json` has those that were left since (Redstone, Aleph Zero).
 */
const spokePools: Readonly<Record<string, Readonly<Record<string, readonly number[]>>>> = {
  mainnet: {
    '0x5c7bcd6e7de5423a257d81b442095a1a6ced35c5': [1],
    '0x6f26bf09b1c792e3228e5467807a900a503c0281': [10],
    '0x4e8e101924ede233c13e2d8622dc8aed2872d505': [56],
    '0x09aea4b2242abc8bb4bb78d537a67a245a7bec64': [130, 480, 8453],
    '0x9295ee1d8c5b022be115a2ad3c30c72e34e7f096': [137],
    '0xd2ecb3afe598b746f8123cae365a598da831a449': [143],
    '0xb234ca484866c811d0e6d3318866f583781ed045': [232],
    '0xbbc6009feffc27ce705322832cb2068f8c1e0a58': [288],
    '0xe0b015e54d54fc84a6cb9b666099c46ade9335ff': [324],
    '0x35e63ea3eb0fb7a3bc543c71fb66412e1f6b0e04': [999],
    '0x9552a0a6624a23b848060ae5901659cdda1f83f8': [1135],
    '0x3bad7ad0728f9917d1bf08af5782dcbd516cdd96': [1868, 34443, 534352],
    '0x2d4710f04da90184255782d3715224a6c776955d': [4217],
    '0x3db06da8f0a24a525f314eec954fc5c6a973d40e': [4326],
    '0xd29c85f15df544ba632c9e25829fd29d767d7978': [4663],
    '0x9b4a302a548c7e313c2b74c461db7b84d3074a84': [5042],
    '0x50039faefebef707cfd94d6d462fe6d10b39207a': [9745],
    '0xe35e9842fceaca96570b734083f4a58e8f7c5f2a': [42161],
    '0xfe9d541c92e4e90437c7152a00244886de37a658': [43114],
    '0xef684c38f94f48775959ecf2012d7e864ffb9dd4': [57073],
    '0x7e63a5f1a8f0b4d0934b2f2327daed3f6bb2ee75': [59144],
    '0x2d509190ed0172ba588407d4c2df918f955cc6e1': [81457],
    '0x13fdac9f9b4777705db45291bbff3c972c6d1d97': [690, 41455, 7777777],
  },
  testnet: {
    '0xbd886fc0725cc459b55bbfeb3e4278610331f83b': [919],
    '0x6999526e507cc3b03b180bbe05e1ff938259a874': [1301],
    '0xef684c38f94f48775959ecf2012d7e864ffb9dd4': [4202],
    '0x6a0a7f39530923911832dd60667ce5da5449967b': [37111],
    '0xd08baae74d6d2eab1f3320b2e1a53eeb391ce8e5': [80002],
    '0x82b564983ae7274c86695917bbf8c99ecb6f0f8f': [84532],
    '0x09aea4b2242abc8bb4bb78d537a67a245a7bec64': [129399],
    '0x7e63a5f1a8f0b4d0934b2f2327daed3f6bb2ee75': [421614],
    '0x3bad7ad0728f9917d1bf08af5782dcbd516cdd96': [808813],
    '0x5ef6c01e11889d86803e0b23e3cb3f9e9d97b662': [11155111],
    '0x4e8e101924ede233c13e2d8622dc8aed2872d505': [11155420],
    '0x5545092553cf5bf786e87a87192e902d50d8f022': [168587773],
  },
};

const evmDeployments = Object.entries(spokePools).flatMap(([network, pools]) =>
  Object.entries(pools).flatMap(([spokePool, chainIds]) =>
    chainIds.map((chainId): [ChainId, AcrossDeployment] => [
      `eip155:${chainId}`,
      { network, chainId, spokePool },
    ]),
  ),
);

/** The deployments that Across has published. Solana has a number of Across's own. */
export const acrossDeployments: Readonly<Record<ChainId, AcrossDeployment>> = {
  ...Object.fromEntries(evmDeployments),
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': {
    network: 'mainnet',
    chainId: 34_268_394_551_451,
    spokePool: 'DLv3NggMiSaef97YCkew5xKUHDh13tVGZ7tydt3ZeAru',
  },
  'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': {
    network: 'testnet',
    chainId: 133_268_194_659_241,
    spokePool: 'JAZWcGrpSWNPTBj8QtJ9UyQqhJCDhG9GJkDeMf5NQBiq',
  },
};

/**
 * Where each spoke pool was deployed; those of 2023 took deposits of version 2 at first, which are kept and not read. From
 * across-protocol/contracts, `broadcast/deployed-addresses.json`.
 */
export const acrossStartBlocks: Readonly<Record<ChainId, bigint>> = {
  'eip155:1': 17_117_454n,
  'eip155:10': 93_903_076n,
  'eip155:56': 48_762_335n,
  'eip155:130': 7_915_488n,
  'eip155:137': 41_908_657n,
  'eip155:143': 36_437_473n,
  'eip155:232': 4_197_027n,
  'eip155:288': 619_993n,
  'eip155:324': 10_352_565n,
  'eip155:480': 4_524_742n,
  'eip155:690': 5_512_122n,
  'eip155:919': 13_999_465n,
  'eip155:999': 13_937_805n,
  'eip155:1135': 2_602_337n,
  'eip155:1301': 12_593_713n,
  'eip155:1868': 1_709_997n,
  'eip155:4202': 7_267_988n,
  'eip155:4217': 4_341_825n,
  'eip155:4326': 5_450_616n,
  'eip155:4663': 156_309n,
  'eip155:5042': 4_694_834n,
  'eip155:8453': 2_164_878n,
  'eip155:9745': 1_710_028n,
  'eip155:34443': 8_043_187n,
  'eip155:37111': 156_275n,
  'eip155:41455': 4_240_318n,
  'eip155:42161': 83_868_041n,
  'eip155:43114': 89_364_263n,
  'eip155:57073': 1_139_240n,
  'eip155:59144': 2_721_169n,
  'eip155:80002': 7_529_960n,
  'eip155:81457': 5_574_280n,
  'eip155:84532': 6_082_004n,
  'eip155:129399': 2_929_205n,
  'eip155:421614': 12_411_026n,
  'eip155:534352': 7_489_705n,
  'eip155:808813': 15_393_172n,
  'eip155:7777777': 18_382_867n,
  'eip155:11155111': 5_288_470n,
  'eip155:11155420': 7_762_656n,
  'eip155:168587773': 7_634_204n,
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': 349_354_195n,
  'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': 356_313_770n,
};

/** Chains that deposits name and that are not read here. */
export const acrossForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> = {
  mainnet: { '728126428': { chain: null, name: 'Tron' } },
};
