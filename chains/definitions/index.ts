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
import { sepolia } from './sepolia.ts';
import { optimismSepolia } from './optimism-sepolia.ts';
import { baseSepolia } from './base-sepolia.ts';
import { arbitrumSepolia } from './arbitrum-sepolia.ts';
import { polygonAmoy } from './polygon-amoy.ts';
import { avalancheFuji } from './avalanche-fuji.ts';

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
    sepolia,
    optimismSepolia,
    baseSepolia,
    arbitrumSepolia,
    polygonAmoy,
    avalancheFuji,
  ].map((definition) => [definition.id, definition]),
);
