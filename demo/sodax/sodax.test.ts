import { Connection } from '@solana/web3.js';
import { bytesToHex, parseAbi, parseEventLogs } from 'viem';
import type { Address, Hash, Hex } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sodaxDeploymentSchema } from '../../protocols/sodax/deployment.ts';
import { startAnvil } from '../anvil.ts';
import { startSolanaNode } from '../solana/start-solana-node.ts';
import type { SolanaNode } from '../solana/start-solana-node.ts';
import { awaitReceipt } from '../wallet.ts';
import { messageReceived, sendMessage } from './anchor-events.ts';
import { readArtifact } from './artifacts.ts';
import { hubCalls } from './calls.ts';
import { createSwap } from './create-swap.ts';
import type { Swap } from './create-swap.ts';
import { deploySodax } from './deploy-sodax.ts';
import { deploymentsOf } from './deployments-of.ts';
import { deposit, sendCalls } from './deposit.ts';
import { cancelIntent, createIntent, route, sendOut } from './hub-user.ts';
import { feeData } from './intent.ts';
import type { Intent } from './intent.ts';
import { readPackets } from './packet.ts';
import type { Packet } from './packet.ts';
import { decodeFill, decodeFillResponse, decodeTransfer } from './payload.ts';
import type { Call } from './payload.ts';
import { executeStored, isDelivered, relay } from './relay.ts';
import type { RelayOptions } from './relay.ts';
import { openSolanaSpoke, sodaxStandIns } from './solana-spoke.ts';
import type { SolanaSpoke } from './solana-spoke.ts';
import { assetOf, walletOf } from './sodax.ts';
import type { Hub, Sodax, Spoke, TokenSymbol } from './sodax.ts';
import { cancelEscrow, escrow, fill } from './solve.ts';
import { approveMigration, setLimited, setNeedsApproval } from './switches.ts';

const hubId = 146n;
const [alphaId, betaId] = [23n, 30n];
const recipient = '0x00000000000000000000000000000000000000a1';
const running: { stop: () => Promise<void> }[] = [];
let sodax: Sodax;
let hub: Hub;
let alpha: Spoke;
let beta: Spoke;
let node: SolanaNode;
let solana: SolanaSpoke;
let ids = 0n;

beforeAll(async () => {
  const [first, second, third] = await Promise.all(
    [31_346, 31_347, 31_348].map(async (chainId) => {
      const anvil = await startAnvil({ chainId });
      running.push(anvil);
      return { url: anvil.url, chainId };
    }),
  );
  node = await startSolanaNode({ finalLag: 3, programs: sodaxStandIns });
  running.push(node);
  const connection = new Connection(node.url, 'confirmed');
  solana = openSolanaSpoke(connection);
  for (const payer of solana.payers) await connection.requestAirdrop(payer, 100e9);
  node.produce();

  sodax = await deploySodax({
    hub: { ...first!, name: 'hub', relayId: hubId },
    spokes: [
      { ...second!, name: 'alpha', relayId: alphaId },
      { ...third!, name: 'beta', relayId: betaId, isIndexed: true },
    ],
    remotes: [solana.remote],
  });
  hub = sodax.hub;
  [alpha, beta] = sodax.spokes as [Spoke, Spoke];
});
afterAll(async () => void (await Promise.all(running.map((one) => one.stop()))));

const erc20 = parseAbi(['function balanceOf(address owner) view returns (uint256)']);
const balanceOf = async ({ client }: Hub | Spoke, address: Address, owner: Address) =>
  await client.readContract({ address, abi: erc20, functionName: 'balanceOf', args: [owner] });

/** How much more somebody has of a token after something was done. */
async function gained(
  chain: Hub | Spoke,
  token: Address,
  owner: Address,
  run: () => Promise<unknown>,
) {
  const before = await balanceOf(chain, token, owner);
  await run();
  return (await balanceOf(chain, token, owner)) - before;
}

/** Waits for a transaction that is expected to succeed, unless told. */
async function done(chain: Hub | Spoke, sent: Promise<{ hash: Hash }>, status = 'success') {
  const { hash } = await sent;
  expect((await awaitReceipt(chain.client, hash)).status).toBe(status);
  return hash;
}

/** Delivers all packets of a transaction, each at its destination; returns the transactions that did. */
async function relayAll(chain: Hub | Spoke, hash: Hash, options?: RelayOptions): Promise<Hash[]> {
  const hashes: Hash[] = [];
  for (const packet of (await readPackets(chain, hash)) ?? []) {
    const there = [hub, alpha, beta].find((one) => one.relayId === packet.dstChainId);
    hashes.push(await done(there!, relay(sodax, packet, options)));
    expect(await isDelivered(sodax, packet)).toBe(true);
  }
  return hashes;
}

/** The one packet of a transaction. */
async function packetOf(chain: Hub | Spoke, hash: Hash): Promise<Packet> {
  const packets = (await readPackets(chain, hash)) ?? [];
  expect(packets).toHaveLength(1);
  return packets[0]!;
}

const speakers = [
  'Connection',
  'HubAssetManager',
  'HubWallet',
  'Intents',
  'Pool',
  'IcxMigration',
  'BalnSwap',
  'XSoda',
];
/** The names of SODAX's own events in a transaction on the hub. */
async function eventsOf(hash: Hash): Promise<string[]> {
  const { logs } = await awaitReceipt(hub.client, hash);
  const abi = speakers.flatMap((name) => readArtifact(name).abi);
  return parseEventLogs({ abi, logs })
    .map(({ eventName }) => eventName)
    .filter((name) => name !== 'Transfer' && name !== 'Approval');
}

const userOf = (spoke: Spoke) => spoke.users[0]!.address;
const walletAt = (spoke: Spoke) => walletOf(sodax, spoke.relayId, userOf(spoke));

/** A swap of USD from alpha to beta, unless told. */
const aSwap = (parts: Partial<Swap> = {}) =>
  createSwap(sodax, {
    id: (ids += 1n),
    from: { relayId: alphaId, user: userOf(alpha) },
    to: { relayId: betaId, user: recipient },
    input: assetOf(sodax, alphaId, 'USD'),
    output: assetOf(sodax, betaId, 'USD'),
    amount: 1_000n,
    ...parts,
  });

interface Deposited extends RelayOptions {
  readonly spoke?: Spoke;
  readonly symbol?: TokenSymbol;
  readonly amount?: bigint;
}

/** Deposits with calls, and delivers the deposit; returns the hub's transaction. */
async function depositAndRelay(calls: readonly Call[], options: Deposited = {}): Promise<Hash> {
  const { spoke = alpha, symbol = 'USD', amount = 1_000n, ...how } = options;
  const sent = await done(spoke, deposit(sodax, { spoke, symbol, amount, calls }));
  const [hash] = await relayAll(spoke, sent, how);
  return hash!;
}

/** Sends calls alone and delivers them; returns the hub's transaction. */
async function callAndRelay(calls: readonly Call[], spoke = alpha): Promise<Hash> {
  const sent = await done(spoke, sendCalls(sodax, { spoke, calls }));
  const [hash] = await relayAll(spoke, sent);
  return hash!;
}

async function openIntent(intent: Intent, fee = 0n): Promise<void> {
  const calls = hubCalls(sodax).createIntent(intent, fee);
  const hash = await depositAndRelay(calls, { amount: intent.inputAmount + fee });
  expect(await eventsOf(hash)).toEqual(['IntentCreated']);
}

test('a configuration is told where everything is', () => {
  const place = { chain: 'solana:local', relayId: 1n };
  const deployments = deploymentsOf(sodax, { network: 'local', solana: place });
  expect(Object.keys(deployments)).toEqual([
    'eip155:31346',
    'eip155:31347',
    'eip155:31348',
    'solana:local',
  ]);
  for (const deployment of Object.values(deployments)) sodaxDeploymentSchema.parse(deployment);
});

test('a swap goes from a spoke over the hub to another spoke', async () => {
  const intent = aSwap();
  await openIntent(intent);
  const filled = await done(hub, fill(sodax, { fills: [{ intent }] }));
  expect(await eventsOf(filled)).toEqual(['Message', 'IntentFilled']);
  const packet = await packetOf(hub, filled);
  expect({ ...packet, payload: decodeTransfer(packet.payload) }).toEqual({
    srcChainId: hubId,
    srcAddress: hub.contracts.assetManager.toLowerCase(),
    connSn: 1n,
    dstChainId: betaId,
    dstAddress: beta.contracts.assetManager.toLowerCase(),
    payload: {
      token: beta.contracts.USD.toLowerCase(),
      from: hub.contracts.intents.toLowerCase(),
      to: recipient,
      amount: 1_000n,
      data: '0x',
    },
    transaction: filled,
  });
  const deliver = () => relayAll(hub, filled);
  expect(await gained(beta, beta.contracts.USD, recipient, deliver)).toBe(1_000n);
  // Nothing is delivered twice.
  await done(beta, relay(sodax, packet), 'reverted');
});

test('messages are taken in the older order, and native coins travel', async () => {
  const { client } = beta;
  const calls = hubCalls(sodax).withdraw(assetOf(sodax, betaId, 'COIN'), recipient, 500n);
  const hash = await depositAndRelay(calls, {
    spoke: beta,
    symbol: 'COIN',
    amount: 500n,
    order: 'older',
  });
  await relayAll(hub, hash, { order: 'older' });
  expect(await client.getBalance({ address: recipient })).toBe(500n);
});

test('a deposit without calls stays in the hub wallet', async () => {
  const { hubAsset } = assetOf(sodax, alphaId, 'USD');
  const parts = { spoke: alpha, symbol: 'USD', amount: 7n } as const;
  const run = async () => relayAll(alpha, await done(alpha, deposit(sodax, parts)));
  expect(await gained(hub, hubAsset, walletAt(alpha), run)).toBe(7n);
});

test('partial fills, several intents and a move of the solver fit into one transaction', async () => {
  const partial = aSwap({ allowsPartialFill: true });
  const other = aSwap({ amount: 300n });
  await openIntent(partial);
  await openIntent(other);
  const filled = await done(
    hub,
    fill(sodax, {
      fills: [{ intent: partial, inputAmount: 400n }, { intent: other }],
      moves: [{ asset: assetOf(sodax, betaId, 'USD'), to: beta.solver.address, amount: 50n }],
    }),
  );
  const packets = (await readPackets(hub, filled)) ?? [];
  const { intents, solver } = hub.contracts;
  expect(
    packets.map(({ payload }) => [decodeTransfer(payload).from, decodeTransfer(payload).amount]),
  ).toEqual([
    [solver.toLowerCase(), 50n],
    [intents.toLowerCase(), 400n],
    [intents.toLowerCase(), 300n],
  ]);
  const rest = await done(hub, fill(sodax, { fills: [{ intent: partial, inputAmount: 600n }] }));
  expect(await eventsOf(rest)).toEqual(['Message', 'IntentFilled']);
});

test('a fill on the hub, or for a token from elsewhere, sends no packet', async () => {
  const output = assetOf(sodax, betaId, 'USD');
  const onHub = aSwap({ to: { relayId: hubId, user: recipient } });
  const elsewhere = aSwap({ to: { relayId: alphaId, user: recipient } });
  await openIntent(onHub);
  await openIntent(elsewhere);
  const run = (intent: Intent) => async () => {
    const filled = await done(hub, fill(sodax, { fills: [{ intent }] }));
    expect(await eventsOf(filled)).toEqual(['IntentFilled']);
  };
  expect(await gained(hub, output.hubAsset, recipient, run(onHub))).toBe(1_000n);
  const wallet = walletOf(sodax, betaId, recipient);
  expect(await gained(hub, output.hubAsset, wallet, run(elsewhere))).toBe(1_000n);
});

test('an intent may be filled before it is there, and its partner is paid when it comes', async () => {
  const partner = '0x00000000000000000000000000000000000000fe';
  const intent = aSwap({ data: feeData(10n, partner) });
  const early = await done(hub, fill(sodax, { fills: [{ intent, isEarly: true }] }));
  expect(await eventsOf(early)).toEqual(['Message', 'IntentFilled']);
  const { solver } = hub.contracts;
  const open = () => openIntent(intent, 10n);
  expect(await gained(hub, intent.inputToken, solver, open)).toBe(1_000n);
  expect(await balanceOf(hub, intent.inputToken, partner)).toBe(10n);
});

test('a solver pays on the spoke, and is paid when the hub has heard of it', async () => {
  const intent = aSwap();
  await openIntent(intent);
  const asked = await done(hub, fill(sodax, { fills: [{ intent, externalFillId: 77n }] }));
  expect(await eventsOf(asked)).toEqual(['Message']);
  const request = await packetOf(hub, asked);
  await done(beta, escrow(beta, decodeFill(request.payload)));

  let answered: Hash[] = [];
  const deliver = async () => void (answered = await relayAll(hub, asked));
  expect(await gained(beta, beta.contracts.USD, recipient, deliver)).toBe(1_000n);
  const answer = await packetOf(beta, answered[0]!);
  expect(answer.srcAddress).toBe(beta.contracts.intentFiller.toLowerCase());
  expect(decodeFillResponse(answer.payload)).toEqual({ fillID: 77n, isFilled: true });
  const [settled] = await relayAll(beta, answered[0]!);
  expect(await eventsOf(settled!)).toEqual(['IntentFilled']);
});

test('a fill that nobody has paid for fails, and until then the intent cannot be cancelled', async () => {
  const intent = aSwap({ deadline: 1n });
  await openIntent(intent);
  const asked = await done(hub, fill(sodax, { fills: [{ intent, externalFillId: 78n }] }));
  await done(hub, cancelIntent(sodax, { wallet: hub.relayer, intent }), 'reverted');
  const [answered] = await relayAll(hub, asked);
  const [failed] = await relayAll(beta, answered!);
  expect(await eventsOf(failed!)).toEqual(['ExternalFillFailed']);

  // The escrow that came too late is taken back, and the intent is open again.
  const late = decodeFill((await packetOf(hub, asked)).payload);
  await done(beta, escrow(beta, late));
  const back = () => done(beta, cancelEscrow(beta, late));
  expect(await gained(beta, beta.contracts.USD, beta.solver.address, back)).toBe(1_000n);
  const refund = () => done(hub, cancelIntent(sodax, { wallet: hub.relayer, intent }));
  expect(await gained(hub, intent.inputToken, walletAt(alpha), refund)).toBe(1_000n);
});

test('who cancels from a spoke has the refund in the hub wallet, and takes it home', async () => {
  const calls = hubCalls(sodax);
  const intent = aSwap();
  await openIntent(intent);
  const cancelled = await callAndRelay(calls.cancelIntent(intent));
  expect(await eventsOf(cancelled)).toEqual(['IntentCancelled']);
  const input = assetOf(sodax, alphaId, 'USD');
  const out = await callAndRelay(calls.withdraw(input, userOf(alpha), 1_000n));
  const home = () => relayAll(hub, out);
  expect(await gained(alpha, alpha.contracts.USD, userOf(alpha), home)).toBe(1_000n);
});

test('a user of the hub creates, cancels, sends and routes without a spoke', async () => {
  const [user] = hub.users;
  const input = assetOf(sodax, alphaId, 'USD');
  const intent = aSwap({ from: { relayId: hubId, user: user!.address } });
  expect(await eventsOf(await done(hub, createIntent(sodax, { intent })))).toEqual([
    'IntentCreated',
  ]);
  const cancelled = await done(hub, cancelIntent(sodax, { wallet: user!, intent }));
  expect(await eventsOf(cancelled)).toEqual(['IntentCancelled']);
  const parts = { asset: input, to: recipient, amount: 9n } as const;
  const sent = await done(hub, sendOut(sodax, parts));
  expect(decodeTransfer((await packetOf(hub, sent)).payload).from).toBe(
    user!.address.toLowerCase(),
  );
  await done(hub, route(sodax, { calls: [] }));
});

test('a release that the rate limit refuses is delivered later', async () => {
  const out = await done(
    hub,
    sendOut(sodax, { asset: assetOf(sodax, alphaId, 'USD'), to: recipient, amount: 5n }),
  );
  const packet = await packetOf(hub, out);
  await done(alpha, setLimited(alpha, true));
  await done(alpha, relay(sodax, packet), 'reverted');
  expect(await isDelivered(sodax, packet)).toBe(false);
  await done(alpha, setLimited(alpha, false));
  const deliver = () => relayAll(hub, out);
  expect(await gained(alpha, alpha.contracts.USD, recipient, deliver)).toBe(5n);
});

test('calls that fail keep the deposit on the hub', async () => {
  const { hubAsset } = assetOf(sodax, alphaId, 'USD');
  const run = async () => {
    const hash = await depositAndRelay(hubCalls(sodax).fail(), { amount: 6n });
    expect(await eventsOf(hash)).toEqual(['HookFailed']);
  };
  expect(await gained(hub, hubAsset, walletAt(alpha), run)).toBe(6n);
});

test('loans, supplies and bridges leave for the spoke that was asked for', async () => {
  const calls = hubCalls(sodax);
  const wallet = walletAt(alpha);
  const [here, there] = [assetOf(sodax, alphaId, 'USD'), assetOf(sodax, betaId, 'USD')];
  const events = async (hash: Promise<Hash>) => await eventsOf(await hash);
  const amount = 1_000n;
  expect(await events(depositAndRelay(calls.supply(here, amount, wallet)))).toEqual(['Supply']);
  expect(await events(callAndRelay(calls.borrow(there, amount, wallet, recipient)))).toEqual([
    'Borrow',
    'Message',
  ]);
  await depositAndRelay(calls.bridge(here, 'usdVault', 300n), { amount: 300n });
  expect(await events(callAndRelay(calls.liquidate(wallet, 300n)))).toEqual(['LiquidationCall']);
  expect(await events(depositAndRelay(calls.repay(here, 700n, wallet)))).toEqual(['Repay']);
  expect(
    await events(callAndRelay(calls.withdrawSupply(there, 700n, wallet, recipient))),
  ).toContain('Message');
  const delivery = { asset: there, vault: 'usdVault', to: recipient, amount } as const;
  const bridged = await depositAndRelay(calls.bridge(here, 'usdVault', amount, delivery));
  const deliver = () => relayAll(hub, bridged);
  expect(await gained(beta, beta.contracts.USD, recipient, deliver)).toBe(amount);
});

test('who unstakes waits, cancels, or pays for haste', async () => {
  const calls = hubCalls(sodax);
  const wallet = walletAt(alpha);
  const soda = assetOf(sodax, alphaId, 'SODA');
  const staked = await depositAndRelay(calls.stake(soda, 1_000n, wallet), { symbol: 'SODA' });
  expect(await eventsOf(staked)).toEqual(['Deposit']);
  expect(await balanceOf(hub, hub.contracts.xSoda, wallet)).toBe(1_000n);

  expect(await eventsOf(await callAndRelay(calls.unstake(400n, wallet)))).toEqual(['Withdraw']);
  await callAndRelay(calls.unstake(100n, wallet));
  await callAndRelay(calls.cancelUnstake(1n));
  const early = await done(
    alpha,
    sendCalls(sodax, { spoke: alpha, calls: calls.claim(0n, soda, 400n, recipient) }),
  );
  await done(hub, relay(sodax, await packetOf(alpha, early)), 'reverted');
  await hub.client.request({ method: 'evm_increaseTime' as never, params: [3_600] as never });
  const [claimed] = await relayAll(alpha, early);
  const deliver = () => relayAll(hub, claimed!);
  expect(await gained(alpha, alpha.contracts.SODA, recipient, deliver)).toBe(400n);

  const hasty = await callAndRelay(calls.instantUnstake(soda, 500n, recipient));
  expect(decodeTransfer((await packetOf(hub, hasty)).payload).from).toBe(
    hub.contracts.stakingRouter.toLowerCase(),
  );
});

test('ICX becomes SODA, at once or when it is approved, and becomes ICX again', async () => {
  const calls = hubCalls(sodax);
  const wallet = walletAt(alpha);
  const [icx, soda] = [assetOf(sodax, alphaId, 'ICX'), assetOf(sodax, alphaId, 'SODA')];
  const delivery = { asset: soda, vault: 'sodaVault', to: recipient, amount: 1_000n } as const;
  const migrate = calls.migrateIcx(icx, 1_000n, wallet, delivery);
  const symbol = { symbol: 'ICX' } as const;
  expect(await eventsOf(await depositAndRelay(migrate, symbol))).toEqual(['Swap', 'Message']);

  await done(hub, setNeedsApproval(sodax, true));
  const waiting = await depositAndRelay(calls.migrateIcx(icx, 1_000n, wallet), symbol);
  expect(await eventsOf(waiting)).toEqual(['PendingMigrationCreated']);
  const approved = await done(hub, approveMigration(sodax, 0n));
  expect(await eventsOf(approved)).toEqual(['PendingMigrationApproved']);

  const back = calls.revertIcx(soda, icx, 1_000n, wallet, recipient);
  const sent = await depositAndRelay(back, { symbol: 'SODA' });
  expect(await eventsOf(sent)).toEqual(['ReverseSwap', 'Message']);
});

test('BALN is locked as SODA, staked meanwhile, and claimed; the old dollar becomes the new one', async () => {
  const calls = hubCalls(sodax);
  const wallet = walletAt(alpha);
  const baln = calls.migrateBaln(assetOf(sodax, alphaId, 'BALN'), 1_000n, wallet, 60n);
  expect(await eventsOf(await depositAndRelay(baln, { symbol: 'BALN' }))).toEqual(['Swap']);
  expect(await eventsOf(await callAndRelay(calls.useLock('stake', 0n)))).toEqual(['Staked']);
  expect(await eventsOf(await callAndRelay(calls.useLock('unstake', 0n)))).toEqual(['Unstaked']);
  await hub.client.request({ method: 'evm_increaseTime' as never, params: [60] as never });
  const claim = async () => {
    expect(await eventsOf(await callAndRelay(calls.useLock('claim', 0n)))).toEqual(['Claimed']);
  };
  expect(await gained(hub, hub.contracts.sodaVault, wallet, claim)).toBe(1_000n);

  const migrate = calls.migrateUsd(assetOf(sodax, alphaId, 'USD'), 1_000n);
  const run = () => depositAndRelay(migrate);
  expect(await gained(hub, hub.contracts.usdVault, wallet, run)).toBe(1_000n);
});

/** What a transaction on Solana logged as data. */
async function dataOf(signature: string): Promise<Hex[]> {
  const answer = await solana.users[0]!.landed(signature);
  expect(answer.error).toBeNull();
  const connection = new Connection(node.url, 'confirmed');
  const landed = await connection.getTransaction(signature, { maxSupportedTransactionVersion: 0 });
  const lines = landed?.meta?.logMessages ?? [];
  return lines
    .filter((line) => line.startsWith('Program data: '))
    .map((line) => bytesToHex(Buffer.from(line.slice(14), 'base64')));
}

test('a swap starts on Solana with the hash of its calls, and ends there', async () => {
  const calls = hubCalls(sodax);
  const usd = assetOf(sodax, 1n, 'USD');
  const user = { relayId: 1n, user: solana.userBytes() };
  const intent = aSwap({ from: user, to: user, input: usd, output: usd });
  const creating = calls.createIntent(intent);
  const packet = await solana.deposit(sodax, { calls: creating, amount: 1_000n });
  node.produce(2);
  expect(await dataOf(packet.transaction)).toEqual([bytesToHex(sendMessage(packet))]);

  expect(await eventsOf(await done(hub, relay(sodax, packet)))).toEqual([]);
  const wallet = walletOf(sodax, 1n, solana.userBytes());
  const created = await done(hub, executeStored(sodax, { wallet, calls: creating }));
  expect(await eventsOf(created)).toEqual(['IntentCreated']);

  const filled = await done(hub, fill(sodax, { fills: [{ intent }] }));
  const out = await packetOf(hub, filled);
  expect(decodeTransfer(out.payload).to).toBe(solana.userBytes());
  const received = await solana.receive(out);
  node.produce(2);
  expect(await dataOf(received)).toEqual([bytesToHex(messageReceived(out))]);
});

test('stored calls that fail are said to, and are not stored any more', async () => {
  const calls = hubCalls(sodax).fail();
  const wallet = walletOf(sodax, 1n, solana.userBytes(1));
  const packet = await solana.sendCalls(sodax, { user: 1, calls });
  node.produce(2);
  expect(await dataOf(packet.transaction)).toEqual([bytesToHex(sendMessage(packet))]);
  await done(hub, relay(sodax, packet));
  const failed = await done(hub, executeStored(sodax, { wallet, calls }));
  expect(await eventsOf(failed)).toEqual(['StoredCallReverted']);
  await done(hub, executeStored(sodax, { wallet, calls }), 'reverted');
});
