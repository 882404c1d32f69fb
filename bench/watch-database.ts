import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

const LOOK_MS = 1;

/** When rows became visible to others, by the transaction that they are of. */
export interface DatabaseWatch {
  events: ReadonlyMap<string, number>;
  transitions: ReadonlyMap<string, number>;
  /** How long it took from one look to the next. */
  looksMs: number[];
  stop: () => Promise<void>;
}

/** Looks at the newest rows over and over, on a connection of its own. */
export async function watchDatabase(url: string): Promise<DatabaseWatch> {
  const client = new Client({ connectionString: url });
  await client.connect();
  const events = new Map<string, number>();
  const transitions = new Map<string, number>();
  const looksMs: number[] = [];
  const abort = new AbortController();
  const look = async () => {
    let [event, transition] = ['0', '0'];
    let last = performance.now();
    while (!abort.signal.aborted) {
      const { rows } = await client.query<{ kind: string; seq: string; key: string }>({
        name: 'look',
        text: `
          select 'event' as kind, id as seq, transaction as key from events where id > $1
          union all
          select 'transition', seq, operation_id from transitions where seq > $2
          order by seq`,
        values: [event, transition],
      });
      const now = performance.now();
      looksMs.push(now - last);
      last = now;
      for (const { kind, seq, key } of rows) {
        const hash = /0x[0-9a-f]{64}/.exec(key)?.[0] ?? key;
        const seen = kind === 'event' ? events : transitions;
        if (!seen.has(hash)) seen.set(hash, now);
        if (kind === 'event') event = seq;
        else transition = seq;
      }
      await sleep(LOOK_MS);
    }
  };
  const looking = look();
  return {
    events,
    transitions,
    looksMs,
    stop: async () => {
      abort.abort();
      await looking;
      await client.end();
    },
  };
}
