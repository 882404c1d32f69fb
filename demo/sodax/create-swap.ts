import { zeroAddress } from 'viem';
import type { Address, Hex } from 'viem';

import type { Intent } from './intent.ts';
import { walletOf } from './sodax.ts';
import type { Asset, Sodax } from './sodax.ts';

/** What makes one swap differ from another. */
export interface Swap {
  /** New for each intent. */
  readonly id: bigint;
  /** Where the user is and who they are there, as that chain writes addresses. */
  readonly from: { readonly relayId: bigint; readonly user: Hex };
  readonly to: { readonly relayId: bigint; readonly user: Hex };
  readonly input: Asset;
  readonly output: Asset;
  readonly amount: bigint;
  /** As much as the input unless told. */
  readonly asks?: bigint;
  readonly deadline?: bigint;
  readonly allowsPartialFill?: boolean;
  readonly solver?: Address;
  readonly data?: Hex;
}

/** An intent as a wallet of SODAX would write it: users of spokes act through their hub wallet. */
export function createSwap(sodax: Sodax, swap: Swap): Intent {
  const { id, from, to, input, output, amount } = swap;
  const isOnHub = from.relayId === sodax.hub.relayId;
  return {
    intentId: id,
    creator: isOnHub ? from.user : walletOf(sodax, from.relayId, from.user),
    inputToken: input.hubAsset,
    outputToken: output.hubAsset,
    inputAmount: amount,
    minOutputAmount: swap.asks ?? amount,
    deadline: swap.deadline ?? 0n,
    allowPartialFill: swap.allowsPartialFill ?? false,
    srcChain: from.relayId,
    dstChain: to.relayId,
    srcAddress: from.user,
    dstAddress: to.user,
    solver: swap.solver ?? zeroAddress,
    data: swap.data ?? '0x',
  };
}
