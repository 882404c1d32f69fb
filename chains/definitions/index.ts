import type { ChainDefinition, ChainId } from '../../core/chain.ts';
import { ethereum } from './ethereum.ts';
import { optimism } from './optimism.ts';
import { bnb } from './bnb.ts';
import { unichain } from './unichain.ts';
import { polygon } from './polygon.ts';
import { sonic } from './sonic.ts';
import { base } from './base.ts';
import { arbitrum } from './arbitrum.ts';
import { avalanche } from './avalanche.ts';
import { linea } from './linea.ts';
import { scroll } from './scroll.ts';
import { zksyncEra } from './zksync-era.ts';
import { hyperevm } from './hyperevm.ts';
import { kaia } from './kaia.ts';
import { lightlink } from './lightlink.ts';
import { redbelly } from './redbelly.ts';
import { gnosis } from './gnosis.ts';
import { monad } from './monad.ts';
import { worldChain } from './world-chain.ts';
import { sei } from './sei.ts';
import { soneium } from './soneium.ts';
import { mantle } from './mantle.ts';
import { celo } from './celo.ts';
import { ink } from './ink.ts';
import { berachain } from './berachain.ts';
import { plume } from './plume.ts';
import { sepolia } from './sepolia.ts';
import { optimismSepolia } from './optimism-sepolia.ts';
import { baseSepolia } from './base-sepolia.ts';
import { arbitrumSepolia } from './arbitrum-sepolia.ts';
import { polygonAmoy } from './polygon-amoy.ts';
import { avalancheFuji } from './avalanche-fuji.ts';
import { lineaSepolia } from './linea-sepolia.ts';
import { scrollSepolia } from './scroll-sepolia.ts';
import { zksyncSepolia } from './zksync-sepolia.ts';
import { hyperevmTestnet } from './hyperevm-testnet.ts';
import { kaiaKairos } from './kaia-kairos.ts';
import { lightlinkPegasus } from './lightlink-pegasus.ts';
import { redbellyTestnet } from './redbelly-testnet.ts';
import { unichainSepolia } from './unichain-sepolia.ts';
import { bnbTestnet } from './bnb-testnet.ts';
import { sonicTestnet } from './sonic-testnet.ts';
import { solana } from './solana.ts';
import { solanaDevnet } from './solana-devnet.ts';

/** The chains that are known without configuration, by CAIP-2 id. */
export const definitions: ReadonlyMap<ChainId, ChainDefinition> = new Map(
  [
    ethereum,
    optimism,
    bnb,
    unichain,
    polygon,
    sonic,
    base,
    arbitrum,
    avalanche,
    linea,
    scroll,
    zksyncEra,
    hyperevm,
    kaia,
    lightlink,
    redbelly,
    gnosis,
    monad,
    worldChain,
    sei,
    soneium,
    mantle,
    celo,
    ink,
    berachain,
    plume,
    sepolia,
    optimismSepolia,
    baseSepolia,
    arbitrumSepolia,
    polygonAmoy,
    avalancheFuji,
    lineaSepolia,
    scrollSepolia,
    zksyncSepolia,
    hyperevmTestnet,
    kaiaKairos,
    lightlinkPegasus,
    redbellyTestnet,
    unichainSepolia,
    bnbTestnet,
    sonicTestnet,
    solana,
    solanaDevnet,
  ].map((definition) => [definition.id, definition]),
);
