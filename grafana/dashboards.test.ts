import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { beforeAll, describe, expect, test } from 'vitest';
import { assert } from '../core/errors.ts';
import { ANALYTICS_ROLE, prepareAnalyticsRole } from '../db/analytics-role.ts';
import { CONTRACT } from '../db/analytics-views.ts';
import type { Database } from '../db/pool.ts';
import { addDatabaseMetrics } from '../start/database-metrics.ts';
import { addHealthMetrics } from '../start/health-metrics.ts';
import { processMetrics } from '../start/process-metrics.ts';
import { addQueueMetrics } from '../start/queue-metrics.ts';
import { anAnalyticsWorld } from '../test/analytics-world.ts';
import { here, there } from '../test/builders.ts';
import { createDatabase } from '../test/database.ts';
import { ingestLegs } from '../test/world-in-database.ts';

interface Target {
  datasource: { type: string; uid: string };
  rawSql?: string;
  expr?: string;
}
interface Dashboard {
  uid: string;
  panels: { id: number; title: string; gridPos: object; targets: Target[] }[];
  templating: { list: { query: string; datasource: Target['datasource'] }[] };
  annotations: { list: { name: string; datasource: Target['datasource']; target: Target }[] };
}

const folder = join(import.meta.dirname, 'dashboards');
const files = readdirSync(folder).toSorted();
const boards = new Map(
  files.map((file) => [
    file,
    // CAST: this repository's own file.
    JSON.parse(readFileSync(join(folder, file), 'utf8')) as Dashboard,
  ]),
);
const provisioned = readFileSync(
  join(import.meta.dirname, 'provisioning', 'datasources', 'midflight.yaml'),
  'utf8',
);

/** What Grafana makes of its own words in a statement. */
const asGrafana = (statement: string) =>
  statement
    .replaceAll(
      /\$__timeFilter\((\w+)\)/g,
      "$1 BETWEEN '1970-01-01T00:00:00Z' AND '2100-01-01T00:00:00Z'",
    )
    .replaceAll('$__timeFrom()', "'1970-01-01T00:00:00Z'")
    .replaceAll('${protocol:sqlstring}', "'axelar','route'");

/** All that a page asks the database. */
const statementsOf = ({ panels, templating, annotations }: Dashboard) => [
  ...panels.flatMap(({ title, targets }) =>
    targets.flatMap(({ rawSql }) => (rawSql === undefined ? [] : [{ title, rawSql }])),
  ),
  ...templating.list.map(({ query }) => ({ title: 'a variable', rawSql: query })),
  ...annotations.list.map(({ name, target }) => ({ title: name, rawSql: target.rawSql ?? '' })),
];

/** What a statement answers, for the role of data teams. */
async function answerTo(db: Database, rawSql: string): Promise<Record<string, unknown>[]> {
  const statement = asGrafana(rawSql);
  expect(statement).not.toContain('$');
  return db.transaction(async (tx) => {
    await tx.execute(sql.raw(`set local role ${ANALYTICS_ROLE}`));
    return (await tx.execute(sql.raw(statement))).rows;
  });
}

test('there is a page for lanes, for what is in flight or stuck, for chains and for the indexer', () => {
  expect(files).toEqual([
    'chains.json',
    'in-flight.json',
    'indexer.json',
    'lanes.json',
    'stuck.json',
  ]);
  expect(new Set([...boards.values()].map(({ uid }) => uid)).size).toBe(boards.size);
});

describe('in a world in which everything has happened', () => {
  const ends: (() => Promise<void>)[] = [];
  let db: Database;
  beforeAll(async () => {
    const database = await anAnalyticsWorld((end) => ends.push(end));
    ({ db } = database);
    expect(await prepareAnalyticsRole(database, { contract: CONTRACT })).toBe(null);
    // Both chains are read beyond their first day, and have said nothing for an hour.
    for (const chain of [here, there]) await ingestLegs(db, { chain, legs: [], to: 90_000 });
    await db.execute(sql`update chains set seen_at = now() - interval '1 hour'`);
    return async () => {
      for (const end of ends) await end();
    };
  });

  test.each([...boards])(
    '%s: all that it asks data teams may ask, and it has an answer',
    async (_, board) => {
      const statements = statementsOf(board);
      expect(statements.length).toBeGreaterThan(0);
      for (const { title, rawSql } of statements) {
        expect((await answerTo(db, rawSql)).length, title).toBeGreaterThan(0);
      }
    },
  );
});

test.each([...boards])(
  '%s: all that it asks can be asked before anything has happened',
  async (_, board) => {
    const database = await createDatabase();
    expect(await prepareAnalyticsRole(database, { contract: CONTRACT })).toBe(null);
    for (const { title, rawSql } of statementsOf(board)) {
      await expect(answerTo(database.db, rawSql), title).resolves.toBeInstanceOf(Array);
    }
  },
);

test('an hour that is not read to its end is shown as such, and as no quiet one', async () => {
  const database = await anAnalyticsWorld();
  const { db } = database;
  expect(await prepareAnalyticsRole(database, { contract: CONTRACT })).toBe(null);
  const lanes = boards.get('lanes.json');
  assert(lanes, 'there is a page of lanes');
  const told = new Map<string, Record<string, unknown>[]>();
  for (const { title, rawSql } of statementsOf(lanes)) told.set(title, await answerTo(db, rawSql));
  expect(told.get('Time until completion: median, by lane')).toEqual([]);
  expect(told.get('Operations by how they stand')).toMatchObject([
    {
      complete: null,
      open: null,
      refunded: null,
      'ended otherwise': null,
      'not read to the end': '6',
    },
  ]);
  expect(told.get('What we have not read')).toMatchObject([
    { time: '1970-01-01 00:30:00+00', text: 'not read to the newest block: here, there' },
  ]);
});

test('every metric that a page shows is one that a process has, and every source is provisioned', async () => {
  const { db } = await createDatabase();
  const metrics = processMetrics();
  addDatabaseMetrics(metrics, db);
  addHealthMetrics(metrics, db, { rules: new Map() });
  addQueueMetrics(metrics, { stop: async () => {}, depths: async () => new Map() });
  const known = new Set((await metrics.registry.getMetricsAsJSON()).map(({ name }) => name));
  const targets = [...boards.values()].flatMap(({ panels }) =>
    panels.flatMap((panel) => panel.targets),
  );
  const shown = targets.flatMap(({ expr }) => expr?.match(/midflight_\w+/g) ?? []);
  expect(shown.length).toBeGreaterThan(10);
  expect(shown.filter((name) => !known.has(name.replace(/_bucket$/, '')))).toEqual([]);
  const uids = new Set(targets.map(({ datasource }) => datasource.uid));
  expect([...uids].filter((uid) => !provisioned.includes(`uid: ${uid}\n`))).toEqual([]);
});
