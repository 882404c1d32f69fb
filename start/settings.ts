import { z } from 'zod';
import { MidflightError } from '../core/errors.ts';
import { LIMITS } from '../jobs/correlate.ts';
import { CONCURRENCY } from '../jobs/start-jobs.ts';

/** What the environment says about this process; chains are in the configuration. */
export interface Settings {
  /** Folder of the embedded database. */
  dir: string;
  port: number;
  host: string;
  logLevel: string;
  databaseUrl: string | null;
  redisUrl: string | null;
  /** Where the API reads as somebody else, who need not be able to write. */
  apiDatabaseUrl: string | null;
  /** Port of the metrics; null to have them at the API's. */
  metricsPort: number | null;
  /** Jobs that one process does at once. */
  jobsConcurrency: number;
  /** Legs that one component may have. */
  componentLegsMax: number;
  /** Seals the secrets of webhooks in the database; null keeps them as they are. */
  webhookSecretsKey: string | null;
}

const url = (protocol: RegExp, shape: string) => {
  const error = `must be a URL such as ${shape}`;
  // Without the slashes, `redis:6379` would be a URL as well: one with a path and no host.
  return z
    .url({ protocol, error })
    .regex(/^\w+:\/\//, error)
    .nullable()
    .default(null);
};

/** A whole number within bounds, which the message names. */
const count = ({ min, max, byDefault }: { min: number; max: number; byDefault: number }) => {
  const error = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d+$/, error)
    .transform(Number)
    .pipe(z.number().min(min, error).max(max, error))
    .default(byDefault);
};

/** As many as 128 random bits have in base64, at the least. */
const KEY_LENGTH_MIN = 22;

const port = z
  .string()
  .regex(/^\d+$/, 'must be a port number')
  .transform(Number)
  .pipe(z.number().max(65_535, 'must be at most 65535'));

const schema = z.object({
  MIDFLIGHT_DIR: z.string().default('.midflight'),
  PORT: port.default(8787),
  METRICS_PORT: port.nullable().default(null),
  HOST: z.string().default('127.0.0.1'),
  LOG_LEVEL: z
    .enum(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'], {
      error: 'must be one of silent, fatal, error, warn, info, debug, trace',
    })
    .default('info'),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://user:password@host:5432/midflight'),
  API_DATABASE_URL: url(/^postgres(ql)?$/, 'postgres://reader:password@host:5432/midflight'),
  REDIS_URL: url(/^rediss?$/, 'redis://host:6379'),
  // Each of them uses a connection to Postgres while it folds.
  JOBS_CONCURRENCY: count({ min: 1, max: 32, byDefault: CONCURRENCY }),
  COMPONENT_LEGS_MAX: count({ min: 1, max: 100_000, byDefault: LIMITS.legsMax }),
  WEBHOOK_SECRETS_KEY: z
    .string()
    .min(KEY_LENGTH_MIN, `must have ${KEY_LENGTH_MIN} characters or more`)
    .nullable()
    .default(null),
});

/** @throws MidflightError `bad_config`, naming the variable; an empty variable counts as unset */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    const name = String(issue?.path[0]);
    throw new MidflightError({
      code: 'bad_config',
      // The value of a URL may carry a password, and that of a key is one.
      message: `${name}${/_(?:URL|KEY)$/.test(name) ? '' : ` is "${env[name]}" and`} ${issue?.message}.`,
      recovery: `Correct ${name}, or unset it to use the default.`,
    });
  }
  const { MIDFLIGHT_DIR, PORT, HOST, LOG_LEVEL, DATABASE_URL, REDIS_URL } = parsed.data;
  const { JOBS_CONCURRENCY, COMPONENT_LEGS_MAX, WEBHOOK_SECRETS_KEY } = parsed.data;
  return {
    dir: MIDFLIGHT_DIR,
    port: PORT,
    host: HOST,
    logLevel: LOG_LEVEL,
    databaseUrl: DATABASE_URL,
    redisUrl: REDIS_URL,
    apiDatabaseUrl: parsed.data.API_DATABASE_URL,
    metricsPort: parsed.data.METRICS_PORT,
    jobsConcurrency: JOBS_CONCURRENCY,
    componentLegsMax: COMPONENT_LEGS_MAX,
    webhookSecretsKey: WEBHOOK_SECRETS_KEY,
  };
}
