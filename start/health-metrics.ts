import { Gauge } from 'prom-client';
import { placedObstacles, sightNow } from '../api/health-of.ts';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { HEALTH_POLICY, type HealthPolicy } from '../core/health.ts';
import { countNotices } from '../db/count-alerts.ts';
import { COUNTED_MAX, countHealth } from '../db/count-health.ts';
import type { Database } from '../db/pool.ts';
import { readFollowersLag } from '../db/read-followers-lag.ts';
import { atMostEvery } from './at-most-every.ts';
import type { ProcessMetrics } from './process-metrics.ts';

/** The database is asked this often at most, however often the metrics are. */
const FRESH_MS = 5_000;

/**
 * Adds how long operations wait, whether those who judge and sum up get on, and what channels were not told. What cannot be
 * looked up is absent, rather than as it was.
 */
export function addHealthMetrics(
  { registry, onScrape }: ProcessMetrics,
  db: Database,
  { rules, policy = HEALTH_POLICY }: { rules: RulesByProtocol; policy?: HealthPolicy | undefined },
): void {
  const registers = [registry];
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `midflight_${name}`, help, registers });
  const operations = new Gauge({
    name: 'midflight_operations',
    help: `Open operations, by what is shown of how long they wait; of those that were judged alike, ${COUNTED_MAX} are counted.`,
    labelNames: ['health'] as const,
    registers,
  });
  const notices = new Gauge({
    name: 'midflight_alert_notices',
    help: 'What channels are to be told of alerts (pending), and what was given up in the last 90 days (dead).',
    labelNames: ['channel', 'state'] as const,
    registers,
  });
  const behind = gauge(
    'health_behind_transitions',
    'Transitions that health has not followed yet.',
  );
  const due = gauge(
    'health_due_seconds',
    'How long the operation has been due that is to be judged first.',
  );
  const age = gauge(
    'analytics_age_seconds',
    'Time since all transitions were in the aggregates of data teams.',
  );
  const spans = gauge('analytics_stale_spans', 'Hours and days that are to be counted anew.');
  const all = [operations, notices, behind, due, age, spans];

  const lookUp = async () => {
    try {
      const sight = await sightNow(db, { rules, policy, now: new Date() });
      const counted = await countHealth(db, placedObstacles(sight));
      const told = await countNotices(db);
      const lag = await readFollowersLag(db);
      for (const metric of all) metric.reset();
      for (const [health, count] of Object.entries(counted)) operations.set({ health }, count);
      for (const { count, ...labels } of told) notices.set(labels, count);
      behind.set(lag.healthBehind);
      due.set(lag.healthDueSeconds);
      spans.set(lag.staleSpans);
      if (lag.analyticsSeconds === null) age.remove();
      else age.set(lag.analyticsSeconds);
    } catch {
      for (const metric of [operations, notices]) metric.reset();
      for (const metric of [behind, due, age, spans]) metric.remove();
    }
  };
  onScrape(atMostEvery(FRESH_MS, lookUp));
}
