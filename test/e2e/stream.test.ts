import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { isFirm } from '../../core/inclusion.ts';
import type { Database } from '../../db/pool.ts';
import type { Quality } from '../../db/read-transitions.ts';
import { operations, transitions } from '../../db/schema.ts';
import type { StreamTransition } from '../../api/schemas/stream.ts';
import { correlateBatch } from '../../jobs/correlate.ts';
import { route } from '../builders.ts';
import { listening } from '../listening.ts';
import { liveApi } from '../live-api.ts';
import { happening, RandomLife, relapse } from '../random-life.ts';
import { readEvents } from '../read-events.ts';
import { correlateAll, registerRoute } from '../world-in-database.ts';

// Readers of the stream that are killed again and again, while several workers fold what happens and is taken back.

const KILLS = 100;
const HAPPENINGS = 100;
/** How much of what happens one fold sees at once depends on the machine: it goes on until there is something to tell. */
const HAPPENINGS_MAX = 1_000;
const TRANSITIONS_MIN = 20;
const rules = new Map([['route', route]]);

/** A reader that goes on from the last id that it has seen, as browsers do. */
class Reader {
  readonly told: StreamTransition[] = [];
  kills = 0;
  seen = '0';

  readonly #url: string;
  readonly #random: () => number;

  constructor(url: string, random: () => number) {
    this.#url = url;
    this.#random = random;
  }

  /** Connects, reads a little, and breaks the connection in the middle of whatever comes. */
  async live(): Promise<void> {
    const abort = new AbortController();
    const response = await fetch(this.#url, {
      headers: { 'last-event-id': this.seen },
      signal: abort.signal,
    });
    expect(response.status).toBe(200);
    let left = Math.floor(this.#random() * 4);
    for await (const part of readEvents(response.body)) {
      if (left === 0 || 'lines' in part) {
        if ('lines' in part) this.#note(part.lines);
        break;
      }
      if (part.event === 'position') expect(part.id).toBe(this.seen);
      if (part.event !== 'transition') continue;
      this.told.push(part.data);
      this.seen = part.id;
      left -= 1;
    }
    abort.abort();
    this.kills += 1;
  }

  #note(lines: readonly string[]): void {
    const id = lines.find((line) => line.startsWith('id: '));
    if (id) this.seen = id.slice('id: '.length);
  }
}

test(
  'a reader that is killed a hundred times sees each transition once and in order, whatever is taken back',
  { timeout: 300_000 },
  async () => {
    const { db, app, live } = await liveApi({ heartbeatMs: 30 });
    const { port } = await listening(app);
    await registerRoute(db);
    await slowDown(db);
    const seed = 7;
    const steps = fc.sample(
      fc.oneof(
        { weight: 6, arbitrary: happening({ isTied: true }) },
        { weight: 2, arbitrary: relapse },
      ),
      { numRuns: HAPPENINGS_MAX, seed },
    );
    const [numbers = []] = fc.sample(
      fc.array(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), {
        minLength: 64,
        maxLength: 64,
      }),
      { numRuns: 1, seed },
    );
    const readerOf = (quality: Quality) => {
      let drawn = 0;
      const url = `http://127.0.0.1:${port}/v1/stream?quality=${quality}`;
      return new Reader(url, () => numbers[(drawn += 1) % numbers.length] ?? 0);
    };

    const over = new AbortController();
    const life = new RandomLife(db);
    const work = async () => {
      while (!over.signal.aborted) {
        const { cleared } = await correlateBatch(db, rules, { marksMax: 2 });
        if (cleared === 0) await sleep(2);
      }
    };
    const workers = [work(), work(), work()];
    const log: { end: bigint | null } = { end: null };
    const follow = async (reader: Reader) => {
      while (reader.kills < KILLS || log.end === null || BigInt(reader.seen) < log.end) {
        await reader.live();
      }
      return reader;
    };
    const readers = [follow(readerOf('included')), follow(readerOf('confirmed'))];
    for (const [index, step] of steps.entries()) {
      if (index >= HAPPENINGS) {
        if (await isEventful(db)) break;
        await sleep(50);
      }
      await life.live(step);
    }
    over.abort();
    await Promise.all(workers);
    await correlateAll(db);
    const rows = await db.select().from(transitions).orderBy(transitions.seq);
    log.end = rows.at(-1)?.seq ?? 0n;
    const [all, safe] = await Promise.all(readers);

    const nameOf = (seq: bigint | string, id: string, version: number) => `${seq} ${id} ${version}`;
    const named = (reader: Reader | undefined) =>
      reader?.told.map(({ seq, operationId, version }) => nameOf(seq, operationId, version));
    const written = (of: typeof rows) =>
      of.map(({ seq, operationId, version }) => nameOf(seq, operationId, version));
    expect(rows.length).toBeGreaterThan(TRANSITIONS_MIN);
    expect(rows.some(({ cause }) => cause.type === 'reorg')).toBe(true);
    expect(named(all)).toEqual(written(rows));
    const safeRows = rows.filter(isSafe(rows));
    expect(safeRows.length).toBeLessThan(rows.length);
    expect(named(safe)).toEqual(written(safeRows));
    for (const { told } of [all, safe].filter((reader) => reader !== undefined)) {
      expectRising(told);
      await expectBelieved(db, told);
    }
    while (live.streams.taken > 0) await sleep(10);
  },
);

/** Whether there are transitions enough, one by a reorg among them. */
async function isEventful(db: Database): Promise<boolean> {
  const causes = await db.select({ cause: transitions.cause }).from(transitions);
  return causes.length > TRANSITIONS_MIN && causes.some(({ cause }) => cause.type === 'reorg');
}

/** What a careful reader is told, by each row and those before it. */
function isSafe(rows: readonly (typeof transitions.$inferSelect)[]) {
  const firsts = new Map<string, bigint>();
  for (const { operationId, seq } of rows) {
    if (!firsts.has(operationId)) firsts.set(operationId, seq);
  }
  return (row: (typeof rows)[number]): boolean =>
    row.toStatus !== (row.fromStatus ?? 'pending') ||
    (firsts.get(row.operationId) === row.seq && row.toStatus !== 'pending') ||
    row.changes.some(({ from, to }) => [from, to].some((one) => one !== null && isFirm(one)));
}

/** Versions of an operation only go up. */
function expectRising(told: readonly StreamTransition[]): void {
  const versions = new Map<string, number>();
  for (const { operationId, version } of told) {
    expect(version).toBeGreaterThan(versions.get(operationId) ?? 0);
    versions.set(operationId, version);
  }
}

/** Whoever believes what it was told last of each operation is right; of what it was not told, it knows nothing firm. */
async function expectBelieved(db: Database, told: readonly StreamTransition[]): Promise<void> {
  const believed = new Map(told.map(({ operationId, to }) => [operationId, to as string]));
  const rows = await db.select({ id: operations.id, status: operations.status }).from(operations);
  expect(rows.map(({ id }) => [id, believed.get(id) ?? 'pending'])).toEqual(
    rows.map(({ id, status }) => [id, status]),
  );
}

/** Makes folds so slow that several are under way at once. */
async function slowDown(db: Database): Promise<void> {
  await db.execute(sql`
    create function pause() returns trigger language plpgsql as
    $$ begin perform pg_sleep(random() * 0.01); return null; end $$`);
  await db.execute(sql`
    create trigger pause before insert or update on operations execute function pause()`);
}
