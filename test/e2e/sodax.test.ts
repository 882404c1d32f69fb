import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { encodeAbiParameters, type Hex } from 'viem';
import { hubCalls } from '../../demo/sodax/calls.ts';
import { createSwap, type Swap } from '../../demo/sodax/create-swap.ts';
import { cancelIntent, createIntent, sendOut } from '../../demo/sodax/hub-user.ts';
import { decodeFill } from '../../demo/sodax/payload.ts';
import { executeStored, relay } from '../../demo/sodax/relay.ts';
import { escrow } from '../../demo/sodax/solve.ts';
import { approveMigration, setLimited, setNeedsApproval } from '../../demo/sodax/switches.ts';
import {
  assetOf,
  userOf,
  walletOf,
  type Hub,
  type Spoke,
  type TokenSymbol,
} from '../../demo/sodax/sodax.ts';
import { createDatabase } from '../database.ts';
import { startGate } from '../gate.ts';
import { product, type Product } from '../product.ts';
import { actOn, done } from '../sodax/act.ts';
import { relayIds, startLocalWorld, type LocalWorld } from '../sodax/local-world.ts';
import { watchOn, type View } from '../sodax/watch.ts';

// Three EVM chains and a Solana node with SODAX on them, and Midflight beside them as a process. Everything goes on side by
// side: each test is what one user goes through.

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const stops: (() => Promise<void>)[] = [];
const ends = (stop: () => Promise<void>) => void stops.push(stop);
let world: LocalWorld;
let midflight: Product;
let act: ReturnType<typeof actOn>;
let watch: ReturnType<typeof watchOn>;
let calls: ReturnType<typeof hubCalls>;
let ids = 0n;
/** A swap that is over. */
let early: { sent: string; delivered: string; recipient: Hex };
/** Transactions from before Midflight was started. */
let before: { staked: string; stakedAt: string; unstaked: string };

beforeAll(async () => {
  world = await startLocalWorld(ends);
  act = actOn(world);
  calls = hubCalls(world.sodax);
  const { alpha } = world;
  const soda = asset('alpha', 'SODA');
  const wallet = walletAt(alpha, 3);
  const stake = calls.stake(soda, 700n, wallet);
  const staked = await act.deposit({
    spoke: alpha,
    user: 3,
    symbol: 'SODA',
    amount: 700n,
    calls: stake,
  });
  const stakedAt = await act.carry(alpha, staked);
  const unstaked = await act.call({ spoke: alpha, user: 3, calls: calls.unstake(400n, wallet) });
  await act.carry(alpha, unstaked);
  before = { staked, stakedAt, unstaked };
  await world.passTime(UNSTAKING_SECONDS);
  const { url } = await createDatabase(ends);
  midflight = await product({ DATABASE_URL: url }, world.config(), ends);
  watch = watchOn(midflight);
  await midflight.start();
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

const UNSTAKING_SECONDS = 3_600;
const FAR = 9_999_999_999n;

/** Somebody who only receives, for each test another one. */
const someone = (index: number): Hex => `0x${index.toString(16).padStart(40, 'a')}`;

type Place = 'hub' | 'alpha' | 'beta' | 'solana';
const asset = (place: Place, symbol: TokenSymbol) => assetOf(world.sodax, relayIds[place], symbol);
/** An amount of a token, as `watchOn` reads it. */
const units = (place: Place, symbol: TokenSymbol, amount: bigint) =>
  `${amount} ${symbol}:18 ${asset(place, symbol).token.toLowerCase()}`;
const at = (place: Exclude<Place, 'solana'>) => world[place];
const userAt = (chain: Spoke | Hub, user = 0) => userOf(chain, user).address.toLowerCase() as Hex;
const walletAt = (spoke: Spoke, user = 0) =>
  walletOf(world.sodax, spoke.relayId, userAt(spoke, user)).toLowerCase() as Hex;

interface Offer extends Partial<Omit<Swap, 'from' | 'to' | 'amount'>> {
  amount: bigint;
  recipient: Hex;
  user?: number;
  from?: 'hub' | 'alpha' | 'beta';
  to?: Place;
}

/** A swap of USD from alpha to beta, unless told. */
const aSwap = ({ recipient, user, from = 'alpha', to = 'beta', ...parts }: Offer) =>
  createSwap(world.sodax, {
    id: (ids += 1n),
    from: { relayId: relayIds[from], user: userAt(at(from), user) },
    to: { relayId: relayIds[to], user: recipient },
    input: asset('alpha', 'USD'),
    output: asset('beta', 'USD'),
    deadline: FAR,
    ...parts,
  });

const nothing: View = {
  is: '',
  awaits: null,
  mover: null,
  value: null,
  sent: null,
  wanted: null,
  received: null,
  from: null,
  to: null,
  sender: null,
  recipient: null,
  settlement: 'n/a',
  coverage: 'full',
  missing: '',
  odd: '',
};

/** The packet has left, and nobody has brought it to the hub. */
const toHub = (kind: string, from: Place, missing: string): Partial<View> => ({
  is: `${kind} confirmed awaiting_hub`,
  awaits: 'execution on hub',
  mover: 'anyone',
  value: `origin_contract on ${from}`,
  missing,
});
const opened = (kind = 'swap', missing = 'fill dispatch delivery'): Partial<View> => ({
  is: `${kind} confirmed intent_open`,
  awaits: 'fill on hub',
  mover: 'protocol',
  value: 'hub_contract on hub',
  missing,
});
const delivering = (kind: string, to: Place): Partial<View> => ({
  is: `${kind} confirmed awaiting_relay`,
  awaits: `delivery on ${to}`,
  mover: 'protocol',
  value: `destination_contract on ${to}`,
  missing: 'delivery',
});
const complete = (kind: string, value: string): Partial<View> => ({
  is: `${kind} complete delivered`,
  value,
});
const stranded = (kind: string, missing = 'fill dispatch delivery'): Partial<View> => ({
  is: `${kind} refunding refund_pending`,
  awaits: 'refund on alpha',
  mover: 'user',
  value: 'hub_wallet on hub',
  missing,
});

/** What stays the same along one operation, and what each state adds to it. */
const along = (same: Partial<View>) => (tx: string, more: Partial<View>, step?: string) =>
  watch.reads(tx, { ...nothing, ...same, ...more }, step);

/** A swap of USD from alpha to beta. */
const swapAlong = (sent: string, { amount, recipient, user = 0 }: Offer) =>
  along({
    sent: units('alpha', 'USD', amount),
    wanted: units('beta', 'USD', amount),
    from: `alpha ${sent}`,
    to: 'beta null',
    sender: userAt(world.alpha, user),
    recipient,
  });

describe.concurrent('swaps', () => {
  test('from one spoke to another: complete when the output is released, and not before', async () => {
    const { alpha, hub } = world;
    const offer = { amount: 1_001n, recipient: someone(1) };
    const intent = aSwap(offer);
    const sent = await act.deposit({
      spoke: alpha,
      amount: 1_001n,
      calls: calls.createIntent(intent),
    });
    const reads = swapAlong(sent, offer);
    await reads(sent, toHub('swap', 'alpha', 'execution creation fill dispatch delivery'));
    const created = await act.carry(alpha, sent);
    await reads(created, opened());
    const filled = await act.solve([{ intent }]);
    const received = units('beta', 'USD', 1_001n);
    await reads(filled, { ...delivering('swap', 'beta'), received });
    const delivered = await act.carry(hub, filled);
    const { id } = await reads(sent, {
      ...complete('swap', 'recipient on beta'),
      received,
      to: `beta ${delivered}`,
    });
    expect(await watch.statuses(id)).toEqual(['confirmed', 'complete']);
    expect(await watch.found(sent)).toEqual([['send', id]]);
    expect(await watch.found(delivered)).toEqual([['delivery', id]]);
    early = { sent, delivered, recipient: offer.recipient };
  });

  test('for a coin, from a spoke with the indexed form of Message, all handed in in the older order', async () => {
    const { beta, hub } = world;
    const recipient = someone(2);
    const input = asset('beta', 'USD');
    const output = asset('alpha', 'COIN');
    const intent = aSwap({ amount: 1_002n, recipient, from: 'beta', to: 'alpha', input, output });
    const sent = await act.deposit({
      spoke: beta,
      amount: 1_002n,
      calls: calls.createIntent(intent),
    });
    const reads = along({
      sent: units('beta', 'USD', 1_002n),
      wanted: units('alpha', 'COIN', 1_002n),
      from: `beta ${sent}`,
      to: 'alpha null',
      sender: userAt(beta),
      recipient,
    });
    const order = { order: 'older' } as const;
    const created = await act.carry(beta, sent, order);
    await reads(created, opened());
    const filled = await act.solve([{ intent }]);
    const delivered = await act.carry(hub, filled, order);
    const { id } = await reads(delivered, {
      ...complete('swap', 'recipient on alpha'),
      received: units('alpha', 'COIN', 1_002n),
      to: `alpha ${delivered}`,
    });
    expect(await watch.statuses(id)).toEqual(['confirmed', 'complete']);
    expect(await watch.found(delivered)).toEqual([['delivery', id]]);
  });

  test('to the hub: complete with the fill', async () => {
    const { alpha } = world;
    const offer = { amount: 1_003n, recipient: someone(3), to: 'hub' } as const;
    const intent = aSwap(offer);
    const { sent, created } = await act.offer({ spoke: alpha, intent });
    const reads = along({
      sent: units('alpha', 'USD', 1_003n),
      wanted: '1003 USD:18 null',
      from: `alpha ${sent}`,
      to: 'hub null',
      sender: userAt(alpha),
      recipient: offer.recipient,
    });
    await reads(created, opened('swap', 'fill'));
    const filled = await act.solve([{ intent }]);
    const { id } = await reads(filled, {
      ...complete('swap', 'recipient on hub'),
      to: `hub ${filled}`,
    });
    expect(await watch.statuses(id)).toEqual(['confirmed', 'complete']);
  });

  test('from the hub: it begins with the intent', async () => {
    const { hub, sodax } = world;
    const recipient = someone(4);
    const intent = aSwap({ amount: 1_004n, recipient, from: 'hub' });
    const created = await done(hub, createIntent(sodax, { intent }));
    const reads = along({
      sent: '1004 USD:18 null',
      wanted: units('beta', 'USD', 1_004n),
      from: `hub ${created}`,
      to: 'beta null',
      sender: userAt(hub),
      recipient,
    });
    await reads(created, opened());
    const filled = await act.solve([{ intent }]);
    const received = units('beta', 'USD', 1_004n);
    await reads(created, { ...delivering('swap', 'beta'), received });
    const delivered = await act.carry(hub, filled);
    await reads(delivered, {
      ...complete('swap', 'recipient on beta'),
      received,
      to: `beta ${delivered}`,
    });
  });

  test('in two parts: complete when both are released', async () => {
    const { alpha, hub } = world;
    const offer = { amount: 1_000n, recipient: someone(5), allowsPartialFill: true };
    const intent = aSwap(offer);
    const { sent } = await act.offer({ spoke: alpha, intent });
    const reads = swapAlong(sent, offer);
    const first = await act.solve([{ intent, inputAmount: 400n }]);
    const partly = {
      is: 'swap confirmed partially_filled',
      awaits: 'fill on hub',
      mover: 'protocol',
      value: 'hub_contract on hub',
      received: units('beta', 'USD', 400n),
    };
    await reads(first, { ...partly, missing: 'fill delivery' });
    const one = await act.carry(hub, first);
    await reads(one, { ...partly, missing: 'fill', to: `beta ${one}` });
    const second = await act.solve([{ intent, inputAmount: 600n }]);
    const received = units('beta', 'USD', 1_000n);
    await reads(sent, { ...delivering('swap', 'beta'), received, to: `beta ${one}` });
    const other = await act.carry(hub, second);
    const { id } = await reads(sent, {
      ...complete('swap', 'recipient on beta'),
      received,
      to: `beta ${other}`,
    });
    expect(await watch.found(one)).toEqual([['delivery', id]]);
    expect(await watch.found(other)).toEqual([['delivery', id]]);
    expect(await watch.statuses(id)).toEqual(['confirmed', 'complete']);
  });

  test('without a deadline: a limit order', async () => {
    const { alpha, hub } = world;
    const offer = { amount: 1_006n, recipient: someone(6), deadline: 0n };
    const intent = aSwap(offer);
    const { sent } = await act.offer({ spoke: alpha, intent });
    const reads = swapAlong(sent, offer);
    await reads(sent, opened('limit_order'));
    const delivered = await act.carry(hub, await act.solve([{ intent }]));
    await reads(sent, {
      ...complete('limit_order', 'recipient on beta'),
      received: units('beta', 'USD', 1_006n),
      to: `beta ${delivered}`,
    });
  });

  test('several filled in one transaction: each has its own packet, and the solver its own', async () => {
    const { alpha, beta, hub } = world;
    const [first, second] = [
      { amount: 1_007n, recipient: someone(7) },
      { amount: 1_107n, recipient: someone(8), user: 1 },
    ] as const;
    const [one, other] = [aSwap(first), aSwap(second)];
    const [{ sent: mine }, { sent: theirs }] = await Promise.all([
      act.offer({ spoke: alpha, intent: one }),
      act.offer({ spoke: alpha, intent: other, user: 1 }),
    ]);
    const filled = await act.solve(
      [{ intent: other }, { intent: one }],
      [{ asset: asset('beta', 'USD'), to: beta.solver.address, amount: 50n }],
    );
    const [move, forThem, forMe] = await act.packetsOf(hub, filled);
    const readsMine = swapAlong(mine, first);
    const readsTheirs = swapAlong(theirs, second);
    const [minePaid, theirsPaid] = [units('beta', 'USD', 1_007n), units('beta', 'USD', 1_107n)];
    await readsMine(mine, { ...delivering('swap', 'beta'), received: minePaid });
    const delivered = await act.deliver(forMe!);
    await readsMine(mine, {
      ...complete('swap', 'recipient on beta'),
      received: minePaid,
      to: `beta ${delivered}`,
    });
    await readsTheirs(theirs, { ...delivering('swap', 'beta'), received: theirsPaid });
    await act.deliver(forThem!);
    const moved = await act.deliver(move!);
    const solver = along({
      sent: units('beta', 'USD', 50n),
      received: units('beta', 'USD', 50n),
      from: `hub ${filled}`,
      sender: hub.contracts.solver.toLowerCase(),
      recipient: beta.solver.address.toLowerCase(),
    });
    await solver(
      filled,
      {
        ...complete('solver_move', 'recipient on beta'),
        to: `beta ${moved}`,
      },
      'hub_order',
    );
    const found = await watch.found(filled);
    expect(new Set(found.map(([, id]) => id)).size).toBe(3);
  });

  test('filled before the input has come: complete, and settled later', async () => {
    const { alpha, hub } = world;
    const offer = { amount: 1_009n, recipient: someone(9) };
    const intent = aSwap(offer);
    const creating = calls.createIntent(intent);
    const sent = await act.deposit({ spoke: alpha, amount: 1_009n, calls: creating });
    const filled = await act.solve([{ intent, isEarly: true }]);
    const delivered = await act.carry(hub, filled);
    const reads = swapAlong(sent, offer);
    const paid = {
      value: 'recipient on beta',
      received: units('beta', 'USD', 1_009n),
      to: `beta ${delivered}`,
    };
    await reads(sent, { ...paid, is: 'swap complete settlement_pending', settlement: 'pending' });
    await act.carry(alpha, sent);
    await reads(sent, { ...paid, is: 'swap complete settled', settlement: 'settled' });
  });

  test('paid by the solver on the destination: complete with the release, settled on the hub', async () => {
    const { alpha, beta, hub } = world;
    const offer = { amount: 1_010n, recipient: someone(10) };
    const intent = aSwap(offer);
    const { sent } = await act.offer({ spoke: alpha, intent });
    const reads = swapAlong(sent, offer);
    const ordered = await act.solve([{ intent, externalFillId: 7_001n }]);
    const received = units('beta', 'USD', 1_010n);
    await reads(ordered, { ...opened(), received });
    const order = await act.packetOf(hub, ordered);
    await done(beta, escrow(beta, decodeFill(order.payload)));
    const released = await act.deliver(order);
    const paid = { value: 'recipient on beta', received, to: `beta ${released}` };
    await reads(released, {
      ...paid,
      is: 'swap complete settlement_pending',
      settlement: 'pending',
    });
    await act.carry(beta, released);
    await reads(sent, { ...paid, is: 'swap complete settled', settlement: 'settled' });
  });

  test('a fill on the destination that nobody has paid fails; the intent is open, and filled by another', async () => {
    const { alpha, beta, hub } = world;
    const offer = { amount: 1_011n, recipient: someone(11) };
    const intent = aSwap(offer);
    const { sent } = await act.offer({ spoke: alpha, intent });
    const reads = swapAlong(sent, offer);
    const ordered = await act.solve([{ intent, externalFillId: 7_002n }]);
    const answered = await act.carry(hub, ordered);
    const failed = await act.carry(beta, answered);
    const received = units('beta', 'USD', 1_011n);
    await reads(failed, {
      ...opened(),
      is: 'swap confirmed delivery_failed_retryable',
      received,
    });
    const filled = await act.solve([{ intent, outputAmount: 1_111n }]);
    const delivered = await act.carry(hub, filled);
    const { id } = await reads(sent, {
      ...complete('swap', 'recipient on beta'),
      received: units('beta', 'USD', 1_111n),
      to: `beta ${delivered}`,
    });
    expect(await watch.statuses(id)).toEqual(['confirmed', 'complete']);
  });

  test('for a token that is not at home at the destination: it waits in the hub wallet of the recipient', async () => {
    const { alpha } = world;
    const recipient = userAt(alpha, 2);
    const intent = aSwap({ amount: 1_012n, recipient, to: 'alpha', user: 2 });
    const { sent } = await act.offer({ spoke: alpha, intent, user: 2 });
    const filled = await act.solve([{ intent }]);
    await along({
      sent: units('alpha', 'USD', 1_012n),
      wanted: '1012 USD:18 null',
      from: `alpha ${sent}`,
      to: 'alpha null',
      sender: recipient,
      recipient,
    })(filled, {
      is: 'swap confirmed awaiting_user_action',
      awaits: 'collection on hub',
      mover: 'recipient',
      value: 'hub_wallet on hub',
      missing: 'collection',
    });
  });

  test('for a hook: it stays on the hub', async () => {
    const { hub, sodax } = world;
    const data = encodeAbiParameters([{ type: 'uint256' }], [2n]);
    const user = userAt(hub, 1);
    const intent = aSwap({
      amount: 1_013n,
      recipient: user,
      user: 1,
      from: 'hub',
      to: 'hub',
      data: `0x02${data.slice(2)}`,
    });
    const created = await done(hub, createIntent(sodax, { intent, user: 1 }));
    const reads = along({
      sent: '1013 USD:18 null',
      wanted: '1013 USD:18 null',
      from: `hub ${created}`,
      to: 'hub null',
      sender: user,
      recipient: user,
    });
    await reads(created, opened('hook', 'fill'));
    const filled = await act.solve([{ intent }]);
    await reads(filled, { ...complete('hook', 'recipient on hub'), to: `hub ${filled}` });
  });
});

describe.concurrent('swaps that are not filled', () => {
  test('cancelled from the spoke: the value is in the hub wallet, and goes home as a withdrawal', async () => {
    const { alpha, hub } = world;
    const offer = { amount: 1_020n, recipient: someone(20) };
    const intent = aSwap(offer);
    const { sent } = await act.offer({ spoke: alpha, intent });
    const reads = swapAlong(sent, offer);
    await reads(sent, opened());
    const asked = await act.call({ spoke: alpha, calls: calls.cancelIntent(intent) });
    const cancelled = await act.carry(alpha, asked);
    const { id } = await reads(cancelled, stranded('swap'));
    expect(await watch.found(asked)).toEqual([['cancel_request', id]]);
    const home = calls.withdraw(asset('alpha', 'USD'), userAt(alpha), 1_020n);
    const taken = await act.call({ spoke: alpha, calls: home });
    const readsHome = along({
      wanted: units('alpha', 'USD', 1_020n),
      from: `alpha ${taken}`,
      to: 'alpha null',
      sender: userAt(alpha),
      recipient: userAt(alpha),
    });
    const out = await act.carry(alpha, taken);
    const received = units('alpha', 'USD', 1_020n);
    await readsHome(taken, { ...delivering('withdrawal', 'alpha'), received });
    const delivered = await act.carry(hub, out);
    await readsHome(delivered, {
      ...complete('withdrawal', 'recipient on alpha'),
      received,
      to: `alpha ${delivered}`,
    });
  });

  test('past the deadline: expired, until somebody cancels it', async () => {
    const { alpha, hub, sodax } = world;
    const { timestamp } = await hub.client.getBlock();
    const offer = { amount: 1_021n, recipient: someone(21), deadline: timestamp + 5n };
    const intent = aSwap(offer);
    const { sent } = await act.offer({ spoke: alpha, intent });
    const reads = swapAlong(sent, offer);
    await reads(sent, {
      ...opened(),
      is: 'swap expired expired_unfilled',
      awaits: 'cancellation on hub',
      mover: 'anyone',
    });
    const cancelled = await done(hub, cancelIntent(sodax, { wallet: hub.relayer, intent }));
    const { id } = await reads(cancelled, stranded('swap'));
    // On a slow machine the deadline is over before anything is known of it.
    const statuses = await watch.statuses(id);
    expect(statuses.filter((status) => status !== 'confirmed')).toEqual(['expired', 'refunding']);
  });

  test('calls that fail on the hub: the value is in the hub wallet', async () => {
    const { alpha } = world;
    const sent = await act.deposit({ spoke: alpha, amount: 1_022n, calls: calls.fail() });
    const failed = await act.carry(alpha, sent);
    await along({
      sent: units('alpha', 'USD', 1_022n),
      from: `alpha ${sent}`,
      sender: userAt(alpha),
    })(failed, stranded('withdraw', 'pool_withdrawal dispatch delivery'));
  });
});

describe.concurrent('what goes through the hub', () => {
  test('a transfer: confirmed between its two packets, complete after the second', async () => {
    const { alpha, hub } = world;
    const recipient = someone(30);
    const delivery = {
      asset: asset('beta', 'USD'),
      vault: 'usdVault',
      to: recipient,
      amount: 1_030n,
    } as const;
    const bridging = calls.bridge(asset('alpha', 'USD'), 'usdVault', 1_030n, delivery);
    const sent = await act.deposit({ spoke: alpha, user: 1, amount: 1_030n, calls: bridging });
    const reads = along({
      sent: units('alpha', 'USD', 1_030n),
      wanted: units('beta', 'USD', 1_030n),
      from: `alpha ${sent}`,
      to: 'beta null',
      sender: userAt(alpha, 1),
      recipient,
    });
    await reads(sent, toHub('transfer', 'alpha', 'execution dispatch delivery'));
    const first = await act.carry(alpha, sent);
    const received = units('beta', 'USD', 1_030n);
    await reads(first, { ...delivering('transfer', 'beta'), received });
    const second = await act.carry(hub, first);
    const { id } = await reads(second, {
      ...complete('transfer', 'recipient on beta'),
      received,
      to: `beta ${second}`,
    });
    expect(await watch.statuses(id)).toEqual(['confirmed', 'complete']);
    expect(await watch.found(first)).toEqual([['execution', id]]);
  });

  test('a deposit ends in the hub wallet', async () => {
    const { alpha } = world;
    const sent = await act.deposit({ spoke: alpha, user: 1, amount: 1_031n });
    const reads = along({
      sent: units('alpha', 'USD', 1_031n),
      from: `alpha ${sent}`,
      to: 'hub null',
      sender: userAt(alpha, 1),
    });
    await reads(sent, toHub('deposit', 'alpha', 'execution'));
    const brought = await act.carry(alpha, sent);
    await reads(brought, { ...complete('deposit', 'hub_wallet on hub'), to: `hub ${brought}` });
  });

  test('from the hub to a spoke: it begins there', async () => {
    const { hub, sodax } = world;
    const recipient = someone(32);
    const parts = { asset: asset('beta', 'USD'), to: recipient, amount: 1_032n, user: 1 };
    const sent = await done(hub, sendOut(sodax, parts));
    const reads = along({
      sent: units('beta', 'USD', 1_032n),
      received: units('beta', 'USD', 1_032n),
      from: `hub ${sent}`,
      to: 'beta null',
      sender: userAt(hub, 1),
      recipient,
    });
    await reads(sent, delivering('transfer', 'beta'));
    const delivered = await act.carry(hub, sent);
    await reads(delivered, {
      ...complete('transfer', 'recipient on beta'),
      to: `beta ${delivered}`,
    });
  });

  test('the money market: supply and repayment end on the hub, loan and withdrawal on a spoke', async () => {
    const { alpha, hub } = world;
    const user = 2;
    const wallet = walletAt(alpha, user);
    const recipient = someone(33);
    const usd = asset('alpha', 'USD');
    const ends_ = async (
      kind: string,
      action: string,
      amount: bigint,
      doing: typeof calls.supply,
    ) => {
      const making = doing(usd, amount, wallet);
      const sent = await act.deposit({ spoke: alpha, user, amount, calls: making });
      const reads = along({
        sent: units('alpha', 'USD', amount),
        from: `alpha ${sent}`,
        to: 'hub null',
        sender: userAt(alpha, user),
      });
      await reads(sent, toHub(kind, 'alpha', `execution ${action}`));
      const brought = await act.carry(alpha, sent);
      await reads(brought, { ...complete(kind, 'hub_contract on hub'), to: `hub ${brought}` });
    };
    const leaves = async (
      kind: string,
      action: string,
      amount: bigint,
      doing: typeof calls.borrow,
    ) => {
      const making = doing(asset('beta', 'USD'), amount, wallet, recipient);
      const sent = await act.call({ spoke: alpha, user, calls: making });
      const reads = along({
        wanted: units('beta', 'USD', amount),
        from: `alpha ${sent}`,
        to: 'beta null',
        sender: userAt(alpha, user),
        recipient,
      });
      await reads(sent, {
        ...toHub(kind, 'alpha', `execution ${action} dispatch delivery`),
        value: null,
      });
      const brought = await act.carry(alpha, sent);
      const received = units('beta', 'USD', amount);
      await reads(sent, { ...delivering(kind, 'beta'), received });
      const delivered = await act.carry(hub, brought);
      await reads(delivered, {
        ...complete(kind, 'recipient on beta'),
        received,
        to: `beta ${delivered}`,
      });
    };
    await ends_('supply', 'supply', 1_033n, calls.supply);
    await leaves('borrow', 'borrow', 500n, calls.borrow);
    await ends_('repay', 'repay', 500n, calls.repay);
    await leaves('withdraw', 'pool_withdrawal', 1_033n, calls.withdrawSupply);
  });

  test('staking: who unstakes waits and claims, or pays for haste', async () => {
    const { alpha, hub } = world;
    const user = 3;
    const recipient = someone(34);
    const soda = asset('alpha', 'SODA');
    const mine = { sender: userAt(alpha, user) };
    await along({
      ...mine,
      sent: units('alpha', 'SODA', 700n),
      from: `alpha ${before.staked}`,
    })(before.staked, {
      ...complete('stake', 'hub_contract on hub'),
      to: `hub ${before.stakedAt}`,
    });
    await along({ ...mine, from: `alpha ${before.unstaked}` })(before.unstaked, {
      is: 'unstake confirmed policy_hold',
      awaits: 'claim on hub',
      mover: 'user',
      missing: 'claim',
    });
    const claiming = calls.claim(0n, soda, 400n, recipient);
    const claimed = await act.call({ spoke: alpha, user, calls: claiming });
    const claim = along({
      ...mine,
      wanted: units('alpha', 'SODA', 400n),
      from: `alpha ${before.unstaked}`,
      to: 'alpha null',
      recipient,
    });
    await claim(claimed, {
      is: 'claim confirmed awaiting_hub',
      awaits: 'execution on hub',
      mover: 'anyone',
      missing: 'execution dispatch delivery',
    });
    const brought = await act.carry(alpha, claimed);
    const received = units('alpha', 'SODA', 400n);
    await claim(brought, { ...delivering('claim', 'alpha'), received });
    const delivered = await act.carry(hub, brought);
    await claim(before.unstaked, {
      ...complete('claim', 'recipient on alpha'),
      received,
      to: `alpha ${delivered}`,
    });
    const hasty = await act.call({
      spoke: alpha,
      user,
      calls: calls.instantUnstake(soda, 300n, recipient),
    });
    const out = await act.carry(alpha, hasty);
    const reads = along({
      ...mine,
      wanted: null,
      received: units('alpha', 'SODA', 300n),
      from: `alpha ${hasty}`,
      to: 'alpha null',
      recipient,
    });
    await reads(hasty, delivering('instant_unstake', 'alpha'));
    const paid = await act.carry(hub, out);
    await reads(paid, {
      ...complete('instant_unstake', 'recipient on alpha'),
      to: `alpha ${paid}`,
    });
  });
});

describe.concurrent('Solana', () => {
  test('a swap begins there with the hash of its calls', async () => {
    const { hub, sodax, solana } = world;
    const recipient = someone(40);
    const from = { relayId: relayIds.solana, user: solana.userBytes() };
    const intent = createSwap(sodax, {
      id: (ids += 1n),
      from,
      to: { relayId: relayIds.beta, user: recipient },
      input: asset('solana', 'USD'),
      output: asset('beta', 'USD'),
      amount: 1_040n,
      deadline: FAR,
    });
    const creating = calls.createIntent(intent);
    const packet = await solana.deposit(sodax, { calls: creating, amount: 1_040n });
    const [user] = solana.users;
    const usdc = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v';
    const same = {
      sent: `1040 USD:18 ${usdc}`,
      from: `solana ${packet.transaction}`,
      sender: user!.publicKey.toBase58(),
    };
    await along(same)(packet.transaction, toHub('message', 'solana', 'execution stored_execution'));
    const brought = await done(hub, relay(sodax, packet));
    await along(same)(brought, {
      is: 'message confirmed awaiting_hub',
      awaits: 'stored_execution on hub',
      mover: 'anyone',
      value: 'hub_wallet on hub',
      missing: 'stored_execution',
    });
    const wallet = walletOf(sodax, relayIds.solana, solana.userBytes());
    const created = await done(hub, executeStored(sodax, { wallet, calls: creating }));
    const reads = along({
      ...same,
      wanted: units('beta', 'USD', 1_040n),
      to: 'beta null',
      recipient,
    });
    await reads(created, opened());
    const delivered = await act.carry(hub, await act.solve([{ intent }]));
    await reads(delivered, {
      ...complete('swap', 'recipient on beta'),
      received: units('beta', 'USD', 1_040n),
      to: `beta ${delivered}`,
    });
  });

  test('a swap ends there, where its arrival is an event', async () => {
    const { alpha, hub, solana } = world;
    const [, user] = solana.users;
    const intent = aSwap({
      amount: 1_041n,
      recipient: solana.userBytes(1),
      to: 'solana',
      output: asset('solana', 'USD'),
    });
    const { sent } = await act.offer({ spoke: alpha, intent });
    const filled = await act.solve([{ intent }]);
    const usd = '1041 USD:18 EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v';
    const reads = along({
      sent: units('alpha', 'USD', 1_041n),
      wanted: usd,
      received: usd,
      from: `alpha ${sent}`,
      to: 'solana null',
      sender: userAt(alpha),
      recipient: user!.publicKey.toBase58(),
    });
    await reads(filled, delivering('swap', 'solana'));
    const delivered = await solana.receive(await act.packetOf(hub, filled));
    const { id } = await reads(delivered, {
      ...complete('swap', 'recipient on solana'),
      to: `solana ${delivered}`,
    });
    expect(await watch.statuses(id)).toEqual(['confirmed', 'complete']);
  });

  test('calls that are handed in and fail leave the value in the hub wallet', async () => {
    const { hub, sodax, solana } = world;
    const recipient = someone(42);
    // It offers more than the wallet has.
    const intent = createSwap(sodax, {
      id: (ids += 1n),
      from: { relayId: relayIds.solana, user: solana.userBytes(1) },
      to: { relayId: relayIds.beta, user: recipient },
      input: asset('solana', 'USD'),
      output: asset('beta', 'USD'),
      amount: 9_999n,
      deadline: FAR,
    });
    const failing = calls.createIntent(intent);
    const wallet = walletOf(sodax, relayIds.solana, solana.userBytes(1));
    const packet = await solana.deposit(sodax, { user: 1, calls: failing, amount: 1_042n });
    await done(hub, relay(sodax, packet));
    const failed = await done(hub, executeStored(sodax, { wallet, calls: failing }));
    await along({
      sent: '1042 USD:18 EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGkZwyTDt1v',
      wanted: units('beta', 'USD', 9_999n),
      from: `solana ${packet.transaction}`,
      to: 'beta null',
      sender: solana.users[1]!.publicKey.toBase58(),
      recipient,
    })(failed, {
      ...stranded('swap', 'creation fill dispatch delivery'),
      awaits: 'refund on solana',
    });
  });
});

describe('what holds everybody up', () => {
  test('a release that the rate limit refuses is awaited, and comes later', async () => {
    const { alpha, hub, sodax } = world;
    const recipient = someone(50);
    const parts = { asset: asset('alpha', 'USD'), to: recipient, amount: 1_050n };
    const sent = await done(hub, sendOut(sodax, parts));
    const packet = await act.packetOf(hub, sent);
    await done(alpha, setLimited(alpha, true));
    await act.fail(packet);
    const reads = along({
      sent: units('alpha', 'USD', 1_050n),
      received: units('alpha', 'USD', 1_050n),
      from: `hub ${sent}`,
      to: 'alpha null',
      sender: userAt(hub),
      recipient,
    });
    await reads(sent, delivering('transfer', 'alpha'));
    await done(alpha, setLimited(alpha, false));
    const delivered = await act.deliver(packet);
    await reads(delivered, {
      ...complete('transfer', 'recipient on alpha'),
      to: `alpha ${delivered}`,
    });
  });

  test('a migration is over at once, or when somebody has approved it', async () => {
    const { alpha, hub, sodax } = world;
    const user = 1;
    const wallet = walletAt(alpha, user);
    const recipient = someone(51);
    const icx = asset('alpha', 'ICX');
    const delivery = {
      asset: asset('alpha', 'SODA'),
      vault: 'sodaVault',
      to: recipient,
      amount: 1_051n,
    } as const;
    const migrating = calls.migrateIcx(icx, 1_051n, wallet, delivery);
    const sent = await act.deposit({
      spoke: alpha,
      user,
      symbol: 'ICX',
      amount: 1_051n,
      calls: migrating,
    });
    const reads = along({
      sent: units('alpha', 'ICX', 1_051n),
      wanted: units('alpha', 'SODA', 1_051n),
      from: `alpha ${sent}`,
      to: 'alpha null',
      sender: userAt(alpha, user),
      recipient,
    });
    await reads(sent, toHub('migration', 'alpha', 'execution migration dispatch delivery'));
    const out = await act.carry(alpha, sent);
    const received = units('alpha', 'SODA', 1_051n);
    await reads(sent, { ...delivering('migration', 'alpha'), received });
    const delivered = await act.carry(hub, out);
    await reads(sent, {
      ...complete('migration', 'recipient on alpha'),
      received,
      to: `alpha ${delivered}`,
    });

    await done(hub, setNeedsApproval(sodax, true));
    const waiting = await act.deposit({
      spoke: alpha,
      user,
      symbol: 'ICX',
      amount: 1_052n,
      calls: calls.migrateIcx(icx, 1_052n, wallet),
    });
    const requested = await act.carry(alpha, waiting);
    const held = along({
      sent: units('alpha', 'ICX', 1_052n),
      from: `alpha ${waiting}`,
      to: 'hub null',
      sender: userAt(alpha, user),
    });
    await held(requested, {
      is: 'migration confirmed policy_hold',
      awaits: 'migration_approval on hub',
      mover: 'protocol',
      value: 'hub_contract on hub',
      missing: 'migration_approval',
    });
    const approved = await done(hub, approveMigration(sodax, 0n));
    await held(approved, {
      ...complete('migration', 'hub_contract on hub'),
      to: `hub ${approved}`,
    });
  });
});

describe('an indexer that comes when all is over', () => {
  test('tells what it can while the origin is not read, and all the same in the end', async () => {
    const gate = await startGate(world.urls.alpha);
    gate.shut('eth_getLogs');
    const { url } = await createDatabase();
    const late = await product({ DATABASE_URL: url }, world.config({ alpha: gate.url }));
    const starting = late.start();
    await late.until<{ chains: object[] }>('/v1/chains', ({ chains }) => chains.length === 4);
    const lateWatch = watchOn(late);
    const { sent, delivered, recipient } = early;
    const known = {
      ...nothing,
      sent: units('alpha', 'USD', 1_001n),
      wanted: units('beta', 'USD', 1_001n),
      received: units('beta', 'USD', 1_001n),
      sender: userAt(world.alpha),
      recipient,
      to: `beta ${delivered}`,
    };
    await lateWatch.reads(delivered, {
      ...known,
      is: 'swap pending awaiting_origin',
      awaits: 'send on alpha',
      mover: 'operator',
      value: 'recipient on beta',
      from: 'alpha null',
      missing: 'send',
    });
    gate.open();
    await starting;
    await lateWatch.reads(sent, {
      ...known,
      ...complete('swap', 'recipient on beta'),
      from: `alpha ${sent}`,
    });
    const told = await watch.all();
    await vi.waitFor(async () => expect(await lateWatch.all()).toEqual(told), {
      timeout: 20_000,
      interval: 200,
    });
  });
});
