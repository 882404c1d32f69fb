import { Client, Pool } from 'pg';
import { onPool, type Connection } from '../../db/pool.ts';

/** Connections of one process, which break when they are told to. */
export interface FaultyConnection extends Connection {
  /** Breaks the connection on which this many queries from now are asked; `after`: once a commit went through unheard. */
  breakIn: (queries: number, when: 'before' | 'after commit') => void;
  /** Whether it is still to break. */
  isArmed: () => boolean;
  mend: () => void;
  /** Breaks that happened. */
  breaks: number;
  /** Queries that were asked. */
  queries: number;
  /** Resolves once the server has noticed every connection that broke, so that nothing is held by the dead. */
  buried: () => Promise<void>;
}

/**
 * Opens a pool whose connections break on demand, at a query that is counted and not timed: the same seed breaks at the
 * same place.
 *
 * @param onBell is told of each `notify` that was committed
 * @param pass is awaited before each query: meanwhile others may go on
 */
export function connectFaulty(
  url: string,
  onBell: () => void,
  pass?: () => Promise<void>,
): FaultyConnection {
  let left: number | null = null;
  let when: 'before' | 'after commit' = 'before';
  const shared = { breaks: 0, queries: 0 };
  const dead: number[] = [];

  class FaultyClient extends Client {
    #isRung = false;

    // oxlint-disable-next-line typescript/no-explicit-any -- five overloads, of which none is looked at
    override query(...args: any[]): any {
      // A stream is given back at once.
      if (!pass || textOf(args[0]) === '' || !isPromised(args)) return this.#ask(args);
      return pass().then(() => this.#ask(args));
    }

    // oxlint-disable-next-line typescript/no-explicit-any -- as above
    #ask(args: any[]): any {
      const [first] = args as [unknown];
      const text = textOf(first);
      shared.queries += 1;
      if (text.includes('pg_notify')) this.#isRung = true;
      const isCommit = /^commit/i.test(text);
      if (left !== null) left -= 1;
      const isDue = left !== null && left <= 0;
      // CAST: the arguments that were given.
      const ask = () => (super.query as (...given: unknown[]) => unknown)(...args);
      if (isDue && when === 'before') {
        this.#break();
        return ask();
      }
      if (!isCommit) {
        if (/^rollback/i.test(text)) this.#isRung = false;
        return ask();
      }
      // CAST: a query by text and values gives a promise, and nobody commits in another way.
      return (ask() as Promise<unknown>).then((result) => {
        if (this.#isRung) onBell();
        this.#isRung = false;
        if (!isDue) return result;
        this.#break();
        throw new Error('the connection is lost; whether it was committed is not known');
      });
    }

    #break() {
      left = null;
      shared.breaks += 1;
      // CAST: as below.
      dead.push((this as unknown as { processID: number }).processID);
      // CAST: what every client of pg has, though its types do not say so.
      (
        this as unknown as { connection: { stream: { destroy: () => void } } }
      ).connection.stream.destroy();
    }
  }

  const pool = new Pool({
    connectionString: url,
    max: 8,
    // One that was not given back shows as a failure, not as a wait without end.
    connectionTimeoutMillis: 20_000,
    // A crash of the server is not what is tested: a commit need not wait for the disk.
    options: '-c synchronous_commit=off',
    Client: FaultyClient,
  });
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    pool,
    db: onPool(pool),
    close: () => pool.end(),
    breakIn: (queries, kind) => {
      left = queries;
      when = kind;
    },
    isArmed: () => left !== null,
    mend: () => {
      left = null;
    },
    buried: async () => {
      while (dead.length > 0) {
        const { rows } = await pool.query<{ pid: number }>(
          'select pid from pg_stat_activity where pid = any($1)',
          [dead],
        );
        if (rows.length === 0) dead.length = 0;
      }
    },
    get queries() {
      return shared.queries;
    },
    get breaks() {
      return shared.breaks;
    },
  };
}

/** A query whose answer goes to a callback or a stream is none that anybody awaits. */
function isPromised(args: readonly unknown[]): boolean {
  const isStream = typeof args[0] === 'object' && args[0] !== null && 'submit' in args[0];
  return !isStream && typeof args.at(-1) !== 'function';
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  const { text } = (query ?? {}) as { text?: unknown };
  return typeof text === 'string' ? text : '';
}
