import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { bindChannel, channelSchema } from '../alerts/index.ts';
import { ruleDefaults } from '../core/alerts/rule-options.ts';
import { connect } from '../db/pool.ts';
import { alertJob } from '../jobs/alert-job.ts';
import { alertNoticeJob } from '../jobs/alert-notice-job.ts';
import { hastyAlerts } from './hasty-alerts.ts';

// A process that checks rules and tells a channel until it is killed:
// node --import tsx test/raise-alerts.ts <database URL> <URL of a receiver> <its secret>

const [url = '', hook = '', secret = ''] = process.argv.slice(2);
const { db } = connect({ url, onError: () => {} });
const config = channelSchema.parse({ type: 'webhook', urlEnv: 'URL', secretEnv: 'SECRET' });
const channel = bindChannel(config, (variable) => (variable === 'URL' ? hook : secret));
const hasty = { holdSeconds: 0, clearSeconds: 0, everySeconds: 0 };
const rules = Object.fromEntries(
  Object.entries(ruleDefaults).map(([rule, options]) => [rule, { ...options, ...hasty }]),
);
const deps = {
  db,
  rules: new Map(),
  log: pino({ level: 'silent' }),
  signal: new AbortController().signal,
  ring: async () => {},
};
const settings = {
  // CAST: the defaults, in a hurry.
  rules: rules as unknown as typeof ruleDefaults,
  routes: (_: unknown, kind: string) => (kind === 'opened' ? ['hook'] : []),
  escalateMs: null,
};
const check = alertJob(settings);
const tell = alertNoticeJob({
  channels: new Map([['hook', channel]]),
  publicUrl: null,
  pace: hastyAlerts,
});
const forEver = async (step: () => Promise<void>) => {
  for (;;) {
    await step().catch(() => {});
    await sleep(5);
  }
};
await Promise.all([forEver(() => check.run({}, deps)), forEver(() => tell.run({}, deps))]);
