import { encodeAbiParameters, keccak256 } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { called, coins, contract, type Emitted, l2Token, on, user } from './logs.ts';

// Messages and transfers from one OP chain to another.

interface Way {
  from: bigint;
  to: bigint;
}
const interopHashOf = (sender: Hex, target: Hex, message: Hex, { from, to }: Way): Hex =>
  keccak256(
    encodeAbiParameters(
      (['uint256', 'uint256', 'uint256', 'address', 'address', 'bytes'] as const).map((type) => ({
        type,
      })),
      [to, from, 2n, sender, target, message],
    ),
  );
/** From Base to Optimism unless told. */
export const interopOf = (
  sender: Hex,
  target: Hex,
  message: Hex,
  way: Way = { from: 8453n, to: 10n },
) => {
  const messageHash = interopHashOf(sender, target, message, way);
  const relayed = { source: way.from, messageNonce: 2n, messageHash };
  return {
    sent: [
      on.interop,
      'interopSent',
      { destination: way.to, target, messageNonce: 2n, sender, message },
    ] as Emitted,
    relayed: [on.interop, 'interopRelayed', { ...relayed, returnDataHash: messageHash }] as Emitted,
    relayedBefore: [on.interop, 'interopRelayedBefore', relayed] as Emitted,
    expired: [on.interop, 'interopExpired', { messageHash, undeliveredAt: 9n }] as Emitted,
  };
};
const { from, to, amount } = coins;
const ethAcross = interopOf(
  on.ethBridge,
  on.ethBridge,
  called('relayETH(address from, address to, uint256 amount)', coins),
);
const tokensAcross = interopOf(
  on.tokenBridge,
  on.tokenBridge,
  called('relayERC20(address token, address from, address to, uint256 amount)', {
    token: l2Token,
    ...coins,
  }),
);
export const interop = {
  message: interopOf(user, contract, '0xdeadbeef'),
  ethLeaves: [
    ethAcross.sent,
    [on.ethBridge, 'ethSent', { from, to, amount, destination: 10n }],
  ] as Emitted[],
  ethArrives: [
    [on.ethBridge, 'ethRelayed', { from, to, amount, source: 8453n }],
    ethAcross.relayed,
  ] as Emitted[],
  tokensLeave: [
    tokensAcross.sent,
    [on.tokenBridge, 'tokensSent', { token: l2Token, from, to, amount, destination: 10n }],
  ] as Emitted[],
  tokensArrive: [
    [on.tokenBridge, 'tokensRelayed', { token: l2Token, from, to, amount, source: 8453n }],
    tokensAcross.relayed,
  ] as Emitted[],
};
