import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import type { OperationFilter } from '../db/operation-filter.ts';
import type { Database } from '../db/pool.ts';
import type { Quality } from '../db/read-transitions.ts';
import { webhookDeliveries, webhooks } from '../db/schema.ts';
import { createWebhook } from '../db/webhooks.ts';
import { webhookJob } from '../jobs/webhook-job.ts';
import type { WebhookPace } from '../webhooks/pace.ts';
import { secretBox } from '../webhooks/secret-box.ts';
import { newSecret } from '../webhooks/sign.ts';
import { createDatabase } from './database.ts';
import { fast, local } from './webhook-pace.ts';
import { WebhookReceiver } from './webhook-receiver.ts';
import { registerRoute } from './world-in-database.ts';

/** A database with a webhook, its receiver, and jobs that send at this pace when they are told to. */
export async function aWebhook({
  pace = {},
  filter = {},
  quality = 'included',
}: { pace?: Partial<WebhookPace>; filter?: OperationFilter; quality?: Quality } = {}) {
  const { db, url } = await createDatabase();
  await registerRoute(db);
  const receiver = await WebhookReceiver.start();
  receiver.secret = newSecret();
  const row = await createWebhook(db, {
    url: receiver.url,
    description: '',
    secret: receiver.secret,
    interest: { filter: {}, conditions: filter, quality },
  });
  const logged: Record<string, unknown>[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const outcomes: string[] = [];
  const job = webhookJob({
    reach: local,
    box: secretBox(null),
    meter: { delivered: (outcome) => outcomes.push(outcome) },
    pace: { ...fast, ...pace },
  });
  const stop = new AbortController();
  const deps = { db, rules: new Map(), log, signal: stop.signal, ring: async () => {} };
  const run = () => job.run({}, deps);
  /** Runs the job over and over until something holds, as its schedule would. */
  const runUntil = async (holds: () => Promise<boolean> | boolean) => {
    for (const until = Date.now() + 20_000; Date.now() < until; await sleep(10)) {
      await run();
      if (await holds()) return;
    }
    throw new Error('it did not come to pass');
  };
  onTestFinished(() => stop.abort());
  return {
    db,
    databaseUrl: url,
    id: row?.id ?? '',
    receiver,
    logged,
    outcomes,
    run,
    runUntil,
    stop,
    deps,
    webhook: () => only(db),
    deliveries: () => db.select().from(webhookDeliveries).orderBy(webhookDeliveries.seq),
  };
}

async function only(db: Database) {
  const [row] = await db.select().from(webhooks);
  if (!row) throw new Error('there is no webhook');
  return row;
}
