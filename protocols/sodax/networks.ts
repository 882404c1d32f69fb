import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';

/** How a network writes its addresses; `address.ts` reads and writes each. */
export type Notation =
  | 'evm'
  | 'icon'
  | 'sui'
  | 'solana'
  | 'stellar'
  | 'stacks'
  | 'aleo'
  /** The address's own text, in UTF-8: Bitcoin, NEAR, Cosmos chains. */
  | 'text';

/** SODAX on one network. Addresses are in the network's own notation, on EVM chains in lower case. */
export interface SodaxNetwork {
  /** What messages call the network, in decimal. It is no EVM chain id, but for Sonic. */
  relayId: string;
  /** Null where Midflight reads no such chain. */
  chain: ChainId | null;
  /** Short name: that of `chains/definitions`, where it has one. */
  name: string;
  notation: Notation;
  /** Locks what leaves the network, and releases what comes. */
  assetManager?: string;
  /** Emits and verifies messages. */
  connection?: string;
  /** Where solvers pay on the network itself. */
  intentFiller?: string;
}

/** The contracts of the hub that decide what an operation is. Addresses in lower case. */
export interface SodaxHub {
  relayId: string;
  assetManager: Hex;
  intents: Hex;
  walletFactory: Hex;
  /** Runs calls for those whose wallet is on Sonic itself. */
  walletRouter: Hex;
  /** The money market. */
  pool: Hex;
  stakingRouter: Hex;
  stakedSoda: Hex;
  xSoda: Hex;
  sodaVault: Hex;
  icxMigration: Hex;
  balnSwap: Hex;
  protocolIntents: Hex;
  bnUsdVault: Hex;
  /** Of the old bnUSD, which the newer vault takes in and gives back. */
  legacyBnUsdVault: Hex;
  wrappedSonic: Hex;
  /** Cancels intents of others once their deadline has passed. */
  intentCanceller: Hex;
  /** Those that move a solver's own stock between networks; such messages are no user's. */
  solverRouters: readonly Hex[];
}

export const sodaxHub: SodaxHub = {
  relayId: '146',
  assetManager: '0x60c5681bd1db4e50735c4ca3386005a4ba4937c0',
  intents: '0x6382d6ccd780758c5e8a6123c33ee8f4472f96ef',
  walletFactory: '0xa0ed3047d358648f2c0583b415cffca571fdb544',
  walletRouter: '0xc67c3e55c665e78b25dc9829b3aa5af47d914733',
  pool: '0x553434896d39f867761859d0fe7189d2af70514e',
  stakingRouter: '0xe287cd568543d880e0f0dfadce18b44930759367',
  stakedSoda: '0x4333b324102d00392038ca92537dfbb8cb0dac68',
  xSoda: '0xadc6561cc8fc31767b4917ccc97f510d411378d9',
  sodaVault: '0x21685e341de7844135329914be6bd8d16982d834',
  icxMigration: '0x8294de9fc60f5abcc19245e5857071d7c42b9875',
  balnSwap: '0x610a90b61b89a98b954d5750e94834aa45d08d10',
  protocolIntents: '0xaff2edb3057ed6f9c1da6c930b8dddf2bee573a5',
  bnUsdVault: '0xe801ca34e19abcbfea12025378d19c4fbe250131',
  legacyBnUsdVault: '0x9d4b663eb075d2a1c7b8eaefb9eccc0510388b51',
  wrappedSonic: '0x039e2fb66102314ce7b64ce5ce3e5183bc94ad38',
  intentCanceller: '0x7ec046ceb0c01a2ef16c77d2e6bb56e3af3464cf',
  solverRouters: [
    '0xa6f5733db72975c0e9af1ee4b95904f7ca16a7c0',
    '0xc3391bdecf3f5c40bf2e1b30606b60d3f22bf962',
  ],
};

/** The first block on Sonic with intents that are of use. */
export const sodaxStartBlock = 18_681_775n;

/** Several networks have the same contract at the same address. */
const connection = '0x4555ac13d7338d9e671584c1d118c06b2a3c88ed';
const laterConnection = '0xa143488cdc5b74b366231e6a4d5a55a2d9dc8484';
const assetManager = '0x348be44f63a458be9c1b13d6fd8e99048f297bc3';
const firstAssetManager = '0x39e77f86c1b1f3fbab362a82b49d2e86c09659b4';
const lastAssetManager = '0x0df73542cc68bdc01b361d231c60f726b0e0bc05';

type EvmRow = [
  relayId: string,
  chainId: number,
  name: string,
  assetManager: string,
  connection: string,
  intentFiller?: string,
];

// prettier-ignore
const evmRows: EvmRow[] = [
  ['2', 1, 'ethereum', firstAssetManager, connection, '0xf8d13cacb8e2b6ba8396dba35a7365ef6b603cd6'],
  ['4', 56, 'bnb', assetManager, laterConnection, '0x1d6182aab371d1b9619198a3c553d14c27140559'],
  ['5', 137, 'polygon', assetManager, connection, '0x772ffe538e45b2cddfb5823041ec26c44815b9ab'],
  ['6', 43114, 'avalanche', '0x5bdd1e1c5173f4c912cc919742fb94a55ecfaf86', connection, '0xd891190a2382c75e3091bbff3a119e4c578e8ebb'],
  ['23', 42161, 'arbitrum', assetManager, connection, '0x4a1c82744cddee675a255fb289cb0917a482e7c7'],
  ['24', 10, 'optimism', assetManager, connection, '0xdc5b4b00f98347e95b9f94911213dab4c687e1e3'],
  ['30', 8453, 'base', assetManager, connection, '0xddf645f33edad18fc23e01416ed0267a1bf59d45'],
  ['18501', 295, 'hedera', lastAssetManager, connection],
  ['21071', 4663, 'robinhood', lastAssetManager, connection],
  ['26745', 999, 'hyperevm', '0xafd6a6e4287a511d3baad013093815268846fbb7', laterConnection, '0x1f3d6180eed6a46650d0cfb416874beabf695457'],
  ['27489', 8217, 'kaia', '0x6d2126db97dd88afa85127253807d04a066b6746', connection, '0x3cd95c469be0edfd12bd4f3a4436b132b7908df4'],
  ['27756', 1890, 'lightlink', '0x4a1c82744cddee675a255fb289cb0917a482e7c7', '0x6d2126db97dd88afa85127253807d04a066b6746', '0x043fb7e23350dd5b77de5e228b528763decb9131'],
  ['726564', 151, 'redbelly', firstAssetManager, '0x88f03d1b4e84fb6ed54dffadc609d724e324ab02', '0xf8d13cacb8e2b6ba8396dba35a7365ef6b603cd6'],
];

const stacksDeployer = 'SP3031RGK734636C8KGW2Y76TEQBTVX59Q472EQH0';

/** Every network of SODAX, the hub first; from its SDK and its documentation. */
export const sodaxNetworks: readonly SodaxNetwork[] = [
  {
    relayId: sodaxHub.relayId,
    chain: 'eip155:146',
    name: 'sonic',
    notation: 'evm',
    assetManager: sodaxHub.assetManager,
    // Its connection is published nowhere; the asset manager's `connection()` gives it, and operators configure it.
  },
  ...evmRows.map(
    ([relayId, chainId, name, assetManager, connection, intentFiller]): SodaxNetwork => ({
      relayId,
      chain: `eip155:${chainId}`,
      name,
      notation: 'evm',
      assetManager,
      connection,
      ...(intentFiller && { intentFiller }),
    }),
  ),
  {
    relayId: '1',
    chain: 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp',
    name: 'solana',
    notation: 'solana',
    assetManager: 'AnCCJjheynmGqPp6Vgat9DTirGKD4CtQzP8cwTYV8qKH',
    connection: 'GxS8i6D9qQjbSeniD487CnomUxU2pXt6V8P96T6MkUXB',
    intentFiller: 'ABBqXPEtnEnT2QywyRcpmwqHnGFXCpRSspL2Y4dB7YMA',
  },
  {
    relayId: '15',
    chain: null,
    name: 'near',
    notation: 'text',
    assetManager: 'asset-manager.sodax.near',
    connection: 'connection.sodax.near',
    intentFiller: 'intent-filler.sodax.near',
  },
  {
    relayId: '19',
    chain: null,
    name: 'injective',
    notation: 'text',
    assetManager: 'inj1dg6tm62uup53wn2kn97caeqfwt0sukx3qjk8rw',
    connection: 'inj1eexvfglsptxwfj9hft96xcnsdrvr7d7dalcm8w',
    intentFiller: 'inj1nra9ju80dmfxs7326qusfxmeas0aeghy3sp4qd',
  },
  {
    relayId: '21',
    chain: null,
    name: 'sui',
    notation: 'sui',
    assetManager:
      '0xa17a409164d1676db71b411ab50813ba2c7dd547d2df538c699049566f1ff922::asset_manager::0xcb7346339340b7f8dea40fcafb70721dc2fcfa7e8626a89fd954d46c1f928b61',
    connection:
      '0xf3b1e696a66d02cb776dc15aae73c68bc8f03adcb6ba0ec7f6332d9d90a6a3d2::connectionv3::0x3ee76d13909ac58ae13baab4c9be5a5142818d9a387aed641825e5d4356969bf',
    intentFiller:
      '0x024faa722661aa85cfbc88ceb9fca6fe940e0c74ff07bcb0f5663c0ae163d36b::intent_filler::0x8c089426e8d64e8b6989013d3cf4a858c88775aeca7b6214bc62746a28c9b638',
  },
  {
    relayId: '27',
    chain: null,
    name: 'stellar',
    notation: 'stellar',
    assetManager: 'CCGF33A4CO6D3BXFEKPXVCFCZBK76I3AQOZK6KIKRPAWAZR3632WHCJ3',
    connection: 'CDFQDDPUPAM3XPGORHDOEFRNLMKOH3N3X6XTXNLSXJQXIU3RVCM3OPEP',
    intentFiller: 'CDSDDKUHGVHTKXTM655D2TCVRET7TYMK3KSOY4WLSMBRHNNFYJXMSUGG',
  },
  {
    relayId: '60',
    chain: null,
    name: 'stacks',
    notation: 'stacks',
    assetManager: `${stacksDeployer}.asset-manager-state`,
    connection: `${stacksDeployer}.connection-v3`,
    intentFiller: `${stacksDeployer}.intent-filler-impl`,
  },
  {
    relayId: '627463',
    chain: null,
    name: 'bitcoin',
    notation: 'text',
    // Bitcoin has no contracts: this is the address that deposits are paid to.
    assetManager: 'bc1pcz4pyrfgv7v6tx8a404mafyvt73cnm80yuv8tqwrywxmqxpja8ys4pjyl5',
  },
  {
    relayId: '1768124270',
    chain: null,
    name: 'icon',
    notation: 'icon',
    assetManager: 'cx1be33c283c7dc7617181d1b21a6a2309e71b1ee7',
    connection: 'cxe5cdf3b0f26967b0efc72d470d57bbf534268f94',
  },
  // Its programs change their names with every version.
  { relayId: '6694886634401', chain: null, name: 'aleo', notation: 'aleo' },
  // Given up: only older messages name them.
  { relayId: '2203', chain: null, name: 'botanix', notation: 'evm' },
  { relayId: '7235938', chain: null, name: 'nibiru', notation: 'evm' },
  { relayId: '1634886504', chain: null, name: 'archway', notation: 'text' },
];

const byRelayId = new Map(sodaxNetworks.map((network) => [network.relayId, network]));
const byChain = new Map(sodaxNetworks.map((network) => [network.chain, network]));

/** The network that messages call by this number, in decimal; undefined for a new one. */
export function networkOf(relayId: string): SodaxNetwork | undefined {
  return byRelayId.get(relayId);
}

/** SODAX on one of the chains that Midflight reads. */
export function networkOn(chain: ChainId): SodaxNetwork | undefined {
  return byChain.get(chain);
}
