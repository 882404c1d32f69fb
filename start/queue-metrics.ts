import { Gauge } from 'prom-client';
import type { Jobs } from '../jobs/start-jobs.ts';
import type { ProcessMetrics } from './process-metrics.ts';

/** Adds how many jobs the queues have. They only ring for work: what waits to be folded are the dirty marks. */
export function addQueueMetrics({ registry, onScrape }: ProcessMetrics, jobs: Jobs): void {
  const depth = new Gauge({
    name: 'midflight_queue_jobs',
    help: 'Jobs of each queue, by state.',
    labelNames: ['queue', 'state'] as const,
    registers: [registry],
  });
  onScrape(async () => {
    depth.reset();
    for (const [queue, states] of await jobs.depths()) {
      for (const [state, count] of Object.entries(states)) depth.set({ queue, state }, count);
    }
  });
}
