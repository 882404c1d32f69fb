import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { definitions } from '../chains/definitions/index.ts';
import { healthReasons } from '../core/health.ts';
import { protocols } from '../protocols/index.ts';
import { variableEndOf } from '../start/chain-variables.ts';
import { analyticsPage, readContract } from './analytics-contract.ts';
import { clientTypes } from './client-types.ts';
import { createDatabase } from './database.ts';
import { openApiText } from './openapi-text.ts';
import { protocolPages } from './protocol-pages.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

/** Who may import whom. `start` wires the three processes together, which never import one another. */
const mayImport: Record<string, readonly string[]> = {
  core: [],
  protocols: ['core'],
  chains: ['core'],
  db: ['core'],
  reports: ['core'],
  webhooks: ['core', 'db'],
  alerts: ['core', 'webhooks', 'db'],
  indexer: ['core', 'chains', 'protocols', 'db'],
  jobs: ['core', 'protocols', 'reports', 'webhooks', 'alerts', 'db'],
  api: ['core', 'protocols', 'reports', 'webhooks', 'db'],
  client: [],
  start: [
    'core',
    'chains',
    'protocols',
    'reports',
    'webhooks',
    'alerts',
    'db',
    'indexer',
    'jobs',
    'api',
  ],
  demo: ['core', 'start'],
  bench: ['core', 'chains', 'protocols', 'db', 'indexer', 'jobs', 'start', 'demo'],
};

/** Packages that a folder may use where it says so: codecs and schemas, no IO; none where the code runs in browsers. */
const purePackages: Record<string, readonly string[]> = {
  client: [],
  core: [],
  // Of `node:crypto`, its hashes.
  protocols: ['@scure/base', 'js-sha3', 'node:crypto', 'viem', 'zod'],
  reports: ['zod'],
};

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .map((path) => join(folder, path));

const importsOf = (path: string): string[] =>
  [
    ...read(path).matchAll(
      /^(?:import|export)[^'"]*?from '([^']+)'|^import '([^']+)'|import\('([^']+)'\)/gm,
    ),
  ].map(([, from, bare, dynamic]) => from ?? bare ?? dynamic ?? '');

describe.each(Object.entries(mayImport))('%s', (folder, allowed) => {
  test('imports only what the table of imports allows', () => {
    const strangers = sources(folder).flatMap((path) =>
      importsOf(path).flatMap((specifier) => {
        if (!specifier.startsWith('.')) {
          const pure = purePackages[folder];
          return pure && !pure.includes(specifier) ? [`${path} imports ${specifier}`] : [];
        }
        const target = relative(root, resolve(root, dirname(path), specifier)).split('/')[0] ?? '';
        return target === folder || allowed.includes(target) ? [] : [`${path} imports ${target}`];
      }),
    );
    expect(strangers).toEqual([]);
  });

  test('has a README', () => {
    expect(existsSync(join(root, folder, 'README.md'))).toBe(true);
  });
});

test('every protocol has a file and a fixture of its name', () => {
  const files = Object.keys(protocols).flatMap((name) => [`${name}.ts`, `${name}.fixture.json`]);
  expect(files.filter((file) => !existsSync(join(root, 'protocols', file)))).toEqual([]);
});

test('every markdown file has one title', () => {
  const files = execFileSync('git', ['ls-files', '*.md'], { cwd: root, encoding: 'utf8' }).split(
    '\n',
  );
  const titles = (path: string) =>
    read(path)
      .replaceAll(/^```[\s\S]*?^```/gm, '')
      .match(/^# /gm)?.length ?? 0;
  expect(files.filter((path) => path && titles(path) !== 1)).toEqual([]);
});

test('docs/openapi.json is fresh', () => {
  expect(read('docs/openapi.json'), 'run npm run openapi').toBe(openApiText());
});

test('client/api-types.ts is fresh', async () => {
  expect(read('client/api-types.ts'), 'run npm run client').toBe(await clientTypes());
});

test('docs/analytics.md says of the views what the database says', async () => {
  const { db } = await createDatabase();
  const page = read('docs/analytics.md');
  expect(page, 'run npm run docs:analytics').toBe(analyticsPage(page, await readContract(db)));
});

test('docs/alerts.md says of each reason of health what the code says', () => {
  const [table = ''] = /^\| reason +\|[^]*?\n\n/m.exec(read('docs/alerts.md')) ?? [];
  const rows = [...table.matchAll(/^\| `(\w+)` +\| (.+?) +\|$/gm)];
  const told = rows.map(([, name, text = '']) => [name, text]);
  const said = Object.entries(healthReasons).map(([name, text]) => [
    name,
    `${text.charAt(0).toLowerCase()}${text.slice(1, -1)}`,
  ]);
  expect(told).toEqual(said);
});

test('docs/protocols has a fresh page for every protocol, and no other', () => {
  const pages = protocolPages();
  const names = [...pages.keys()].map(({ pathname }) => basename(pathname));
  expect(readdirSync(join(root, 'docs/protocols')).toSorted()).toEqual(names.toSorted());
  for (const [file, text] of pages)
    expect(readFileSync(file, 'utf8'), 'run npm run docs').toBe(text);
});

test('db/schema.sql and the migrations show the schema as it is', () => {
  const drizzle = (...args: string[]) =>
    execFileSync(process.execPath, ['node_modules/drizzle-kit/bin.cjs', ...args], {
      cwd: root,
      encoding: 'utf8',
    });
  expect(read('db/schema.sql').trim(), 'run npm run migrate').toBe(
    drizzle('export', '--sql').trim(),
  );
  const before = readdirSync(join(root, 'migrations'));
  expect(drizzle('generate'), 'run npm run migrate').toContain('No schema changes');
  expect(readdirSync(join(root, 'migrations'))).toEqual(before);
});

test('docker-compose.yml passes on the variables of every chain that is known', () => {
  const compose = read('docker-compose.yml');
  const missing = [...definitions.keys()]
    .map(variableEndOf)
    .filter(
      (end) => !compose.includes(`  RPC_URL_${end}:`) || !compose.includes(`  START_BLOCK_${end}:`),
    );
  expect(missing).toEqual([]);
});

test('the Solana client is pinned to the last release of its classic API', () => {
  // CAST: this repository's own file.
  const { dependencies } = JSON.parse(read('package.json')) as {
    dependencies: Record<string, string>;
  };
  expect(dependencies['@solana/web3.js']).toBe('1.99.0');
});
