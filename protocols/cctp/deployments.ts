import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';

/** Circle's contracts of one CCTP version on one chain; on Solana, its programs. */
export interface CctpContracts {
  tokenMessenger: string;
  messageTransmitter: string;
}

/** CCTP on one chain: its domain, and the versions that it has. */
export interface CctpDeployment {
  network: string;
  domain: number;
  v1?: CctpContracts | undefined;
  v2?: CctpContracts | undefined;
}

/**
 * Version 2 has one pair of addresses for all EVM chains of a network, but for Edge. By chain id: the domain. On BNB Smart
 * Chain (17) it moves USYC alone.
 */
const v2: { network: string; contracts: CctpContracts; domains: Record<number, number> }[] = [
  {
    network: 'mainnet',
    contracts: {
      tokenMessenger: '0x28b5a0e9c621a5badaa536219b3a228c8168cf5d',
      messageTransmitter: '0x81d40f21f12a8f0e3252bccb954d722d4c464b64',
    },
    // prettier-ignore
    domains: {
      1: 0, 43114: 1, 10: 2, 42161: 3, 8453: 6, 137: 7, 130: 10, 59144: 11, 81224: 12, 146: 13, 480: 14, 143: 15,
      1329: 16, 56: 17, 50: 18, 999: 19, 57073: 21, 98866: 22, 5042: 26, 1776: 29, 2818: 30, 1672: 31, 25: 32, 9745: 33,
      196: 37,
    },
  },
  {
    network: 'mainnet',
    contracts: {
      tokenMessenger: '0x98706a006bc632df31cadfcbd43f38887ce2ca5c',
      messageTransmitter: '0x5b61381fc9e58e70efc13a4a97516997019198ee',
    },
    domains: { 3343: 28 },
  },
  {
    network: 'testnet',
    contracts: {
      tokenMessenger: '0x8fe6b999dc680ccfdd5bf7eb0974218be2542daa',
      messageTransmitter: '0xe737e5cebeeba77efe34d4aa090756590b1ce275',
    },
    // prettier-ignore
    domains: {
      11155111: 0, 43113: 1, 11155420: 2, 421614: 3, 84532: 6, 80002: 7, 1301: 10, 59141: 11, 812242: 12, 14601: 13,
      4801: 14, 10143: 15, 1328: 16, 97: 17, 51: 18, 998: 19, 763373: 21, 98867: 22, 5042002: 26, 33431: 28, 1439: 29,
      2910: 30, 688689: 31, 338: 32, 9746: 33, 1952: 37,
    },
  },
];

/** Version 1 by chain id. */
// prettier-ignore
const v1: Record<number, [tokenMessenger: Hex, messageTransmitter: Hex]> = {
  1: ['0xbd3fa81b58ba92a82136038b25adec7066af3155', '0x0a992d191deec32afe36203ad87d7d289a738f81'],
  43114: ['0x6b25532e1060ce10cc3b0a99e5683b91bfde6982', '0x8186359af5f57fbb40c6b14a588d2a59c0c29880'],
  10: ['0x2b4069517957735be00cee0fadae88a26365528f', '0x4d41f22c5a0e5c74090899e5a8fb597a8842b3e8'],
  42161: ['0x19330d10d9cc8751218eaf51e8885d058642e08a', '0xc30362313fbba5cf9163f0bb16a0e01f01a896ca'],
  8453: ['0x1682ae6375c4e4a97e4b583bc394c861a46d8962', '0xad09780d193884d503182ad4588450c416d6f9d4'],
  137: ['0x9daf8c91aefae50b9c0e69629d3f6ca40ca3b3fe', '0xf3be9355363857f3e001be68856a2f96b4c39ba9'],
  130: ['0x4e744b28e787c3ad0e810ed65a24461d4ac5a762', '0x353be9e2e38ab1d19104534e4edc21c643df86f4'],
  11155111: ['0x9f3b8679c73c2fef8b59b4f3444d4e156fb70aa5', '0x7865fafc2db2093669d92c0f33aeef291086befd'],
  43113: ['0xeb08f243e5d3fcff26a9e38ae5520a669f4019d0', '0xa9fb1b3009dcb79e2fe346c16a604b8fa8ae0a79'],
  11155420: ['0x9f3b8679c73c2fef8b59b4f3444d4e156fb70aa5', '0x7865fafc2db2093669d92c0f33aeef291086befd'],
  421614: ['0x9f3b8679c73c2fef8b59b4f3444d4e156fb70aa5', '0xacf1ceef35caac005e15888ddb8a3515c41b4872'],
  84532: ['0x9f3b8679c73c2fef8b59b4f3444d4e156fb70aa5', '0x7865fafc2db2093669d92c0f33aeef291086befd'],
  80002: ['0x9f3b8679c73c2fef8b59b4f3444d4e156fb70aa5', '0x7865fafc2db2093669d92c0f33aeef291086befd'],
  1301: ['0x8ed94b8dad2dc5453862ea5e316a8e71aaed9782', '0xbc498c326533d675cf571b90a2ced265acb7d086'],
};

/** The programs have the same ids on mainnet and devnet. */
const solana = {
  domain: 5,
  v1: {
    tokenMessenger: 'CCTPiPYPc6AsJuwueEnWgSgucamXDZwBd53dQ11YiKX3',
    messageTransmitter: 'CCTPmbSD7gX1bxKPAmg77w8oFzNFpaQiQUWD43TKaecd',
  },
  v2: {
    tokenMessenger: 'CCTPV2vPZJS2u2BBsUoscuikbYjnpFmbFsvVuJdgUMQe',
    messageTransmitter: 'CCTPV2Sm4AdWt5296sk4P66VBZ7bEhcARwFaaS9YPbeC',
  },
};

const evmDeployments: Record<ChainId, CctpDeployment> = Object.fromEntries(
  v2.flatMap(({ network, contracts, domains }) =>
    Object.entries(domains).map(([id, domain]): [ChainId, CctpDeployment] => {
      const first = v1[Number(id)];
      return [
        `eip155:${id}`,
        {
          network,
          domain,
          v1: first && { tokenMessenger: first[0], messageTransmitter: first[1] },
          v2: contracts,
        },
      ];
    }),
  ),
);

/** Circle's deployments, from its bridge-kit and developer documentation, and solana-cctp-contracts. */
export const cctpDeployments: Readonly<Record<ChainId, CctpDeployment>> = {
  ...evmDeployments,
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': { network: 'mainnet', ...solana },
  'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': { network: 'testnet', ...solana },
};

/**
 * Where the first version's message transmitter was deployed. Sources: l2beat, `projects/cctp/discovered.json` and
 * `projects/tokens/base/discovered.json`. Of OP Mainnet and Unichain the day is known alone, from bunnyboard/databoard
 * `circle.ts`: there it is a block of a week before, for its days are up to two later than l2beat's times.
 */
export const cctpStartBlocks: Readonly<Record<ChainId, bigint>> = {
  'eip155:1': 16_730_025n,
  // Of 2023-06-15: block 105,235,063 was at 1,686,068,903, with one each 2 s since. Source: superchain-registry.
  'eip155:10': 105_594_211n,
  // Of 2024-11-29: block 0 was at 1,730,748,359, with one each second since. Source: superchain-registry.
  'eip155:130': 2_090_041n,
  'eip155:8453': 4_131_742n,
};

/** Domains of chains that are not read here. */
const foreign: Readonly<Record<string, string>> = {
  '4': 'Noble',
  '8': 'Sui',
  '9': 'Aptos',
  '25': 'Starknet',
  '27': 'Stellar',
};

export const cctpForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> = {
  mainnet: Object.fromEntries(
    Object.entries(foreign).map(([domain, name]) => [domain, { chain: null, name }]),
  ),
  testnet: Object.fromEntries(
    Object.entries(foreign).map(([domain, name]) => [
      domain,
      { chain: null, name: `${name} testnet` },
    ]),
  ),
};

/** Noble's, which is a module of its chain, and the same in its test network. Those of other chains are not known here. */
const NOBLE = {
  domain: 4,
  version: 1,
  tokenMessenger: '0x57d4eaf1091577a6b7d121202afbd2808134f117',
};

/** Circle's token messenger of a version on a domain; undefined where it is not known. */
export function cctpTokenMessenger(
  version: 1 | 2,
  { domain, deployment }: { domain: number; deployment: CctpDeployment | undefined },
): string | undefined {
  if (domain === NOBLE.domain && version === NOBLE.version) return NOBLE.tokenMessenger;
  return deployment?.[`v${version}`]?.tokenMessenger;
}
