import { parseAbi, parseEventLogs } from 'viem';
import type { Address, Hash } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startAnvil } from '../anvil.ts';
import type { Anvil } from '../anvil.ts';
import { awaitReceipt } from '../wallet.ts';
import { readArtifact } from './artifacts.ts';
import { hubCalls } from './calls.ts';
import { createSwap } from './create-swap.ts';
import { deploySodax } from './deploy-sodax.ts';
import { deposit } from './deposit.ts';
import { hashIntent } from './intent.ts';
import { readPackets } from './packet.ts';
import type { Packet } from './packet.ts';
import { decodeTransfer } from './payload.ts';
import { isDelivered, relay } from './relay.ts';
import type { RelayOptions } from './relay.ts';
import { assetOf } from './sodax.ts';
import type { Hub, Sodax, Spoke } from './sodax.ts';
import { fill } from './solve.ts';

const hubId = 146n;
const [alphaId, betaId] = [23n, 30n];
const anvils: Anvil[] = [];
let sodax: Sodax;
let [alpha, beta]: Spoke[] = [];

beforeAll(async () => {
  const chains = await Promise.all(
    [31346, 31347, 31348].map(async (chainId) => {
      const anvil = await startAnvil({ chainId });
      anvils.push(anvil);
      return { url: anvil.url, chainId };
    }),
  );
  const [hub, one, two] = chains as [(typeof chains)[0], (typeof chains)[0], (typeof chains)[0]];
  sodax = await deploySodax({
    hub: { ...hub, name: 'hub', relayId: hubId },
    spokes: [
      { ...one, name: 'alpha', relayId: alphaId },
      { ...two, name: 'beta', relayId: betaId, isIndexed: true },
    ],
  });
  [alpha, beta] = sodax.spokes as [Spoke, Spoke];
});
afterAll(async () => void (await Promise.all(anvils.map((anvil) => anvil.stop()))));

const erc20 = parseAbi(['function balanceOf(address owner) view returns (uint256)']);
const balanceOf = async ({ client }: Hub | Spoke, token: Address, owner: Address) =>
  await client.readContract({
    address: token,
    abi: erc20,
    functionName: 'balanceOf',
    args: [owner],
  });

/** Waits for a transaction that is expected to succeed. */
async function done(chain: Hub | Spoke, sent: Promise<{ hash: Hash }>): Promise<Hash> {
  const { hash } = await sent;
  const { status } = await awaitReceipt(chain.client, hash);
  expect(status).toBe('success');
  return hash;
}

async function packetsOf(chain: Hub | Spoke, hash: Hash): Promise<Packet[]> {
  return (await readPackets(chain, hash)) ?? [];
}

/** Delivers all packets of a transaction, each at its destination; returns the transactions that did. */
async function relayAll(chain: Hub | Spoke, hash: Hash, options?: RelayOptions): Promise<Hash[]> {
  const packets = await packetsOf(chain, hash);
  const hashes: Hash[] = [];
  for (const packet of packets) {
    const there = [sodax.hub, ...sodax.spokes].find((one) => one.relayId === packet.dstChainId);
    hashes.push(await done(there!, relay(sodax, packet, options)));
    expect(await isDelivered(sodax, packet)).toBe(true);
  }
  return hashes;
}

/** The names of SODAX's own events in a transaction on the hub. */
async function eventsOf(hash: Hash): Promise<string[]> {
  const { logs } = await awaitReceipt(sodax.hub.client, hash);
  const names = ['Connection', 'HubAssetManager', 'HubWallet', 'Intents', 'Pool', 'IcxMigration'];
  const abi = names.flatMap((name) => readArtifact(name).abi);
  return parseEventLogs({ abi, logs }).map(({ eventName }) => eventName);
}

test('a swap goes from a spoke over the hub to another spoke', async () => {
  const [user] = alpha!.users;
  const recipient = '0x00000000000000000000000000000000000000a1';
  const amount = 1_000n;
  const intent = createSwap(sodax, {
    id: 1n,
    from: { relayId: alphaId, user: user!.address },
    to: { relayId: betaId, user: recipient },
    input: assetOf(sodax, alphaId, 'USD'),
    output: assetOf(sodax, betaId, 'USD'),
    amount,
  });
  const calls = hubCalls(sodax).createIntent(intent);
  const first = await done(alpha!, deposit(sodax, { spoke: alpha!, symbol: 'USD', amount, calls }));
  const [created] = await relayAll(alpha!, first);
  expect(await eventsOf(created!)).toEqual(['IntentCreated']);

  const filled = await done(sodax.hub, fill(sodax, { fills: [{ intent }] }));
  expect(await eventsOf(filled)).toEqual(['Message', 'IntentFilled']);
  const [out] = await packetsOf(sodax.hub, filled);
  expect(decodeTransfer(out!.payload)).toEqual({
    token: beta!.contracts.USD.toLowerCase(),
    from: sodax.hub.contracts.intents.toLowerCase(),
    to: recipient,
    amount,
    data: '0x',
  });
  await relayAll(sodax.hub, filled, { order: 'older' });
  expect(await balanceOf(beta!, beta!.contracts.USD, recipient)).toBe(amount);
  expect(hashIntent(intent)).toMatch(/^0x/);
});
