import PQueue from 'p-queue';
import type { Database } from '../db/pool.ts';
import type { OperationFilter } from '../db/operation-filter.ts';
import { readTransitions, type Quality } from '../db/read-transitions.ts';
import { tokensOfTransitions } from '../db/tokens.ts';
import { chainsById } from './deps.ts';
import { eventText } from './event-stream.ts';
import { presentTransition } from './present-transition.ts';
import type { TransitionFeed } from './transition-feed.ts';

/** Transitions of one page, and their bytes. Whoever does not read on keeps no more than one in memory. */
const ROWS_MAX = 50;
const BYTES_MAX = 262_144;
/** How far one page looks in the log: where a filter lets few pass, many must be looked at. */
const LOOKED_AT_MAX = 5_000n;
/** Pages that are read at once: those who catch up must leave connections to others. */
const READS_MAX = 4;

/** Pages that are kept for those who will ask the same. */
const PAGES_MAX = 64;

/** What a stream asks for. */
export interface Asked {
  filter: OperationFilter;
  quality: Quality;
}

/** What comes next for somebody who asked, as the text of events. */
export interface Page {
  texts: string[];
  /** The last transition that was looked at, whether it is told or not. */
  through: bigint;
}

/** Reads pages of the log, one and the same for all who ask the same from the same place. */
export class TransitionPages {
  readonly #db: Database;
  readonly #feed: TransitionFeed;
  readonly #reads = new PQueue({ concurrency: READS_MAX });
  /** By what is asked and the place, the newest last, as long as the log reaches as far as it did. */
  readonly #pages = new Map<string, Promise<Page>>();
  #newest = -1n;

  constructor(db: Database, feed: TransitionFeed) {
    this.#db = db;
    this.#feed = feed;
  }

  /** The page after a place that the log reaches beyond. */
  read(asked: Asked, after: bigint): Promise<Page> {
    const { newest } = this.#feed;
    if (this.#newest !== newest) this.#pages.clear();
    this.#newest = newest;
    const key = JSON.stringify([asked, after.toString()]);
    const known = this.#pages.get(key);
    if (known) return known;
    const page = this.#reads.add(() => this.#read(asked, after, newest));
    this.#pages.set(key, page);
    // One that failed is read again.
    page.catch(() => this.#pages.get(key) === page && this.#pages.delete(key));
    const [oldest] = this.#pages.keys();
    if (this.#pages.size > PAGES_MAX && oldest !== undefined) this.#pages.delete(oldest);
    return page;
  }

  async #read({ filter, quality }: Asked, after: bigint, newest: bigint): Promise<Page> {
    const limit = after + LOOKED_AT_MAX;
    const { rows, through } = await readTransitions(
      this.#db,
      { filter, quality },
      { after, through: newest < limit ? newest : limit, limit: ROWS_MAX, bytesMax: BYTES_MAX },
    );
    const chains = await chainsById(this.#db);
    const tokens = await tokensOfTransitions(this.#db, rows);
    return {
      texts: rows.map((row) =>
        eventText({
          event: 'transition',
          id: row.seq.toString(),
          data: presentTransition(row, { quality, chains, tokens }),
        }),
      ),
      through,
    };
  }
}
