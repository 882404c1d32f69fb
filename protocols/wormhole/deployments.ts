import { z } from 'zod';
import type { ChainId } from '../../core/chain.ts';
import type { ChainRef } from '../../core/leg.ts';
import { addressSchema, contractSchema } from '../address-schema.ts';
import { bytes32Of } from '../bytes32.ts';
import chains from './chains.json' with { type: 'json' };

/** Checks what an operator's configuration says of Wormhole on one chain. */
export const wormholeDeploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  /** Wormhole's own number for the chain: 2 is Ethereum. */
  wormholeId: z.number().int().positive(),
  core: contractSchema,
  tokenBridge: contractSchema.optional(),
  /** On Solana, the account by which the Token Bridge signs its messages; on EVM chains it is the contract itself. */
  tokenBridgeEmitter: contractSchema.optional(),
  /** The standard relayer, on EVM chains. */
  relayer: addressSchema.optional(),
  /** On Solana, the program that posts messages whose payload the core bridge does not keep. */
  postMessageShim: contractSchema.optional(),
  /** Managers of native token transfers (NTT) that are read: contracts on EVM chains, programs on Solana. */
  nttManagers: z.array(contractSchema).default([]),
  /**
   * Of each of these, the transceivers by which Wormhole carries its messages: by these they are known as its own. On Solana
   * they are programs, and a manager has one in itself.
   */
  nttTransceivers: z.record(contractSchema, z.array(contractSchema)).default({}),
  /** Whether these are read of every contract: the node must serve logs by topic alone. */
  allNtt: z.boolean().default(false),
});
export type WormholeDeployment = Readonly<z.infer<typeof wormholeDeploymentSchema>>;

/** How messages name who sends them for the Token Bridge of a chain; undefined where it has none. */
export function tokenBridgeEmitterOf({
  tokenBridge,
  tokenBridgeEmitter,
}: WormholeDeployment): string | undefined {
  const emitter = tokenBridgeEmitter ?? tokenBridge;
  return emitter && bytes32Of(emitter);
}

const contract = addressSchema.nullable();
/**
 * By network: EIP-155 id, Wormhole's id, core, Token Bridge, standard relayer, first block with messages. Source: wormhole
 * `sdk/js/src/utils/consts.ts`; wormhole-sdk-ts `contracts/*.ts`; blocks from wormhole-dashboard.
 */
const rows = z
  .record(
    z.string(),
    z.array(z.tuple([z.int(), z.int(), addressSchema, contract, contract, z.int().nullable()])),
  )
  .parse(chains);

const evmChains = Object.entries(rows).flatMap(([network, chains]) =>
  chains.map(([id, wormholeId, core, tokenBridge, relayer, startBlock]) => ({
    chain: `eip155:${id}` as const,
    startBlock,
    deployment: { network, wormholeId, core, tokenBridge, relayer },
  })),
);

/**
 * Managers of Wormhole's own token W, of USDC for Fantom, and of a test token, and their transceivers. Source:
 * wormhole-dashboard `ntt.ts`.
 */
const ntt: Readonly<Record<ChainId, Readonly<Record<string, readonly string[]>>>> = {
  'eip155:1': {
    '0xc072b1aef336edde59a049699ef4e8fa9d594a48': ['0xdb55492d7190d1bae8acbe03911c4e3e7426870c'],
    '0xebdce9a913d9400ee75ef31ce8bd34462d01a1c1': ['0x55f7820357fa17a1ecb48e959d5e637bff956d6f'],
  },
  'eip155:10': {
    '0x1a4f1a790f23ffb9772966cb6f36dcd658033e13': ['0x9bd8b7b527ca4e6738cbdabdf51c22466756073d'],
  },
  'eip155:250': {
    '0x68db2f05aa2d77def981fd2be32661340c9222fb': ['0x8b47f02e7e20174c76af910adc0ad8a4b0342f4c'],
  },
  'eip155:8453': {
    '0x5333d0aca64a450add6fef76d6d1375f726cb484': ['0xd1a8ab69e00266e8b791a15bc47514153a5045a6'],
  },
  'eip155:42161': {
    '0x5333d0aca64a450add6fef76d6d1375f726cb484': ['0xd1a8ab69e00266e8b791a15bc47514153a5045a6'],
  },
  'eip155:11155111': {
    '0xb231ad95f2301bc82ea44c515001f0f746d637e0': ['0x1fdc902e30b188fd2ba976b421cb179943f57896'],
  },
  'eip155:421614': {
    '0xeec94cd3083e067398256a79cca7e740c5c8ef81': ['0x0e24d17d7467467b39bf64a9dff88776bd6c74d7'],
  },
  'eip155:84532': {
    '0xb03b030b2f5b40819df76467d67ed1c85ff66fad': ['0x1e072169541f1171e427aa44b5fd8924bee71b0e'],
  },
  'eip155:11155420': {
    '0x7f430d4e7939d994c0955a01fc75d9de33f12d11': ['0x41265eb2863bf0238081f6aeefef73549c82c3dd'],
  },
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': {
    NTtAaoDJhkeHeaVUHnyhwbPNAN6WgBpHkHBTc6d7vLK: [],
  },
  'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': {
    nTTh3bZ5Aer6xboWZe39RDEft4MeVxSQ8D1EYAVLZw9: [],
  },
};

const nttOn = (chain: ChainId) => ({
  nttManagers: Object.keys(ntt[chain] ?? {}),
  nttTransceivers: ntt[chain] ?? {},
});

/** Wormhole's own deployments. */
export const wormholeDeployments: Readonly<Record<ChainId, WormholeDeployment>> = {
  ...Object.fromEntries(
    evmChains.map(({ chain, deployment: { tokenBridge, relayer, ...deployment } }) => [
      chain,
      wormholeDeploymentSchema.parse({
        ...deployment,
        ...(tokenBridge && { tokenBridge }),
        ...(relayer && { relayer }),
        ...nttOn(chain),
      }),
    ]),
  ),
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': wormholeDeploymentSchema.parse({
    network: 'mainnet',
    wormholeId: 1,
    core: 'worm2ZoG2kUd4vFXhvjh93UUH596ayRfgQ2MgjNMTth',
    tokenBridge: 'wormDTUJ6AWPNvk59vGQbDvGJmqbDTdgWgAqcLBCgUb',
    tokenBridgeEmitter: 'Gv1KWf8DT1jKv5pKBmGaTmVszqa56Xn8YGx2Pg7i7qAk',
    postMessageShim: 'EtZMZM22ViKMo4r5y4Anovs3wKQ2owUmDpjygnMMcdEX',
    ...nttOn('solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp'),
  }),
  'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': wormholeDeploymentSchema.parse({
    network: 'testnet',
    wormholeId: 1,
    core: '3u8hJUVTA4jH1wYAyUur7FFZVQ8H635K3tSHHF4ssjQ5',
    tokenBridge: 'DZnkkTmCiFWfYTfT41X3Rd1kDgozqzxWaHqsw6W4x2oe',
    tokenBridgeEmitter: '4yttKWzRoNYS2HekxDfcZYmfQqnVWpKiJ8eydYRuFRgs',
    postMessageShim: 'EtZMZM22ViKMo4r5y4Anovs3wKQ2owUmDpjygnMMcdEX',
    ...nttOn('solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1'),
  }),
};

/** From where on guardians watch a chain, where that is published. */
export const wormholeStartBlocks: Readonly<Record<ChainId, bigint>> = {
  ...Object.fromEntries(
    evmChains.flatMap(({ chain, startBlock }) =>
      startBlock === null ? [] : [[chain, BigInt(startBlock)] as const],
    ),
  ),
  'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': 94_396_403n,
};

/** Chains that messages name and that are not read here. */
const foreignNames: Readonly<Record<number, string>> = {
  3: 'Terra',
  8: 'Algorand',
  15: 'NEAR',
  18: 'Terra 2',
  19: 'Injective',
  20: 'Osmosis',
  21: 'Sui',
  22: 'Aptos',
  26: 'Pythnet',
  28: 'XPLA',
  32: 'Sei',
  51: 'Fogo',
  58: 'Plasma',
  60: 'Stacks',
  3104: 'Wormhole Gateway',
  4000: 'Cosmos Hub',
  4001: 'Evmos',
  4002: 'Kujira',
  4003: 'Neutron',
  4004: 'Celestia',
  4005: 'Stargaze',
  4007: 'Dymension',
  4009: 'Noble',
};

const foreign = Object.fromEntries(
  Object.entries(foreignNames).map(([id, name]) => [id, { chain: null, name }]),
);
export const wormholeForeignChains: Readonly<Record<string, Readonly<Record<string, ChainRef>>>> = {
  mainnet: foreign,
  testnet: foreign,
};
