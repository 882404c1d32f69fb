import type { ApiClient, ChainState, Operation, Stats, Transition } from './client.ts';

const pageLimit = 50;
const pagesMax = 4;
/** Histories to read in one poll; what is left is read in the next one. */
const historiesMax = 25;
const knownMax = 3_000;
const latestMax = 40;
const tellersMax = 20_000;

/** A transition together with the operation that made it. */
export interface Seen {
  readonly operation: Operation;
  readonly transition: Transition;
}

/** What many operations wait for, and the one that has waited longest. */
export interface Wait {
  /** The protocol and the step of it that blocks them: `axelar approval`. */
  readonly on: string;
  readonly count: number;
  readonly oldest: Operation;
}

export interface Totals {
  readonly transitions: number;
  /** Transitions whose cause is a reorg, and those of them that took back a completion. */
  readonly rollbacks: number;
  readonly completionsTakenBack: number;
  /** How long it took until one of each protocol was complete. */
  readonly firstCompleteAfterMs: ReadonlyMap<string, number>;
  /** How many operations were ever seen to wait, by what they waited on. */
  readonly waited: ReadonlyMap<string, number>;
}

/** What the demo knows of the product, all of it from its API. */
export interface View {
  readonly stats: Stats | undefined;
  readonly chains: readonly ChainState[];
  /** Newest first. */
  readonly latest: readonly Seen[];
  /** Longest first. */
  readonly waits: readonly Wait[];
  readonly totals: Totals;
}

export interface Watch {
  /** Asks the API once; resolves with the transitions that are new since the last time, oldest first. */
  poll(): Promise<Seen[]>;
  view(): View;
}

interface Known {
  operation: Operation;
  /** Version whose history we have read. */
  version: number;
  seq: number;
  /** Everything it was ever seen to wait on. */
  readonly waitedOn: Set<string>;
}

/** Turns snapshots of the API into what happened in between. `elapsedMs` tells how long the demo has been running. */
export function createWatch(parts: { client: ApiClient; elapsedMs: () => number }): Watch {
  const { client, elapsedMs } = parts;
  const known = new Map<string, Known>();
  const waited = new Map<string, number>();
  /** Whose history had each transition the last time. */
  const tellers = new Map<number, string>();
  let stats: Stats | undefined;
  let chains: readonly ChainState[] = [];
  let latest: Seen[] = [];
  let totals = { transitions: 0, rollbacks: 0, completionsTakenBack: 0 };
  const firstCompleteAfterMs = new Map<string, number>();

  const remember = (operation: Operation) => {
    const entry = known.get(operation.id) ?? {
      operation,
      version: -1,
      seq: -1,
      waitedOn: new Set<string>(),
    };
    const protocol = protocolOf(operation);
    entry.operation = operation;
    known.set(operation.id, entry);

    const on = waitOf(operation);
    if (on !== undefined && !entry.waitedOn.has(on)) {
      entry.waitedOn.add(on);
      waited.set(on, (waited.get(on) ?? 0) + 1);
    }
    if (operation.status === 'complete' && !firstCompleteAfterMs.has(protocol)) {
      firstCompleteAfterMs.set(protocol, elapsedMs());
    }
  };

  // Latest update first: once a page has something that has not changed since, all behind it is known too.
  const readOperations = async () => {
    let cursor: string | null | undefined;
    for (let pages = 0; pages < pagesMax; pages += 1) {
      const query = { limit: String(pageLimit), ...(cursor ? { cursor } : {}) };
      const { operations, nextCursor } = await client.operations(query);
      const isCaughtUp = operations.some(({ id, version }) => known.get(id)?.version === version);
      for (const operation of operations) remember(operation);
      cursor = nextCursor;
      if (isCaughtUp || !cursor) return;
    }
  };

  const readHistory = async (entry: Known): Promise<Seen[]> => {
    const { operation } = entry;
    const transitions = await client.history(operation.id);
    const untold = transitions.filter(({ seq }) => seq > entry.seq);
    entry.version = operation.version;
    entry.seq = Math.max(entry.seq, ...untold.map(({ seq }) => seq));
    // What is seen in the middle has an id of its own until its origin is seen; that operation is this one now.
    for (const { seq } of transitions) forgetTeller(tellers.get(seq), operation);
    const news = untold.filter(({ seq }) => !tellers.has(seq));
    for (const { seq } of transitions) tellers.set(seq, operation.id);
    return news.map((transition) => ({ operation, transition }));
  };

  const forgetTeller = (teller: string | undefined, operation: Operation) => {
    if (teller !== undefined && teller !== operation.id) known.delete(teller);
  };

  return {
    async poll() {
      [stats, chains] = await Promise.all([client.stats(), client.chains(), readOperations()]);

      const changed = [...known.values()]
        .filter(({ operation, version }) => operation.version !== version)
        .slice(0, historiesMax);
      const results = await Promise.allSettled(changed.map(readHistory));
      // One that failed keeps its old version here, so the next poll asks again; the others must not be lost with it.
      const news = results
        .flatMap((result) => (result.status === 'fulfilled' ? result.value : []))
        .sort((a, b) => a.transition.seq - b.transition.seq);

      latest = [...news.toReversed(), ...latest].slice(0, latestMax);
      for (const { transition } of news) totals = count(totals, transition);
      forget(known);
      for (const seq of [...tellers.keys()].slice(0, -tellersMax)) tellers.delete(seq);
      return news;
    },
    view: () => ({
      stats,
      chains,
      latest,
      waits: waitsOf([...known.values()].map(({ operation }) => operation)),
      totals: { ...totals, firstCompleteAfterMs, waited },
    }),
  };
}

type Counts = Pick<Totals, 'transitions' | 'rollbacks' | 'completionsTakenBack'>;

function count(totals: Counts, { cause, from, to }: Transition): Counts {
  const isRollback = cause.type === 'reorg';
  const takesBack = from === 'complete' && to !== 'complete';
  return {
    transitions: totals.transitions + 1,
    rollbacks: totals.rollbacks + (isRollback ? 1 : 0),
    completionsTakenBack: totals.completionsTakenBack + (takesBack ? 1 : 0),
  };
}

const protocolOf = ({ protocol }: Operation) => protocol ?? 'unknown';

/** Protocols have steps of the same name, so a step alone does not tell what is waited for. */
function waitOf(operation: Operation): string | undefined {
  const step = operation.terminal ? undefined : operation.pending?.step;
  return step === undefined ? undefined : `${protocolOf(operation)} ${step}`;
}

function waitsOf(operations: readonly Operation[]): Wait[] {
  const waits = new Map<string, Wait>();
  for (const operation of operations) {
    const on = waitOf(operation);
    if (on === undefined) continue;
    const wait = waits.get(on);
    const isOlder = wait === undefined || sinceOf(operation) < sinceOf(wait.oldest);
    waits.set(on, {
      on,
      count: (wait?.count ?? 0) + 1,
      oldest: isOlder ? operation : wait.oldest,
    });
  }
  return [...waits.values()].sort((a, b) => sinceOf(a.oldest) - sinceOf(b.oldest));
}

/** Milliseconds since the epoch at which it began to wait. */
export function sinceOf({ pending, startedAt, updatedAt }: Operation): number {
  const time = Date.parse(pending?.since ?? startedAt ?? updatedAt ?? '');
  return Number.isNaN(time) ? Infinity : time;
}

// Finished ones are forgotten first: those that wait are what the demo is about.
function forget(known: Map<string, Known>): void {
  const surplus = known.size - knownMax;
  if (surplus <= 0) return;
  const ids = [...known].sort(([, a], [, b]) => rank(a) - rank(b)).slice(0, surplus);
  for (const [id] of ids) known.delete(id);
}

const rank = ({ operation }: Known) => (operation.final ? 0 : operation.terminal ? 1 : 2);
