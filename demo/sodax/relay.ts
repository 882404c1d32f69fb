import { parseAbi, size } from 'viem';
import type { Address } from 'viem';

import { awaitReceipt } from '../wallet.ts';
import type { Sent } from '../wallet.ts';
import { encodeCall } from './artifacts.ts';
import type { Packet } from './packet.ts';
import { encodeCalls } from './payload.ts';
import type { Call } from './payload.ts';
import type { Hub, Sodax, Spoke } from './sodax.ts';

/** Calls of a deposit run within the delivery, and the first delivery to a user deploys their wallet. */
const gas = 4_000_000n;
/** Nobody checks them. */
const signatures: never[] = [];
const receiptsAbi = parseAbi([
  'function receipts(uint256 srcChainId, uint256 connSn) view returns (bool)',
]);

export interface RelayOptions {
  /**
   * Asset managers take a message under two signatures: sequence number third, as everybody else does, or first as they
   * did before.
   */
  readonly order?: 'standard' | 'older';
}

/** Delivers a packet: calls the contract it is for. It reverts on the chain if that contract does not take it. */
export async function relay(
  sodax: Sodax,
  packet: Packet,
  { order = 'standard' }: RelayOptions = {},
): Promise<Sent> {
  const chain = chainOf(sodax, packet.dstChainId);
  const to = packet.dstAddress;
  const { srcChainId, srcAddress, connSn, payload } = packet;
  const standard = [srcChainId, srcAddress, connSn, payload, signatures];
  const older = [connSn, srcChainId, srcAddress, payload, signatures];

  const kind = kindOf(chain, to);
  if (kind === 'HubWallet') await ensureWallet(sodax.hub, packet);
  const functionName =
    kind === 'HubAssetManager' && order === 'older' ? 'receiveMessage' : 'recvMessage';
  const hasBoth = kind === 'HubAssetManager' || kind === 'SpokeAssetManager';
  if (order === 'older' && !hasBoth) throw new Error(`A ${kind} knows no older order.`);
  const data = encodeCall(kind, functionName, order === 'older' ? older : standard);
  return await chain.relayer.send({ to, data, gas });
}

/** Makes calls of which a wallet has only the hash. */
export async function executeStored(
  { hub }: Sodax,
  parts: { wallet: Address; calls: readonly Call[] },
): Promise<Sent> {
  const { wallet: to, calls } = parts;
  const data = encodeCall('HubWallet', 'executeStored', [encodeCalls(calls)]);
  return await hub.relayer.send({ to, data, gas });
}

/** Whether a packet has been delivered, as its destination says. */
export async function isDelivered(sodax: Sodax, packet: Packet): Promise<boolean> {
  const { client, contracts } = chainOf(sodax, packet.dstChainId);
  return await client.readContract({
    address: contracts.connection,
    abi: receiptsAbi,
    functionName: 'receipts',
    args: [packet.srcChainId, packet.connSn],
  });
}

function chainOf({ hub, spokes }: Sodax, relayId: bigint): Hub | Spoke {
  const chain = [hub, ...spokes].find((one) => one.relayId === relayId);
  if (chain === undefined) throw new Error(`No EVM chain has the number ${relayId}.`);
  return chain;
}

type Kind = 'HubAssetManager' | 'SpokeAssetManager' | 'Intents' | 'SpokeIntentFiller' | 'HubWallet';

function kindOf({ contracts }: Hub | Spoke, address: Address): Kind {
  const is = (other: Address) => other.toLowerCase() === address.toLowerCase();
  const isHub = 'intents' in contracts;
  if (is(contracts.assetManager)) return isHub ? 'HubAssetManager' : 'SpokeAssetManager';
  if (!isHub) {
    if (is(contracts.intentFiller)) return 'SpokeIntentFiller';
    throw new Error(`Nobody takes messages at ${address}.`);
  }
  return is(contracts.intents) ? 'Intents' : 'HubWallet';
}

/** A message to a wallet does not deploy it, as a deposit does. */
async function ensureWallet(hub: Hub, packet: Packet): Promise<void> {
  const { client, relayer, contracts } = hub;
  const code = await client.getCode({ address: packet.dstAddress });
  if (code !== undefined && size(code) > 0) return;
  const args = [packet.srcChainId, packet.srcAddress];
  const data = encodeCall('WalletFactory', 'deploy', args);
  const { hash } = await relayer.send({ to: contracts.walletFactory, data, gas });
  await awaitReceipt(client, hash);
}
