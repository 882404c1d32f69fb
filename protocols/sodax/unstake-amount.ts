import { toFunctionSelector } from 'viem';
import { sliceHex } from '../slice-hex.ts';
import type { SodaxHub } from './networks.ts';
import type { HubCall } from './payload.ts';
import { tupleDecoder } from './tuple-decoder.ts';

const UNSTAKE = toFunctionSelector('unstake(address,uint256)');
const readUnstake = tupleDecoder([
  { name: 'account', type: 'address' },
  { name: 'amount', type: 'uint256' },
]);

/** How much SODA calls ask to have unstaked; undefined if they do not. */
export function unstakeAmount(
  calls: readonly HubCall[],
  { stakedSoda }: Pick<SodaxHub, 'stakedSoda'>,
): bigint | undefined {
  const call = calls.find(({ to, data }) => to === stakedSoda && data.startsWith(UNSTAKE));
  return call && readUnstake(sliceHex(call.data, 4))?.amount;
}
