import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { stargateChains } from '../stargate/chains.ts';
import type { LayerzeroDeployment } from './deployment.ts';
import { tetherOfts } from './tether-ofts.ts';

interface Endpoint {
  network: string;
  endpoint: Hex;
  /** By executor, and in it by EIP-155 chain id: the endpoint id. */
  executors: Readonly<Record<Hex, Readonly<Record<number, number>>>>;
}

/**
 * Endpoints of version 2 with LayerZero's own executor there, from the deployments in lz-evm-sdk-v2 and lz-definitions. These tell no
 * EIP-155 ids, which are those of viem's chains of the same names, of Hyperlane's registry, and of Stargate's own chains.
 */
// prettier-ignore
const endpoints: readonly Endpoint[] = [
  {
    network: 'mainnet',
    endpoint: '0x6f475642a6e85809b1c36fa62763669b1b48dd5b',
    executors: {
      '0x4208d6e27538189bb48e603d6123a94b8abe0a0b': {
        130: 30320, 143: 30390, 146: 30332, 151: 30402, 177: 30467, 239: 30377, 484: 30381, 964: 30374, 988: 30396,
        1776: 30394, 2288: 30404, 2345: 30361, 2355: 30379, 3637: 30376, 4153: 30401, 4326: 30398, 4352: 30466,
        4663: 30416, 5031: 30380, 5042: 30417, 5165: 30363, 9069: 30384, 9745: 30383, 36900: 30418, 43111: 30329,
        47763: 30414, 55244: 30327, 80094: 30362, 88888: 30409, 97477: 30393, 685689: 30412, 747474: 30375,
      },
      '0xcce466a522984415bc91338c232d98869193d46e': {
        480: 30319, 1135: 30321, 1729: 30313, 1890: 30309, 2818: 30322, 3338: 30302, 33139: 30312, 48900: 30303,
        98865: 30318, 200901: 30314, 6985385: 30382,
      },
      '0xa20db4ffe74a31d17fc24bd32a7dd7555441058e': { 4114: 30403 },
      '0xc097ab8cd7b053326dfe9fb3e3a31a0cce3b526f': { 98881: 30282 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0x1a44076050125825900e736c501f859c50fe728c',
    executors: {
      '0xc097ab8cd7b053326dfe9fb3e3a31a0cce3b526f': {
        1329: 30280, 1996: 30278, 4200: 30266, 7560: 30283, 8822: 30284, 60808: 30279, 111188: 30237, 666666666: 30267,
      },
      '0xcce466a522984415bc91338c232d98869193d46e': {
        14: 30295, 81: 30285, 196: 30274, 1625: 30294, 6001: 30293, 94524: 30291, 660279: 30236,
      },
      '0x1785c94d31e3e3ab1079e7ca8a9fbdf33eef9dd5': { 40: 30199, 1116: 30153 },
      '0x4208d6e27538189bb48e603d6123a94b8abe0a0b': { 3776: 30257, 34443: 30260, 81457: 30243 },
      '0x173272739bd7aa6e4e214714048a9fe699453059': { 1: 30101 },
      '0x2d2ea0697bdbede3f01553d2ae4b8d0c486b666e': { 10: 30111 },
      '0x148f693af10ddfae81cddb36f4c93b31a90076e1': { 37: 30216 },
      '0x3ebd570ed38b1b3b4bc886999fcf507e9d584859': { 56: 30102 },
      '0x1658766898b42547297a429a51fdea03bc4a863f': { 66: 30155 },
      '0x38340337f9adf5d76029ab3a667d34e5a032f7ba': { 100: 30145 },
      '0xc905e74beb8229e258c3c6e5bc0d6cc54c534688': { 122: 30138 },
      '0xcd3f213ad101472e1713c72b1697e727c803885b': { 137: 30109 },
      '0x8dd9197e51dc6082853ad71d35912c53339777a7': { 169: 30217 },
      '0xacbd57daaafb7d9798992a7b0382fc67d3e316f3': { 204: 30202 },
      '0x2957ebc0d2931270d4a539696514b047756b3056': { 250: 30112 },
      '0x41bdb4aa4a63a5b2efc531858d3118392b1a1c3d': { 252: 30255 },
      '0x1ace9dd1bc743ad036ef2d92af42ca70a1159df5': { 291: 30213 },
      '0x3c5575898f59c097681d1fc239c2c6ad36b7b41c': { 592: 30210 },
      '0x07dd1bf9f684d81f59b6a6760438d383ad755355': { 1030: 30212 },
      '0xe6ab3b3e632f3c65c3cb4c250dcc42f5e915a1cf': { 1088: 30151 },
      '0xbe4fb271cfb7bcbb47ea9573321c7bfe309fc220': { 1101: 30158 },
      '0xec0906949f88f72bf9206e84764163e24a56a499': { 1284: 30126 },
      '0x1e1e9a04735b9ca509ef8a46255f5104c10c6e99': { 1285: 30167 },
      '0x41ed8065dd9bc6c0caf21c39766edcba0f21851c': { 2222: 30177 },
      '0x4fc3f4a38acd6e4cc0ccbc04b3dd1ccaefd7f3cd': { 5000: 30181 },
      '0x8e721e1930b4559acafdf06ee591af2ffcb93b8d': { 7700: 30159 },
      '0xe149187a987f129fd3d397ed04a60b0b89d1669f': { 8217: 30150 },
      '0x2cca08ae69e0c44b18a57ab2a87644234daebae4': { 8453: 30184 },
      '0x31cae3b7fb82d847621859fb1585353c5720660d': { 42161: 30110 },
      '0x8ee02736f8a0c28164a20c25f3d199a74df7f24b': { 42170: 30175 },
      '0x1ddbaf8b75f2291a97c22428afef411b7bb19e28': { 42220: 30125 },
      '0x90e595783e43eb89ff07f63d27b8430e6b44bd9c': { 43114: 30106 },
      '0x1a7ce89220b945e82f80380b14aa6fdc5e5e3b2a': { 53935: 30115 },
      '0x0408804c5dcd9796f22558464e6fe5bddf16a7c7': { 59144: 30183 },
      '0xa20db4ffe74a31d17fc24bd32a7dd7555441058e': { 167000: 30290 },
      '0x581b26f362ad383f7b51ef8a165efa13dde398a4': { 534352: 30214 },
      '0x4f8b7a7a346da5c467085377796e91220d904c15': { 7777777: 30195 },
      '0xa2b402ffe8dd7460a8b425644b6b9f50667f0a61': { 1313161554: 30211 },
      '0x1e4cac6c2c955caed779ef24d5b8c5ee90b1f914': { 1380012617: 30235 },
      '0xd27b2fe1d0a60e06a0ec7e64501d2f15e6c65bd9': { 1666600000: 30116 },
      '0x5b23e2bae5c5f00e804ea2c4c9abe601604378fa': { 7979: 30149 },
      '0xa09db5142654e3eb5cf547d66833fae7097b21c3': { 7332: 30215 },
      '0x9bdf3ae7e2e3d211811e5e782a808ca0a75bf1fc': { 4337: 30198 },
      '0xb12514e226e50844e4655696c92c0c36b8a53141': { 1559: 30173 },
      '0x2d24207f9c1f77b2e08f2c3ad430da18e355cf66': { 88: 30196 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0xcb566e3b6934fa77258d68ea18e931fa75e1aaaa',
    executors: {
      '0xa20db4ffe74a31d17fc24bd32a7dd7555441058e': {
        30: 30333, 50: 30365, 747: 30336, 1300: 30342, 1480: 30330, 1923: 30335, 16661: 30388, 43419: 30371,
      },
      '0x4208d6e27538189bb48e603d6123a94b8abe0a0b': { 957: 30311, 11501: 30317, 81224: 30323 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0x5c6cff4b7c49805f8295ff73c204ac83f3bc4ae7',
    executors: {
      '0x553313db58deefa3d55b1457d27eab3fe5ec87e8': { 232: 30373, 388: 30360, 50104: 30334 },
      '0x643e1471f37c4680df30cf0c540cd379a0ff58a5': { 2741: 30324 },
      '0x06e56abd0cb3c88880644ba3c534a498ca18e5c8': { 810180: 30301 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0x3a73033c0b1407574c76bdbac67f126f6b4a9aa9',
    executors: {
      '0x41bdb4aa4a63a5b2efc531858d3118392b1a1c3d': { 999: 30367, 1514: 30364, 1612: 30392, 41923: 30328 },
      '0x4b80f7d25c451d204b1c93d9bdf2ab3b04f3ea4a': { 25: 30359 },
      '0xa20db4ffe74a31d17fc24bd32a7dd7555441058e': { 295: 30316 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0xef02bacd67c0ab45510927749009f6b9ffce0631',
    executors: {
      '0x27b7bf5f95c2dd6bc07ce4ed8598b20fb73ff5c1': { 82: 30176 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0x148f693af10ddfae81cddb36f4c93b31a90076e1',
    executors: {
      '0x868a44f9d9f09331da425539a174a2128b85d672': { 148: 30230 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0xd07c30af3ff30d96bdc9c6044958230eb797ddbf',
    executors: {
      '0x664e390e672a811c12091db8426cbb7d68d5d8a6': { 324: 30165 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0x4bcb6a963a9563c33569d7a512d35754221f3a19',
    executors: {
      '0xae3c661292bb4d0aeee0588b4404778df1799ee6': { 1868: 30340 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0x20bb7c2e2f4e5ca2b4c57060d1ae2615245dcc9c',
    executors: {
      '0xf851abca1d0fd1df8eaba6de466a102996b7d7b2': { 4217: 30410 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0x2a5e79dee6e3544588bb3b675b1cc3354df2aefd',
    executors: {
      '0x6a02d83e8d433304bba74ef1c427913958187142': { 6900: 30369 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0xaab5a48cfc03efa9cc34a2c1aacccb84b4b770e4',
    executors: {
      '0xa20db4ffe74a31d17fc24bd32a7dd7555441058e': { 42793: 30292 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0xca29f3a6f966cb2fc0de625f8f325c0c46dbe958',
    executors: {
      '0xfebcf17b11376c724ab5a5229803c6e838b6eae5': { 57073: 30339 },
    },
  },
  {
    network: 'mainnet',
    endpoint: '0xc1b15d3b262beec0e3565c11c9e0f6134bdacb36',
    executors: {
      '0x41bdb4aa4a63a5b2efc531858d3118392b1a1c3d': { 98866: 30370 },
    },
  },
  {
    network: 'testnet',
    endpoint: '0x6edce65403992e310a62460808c4b910d972f10f',
    executors: {
      '0x8a3d588d9f6ac041476b094f97ff94ec30169d3d': { 84532: 40245 },
      '0x5df3a1cebbd9c8ba7f8df51fd632a9aef8308897': { 421614: 40231 },
      '0x718b92b5cb0a5552039b593faf724d182a881eda': { 11155111: 40161 },
      '0xdc0d68899405673b932f0db7f8a49191491a5bcb': { 11155420: 40232 },
    },
  },
];

function stargateAt(chainId: number): LayerzeroDeployment['stargate'] {
  const known = stargateChains.find(({ id }) => id === chainId);
  if (!known) return undefined;
  const { tokenMessaging, assets } = known;
  return { tokenMessaging, assets: assets.map(({ contract }) => contract) };
}

/** Of every EVM chain whose chain id and endpoint id are both known. */
const evmDeployments: Readonly<Record<ChainId, LayerzeroDeployment>> = Object.fromEntries(
  endpoints.flatMap(({ network, endpoint, executors }) =>
    Object.entries(executors).flatMap(([executor, chains]) =>
      Object.entries(chains).map(([id, eid]): [ChainId, LayerzeroDeployment] => {
        const isMainnet = network === 'mainnet';
        const tokens = isMainnet ? [...(tetherOfts[Number(id)] ?? [])] : [];
        return [
          `eip155:${id}`,
          {
            network,
            eid,
            endpoint,
            executors: [executor],
            stargate: stargateAt(Number(id)),
            tokens,
            allTokens: false,
          },
        ];
      }),
    ),
  ),
);

/**
 * On Solana the endpoint is a program, and what tries for LayerZero's executor is the account `ExecutorConfig` of its own program,
 * 6doghB248px58JSSwG4qejQ46kFMW4AMj7vzJnWZHNZn. Both are the same in all of Solana's networks. Source: LayerZero-v2, Solana's
 * `programs/endpoint`, `programs/executor`; OrderlyNetwork/solana-vault.
 */
const solana = {
  endpoint: '76y77prsiCMvXMjuoZ5VRrhG5qYBrUMYTE5WgHqgjEn6',
  executors: ['AwrbHeCyniXaQhiJZkLhgWdUCteeWSGaSN1sTfLiY7xK'],
  tokens: [],
  allTokens: false,
};

/** LayerZero version 2 on EVM chains and on Solana. */
export const layerzeroDeployments: Readonly<Record<ChainId, LayerzeroDeployment>> = {
  ...evmDeployments,
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': { network: 'mainnet', eid: 30168, ...solana },
  'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': { network: 'testnet', eid: 40168, ...solana },
};

/** Endpoint ids of chains that are not read here. */
export const layerzeroForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> =
  {
    mainnet: {
      '30108': { chain: null, name: 'Aptos' },
      '30325': { chain: null, name: 'Movement' },
      '30326': { chain: null, name: 'Initia' },
      '30343': { chain: null, name: 'TON' },
      '30378': { chain: null, name: 'Sui' },
      '30420': { chain: null, name: 'Tron' },
      '30423': { chain: null, name: 'IOTA' },
      '30500': { chain: null, name: 'Starknet' },
      '30567': { chain: null, name: 'Canton' },
      '30600': { chain: null, name: 'Stellar' },
    },
  };
