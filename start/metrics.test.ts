import { pino } from 'pino';
import { expect, onTestFinished, test } from 'vitest';
import type { Jobs } from '../jobs/start-jobs.ts';
import { processMetrics } from './process-metrics.ts';
import { addQueueMetrics } from './queue-metrics.ts';
import { serveMetrics } from './serve-metrics.ts';

const silent = pino({ level: 'silent' });

/** A process without an API, which serves its metrics on a port of its own. */
async function served() {
  const metrics = processMetrics();
  let url = '';
  const log = pino(
    { level: 'info' },
    // CAST: pino writes objects.
    { write: (line) => ({ url } = JSON.parse(line) as { url: string }) },
  );
  const stop = await serveMetrics(metrics, { host: '127.0.0.1', port: 0, log });
  onTestFinished(stop);
  const ask = (path: string) => fetch(new URL(path, url));
  return { metrics, port: Number(new URL(url).port), ask };
}

test('a port of its own serves the metrics, and nothing else', async () => {
  const { metrics, ask } = await served();
  metrics.meter.folded({ seconds: 0.02, versions: 3, failures: 1 });
  metrics.meter.folded({ seconds: 4, versions: 2, failures: 0 });
  metrics.meter.streamed(1);
  metrics.meter.streamed(1);
  metrics.meter.streamed(-1);
  metrics.meter.delivered('delivered');
  metrics.meter.delivered('dead');
  const answer = await ask('/metrics?x=1');
  expect(answer.headers.get('content-type')).toBe(metrics.contentType);
  const text = await answer.text();
  for (const line of [
    'midflight_fold_duration_seconds_bucket{le="0.025"} 1',
    'midflight_fold_duration_seconds_count 2',
    'midflight_fold_versions_total 5',
    'midflight_fold_failures_total 1',
    'midflight_stream_clients 1',
    'midflight_webhook_deliveries_total{outcome="delivered"} 1',
    'midflight_webhook_deliveries_total{outcome="dead"} 1',
  ]) {
    expect(text).toContain(`${line}\n`);
  }
  expect((await ask('/v1/chains')).status).toBe(404);
});

test('a port that is taken is named, with what to set', async () => {
  const { metrics, port } = await served();
  await expect(
    serveMetrics(metrics, { host: '127.0.0.1', port, log: silent }),
  ).rejects.toMatchObject({
    code: 'port_unavailable',
    message: expect.stringContaining(`127.0.0.1:${port}`) as string,
    recovery: 'Set METRICS_PORT to another one, for example METRICS_PORT=9464.',
  });
});

test('the queues show how many jobs they have, as they are when asked', async () => {
  const { metrics, ask } = await served();
  let waiting = 2;
  let isAway = false;
  addQueueMetrics(metrics, {
    stop: async () => {},
    depths: async () => {
      if (isAway) throw new Error('Redis is away');
      return new Map([['correlate', { waiting, active: 1 }]]);
    },
  } as Jobs);
  const shown = async () => (await ask('/metrics')).text();
  expect(await shown()).toContain('midflight_queue_jobs{queue="correlate",state="waiting"} 2\n');
  waiting = 0;
  const text = await shown();
  expect(text).toContain('midflight_queue_jobs{queue="correlate",state="waiting"} 0\n');
  expect(text).toContain('midflight_queue_jobs{queue="correlate",state="active"} 1\n');
  // What cannot be looked up is left out, and not shown as it was.
  isAway = true;
  const without = await shown();
  expect(without).not.toContain('midflight_queue_jobs{');
  expect(without).toContain('midflight_stream_clients 0\n');
});
