import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ruleDefaults } from '../core/alerts/rule-options.ts';
import { HEALTH_POLICY } from '../core/health.ts';
import { MidflightError } from '../core/errors.ts';
import { retentionDefaults } from '../jobs/retention-job.ts';
import { apiDefaults } from '../api/settings.ts';
import { loadConfig } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'midflight-config-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const correct = 'Correct it; README.md, "Configure", shows every field.';

describe('the environment', () => {
  test('RPC_URL_<id> names a chain, and several endpoints with commas between', async () => {
    const env = { RPC_URL_8453: 'https://a.example/v2/key, http://b.example' };
    expect((await loadConfig(env)).chains).toEqual({
      'eip155:8453': { rpc: [{ url: 'https://a.example/v2/key' }, { url: 'http://b.example' }] },
    });
  });

  test('START_BLOCK_<id> says where a chain begins', async () => {
    const env = { RPC_URL_1: 'https://a.example', START_BLOCK_1: '19000000' };
    expect((await loadConfig(env)).chains).toEqual({
      'eip155:1': { rpc: [{ url: 'https://a.example' }], startBlock: 19_000_000n },
    });
  });

  test('RPC_URL_SOLANA and RPC_URL_SOLANA_DEVNET name Solana’s clusters, and START_BLOCK_ a slot', async () => {
    const env = {
      RPC_URL_SOLANA: 'https://a.example,wss://a.example',
      START_BLOCK_SOLANA: '300000000',
      RPC_URL_SOLANA_DEVNET: 'https://b.example',
    };
    expect((await loadConfig(env)).chains).toEqual({
      'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': {
        rpc: [{ url: 'https://a.example' }, { url: 'wss://a.example' }],
        startBlock: 300_000_000n,
      },
      'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1': { rpc: [{ url: 'https://b.example' }] },
    });
  });

  test('what is wrong about Solana is said of its variables', async () => {
    expect((await failureOf({ START_BLOCK_SOLANA: '5' })).message).toBe(
      'START_BLOCK_SOLANA is set, but RPC_URL_SOLANA is not.',
    );
    expect((await failureOf({ RPC_URL_SOLANA_DEVNET: 'nowhere' })).message).toBe(
      'RPC_URL_SOLANA_DEVNET must be an http, https, ws or wss URL.',
    );
  });

  test('an empty variable counts as unset', async () => {
    const env = { RPC_URL_1: '', START_BLOCK_1: '', MIDFLIGHT_CONFIG: '' };
    expect((await loadConfig(env)).chains).toEqual({});
  });

  test('START_BLOCK without RPC_URL is refused', async () => {
    expect(await failureOf({ START_BLOCK_10: '5' })).toEqual({
      code: 'bad_config',
      message: 'START_BLOCK_10 is set, but RPC_URL_10 is not.',
      recovery: 'Set RPC_URL_10, or unset START_BLOCK_10.',
    });
  });

  test('START_BLOCK_<id> may be a day of UTC, or where its protocols began', async () => {
    const env = {
      RPC_URL_1: 'https://a.example',
      START_BLOCK_1: '2025-06-01',
      RPC_URL_SOLANA: 'https://b.example',
      START_BLOCK_SOLANA: 'deployment',
    };
    expect((await loadConfig(env)).chains).toEqual({
      'eip155:1': { rpc: [{ url: 'https://a.example' }], startBlock: new Date('2025-06-01') },
      'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': {
        rpc: [{ url: 'https://b.example' }],
        startBlock: 'deployment',
      },
    });
  });

  test.each([
    'soon',
    '-1',
    '1.5',
    '0x10',
    '1_000',
    ' 5',
    '2025-02-30',
    '2025-06',
    '2025-06-01T00:00:00Z',
    'Deployment',
  ])('START_BLOCK "%s" is refused', async (value) => {
    const env = { RPC_URL_1: 'https://a.example', START_BLOCK_1: value };
    expect(await failureOf(env)).toEqual({
      code: 'bad_config',
      message: `START_BLOCK_1 is "${value}", which is no block number, no day and not "deployment".`,
      recovery:
        'Set START_BLOCK_1 to a whole number such as 19000000, to a day such as 2025-06-01, or to deployment.',
    });
  });

  test.each(['not a url', 'localhost:8545', 'https:a.example', 'ftp://me:s3cret@a.example/k3y'])(
    'RPC_URL "%s" is refused without being shown',
    async (value) => {
      expect(await failureOf({ RPC_URL_1: value })).toEqual({
        code: 'bad_config',
        message: 'RPC_URL_1 must be an http, https, ws or wss URL.',
        recovery:
          'Set RPC_URL_1 to a URL such as https://rpc.example/key, or to several with commas between.',
      });
    },
  );

  test('RPC_URL may name WebSockets beside an endpoint, not alone', async () => {
    const env = { RPC_URL_1: 'wss://a.example/k3y, https://b.example' };
    expect((await loadConfig(env)).chains).toEqual({
      'eip155:1': { rpc: [{ url: 'wss://a.example/k3y' }, { url: 'https://b.example' }] },
    });
    const { message } = await failureOf({ RPC_URL_1: 'wss://a.example/k3y,WS://b.example' });
    expect(message).toBe(
      'RPC_URL_1 must name at least one http or https endpoint: ws and wss ones tell of new blocks only.',
    );
  });

  test.each(['https://a.example,ftp://b.example', 'https://a.example,'])(
    'in RPC_URL "%s" the second entry is named',
    async (value) => {
      const { message } = await failureOf({ RPC_URL_1: value });
      expect(message).toBe('Entry 2 of RPC_URL_1 must be an http, https, ws or wss URL.');
    },
  );

  test.each([
    'ethereum',
    'solana',
    'ETHEREUM',
    '',
    '0',
    '01',
    '-1',
    'eip155:1',
    '9007199254740993',
  ])('a variable that ends in "%s" names no chain', async (id) => {
    expect(await failureOf({ [`RPC_URL_${id}`]: 'https://a.example' })).toEqual({
      code: 'bad_config',
      message: `RPC_URL_${id} does not end in a chain.`,
      recovery:
        'Name it after the chain, such as RPC_URL_1 for Ethereum or RPC_URL_SOLANA for Solana.',
    });
  });
});

describe('the API', () => {
  const defaults = {
    keysRequired: false,
    corsOrigins: '*',
    rateLimits: { anonymous: 600, key: 6_000 },
    trustProxy: 0,
    statementTimeoutMs: 5_000,
  };

  test('answers everybody, so many times, unless it is configured', async () => {
    expect((await loadConfig({})).api).toEqual(defaults);
    const env = { API_KEYS_REQUIRED: '', API_CORS_ORIGINS: '', API_RATE_LIMIT: '' };
    expect((await loadConfig({ ...env, API_TRUST_PROXY: '' })).api).toEqual(defaults);
  });

  test('is configured by the file', async () => {
    const file = aFile(`{
      api: {
        keysRequired: true,
        cors: { origins: ['https://app.example', 'http://localhost:5173'] },
        rateLimits: { key: 60_000 },
        trustProxy: ['10.0.0.0/8', '2001:db8::1'],
        statementTimeoutMs: 1_000,
      },
    }`);
    expect((await loadConfig({ MIDFLIGHT_CONFIG: file })).api).toEqual({
      keysRequired: true,
      corsOrigins: ['https://app.example', 'http://localhost:5173'],
      rateLimits: { anonymous: 600, key: 60_000 },
      trustProxy: ['10.0.0.0/8', '2001:db8::1'],
      statementTimeoutMs: 1_000,
    });
    const unlimited = aFile(`{ api: { rateLimits: false } }`);
    expect((await loadConfig({ MIDFLIGHT_CONFIG: unlimited })).api.rateLimits).toBeNull();
  });

  test('is configured by the environment, which wins', async () => {
    const file = aFile(
      `{ api: { keysRequired: true, rateLimits: { key: 60_000 }, trustProxy: 2 } }`,
    );
    const env = {
      MIDFLIGHT_CONFIG: file,
      API_KEYS_REQUIRED: 'false',
      API_CORS_ORIGINS: 'https://a.example, https://b.example:8443',
      API_RATE_LIMIT: '60',
      API_TRUST_PROXY: '10.0.0.1,10.1.0.0/16',
    };
    expect((await loadConfig(env)).api).toEqual({
      ...defaults,
      corsOrigins: ['https://a.example', 'https://b.example:8443'],
      rateLimits: { anonymous: 60, key: 60_000 },
      trustProxy: ['10.0.0.1', '10.1.0.0/16'],
    });
    const off = { ...env, API_CORS_ORIGINS: '*', API_RATE_LIMIT: 'off', API_TRUST_PROXY: '1' };
    expect((await loadConfig(off)).api).toEqual({ ...defaults, rateLimits: null, trustProxy: 1 });
  });

  test.each([
    ['API_KEYS_REQUIRED', 'yes', 'must be true or false'],
    [
      'API_CORS_ORIGINS',
      'https://app.example/',
      'must be *, or origins such as https://app.example, with commas between',
    ],
    ['API_RATE_LIMIT', '0', 'must be off, or how often an address may ask in a minute'],
    ['API_RATE_LIMIT', '-1', 'must be off, or how often an address may ask in a minute'],
    [
      'API_TRUST_PROXY',
      'true',
      'must be the number of proxies in front, or addresses and networks such as 10.0.0.0/8, with commas between',
    ],
  ])('with %s "%s" is refused', async (name, value, said) => {
    expect(await failureOf({ [name]: value })).toEqual({
      code: 'bad_config',
      message: `${name} is "${value}" and ${said}.`,
      recovery: `Correct ${name}, or unset it to use the default.`,
    });
  });
});

describe('reports', () => {
  const relay = { url: 'https://api.sodax.com/v1/relay' };
  const solver = { url: 'https://solver.example/v1' };

  test('are off, and turned on by the file or by MIDFLIGHT_REPORTS, which keeps the URL of the file', async () => {
    expect((await loadConfig({})).reports).toEqual({});
    expect((await loadConfig({ MIDFLIGHT_REPORTS: '' })).reports).toEqual({});
    const file = aFile(`{
      reports: { sodaxRelay: false, sodaxSolver: { url: '${solver.url}' } },
    }`);
    expect((await loadConfig({ MIDFLIGHT_CONFIG: file })).reports).toEqual({ sodaxSolver: solver });
    const env = { MIDFLIGHT_CONFIG: file, MIDFLIGHT_REPORTS: 'sodax-relay, sodax-solver' };
    expect((await loadConfig(env)).reports).toEqual({ sodaxRelay: relay, sodaxSolver: solver });
  });

  test('of an unknown name are refused', async () => {
    expect(await failureOf({ MIDFLIGHT_REPORTS: 'sodax-relay,sodaxRelay' })).toEqual({
      code: 'bad_config',
      message: 'MIDFLIGHT_REPORTS names sodaxRelay, which is no reporter.',
      recovery:
        'Name any of sodax-relay, sodax-solver, sodax-backend, wormhole-governor, wormhole-guardians, with commas between, or unset it.',
    });
  });

  test.each([
    [`{ sodaxRelais: true }`, 'reports in FILE has an unknown field: "sodaxRelais".'],
    [
      `{ sodaxRelay: 'on' }`,
      'reports.sodaxRelay in FILE is "on" and must be true, false or an object with a url.',
    ],
    [`{ sodaxRelay: {} }`, 'reports.sodaxRelay.url in FILE is missing.'],
    [
      `{ sodaxRelay: { url: 'ftp://k3y.example' } }`,
      'reports.sodaxRelay.url in FILE must be an http or https URL.',
    ],
    [`{ sodaxRelay: { uri: '' } }`, 'reports.sodaxRelay.url in FILE is missing.'],
    [`true`, 'reports in FILE is true and must be an object.'],
  ])('%s in the file is refused', async (reports, message) => {
    const file = aFile(`{ reports: ${reports} }`);
    const failure = await failureOf({ MIDFLIGHT_CONFIG: file });
    expect(failure.message.replace(file, 'FILE')).toBe(message);
    expect(failure.code).toBe('bad_config');
  });
});

describe('the file', () => {
  test('gives chains and deployments', async () => {
    const gateway = `0x${'aB'.repeat(20)}`;
    const file = aFile(`{
      chains: { 'eip155:31337': { rpc: ['http://127.0.0.1:8545'], startBlock: 0, name: 'local' } },
      protocols: { axelar: { deployments: { 'eip155:31337': { chainName: 'local', gateway: '${gateway}' } } } },
    }`);
    expect(await loadConfig({ MIDFLIGHT_CONFIG: file })).toEqual({
      chains: {
        'eip155:31337': { rpc: [{ url: 'http://127.0.0.1:8545' }], startBlock: 0n, name: 'local' },
      },
      protocols: {
        axelar: {
          deployments: {
            'eip155:31337': {
              network: 'mainnet',
              chainName: 'local',
              gateway: gateway.toLowerCase(),
            },
          },
        },
      },
      declared: [],
      reports: {},
      webhooks: { allowPrivate: false, allowHttp: false },
      health: HEALTH_POLICY,
      alerts: { rules: ruleDefaults, channels: {}, escalateAfterMinutes: 30 },
      api: apiDefaults,
      retention: retentionDefaults,
    });
  });

  test('loses to the environment, value by value', async () => {
    const MIDFLIGHT_CONFIG = aFile(
      `{ chains: { 'eip155:1': { rpc: ['https://a.example'], startBlock: 7, name: 'mine' } } }`,
    );
    const env = { MIDFLIGHT_CONFIG, RPC_URL_1: 'https://b.example', START_BLOCK_1: '9' };
    expect((await loadConfig(env)).chains).toEqual({
      'eip155:1': { rpc: [{ url: 'https://b.example' }], startBlock: 9n, name: 'mine' },
    });
  });

  test('may leave the endpoints, which carry keys, to the environment', async () => {
    const MIDFLIGHT_CONFIG = aFile(`{ chains: { 'eip155:1': { startBlock: 7 } } }`);
    const env = { MIDFLIGHT_CONFIG, RPC_URL_1: 'https://b.example' };
    expect((await loadConfig(env)).chains).toEqual({
      'eip155:1': { rpc: [{ url: 'https://b.example' }], startBlock: 7n },
    });
  });

  test('may say what an endpoint takes, and what a chain may cost', async () => {
    const MIDFLIGHT_CONFIG = aFile(
      `{ chains: { 'eip155:1': { rpc: ['https://a.example', { url: 'https://b.example', callsPerSecond: 25, concurrency: 2 }], callsPerDay: 100_000 } } }`,
    );
    expect((await loadConfig({ MIDFLIGHT_CONFIG })).chains).toEqual({
      'eip155:1': {
        rpc: [
          { url: 'https://a.example' },
          { url: 'https://b.example', callsPerSecond: 25, concurrency: 2 },
        ],
        callsPerDay: 100_000,
      },
    });
  });

  test('that MIDFLIGHT_CONFIG names must exist', async () => {
    const file = join(folder, 'nowhere.ts');
    expect(await failureOf({ MIDFLIGHT_CONFIG: file })).toEqual({
      code: 'bad_config',
      message: `MIDFLIGHT_CONFIG names ${file}, which does not exist.`,
      recovery: 'Correct the path, or unset it.',
    });
  });

  test('that throws is refused with what it throws', async () => {
    const file = aModule(`throw new Error('no vault\\n  at hand.');`);
    expect(await failureOf({ MIDFLIGHT_CONFIG: file })).toEqual({
      code: 'bad_config',
      message: `${file} cannot be loaded: Error: no vault at hand.`,
      recovery: 'Correct the file.',
    });
  });

  test('that cannot be parsed is refused in one sentence', async () => {
    const file = aModule('export default {{');
    const { code, message, recovery } = await failureOf({ MIDFLIGHT_CONFIG: file });
    expect({ code, recovery }).toEqual({ code: 'bad_config', recovery: 'Correct the file.' });
    // What follows is the loader's; it differs between tsx, vitest and Node itself.
    expect(message).toMatch(`${file} cannot be loaded: `);
    expect(message).not.toContain('\n');
  });

  test('without a default export is refused', async () => {
    const file = aModule('export const chains = {};');
    expect(await failureOf({ MIDFLIGHT_CONFIG: file })).toEqual({
      code: 'bad_config',
      message: `${file} has no default export.`,
      recovery: 'Let it export its configuration: export default defineConfig({ … }).',
    });
  });

  const rpc = `rpc: ['https://a.example']`;
  const aStart = "must be a block number, a day such as '2025-06-01', or 'deployment'";
  const ofChain = (fields: string) => `{ chains: { 'eip155:1': { ${fields} } } }`;
  const ofAxelar = (fields: string) =>
    `{ protocols: { axelar: { deployments: { 'eip155:1': { ${fields} } } } } }`;
  const chain = 'chains.eip155:1';
  const deployment = 'protocols.axelar.deployments.eip155:1';

  test.each<[what: string, value: string, place: string, said: string]>([
    ['a list for the whole', '[]', '', 'must be an object'],
    ['an unknown field', '{ chain: {} }', '', 'has an unknown field: "chain"'],
    [
      'an unknown field of a chain',
      ofChain(`${rpc}, rpcs: []`),
      chain,
      'has an unknown field: "rpcs"',
    ],
    ['protocols in a list', '{ protocols: [] }', 'protocols', 'must be an object'],
    [
      'a chain by name',
      `{ chains: { ethereum: { ${rpc} } } }`,
      'chains.ethereum',
      'must be a CAIP-2 id such as eip155:1',
    ],
    ['a chain without endpoints', ofChain(''), `${chain}.rpc`, 'is missing'],
    [
      'a chain with no endpoint',
      ofChain('rpc: []'),
      `${chain}.rpc`,
      'must name at least one endpoint',
    ],
    [
      'an endpoint that is no list, without its key',
      ofChain(`rpc: 'https://a.example/k3y'`),
      `${chain}.rpc`,
      'must be a list',
    ],
    [
      'an endpoint of another protocol, without its key',
      ofChain(`rpc: ['ftp://a.example/k3y']`),
      `${chain}.rpc.0`,
      'must be an http, https, ws or wss URL',
    ],
    [
      'an endpoint whose rate is no number, without its key',
      ofChain(`rpc: [{ url: 'https://a.example/k3y', callsPerSecond: 'k3y' }]`),
      `${chain}.rpc.0.callsPerSecond`,
      'must be a number',
    ],
    [
      'an endpoint that may have no request in flight',
      ofChain(`rpc: ['https://b.example', { url: 'https://a.example/k3y', concurrency: 0 }]`),
      `${chain}.rpc.1.concurrency`,
      'is 0 and must be 1 or more',
    ],
    [
      'an endpoint without its URL',
      ofChain(`rpc: [{ callsPerSecond: 5 }]`),
      `${chain}.rpc.0.url`,
      'is missing',
    ],
    [
      'an unknown field of an endpoint',
      ofChain(`rpc: [{ url: 'https://a.example', rate: 5 }]`),
      `${chain}.rpc.0`,
      'has an unknown field: "rate"',
    ],
    [
      'a budget of half a call',
      ofChain(`${rpc}, callsPerDay: 0.5`),
      `${chain}.callsPerDay`,
      'is 0.5 and must be a whole number',
    ],
    [
      'a start that is text',
      ofChain(`${rpc}, startBlock: 'soon'`),
      `${chain}.startBlock`,
      `is "soon" and ${aStart}`,
    ],
    [
      'a start between blocks',
      ofChain(`${rpc}, startBlock: 1.5`),
      `${chain}.startBlock`,
      `is 1.5 and ${aStart}`,
    ],
    [
      'a start before the first block',
      ofChain(`${rpc}, startBlock: -1`),
      `${chain}.startBlock`,
      `is -1 and ${aStart}`,
    ],
    [
      'a name with blanks',
      ofChain(`${rpc}, name: 'My Chain'`),
      `${chain}.name`,
      'is "My Chain" and must be lower-case letters, digits and dashes',
    ],
    [
      'a block time with its unit',
      ofChain(`${rpc}, blockTimeMs: '12s'`),
      `${chain}.blockTimeMs`,
      'is "12s" and must be a number',
    ],
    [
      'an unknown tag',
      ofChain(`${rpc}, finality: { safe: { tag: 'latest' }, finalized: { depth: 9 } }`),
      `${chain}.finality.safe.tag`,
      'is "latest" and must be one of "safe" or "finalized"',
    ],
    [
      'a depth below zero',
      ofChain(`${rpc}, finality: { safe: { depth: -1 }, finalized: { depth: 9 } }`),
      `${chain}.finality.safe.depth`,
      'is -1 and must be at least 0',
    ],
    [
      'half a finality',
      ofChain(`${rpc}, finality: { safe: { depth: 2 } }`),
      `${chain}.finality.finalized`,
      'is missing',
    ],
    [
      'an explorer that is no URL',
      ofChain(`${rpc}, explorer: 'etherscan'`),
      `${chain}.explorer`,
      'is "etherscan" and must be a URL',
    ],
    [
      'a sample that tells nothing',
      '{ health: { minimumSample: 5 } }',
      'health.minimumSample',
      'is 5 and must be 10 or more: fewer waits tell nothing of the slowest ones',
    ],
    [
      'a verdict that comes before the lesser one',
      '{ health: { stuckFloorSeconds: 30 } }',
      'health.stuckFloorSeconds',
      'is 30 and must not be less than delayedFloorSeconds: what is stuck is delayed before',
    ],
    ['an API that is none', '{ api: [] }', 'api', 'must be an object'],
    [
      'a retention of no days',
      '{ retention: { hoursDays: 0 } }',
      'retention.hoursDays',
      'is 0 and must be 1 or more',
    ],
    [
      'an unknown field of the API',
      '{ api: { keys: true } }',
      'api',
      'has an unknown field: "keys"',
    ],
    [
      'keys that are required perhaps',
      `{ api: { keysRequired: 'maybe' } }`,
      'api.keysRequired',
      'is "maybe" and must be true or false',
    ],
    [
      'one origin that is no list',
      `{ api: { cors: { origins: 'https://a.example' } } }`,
      'api.cors.origins',
      `is "https://a.example" and must be '*' or a list of origins`,
    ],
    [
      'an origin with a path',
      `{ api: { cors: { origins: ['https://a.example/'] } } }`,
      'api.cors.origins.0',
      'is "https://a.example/" and must be an origin such as https://app.example, without a path',
    ],
    [
      'limits that are on',
      '{ api: { rateLimits: true } }',
      'api.rateLimits',
      'is true and must be false, or an object with anonymous and key',
    ],
    [
      'a limit of nothing',
      '{ api: { rateLimits: { key: 0 } } }',
      'api.rateLimits.key',
      'is 0 and must be 1 or more',
    ],
    [
      'every proxy trusted',
      '{ api: { trustProxy: true } }',
      'api.trustProxy',
      'is true and must be the number of proxies in front, or a list of their addresses and networks',
    ],
    [
      'a proxy by its name',
      `{ api: { trustProxy: ['proxy.local'] } }`,
      'api.trustProxy.0',
      'is "proxy.local" and must be an address, or a network such as 10.0.0.0/8',
    ],
    [
      'an endless query',
      '{ api: { statementTimeoutMs: 0 } }',
      'api.statementTimeoutMs',
      'is 0 and must be a whole number of milliseconds from 100 to 30000',
    ],
    [
      'a short address',
      ofAxelar(`chainName: 'x', gateway: '0x12'`),
      `${deployment}.gateway`,
      'is "0x12" and must be an address: 0x and 40 hex digits',
    ],
    [
      'an address that is a number',
      ofAxelar(`chainName: 'x', gateway: 12`),
      `${deployment}.gateway`,
      'is 12 and must be text',
    ],
    [
      'a deployment without an address',
      ofAxelar(`chainName: 'x'`),
      `${deployment}.gateway`,
      'is missing',
    ],
  ])('with %s is refused', async (_, value, place, said) => {
    const file = aFile(value);
    expect(await failureOf({ MIDFLIGHT_CONFIG: file })).toEqual({
      code: 'bad_config',
      message: `${place ? `${place} in ${file}` : file} ${said}.`,
      recovery: correct,
    });
  });
});

let files = 0;

function aModule(text: string): string {
  const path = join(folder, `${(files += 1)}.config.ts`);
  writeFileSync(path, text);
  return path;
}

const aFile = (value: string) => aModule(`export default ${value};`);

/** What an operator sees of a refusal; anything but a `MidflightError` fails the test. */
async function failureOf(env: NodeJS.ProcessEnv) {
  const error = await loadConfig(env).then(
    () => expect.unreachable('it should have been refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MidflightError);
  const { code, message, recovery } = error as MidflightError;
  return { code, message, recovery };
}
