import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Metrics } from '../api/deps.ts';
import type { Meter } from '../core/meter.ts';

/** Counts of one process, and what is looked up when they are asked for. */
export interface ProcessMetrics extends Metrics {
  meter: Meter;
  registry: Registry;
  /** Has something looked up before each answer. What fails there must not fail the rest. */
  onScrape: (lookUp: () => Promise<void>) => void;
}

const ANSWER_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const FOLD_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** The one registry of this process, whichever parts run in it. */
export function processMetrics(): ProcessMetrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const answers = new Histogram({
    name: 'midflight_http_request_duration_seconds',
    help: 'Time until a request is answered; of a stream, until it begins.',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: ANSWER_SECONDS,
    registers,
  });
  const folds = new Histogram({
    name: 'midflight_fold_duration_seconds',
    help: 'Time that one batch of dirty marks takes to fold.',
    buckets: FOLD_SECONDS,
    registers,
  });
  const versions = new Counter({
    name: 'midflight_fold_versions_total',
    help: 'New versions of operations that were written.',
    registers,
  });
  const failures = new Counter({
    name: 'midflight_fold_failures_total',
    help: 'Folds that failed; they are tried again, and are in quarantine after some tries.',
    registers,
  });
  const clients = new Gauge({
    name: 'midflight_stream_clients',
    help: 'Clients of the stream.',
    registers,
  });
  const deliveries = new Counter({
    name: 'midflight_webhook_deliveries_total',
    help: 'Tries to deliver to webhooks, by how they ended.',
    labelNames: ['outcome'] as const,
    registers,
  });
  const notices = new Counter({
    name: 'midflight_alert_notices_total',
    help: 'Tries to tell channels of alerts, by channel and how they ended.',
    labelNames: ['channel', 'outcome'] as const,
    registers,
  });
  const lookUps: (() => Promise<void>)[] = [];
  return {
    registry,
    contentType: registry.contentType,
    onScrape: (lookUp) => lookUps.push(lookUp),
    text: async () => {
      await Promise.allSettled(lookUps.map((lookUp) => lookUp()));
      return registry.metrics();
    },
    meter: {
      answered: ({ route, method, status, seconds }) =>
        answers.observe({ route, method, status: `${Math.floor(status / 100)}xx` }, seconds),
      folded: (batch) => {
        folds.observe(batch.seconds);
        versions.inc(batch.versions);
        failures.inc(batch.failures);
      },
      streamed: (change) => clients.inc(change),
      delivered: (outcome) => deliveries.inc({ outcome }),
      alerted: (notice) => notices.inc(notice),
    },
  };
}
