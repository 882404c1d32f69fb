import { createPostgresBackend, Queue, Worker, type Processor } from 'bullmq';
import { Redis } from 'ioredis';

/** Where the queues live. */
export type QueueStore = { type: 'redis'; url: string } | { type: 'postgres'; url: string };

/** Jobs of a queue by state; `delayed` has one for each schedule. */
export type QueueDepth = Record<(typeof queueStates)[number], number>;
const queueStates = ['waiting', 'active', 'delayed', 'failed'] as const;

/** One queue with its worker, on either store; callers cannot tell which. */
export interface QueueBackend {
  add: (job: string) => Promise<void>;
  /** Adds a job by itself, over and over; one schedule for each name, over all processes. */
  schedule: (job: string, everyMs: number) => Promise<void>;
  /** How many jobs there are, by their state. */
  depth: () => Promise<QueueDepth>;
  /** Starts to take jobs. A job whose worker died is taken again. */
  work: (run: (job: string, payload: unknown) => Promise<void>) => void;
  close: () => Promise<void>;
}

/** A worker that dies keeps its job for this long; then another one takes it. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 5_000;
const FAILED_KEPT = 100;

/** The one place that knows BullMQ's two backends. The queue only rings: what is to be done stands in Postgres. */
export function queueBackend(
  store: QueueStore,
  {
    name,
    concurrency,
    onError,
  }: {
    name: string;
    /** Jobs that this process does at once. */
    concurrency: number;
    onError: (error: Error) => void;
  },
): QueueBackend {
  const workerOptions = {
    concurrency,
    lockDuration: LOCK_MS,
    stalledInterval: STALLED_CHECK_MS,
    // Doing a job again is harmless, so that no number of deaths makes it fail.
    maxStalledCount: 1_000_000,
  };
  if (store.type === 'redis') {
    const connection = new Redis(store.url, { maxRetriesPerRequest: null });
    connection.on('error', onError);
    return over(
      new Queue(name, { connection }),
      (processor) => new Worker(name, processor, { ...workerOptions, connection }),
      async () => connection.disconnect(),
      onError,
    );
  }
  const connection = { connectionString: store.url, migrate: true, schema: 'bullmq' };
  return over(
    new Queue(name, { connection }, createPostgresBackend),
    (processor) =>
      new Worker(name, processor, { ...workerOptions, connection }, createPostgresBackend),
    async () => {},
    onError,
  );
}

interface AnyQueue {
  add(name: string, data: unknown, options: object): Promise<unknown>;
  upsertJobScheduler(id: string, repeat: { every: number }, template: object): Promise<unknown>;
  getJobCounts(...states: (keyof QueueDepth)[]): Promise<Record<string, number>>;
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

interface AnyWorker {
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'failed', listener: (job: unknown, error: Error) => void): unknown;
  close(): Promise<void>;
}

function over(
  queue: AnyQueue,
  startWorker: (processor: Processor) => AnyWorker,
  disconnect: () => Promise<void>,
  onError: (error: Error) => void,
): QueueBackend {
  // Without a listener an error event would end the process.
  queue.on('error', onError);
  const options = { removeOnComplete: true, removeOnFail: FAILED_KEPT };
  let worker: AnyWorker | undefined;
  return {
    add: async (job) => {
      await queue.add(job, {}, options);
    },
    schedule: async (job, everyMs) => {
      await queue.upsertJobScheduler(
        job,
        { every: everyMs },
        { name: job, data: {}, opts: options },
      );
    },
    depth: async () => {
      const {
        waiting = 0,
        active = 0,
        delayed = 0,
        failed = 0,
      } = await queue.getJobCounts(...queueStates);
      return { waiting, active, delayed, failed };
    },
    work: (run) => {
      worker = startWorker(({ name, data }) => run(name, data));
      worker.on('error', onError);
      worker.on('failed', (_, error) => onError(error));
    },
    close: async () => {
      await worker?.close();
      await queue.close();
      await disconnect();
    },
  };
}
