import type { About, Asset } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { CaptureInput } from '../define.ts';
import { sliceHex } from '../slice-hex.ts';
import { showAddress } from './address.ts';
import { assetBookOf } from './assets.ts';
import type { SodaxDeployment } from './deployment.ts';
import { hubOf } from './hub-of.ts';
import type { SodaxIntent } from './intent.ts';

/** What an intent says of its operation: a swap, an order without a deadline, or something that stays on the hub. */
export function aboutIntent(
  intent: SodaxIntent,
  intentHash: Hex,
  input: CaptureInput<unknown, SodaxDeployment>,
): About {
  const { chainNamed } = input;
  const hub = hubOf(input);
  const [source, target] = [String(intent.srcChain), String(intent.dstChain)];
  return {
    kind: kindOf(intent),
    origin: chainNamed(source),
    hub: hub.ref,
    destination: chainNamed(target),
    sender: showAddress(source, intent.srcAddress),
    recipient: showAddress(target, intent.dstAddress),
    sent: assetFrom(intent.inputToken, source, intent.inputAmount, input),
    wanted: assetFrom(intent.outputToken, target, intent.minOutputAmount, input),
    total: intent.inputAmount.toString(),
    ...(intent.deadline > 0n && { deadline: Number(intent.deadline) }),
    promises: promisesOf(intent, input),
    details: {
      intentHash,
      creator: intent.creator,
      inputToken: intent.inputToken,
      outputToken: intent.outputToken,
    },
  };
}

/** `data` begins with 1 where it names a partner's fee; anything else is for a contract that acts at the fill. */
function kindOf({ srcChain, dstChain, data, deadline }: SodaxIntent): string {
  const isPlain = data === '0x' || sliceHex(data, 0, 1) === '0x01';
  if (!isPlain && srcChain === dstChain) return 'hook';
  return deadline === 0n ? 'limit_order' : 'swap';
}

/**
 * Where the output goes: to its recipient on the hub; in a packet to the network that it is at home on; else into the hub
 * wallet of its recipient. Of a token that is not known a packet is awaited: rather for ever than not at all. An intent
 * that may be filled in parts is filled when the hub says so, whatever one payment elsewhere has done.
 */
function promisesOf(
  { outputToken, dstChain, allowPartialFill }: SodaxIntent,
  input: CaptureInput<unknown, SodaxDeployment>,
): string[] {
  const { contracts } = hubOf(input);
  const target = String(dstChain);
  const parts = allowPartialFill ? ['fill'] : [];
  if (target === contracts.relayId) return parts;
  const homes = assetBookOf(contracts.assets).ofHub(outputToken);
  const isHome = homes.length === 0 || homes.some(({ relayId }) => relayId === target);
  return [...parts, ...(isHome ? ['dispatch', 'delivery'] : ['collection'])];
}

/**
 * A token of the hub as the token that it stands for on a network. Without a token where it stands for none there, for several,
 * or is not known: packets name the network's own.
 */
export function assetFrom(
  hubAsset: Hex,
  relayId: string,
  amount: bigint,
  input: CaptureInput<unknown, SodaxDeployment>,
): Asset {
  const homes = assetBookOf(hubOf(input).contracts.assets).ofHub(hubAsset);
  const there = homes.filter((asset) => asset.relayId === relayId);
  const [known, ...others] = there.length > 0 ? there : homes;
  const isSure = there.length > 0 && others.length === 0;
  return {
    ...(known && isSure && { token: known.token }),
    amount: amount.toString(),
    ...(known && { symbol: known.symbol, decimals: known.decimals }),
  };
}
