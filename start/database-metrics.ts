import { Gauge } from 'prom-client';
import { countAlerts } from '../db/count-alerts.ts';
import { readChains } from '../db/chains.ts';
import type { Database } from '../db/pool.ts';
import { readBacklog } from '../db/read-backlog.ts';
import { atMostEvery } from './at-most-every.ts';
import type { ProcessMetrics } from './process-metrics.ts';

/** The database is asked this often at most, however often the metrics are. */
const FRESH_MS = 5_000;

/**
 * Adds what the database knows: how far each chain is, and what waits. While the database does not answer,
 * `midflight_database_up` is 0 and the rest is absent, rather than as it was.
 */
export function addDatabaseMetrics({ registry, onScrape }: ProcessMetrics, db: Database): void {
  const registers = [registry];
  const gauge = (name: string, help: string) =>
    new Gauge({ name: `midflight_${name}`, help, registers });
  const ofChain = (name: string, help: string) =>
    new Gauge({ name: `midflight_chain_${name}`, help, labelNames: ['chain'] as const, registers });

  const up = gauge('database_up', 'Whether the database answers.');
  const dirty = gauge('dirty_marks', 'Marks that wait to be folded.');
  const oldest = gauge('dirty_oldest_seconds', 'Age of the oldest mark that waits to be folded.');
  const quarantined = gauge('quarantined', 'Links whose operations cannot be folded.');
  const lookups = gauge('lookups_due', 'Questions to chains that are due.');
  const heights = new Gauge({
    name: 'midflight_chain_height',
    help: 'Height of the newest block (seen), and of the newest safe and finalized one.',
    labelNames: ['chain', 'level'] as const,
    registers,
  });
  const lag = ofChain('lag_seconds', 'Age of the newest block that was seen.');
  const silence = ofChain('silence_seconds', 'Time since the chain answered last.');
  const missing = ofChain('missing_blocks', 'Blocks below the head that are not read: holes.');
  const unverified = ofChain('unverified_blocks', 'Final blocks that were not read twice.');
  const reorgs = ofChain('reorgs', 'Reorgs that were noticed so far.');
  const deepest = ofChain('reorg_depth_max', 'Blocks that the deepest reorg took back.');
  const incidents = ofChain('incidents', 'Open incidents: a person must look.');
  const alerts = new Gauge({
    name: 'midflight_alerts',
    help: 'Alerts that are not over, by rule, severity and state.',
    labelNames: ['rule', 'severity', 'state'] as const,
    registers,
  });
  const perChain = [heights, lag, silence, missing, unverified, reorgs, deepest, incidents, alerts];
  const plain = [dirty, oldest, quarantined, lookups];

  const lookUp = async () => {
    try {
      const [backlog, chains] = [await readBacklog(db), await readChains(db)];
      const counted = await countAlerts(db);
      const now = Date.now();
      for (const metric of perChain) metric.reset();
      up.set(1);
      dirty.set(backlog.dirty);
      oldest.set(backlog.oldestSeconds);
      quarantined.set(backlog.quarantined);
      lookups.set(backlog.lookupsDue);
      for (const { count, ...labels } of counted) alerts.set(labels, count);
      for (const row of chains) {
        const chain = row.name;
        missing.set({ chain }, Number(row.missing));
        unverified.set({ chain }, Number(row.unverified));
        reorgs.set({ chain }, row.reorgs.count);
        deepest.set({ chain }, row.reorgs.deepest);
        incidents.set({ chain }, row.incidents.length);
        // One that was left grows old for ever: its age would raise alarms that nobody can end.
        if (!row.head || row.isLeft) continue;
        const { number, safe, finalized, time, seenAt } = row.head;
        lag.set({ chain }, Math.max(0, now / 1000 - time));
        silence.set({ chain }, Math.max(0, (now - seenAt.getTime()) / 1000));
        for (const [level, height] of Object.entries({ seen: number, safe, finalized })) {
          if (height !== null) heights.set({ chain, level }, Number(height));
        }
      }
    } catch {
      for (const metric of perChain) metric.reset();
      for (const metric of plain) metric.remove();
      up.set(0);
    }
  };

  onScrape(atMostEvery(FRESH_MS, lookUp));
}
