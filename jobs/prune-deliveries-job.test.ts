import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { webhookDeliveries } from '../db/schema.ts';
import { aWebhook } from '../test/webhook-world.ts';
import { pruneDeliveriesJob } from './prune-deliveries-job.ts';

test('deliveries go some time after they were settled, also those of a webhook that is off, dead ones later', async () => {
  const { db, id, deps } = await aWebhook();
  await db.execute(sql`update webhooks set enabled = false`);
  const now = Date.now();
  const daysAgo = (days: number) => new Date(now - days * 86_400_000);
  const one = (name: string, state: 'delivered' | 'dead' | 'pending', settled: number | null) => ({
    id: name,
    webhookId: id,
    state,
    createdAt: daysAgo(400),
    settledAt: settled === null ? null : daysAgo(settled),
  });
  await db
    .insert(webhookDeliveries)
    .values([
      one('arrived long ago', 'delivered', 31),
      one('replayed and arrived', 'delivered', 29),
      one('given up', 'dead', 31),
      one('given up long ago', 'dead', 181),
      one('open', 'pending', null),
      ...Array.from({ length: 2_500 }, (_, i) => one(`of old ${i}`, 'delivered', 40)),
    ]);
  await pruneDeliveriesJob().run({}, deps);
  const left = await db.select({ id: webhookDeliveries.id }).from(webhookDeliveries);
  expect(left.map(({ id }) => id).toSorted()).toEqual(['given up', 'open', 'replayed and arrived']);
  await pruneDeliveriesJob({ delivered: 1, dead: 1 }).run({}, deps);
  expect(await db.select({ id: webhookDeliveries.id }).from(webhookDeliveries)).toEqual([
    { id: 'open' },
  ]);
});
