import type { Hex } from 'viem';

import type { TokenSymbol } from './sodax.ts';

/** An EVM chain to put SODAX on. */
export interface ChainPlan {
  readonly name: string;
  readonly url: string;
  readonly chainId: number;
  readonly relayId: bigint;
}

export interface SpokePlan extends ChainPlan {
  /** Has the first three parameters of `Message` as topics. */
  readonly isIndexed?: boolean;
}

/** A spoke that is no EVM chain: the hub only has to know it. */
export interface RemotePlan {
  readonly relayId: bigint;
  readonly assetManager: Hex;
  readonly tokens: Partial<Record<TokenSymbol, Hex>>;
}
