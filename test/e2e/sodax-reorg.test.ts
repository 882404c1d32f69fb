import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { HistoryAnswer } from '../../api/schemas/history.ts';
import type { OperationAnswer } from '../../api/schemas/operation.ts';
import { hubCalls } from '../../demo/sodax/calls.ts';
import { createSwap } from '../../demo/sodax/create-swap.ts';
import { sendOut } from '../../demo/sodax/hub-user.ts';
import { assetOf, userOf, type Hub, type Spoke } from '../../demo/sodax/sodax.ts';
import { createDatabase } from '../database.ts';
import { product, type Product } from '../product.ts';
import { actOn, done } from '../sodax/act.ts';
import { relayIds, SAFE_DEPTH, startLocalWorld, type LocalWorld } from '../sodax/local-world.ts';
import { viewOf, watchOn } from '../sodax/watch.ts';

// Reorgs of the hub and of a spoke while a swap is under way. Blocks come when the test says.

const recipient = '0x00000000000000000000000000000000000000a1';
const other = '0x00000000000000000000000000000000000000a2';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const stops: (() => Promise<void>)[] = [];
let world: LocalWorld;
let midflight: Product;
let ids = 0n;

beforeAll(async () => {
  const ends = (stop: () => Promise<void>) => void stops.push(stop);
  world = await startLocalWorld(ends, { ticks: false });
  const { url } = await createDatabase(ends);
  midflight = await product({ DATABASE_URL: url }, world.config(), ends);
  await midflight.start();
});
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
});

async function aSwapUnderWay() {
  const { sodax, alpha, beta, hub, mine } = world;
  const act = actOn(world);
  const watch = watchOn(midflight);
  const reorg = ({ client }: Hub | Spoke, depth: number) =>
    client.request({ method: 'anvil_reorg', params: [depth, []] } as never);

  const intent = createSwap(sodax, {
    id: (ids += 1n),
    from: { relayId: relayIds.alpha, user: userOf(alpha).address.toLowerCase() as `0x${string}` },
    to: { relayId: relayIds.beta, user: recipient },
    input: assetOf(sodax, relayIds.alpha, 'USD'),
    output: assetOf(sodax, relayIds.beta, 'USD'),
    amount: 1_000n,
    deadline: 9_999_999_999n,
  });
  const known = Object.keys(await watch.all()).length;
  const sent = await act.deposit({
    spoke: alpha,
    amount: 1_000n,
    calls: hubCalls(sodax).createIntent(intent),
  });
  await mine(alpha, SAFE_DEPTH);
  await act.carry(alpha, sent);
  await mine(hub, SAFE_DEPTH);

  /** Waits until what the transaction belongs to is in this status and stage, and waits for this. */
  const reaches = (tx: string, is: string, awaits: string | null) =>
    vi.waitFor(
      async () => {
        const operation = await watch.operation(tx);
        const view = operation && viewOf(operation);
        expect([view?.is, view?.awaits]).toEqual([is, awaits]);
        return operation as OperationAnswer;
      },
      { timeout: 40_000, interval: 100 },
    );
  /** What reorgs did to an operation, and when it was complete. */
  const changes = async (id: string) => {
    const path = `/v1/operations/${id}/history`;
    const { body } = await midflight.get<HistoryAnswer>(path);
    return body.transitions
      .filter(({ from, to, cause }) => cause.type === 'reorg' || (to === 'complete' && from !== to))
      .map(({ from, to, stageTo, cause }) => {
        const by = cause.type === 'reorg' ? ' by reorg' : '';
        return `${from} ${to} ${stageTo}${by}`;
      });
  };
  const chains = { alpha, beta, hub };
  return { ...chains, sodax, act, mine, watch, known, reorg, intent, sent, reaches, changes };
}

const stepsOf = ({ happened }: OperationAnswer) =>
  happened.map(({ step, inclusion }) =>
    inclusion === 'orphaned' || inclusion === 'missing' ? `${step} gone` : step,
  );

test('a fill that is reorged away is filled again, and its packet’s number is another’s', async () => {
  const swap = await aSwapUnderWay();
  const { hub, beta, sodax, act, mine, watch, known } = swap;
  const { reorg, intent, sent, reaches, changes } = swap;
  await reaches(sent, 'swap confirmed intent_open', 'fill on hub');
  const filled = await act.solve([{ intent }]);
  const lost = await act.packetOf(hub, filled);
  await mine(hub, SAFE_DEPTH);
  await reaches(filled, 'swap confirmed awaiting_relay', 'delivery on beta');

  await reorg(hub, 1 + SAFE_DEPTH);
  const fallen = await reaches(sent, 'swap confirmed hub_orphaned', 'fill on hub');
  expect(fallen.received).toBeNull();

  const parts = { asset: assetOf(sodax, relayIds.beta, 'USD'), to: other, amount: 7n } as const;
  const sentOut = await done(hub, sendOut(sodax, parts));
  const again = await act.solve([{ intent, outputAmount: 1_001n }]);
  const [taken, mineNow] = [await act.packetOf(hub, sentOut), await act.packetOf(hub, again)];
  expect([taken.connSn, mineNow.connSn]).toEqual([lost.connSn, lost.connSn + 1n]);
  await mine(hub, SAFE_DEPTH);
  await reaches(sentOut, 'transfer confirmed awaiting_relay', 'delivery on beta');
  const theirs = await act.deliver(taken);
  await mine(beta, SAFE_DEPTH);
  const transfer = await reaches(theirs, 'transfer complete delivered', null);
  await reaches(sent, 'swap confirmed awaiting_relay', 'delivery on beta');
  const delivered = await act.deliver(mineNow);
  await mine(beta, SAFE_DEPTH);
  const over = await reaches(delivered, 'swap complete delivered', null);

  expect(over.id).toBe(fallen.id);
  expect(over.received?.amount).toBe('1001');
  expect(over.destination?.transaction).toBe(delivered);
  expect(transfer.destination?.transaction).toBe(theirs);
  expect(Object.keys(await watch.all())).toHaveLength(known + 2);
  expect(stepsOf(over)).toEqual([
    'send',
    'execution',
    'creation',
    'fill',
    'dispatch',
    'delivery',
    'fill gone',
  ]);
  expect(await changes(over.id)).toEqual([
    'confirmed confirmed hub_orphaned by reorg',
    'confirmed complete delivered',
  ]);
});

test('a delivery that is reorged away is awaited again, and comes by another transaction', async () => {
  const swap = await aSwapUnderWay();
  const { hub, beta, act, mine, watch, known } = swap;
  const { reorg, intent, sent, reaches, changes } = swap;
  const filled = await act.solve([{ intent }]);
  await mine(hub, SAFE_DEPTH);
  const delivered = await act.carry(hub, filled);
  await mine(beta, SAFE_DEPTH);
  await reaches(delivered, 'swap complete delivered', null);

  await reorg(beta, 1 + SAFE_DEPTH);
  const fallen = await reaches(sent, 'swap confirmed destination_orphaned', 'delivery on beta');
  expect(fallen.destination?.transaction).toBeNull();

  const again = await act.carry(hub, filled, { order: 'older' });
  expect(again).not.toBe(delivered);
  await mine(beta, SAFE_DEPTH);
  const risen = await reaches(again, 'swap complete delivered', null);
  expect(risen.id).toBe(fallen.id);
  expect(risen.destination?.transaction).toBe(again);
  expect(Object.keys(await watch.all())).toHaveLength(known + 1);
  expect(stepsOf(risen)).toEqual([
    'send',
    'execution',
    'creation',
    'fill',
    'dispatch',
    'delivery',
    'delivery gone',
  ]);
  expect(await changes(risen.id)).toEqual([
    'confirmed complete delivered',
    'complete confirmed destination_orphaned by reorg',
    'confirmed complete delivered',
  ]);
});
