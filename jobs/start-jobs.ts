import type { Logger } from 'pino';
import { listen } from '../db/listen.ts';
import { TRANSITIONS_CHANNEL } from '../db/operations.ts';
import { HEALTH_POLICY, type HealthPolicy } from '../core/health.ts';
import type { Meter } from '../core/meter.ts';
import type { Database } from '../db/pool.ts';
import { retryQuarantined } from '../db/quarantine.ts';
import { writeHealthPolicy } from '../db/write-health-policy.ts';
import { isAnyFree } from '../db/webhook-turns.ts';
import type { Protocol } from '../protocols/bind.ts';
import type { BoundReporter } from '../reports/index.ts';
import { ALERTS_CHANNEL } from '../db/step-alerts.ts';
import { alertJob, type AlertSettings } from './alert-job.ts';
import { ALERT_NOTICE_JOB, alertNoticeJob, type AlertSender } from './alert-notice-job.ts';
import { holdsOf } from '../reports/index.ts';
import { baselineJob } from './baseline-job.ts';
import { analyticsJob } from './analytics-job.ts';
import { correlateJob } from './correlate-job.ts';
import type { JobDefinition } from './define.ts';
import { startDoorbell } from './doorbell.ts';
import { healthJob, HEALTH_JOB } from './health-job.ts';
import {
  queueBackend,
  type QueueBackend,
  type QueueDepth,
  type QueueStore,
} from './queue-backend.ts';
import { reportJob } from './report-job.ts';
import { retentionJob, type Retention } from './retention-job.ts';
import { tokenJob } from './token-job.ts';
import { webhookJob, WEBHOOK_JOB, type WebhookSender } from './webhook-job.ts';

/** Schedules live in the queue's store, which may lose them (a flushed Redis): they are written again this often. */
const RENEW_MS = 30_000;

/** While one job waits for Postgres, another one folds; more than two seldom have anything to do in one process. */
export const CONCURRENCY = 2;

/** Webhooks that one process sends to at once: one that hangs takes a place for as long as it is waited for. */
const WEBHOOKS_AT_ONCE_MAX = 10;

/** Rules, and so many channels at once. */
const ALERT_JOBS_AT_ONCE_MAX = 5;
/** Verdicts about time are not in a hurry: what changes within this is looked at together. */
const HEALTH_PAUSE_MS = 500;

/** Running jobs. */
export interface Jobs {
  /** How many jobs each queue has, by the queue's name. */
  depths: () => Promise<Map<string, QueueDepth>>;
  stop: () => Promise<void>;
}

/** Starts the worker, the schedules and the doorbell. Any number of processes may run this side by side. */
export async function startJobs({
  db,
  databaseUrl,
  queue,
  protocols,
  log,
  concurrency = CONCURRENCY,
  legsMax,
  reporters = [],
  webhooks,
  webhookDb = db,
  alerts,
  health = HEALTH_POLICY,
  retention,
  meter,
}: {
  db: Database;
  databaseUrl: string;
  queue: QueueStore;
  protocols: readonly Protocol[];
  log: Logger;
  /** Jobs that this process does at once. */
  concurrency?: number;
  /** Legs that a component may have. */
  legsMax?: number;
  /** Off-chain services that are asked. */
  reporters?: readonly BoundReporter[];
  /** How webhooks are sent; by default they are not. */
  webhooks?: WebhookSender;
  /** Connections of their own for those who send, so that neither they nor folds wait for the other's. */
  webhookDb?: Database;
  /** What raises alerts and who is told; by default nothing does. */
  alerts?: AlertSettings & AlertSender;
  /** When a wait is too long, and when we see too little to say so. */
  health?: HealthPolicy;
  /** What is forgotten, and when. */
  retention?: Retention;
  /** Nothing is counted unless given. */
  meter?: Meter;
}): Promise<Jobs> {
  const rules = new Map(protocols.map(({ name, rules }) => [name, rules]));
  const onError = (error: Error) =>
    log.warn({ reason: error.message }, 'a job or its queue failed; it is tried again');
  const folding: Line = {
    name: 'midflight',
    backend: queueBackend(queue, { name: 'midflight', concurrency, onError }),
    jobs: byName([correlateJob]),
  };
  const lines = [folding, analyticsLine(queue, retention, onError)];
  if (reporters.length > 0) {
    // In a queue of their own: a service that is slow keeps no worker from folding, nor one service another.
    const name = 'midflight-reports';
    lines.push({
      name,
      backend: queueBackend(queue, {
        name,
        concurrency: reporters.length,
        onError,
      }),
      jobs: byName(reporters.map((bound) => reportJob(bound))),
    });
  }
  const sending = webhooks && webhookLine(queue, webhooks, onError);
  if (sending) lines.push(sending);
  const alerting = alerts && alertLine(queue, alerts, onError);
  if (alerting) lines.push(alerting);
  const judging = healthLine(queue, { policy: health, reporters, onError });
  lines.push(judging);
  const schedule = async () => {
    for (const { backend, jobs } of lines) {
      for (const { name, everyMs } of jobs.values()) await backend.schedule(name, everyMs);
    }
  };
  await schedule();
  const renewal = setInterval(() => {
    schedule().catch((error: unknown) =>
      log.warn({ reason: String(error) }, 'schedules not renewed'),
    );
  }, RENEW_MS);
  const abort = new AbortController();
  const ring = () => folding.backend.add(correlateJob.name);
  const deps = {
    db,
    rules,
    log,
    signal: abort.signal,
    ring,
    ...(legsMax && { legsMax }),
    ...(meter && { meter }),
  };
  await writeHealthPolicy(db, health);
  // Another version of the program may fold what this one's predecessor could not.
  const retried = await retryQuarantined(db);
  if (retried > 0) log.info({ retried }, 'what is in quarantine is tried again');
  // A job that is not known here is another version's: what it was for stands in Postgres.
  for (const line of lines) {
    const own = line === sending ? { ...deps, db: webhookDb } : deps;
    line.backend.work(async (name, payload) => line.jobs.get(name)?.run(payload, own));
  }
  const bells = [
    startDoorbell({ databaseUrl, log, ring }),
    listen({
      databaseUrl,
      channel: TRANSITIONS_CHANNEL,
      session: 'midflight health',
      ring: () => judging.backend.add(HEALTH_JOB),
      log,
      pauseMs: HEALTH_PAUSE_MS,
    }),
  ];
  if (sending) {
    bells.push(
      listen({
        databaseUrl,
        channel: TRANSITIONS_CHANNEL,
        session: 'midflight webhooks',
        ring: async () => {
          if (await isAnyFree(webhookDb)) await sending.backend.add(WEBHOOK_JOB);
        },
        log,
      }),
    );
  }
  if (alerting) {
    bells.push(
      listen({
        databaseUrl,
        channel: ALERTS_CHANNEL,
        session: 'midflight alerts',
        ring: () => alerting.backend.add(ALERT_NOTICE_JOB),
        log,
      }),
    );
  }
  return {
    depths: async () =>
      new Map(
        await Promise.all(
          lines.map(async ({ name, backend }) => [name, await backend.depth()] as const),
        ),
      ),
    stop: async () => {
      abort.abort();
      clearInterval(renewal);
      await Promise.all(bells.map((bell) => bell.stop()));
      await Promise.all(lines.map(({ backend }) => backend.close()));
    },
  };
}

/** A queue, and the jobs that are done from it. */
interface Line {
  name: string;
  backend: QueueBackend;
  jobs: ReadonlyMap<string, JobDefinition>;
}

/** In a queue of their own: to count a busy day keeps no worker from folding. */
function analyticsLine(
  queue: QueueStore,
  retention: Retention | undefined,
  onError: (error: Error) => void,
): Line {
  const name = 'midflight-analytics';
  return {
    name,
    backend: queueBackend(queue, { name, concurrency: 1, onError }),
    jobs: byName([analyticsJob(), retentionJob(retention)]),
  };
}

/** In a queue of their own as well: receivers are slower than services. */
function webhookLine(
  queue: QueueStore,
  webhooks: WebhookSender,
  onError: (error: Error) => void,
): Line {
  const name = 'midflight-webhooks';
  return {
    name,
    backend: queueBackend(queue, { name, concurrency: WEBHOOKS_AT_ONCE_MAX, onError }),
    jobs: byName([webhookJob(webhooks)]),
  };
}

/** Rules and channels in a third one: a service that hangs keeps no webhook waiting, nor a rule. */
function alertLine(
  queue: QueueStore,
  alerts: AlertSettings & AlertSender,
  onError: (error: Error) => void,
): Line {
  const name = 'midflight-alerts';
  return {
    name,
    backend: queueBackend(queue, { name, concurrency: ALERT_JOBS_AT_ONCE_MAX, onError }),
    jobs: byName([alertJob(alerts), alertNoticeJob(alerts)]),
  };
}

/** In a queue of their own, so that they keep nobody from folding. */
function healthLine(
  queue: QueueStore,
  {
    policy,
    reporters,
    onError,
  }: {
    policy: HealthPolicy;
    reporters: readonly BoundReporter[];
    onError: (error: Error) => void;
  },
): Line {
  const name = 'midflight-health';
  return {
    name,
    backend: queueBackend(queue, { name, concurrency: 2, onError }),
    jobs: byName([healthJob({ policy, holds: holdsOf(reporters) }), baselineJob, tokenJob]),
  };
}

const byName = (jobs: readonly JobDefinition[]) => new Map(jobs.map((job) => [job.name, job]));
