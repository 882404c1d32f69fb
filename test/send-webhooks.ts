import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { connect } from '../db/pool.ts';
import { webhookJob } from '../jobs/webhook-job.ts';
import { secretBox } from '../webhooks/secret-box.ts';
import { hasty, local } from './webhook-pace.ts';

// A process that sends webhooks until it is killed: node --import tsx test/send-webhooks.ts <database URL>

const { db } = connect({ url: process.argv[2] ?? '', onError: () => {} });
const job = webhookJob({ reach: local, box: secretBox(null), pace: hasty });
const deps = {
  db,
  rules: new Map(),
  log: pino({ level: 'silent' }),
  signal: new AbortController().signal,
  ring: async () => {},
};
for (;;) {
  await job.run({}, deps);
  await sleep(10);
}
