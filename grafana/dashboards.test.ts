import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { ANALYTICS_ROLE, prepareAnalyticsRole } from '../db/analytics-role.ts';
import { CONTRACT } from '../db/analytics-views.ts';
import { addDatabaseMetrics } from '../start/database-metrics.ts';
import { addHealthMetrics } from '../start/health-metrics.ts';
import { processMetrics } from '../start/process-metrics.ts';
import { addQueueMetrics } from '../start/queue-metrics.ts';
import { createDatabase } from '../test/database.ts';

interface Target {
  datasource: { type: string; uid: string };
  rawSql?: string;
  expr?: string;
}
interface Dashboard {
  uid: string;
  panels: { id: number; title: string; gridPos: object; targets: Target[] }[];
  templating: { list: { query: string; datasource: Target['datasource'] }[] };
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
      "$1 between '2026-01-01T00:00:00Z' and '2026-01-02T00:00:00Z'",
    )
    .replaceAll('${protocol:sqlstring}', "'axelar','cctp'");

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

test.each([...boards])(
  '%s: data teams may ask all that it asks, and get an answer',
  async (_, board) => {
    const database = await createDatabase();
    expect(await prepareAnalyticsRole(database, { contract: CONTRACT })).toBe(null);
    const statements = [
      ...board.panels.flatMap(({ title, targets }) =>
        targets.flatMap(({ rawSql }) => (rawSql === undefined ? [] : [{ title, rawSql }])),
      ),
      ...board.templating.list.map(({ query }) => ({ title: 'a variable', rawSql: query })),
    ];
    expect(statements.length).toBeGreaterThan(0);
    for (const { title, rawSql } of statements) {
      const statement = asGrafana(rawSql);
      expect(statement, title).not.toContain('$');
      const answer = database.db.transaction(async (tx) => {
        await tx.execute(sql.raw(`set local role ${ANALYTICS_ROLE}`));
        await tx.execute(sql.raw(statement));
      });
      await expect(answer, title).resolves.toBe(undefined);
    }
  },
);

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
