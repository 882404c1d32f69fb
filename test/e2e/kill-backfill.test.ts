import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { servedChains } from '../../bench/served-parts.ts';
import { startMock, type Mock } from '../../bench/start-mock.ts';
import { createRandom } from '../../demo/random.ts';
import { readChains } from '../../db/chains.ts';
import type { Database } from '../../db/pool.ts';
import { tether } from '../../start/tether.ts';
import { createDatabase } from '../database.ts';

/** `KILLS=50 npm test -- kill` makes it a long run. */
const KILLS = Number(process.env['KILLS'] ?? 4);
const BLOCKS = 12_000;
const LOGS = 60_000;
/** A process needs about a second to begin. */
const LIFE_MS = { min: 500, max: 2_600 };
const DONE_MS_MAX = 120_000;

/** The indexer as a process of its own. */
function startIndexing(mock: Mock, databaseUrl: string) {
  const script = join(import.meta.dirname, 'index-served-chains.ts');
  const urls = servedChains.map(({ id }) => mock.urlOf(id));
  const child = tether(process.execPath, ['--import', 'tsx', script, databaseUrl, ...urls]);
  onTestFinished(() => child.stop());
  return child;
}

const missing = async (db: Database) =>
  (await readChains(db)).reduce((sum, chain) => sum + chain.missing, 0n);

/** Waits until some blocks are read. */
async function begun(db: Database): Promise<void> {
  const all = BigInt(BLOCKS * servedChains.length);
  for (const deadline = Date.now() + DONE_MS_MAX; Date.now() < deadline; await sleep(10)) {
    const left = await missing(db);
    if (left > 0n && left < all - 1_000n) return;
  }
  throw new Error('the backfill did not begin');
}

async function indexed(db: Database): Promise<void> {
  for (const deadline = Date.now() + DONE_MS_MAX; Date.now() < deadline; await sleep(100)) {
    const chains = await readChains(db);
    if (chains.length === servedChains.length && chains.every(({ head }) => head)) {
      if ((await missing(db)) === 0n) return;
    }
  }
  throw new Error(`${await missing(db)} blocks are missing still`);
}

/** Everything that is stored of events, without what depends on when they were stored. */
async function content(db: Database) {
  const { rows } = await db.execute(sql`
    select count(*)::int as events,
      count(distinct (chain, transaction, block_hash, log_index))::int as places,
      md5(string_agg(md5(concat_ws(' ', chain, transaction, block_hash, log_index, emitter, topic0, topic1, topic2,
        topic3, data, ordinal, receipt_index, name, error, canonical, step, role, about, keys)), ''
        order by chain, transaction, block_hash, log_index)) as digest
    from events
    left join legs on legs.event_id = events.id
    left join lateral (
      select string_agg(concat_ws(' ', key, kind, rule), ',' order by key) as keys
      from links
      where links.event_id = events.id
    ) as own on true`);
  return rows[0];
}

test(
  'kill -9 amid a backfill loses nothing and doubles nothing',
  { timeout: 240_000 + KILLS * 5_000 },
  async () => {
    const mock = await startMock({ blocks: BLOCKS, logs: LOGS });
    onTestFinished(() => mock.stop());
    const [killed, undisturbed] = [await createDatabase(), await createDatabase()];
    const random = createRandom(11);
    let amid = 0;
    for (let kills = 0; kills < KILLS; kills += 1) {
      const child = startIndexing(mock, killed.url);
      // Every other one at any moment, from before the first query on; the others while ranges are under way.
      if (kills % 2 === 1) await sleep(random.between(LIFE_MS));
      else {
        await begun(killed.db);
        await sleep(random.between({ min: 0, max: 150 }));
      }
      await child.stop('SIGKILL');
      const left = await missing(killed.db).catch(() => 0n);
      if (left > 0n) amid += 1;
      else if (kills < KILLS - 1) await forget(killed.db);
    }
    const last = startIndexing(mock, killed.url);
    await indexed(killed.db);
    await last.stop();
    const other = startIndexing(mock, undisturbed.url);
    await indexed(undisturbed.db);
    await other.stop();

    expect(amid).toBeGreaterThan(0);
    expect(await content(killed.db)).toEqual(await content(undisturbed.db));
  },
);

/** Makes a hole of what was read, so that there is a backfill to be killed again; the rows stay. */
async function forget(db: Database): Promise<void> {
  await db.execute(sql`update checkpoints set ranges = '{}', verified = '{}'`);
}
