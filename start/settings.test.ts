import { describe, expect, test } from 'vitest';
import { MidflightError } from '../core/errors.ts';
import { startServices } from './services.ts';
import { readSettings } from './settings.ts';

const defaults = {
  dir: '.midflight',
  port: 8787,
  host: '127.0.0.1',
  logLevel: 'info',
  databaseUrl: null,
  redisUrl: null,
  apiDatabaseUrl: null,
  metricsPort: null,
  jobsConcurrency: 2,
  componentLegsMax: 2_000,
  webhookSecretsKey: null,
};

test('an empty environment gives the defaults', () => {
  expect(readSettings({})).toEqual(defaults);
});

test('an empty variable counts as unset', () => {
  const env = { PORT: '', HOST: '', LOG_LEVEL: '', DATABASE_URL: '', REDIS_URL: '' };
  expect(readSettings({ ...env, MIDFLIGHT_DIR: '' })).toEqual(defaults);
});

test('every variable is read', () => {
  const env = {
    MIDFLIGHT_DIR: '/data',
    PORT: '0',
    HOST: '0.0.0.0',
    LOG_LEVEL: 'warn',
    DATABASE_URL: 'postgresql://me:word@db/midflight',
    REDIS_URL: 'rediss://:word@redis:6380/1',
    API_DATABASE_URL: 'postgres://reader:word@replica/midflight',
    METRICS_PORT: '9464',
    JOBS_CONCURRENCY: '4',
    COMPONENT_LEGS_MAX: '5000',
    WEBHOOK_SECRETS_KEY: 'q83vEjRWeJCrze8SNFZ4kKvN',
  };
  expect(readSettings(env)).toEqual({
    dir: env.MIDFLIGHT_DIR,
    port: 0,
    host: env.HOST,
    logLevel: env.LOG_LEVEL,
    databaseUrl: env.DATABASE_URL,
    redisUrl: env.REDIS_URL,
    apiDatabaseUrl: env.API_DATABASE_URL,
    metricsPort: 9_464,
    jobsConcurrency: 4,
    componentLegsMax: 5_000,
    webhookSecretsKey: env.WEBHOOK_SECRETS_KEY,
  });
});

test.each([
  ['http', 'must be a port number'],
  [' ', 'must be a port number'],
  ['-1', 'must be a port number'],
  ['80.5', 'must be a port number'],
  ['0x50', 'must be a port number'],
  ['65536', 'must be at most 65535'],
])('PORT "%s" is refused', async (value, said) => {
  expect(await failureOf(() => readSettings({ PORT: value }))).toEqual({
    code: 'bad_config',
    message: `PORT is "${value}" and ${said}.`,
    recovery: 'Correct PORT, or unset it to use the default.',
  });
});

test.each([
  ['JOBS_CONCURRENCY', '0', '1 to 32'],
  ['JOBS_CONCURRENCY', 'two', '1 to 32'],
  ['COMPONENT_LEGS_MAX', '100001', '1 to 100000'],
])('%s "%s" is refused', async (name, value, range) => {
  expect(await failureOf(() => readSettings({ [name]: value }))).toEqual({
    code: 'bad_config',
    message: `${name} is "${value}" and must be a whole number from ${range}.`,
    recovery: `Correct ${name}, or unset it to use the default.`,
  });
});

test.each(['loud', 'INFO'])('LOG_LEVEL "%s" is refused', async (value) => {
  expect(await failureOf(() => readSettings({ LOG_LEVEL: value }))).toEqual({
    code: 'bad_config',
    message: `LOG_LEVEL is "${value}" and must be one of silent, fatal, error, warn, info, debug, trace.`,
    recovery: 'Correct LOG_LEVEL, or unset it to use the default.',
  });
});

test.each(['mysql://me:s3cret@db/midflight', 'me:s3cret@db', 'postgres://me:s3cret@db:port/x'])(
  'DATABASE_URL "%s" is refused without being shown',
  async (value) => {
    expect(await failureOf(() => readSettings({ DATABASE_URL: value }))).toEqual({
      code: 'bad_config',
      message: 'DATABASE_URL must be a URL such as postgres://user:password@host:5432/midflight.',
      recovery: 'Correct DATABASE_URL, or unset it to use the default.',
    });
  },
);

test.each(['http://:s3cret@redis', 'redis:6379', 'localhost'])(
  'REDIS_URL "%s" is refused without being shown',
  async (value) => {
    expect(await failureOf(() => readSettings({ REDIS_URL: value }))).toEqual({
      code: 'bad_config',
      message: 'REDIS_URL must be a URL such as redis://host:6379.',
      recovery: 'Correct REDIS_URL, or unset it to use the default.',
    });
  },
);

describe('a server that does not let us in is named, with a remedy and without its password', () => {
  // Port 1 of this machine: nobody listens there, and nobody but root may.
  test.each([
    ['postgres://me:s3cret@127.0.0.1:1/x', 'connect ECONNREFUSED 127.0.0.1:1'],
    ['postgres://me:s3cret%zz@127.0.0.1:1/x', 'connect ECONNREFUSED 127.0.0.1:1'],
    [
      'postgres://me:s3cret@127.0.0.1:1/x?sslrootcert=/nowhere.pem',
      "ENOENT: no such file or directory, open '/nowhere.pem'",
    ],
  ])('%s', async (databaseUrl, reason) => {
    const start = () => startServices({ databaseUrl, redisUrl: null, dir: '/nowhere' });
    expect(await failureOf(start)).toEqual({
      code: 'database_unreachable',
      message: `The database of DATABASE_URL does not let us in: ${reason}.`,
      recovery:
        'Check that it runs and that the URL is right, or unset DATABASE_URL to use an embedded one.',
    });
  });

  test.each([
    ['redis://:s3cret@127.0.0.1:1', 'connect ECONNREFUSED 127.0.0.1:1'],
    ['redis://:s3cret%zz@127.0.0.1:1', 'URI malformed'],
  ])('%s', async (redisUrl, reason) => {
    const start = () => startServices({ databaseUrl: null, redisUrl, dir: '/nowhere' });
    expect(await failureOf(start)).toEqual({
      code: 'redis_unreachable',
      message: `The Redis of REDIS_URL does not answer: ${reason}.`,
      recovery:
        'Check that it runs and that the URL is right, or unset REDIS_URL to keep the queues in Postgres.',
    });
  });
});

/** What an operator sees of a refusal; anything but a `MidflightError` fails the test. */
async function failureOf(attempt: () => unknown) {
  const error = await (async () => attempt())().then(
    () => expect.unreachable('it should have been refused'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(MidflightError);
  const { code, message, recovery } = error as MidflightError;
  return { code, message, recovery };
}
