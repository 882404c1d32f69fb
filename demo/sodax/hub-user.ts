import type { Hex } from 'viem';

import type { Sent, Wallet } from '../wallet.ts';
import { encodeCall } from './artifacts.ts';
import type { Intent } from './intent.ts';
import type { Call } from './payload.ts';
import { userOf } from './sodax.ts';
import type { Asset, Sodax } from './sodax.ts';

const gas = 3_000_000n;

/** A user of the hub offers something there, from their own account: they are the creator. */
export async function createIntent(
  { hub }: Sodax,
  parts: { user?: number; intent: Intent; fee?: bigint },
): Promise<Sent> {
  const { intent, fee = 0n } = parts;
  const sender = userOf(hub, parts.user);
  const { intents } = hub.contracts;
  const args = [intents, intent.inputAmount + fee];
  await sender.send({ to: intent.inputToken, data: encodeCall('Token', 'approve', args) });
  const data = encodeCall('Intents', 'createIntent', [intent]);
  return await sender.send({ to: intents, data, gas });
}

/** Cancels an intent on the hub: its creator always may, everybody else after its deadline. */
export async function cancelIntent(
  { hub }: Sodax,
  parts: { wallet: Wallet; intent: Intent },
): Promise<Sent> {
  const data = encodeCall('Intents', 'cancelIntent', [parts.intent]);
  return await parts.wallet.send({ to: hub.contracts.intents, data, gas });
}

/** A user of the hub has their tokens released on a spoke, from their own account. */
export async function sendOut(
  { hub }: Sodax,
  parts: { user?: number; asset: Asset; to: Hex; amount: bigint },
): Promise<Sent> {
  const { asset, to, amount } = parts;
  const args = [asset.hubAsset, to, amount, '0x'];
  const data = encodeCall('HubAssetManager', 'transfer', args);
  return await userOf(hub, parts.user).send({ to: hub.contracts.assetManager, data, gas });
}

/** A user of the hub has a wallet of their own make calls, as users of spokes do. */
export async function route(
  { hub }: Sodax,
  parts: { user?: number; calls: readonly Call[] },
): Promise<Sent> {
  const data = encodeCall('SonicRouter', 'route', [parts.calls]);
  return await userOf(hub, parts.user).send({ to: hub.contracts.router, data, gas });
}
