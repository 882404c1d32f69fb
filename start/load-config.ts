import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import type { ChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { protocols } from '../protocols/index.ts';
import { reporters } from '../reports/index.ts';
import { apiVariables } from './api-variables.ts';
import { chainOf, variableEndOf } from './chain-variables.ts';
import { configSchema, startBlockSchema, type Config } from './config.ts';

const DEFAULT_FILE = 'midflight.config.ts';

/**
 * Reads `midflight.config.ts` (or the file that MIDFLIGHT_CONFIG names) and adds what the environment says:
 * `RPC_URL_<id>`, comma-separated for several, and `START_BLOCK_<id>`, by a chain's id on EVM or the name of a Solana
 * cluster. The environment wins. MIDFLIGHT_REPORTS names reporters to turn on, comma-separated; the API's variables are in
 * `api-variables.ts`.
 *
 * @throws MidflightError `bad_config`, naming the value and how to mend it
 */
export async function loadConfig(env: NodeJS.ProcessEnv): Promise<Config> {
  const file = env['MIDFLIGHT_CONFIG'] || undefined;
  const path = resolve(file ?? DEFAULT_FILE);
  if (file !== undefined && !existsSync(path)) {
    throw badConfig(
      `MIDFLIGHT_CONFIG names ${file}, which does not exist.`,
      'Correct the path, or unset it.',
    );
  }
  const source = file ?? DEFAULT_FILE;
  const fromFile = existsSync(path) ? await importDefault(path, source) : {};
  const fromEnvironment = chainsOf(env);
  const withChains = merge(fromFile, fromEnvironment);
  const value = withApi(withReports(withChains, reportsOf(env)), apiVariables(env));
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw complaint(deepest(parsed.error.issues[0]), { value, source, fromEnvironment });
}

/** What the environment says of one chain. */
interface ChainVariables {
  rpc?: string[];
  startBlock?: bigint | string;
}

/** The chains that the environment names, by CAIP-2 id. */
function chainsOf(env: NodeJS.ProcessEnv): Map<ChainId, ChainVariables> {
  const chains = new Map<ChainId, ChainVariables>();
  for (const [, id, value] of variables(env, 'RPC_URL_')) {
    chains.set(id, { rpc: value.split(',').map((url) => url.trim()) });
  }
  for (const [name, id, value] of variables(env, 'START_BLOCK_')) {
    const isNumber = /^\d+$/.test(value);
    if (!isNumber && !startBlockSchema.safeParse(value).success) {
      throw badConfig(
        `${name} is "${value}", which is no block number, no day and not "deployment".`,
        `Set ${name} to a whole number such as 19000000, to a day such as 2025-06-01, or to deployment.`,
      );
    }
    chains.set(id, { ...chains.get(id), startBlock: isNumber ? BigInt(value) : value });
  }
  return chains;
}

/** The fields of the reporters that the environment turns on. */
function reportsOf(env: NodeJS.ProcessEnv): string[] {
  const names = (env['MIDFLIGHT_REPORTS'] ?? '').split(',').map((name) => name.trim());
  return names.filter(Boolean).map((name) => {
    const found = Object.entries(reporters).find(([, reporter]) => reporter.name === name);
    if (found) return found[0];
    const known = Object.values(reporters).map((reporter) => reporter.name);
    throw badConfig(
      `MIDFLIGHT_REPORTS names ${name}, which is no reporter.`,
      `Name any of ${known.join(', ')}, with commas between, or unset it.`,
    );
  });
}

/** The value with these reporters turned on; where the file says by which URL, that stands. */
function withReports(value: unknown, fields: readonly string[]): unknown {
  if (fields.length === 0 || !isRecord(value)) return value;
  const { reports = {} } = value;
  if (!isRecord(reports)) return value;
  const turnedOn = fields.map((field) => [field, reports[field] || true]);
  return { ...value, reports: { ...reports, ...Object.fromEntries(turnedOn) } };
}

/** The value with what the environment says of the API, which wins. */
function withApi(value: unknown, variables: Record<string, unknown>): unknown {
  if (!isRecord(value)) return value;
  const { api = {} } = value;
  if (!isRecord(api)) return value;
  const merged = Object.entries(variables).map(([field, said]) => {
    const known = api[field];
    return [field, isRecord(known) && isRecord(said) ? { ...known, ...said } : said];
  });
  return { ...value, api: { ...api, ...Object.fromEntries(merged) } };
}

/** The variables with a prefix, as name, chain and value. An empty one counts as unset. */
function variables(
  env: NodeJS.ProcessEnv,
  prefix: string,
): [name: string, id: ChainId, value: string][] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith(prefix) || !value) return [];
    const id = chainOf(name.slice(prefix.length));
    if (id === null) {
      throw badConfig(
        `${name} does not end in a chain.`,
        `Name it after the chain, such as ${prefix}1 for Ethereum or ${prefix}SOLANA for Solana.`,
      );
    }
    return [[name, id, value] as [string, ChainId, string]];
  });
}

/**
 * The file's value with the environment's in it. The two are checked as one, so that the file may leave the endpoints to
 * the environment; what is malformed in the file stays as it is, for the schema to refuse.
 */
function merge(file: unknown, environment: ReadonlyMap<ChainId, ChainVariables>): unknown {
  if (!isRecord(file)) return file;
  const { chains = {} } = file;
  if (!isRecord(chains)) return file;
  const merged = { ...chains };
  for (const [id, chain] of environment) {
    const known = merged[id] ?? {};
    if (!chain.rpc && !Object.hasOwn(chains, id)) {
      const end = variableEndOf(id);
      throw badConfig(
        `START_BLOCK_${end} is set, but RPC_URL_${end} is not.`,
        `Set RPC_URL_${end}, or unset START_BLOCK_${end}.`,
      );
    }
    merged[id] = isRecord(known) ? { ...known, ...chain } : known;
  }
  return { ...file, chains: merged };
}

async function importDefault(path: string, source: string): Promise<unknown> {
  let module: { default?: unknown };
  try {
    // CAST: a module is an object; what it exports is checked by the schema.
    module = (await import(pathToFileURL(path).href)) as typeof module;
  } catch (cause) {
    // Syntax errors come with their place on a line of their own.
    const reason = String(cause).replaceAll(/\s+/g, ' ').replace(/\.$/, '');
    throw badConfig(`${source} cannot be loaded: ${reason}.`, 'Correct the file.', cause);
  }
  if ('default' in module) return module.default;
  throw badConfig(
    `${source} has no default export.`,
    'Let it export its configuration: export default defineConfig({ … }).',
  );
}

/** What is wrong, and where: a path in a file, or a variable. */
interface Issue {
  path: readonly PropertyKey[];
  message: string;
}

/**
 * An issue of a record's key or of a union stands inside another one that says less. Of a union's branches the one with
 * the fewest issues is the one that was meant.
 */
function deepest(issue: z.core.$ZodIssue | undefined): Issue {
  if (!issue) return { path: [], message: 'must be well-formed' };
  let inner: z.core.$ZodIssue | undefined;
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') inner = issue.issues[0];
  // A union that says itself what it takes says it best.
  if (issue.code === 'invalid_union' && issue.message === 'Invalid input') {
    inner = issue.errors.toReversed().toSorted((a, b) => a.length - b.length)[0]?.[0];
  }
  if (!inner) return issue;
  const { path, message } = deepest(inner);
  return { path: [...issue.path, ...path], message };
}

function complaint(
  { path, message }: Issue,
  {
    value,
    source,
    fromEnvironment,
  }: { value: unknown; source: string; fromEnvironment: ReadonlyMap<ChainId, ChainVariables> },
): MidflightError {
  const [, key, field, index, part] = path.map(String);
  const chain = [...fromEnvironment.keys()].find((id) => id === key);
  const urls = field === 'rpc' && chain ? fromEnvironment.get(chain)?.rpc : undefined;
  // An endpoint's URL may carry a key: it is never shown.
  const found = at(value, path);
  const isRpc = field === 'rpc' && !(typeof found === 'number' && part !== 'url');
  // Whoever writes a secret where its variable's name belongs does not want to see it either.
  const isOfChannel =
    path[0] === 'alerts' && key === 'channels' && /env$|url$/i.test(String(index));
  const isSecret = isRpc || isOfChannel || (path[0] === 'reports' && field === 'url');
  const shown = isSecret ? '' : show(found);
  const isMissing = found === undefined && path.length > 0;
  const said = isMissing ? 'is missing' : `${shown && `is ${shown} and `}${say(message)}`;
  if (urls && chain) {
    const name = `RPC_URL_${variableEndOf(chain)}`;
    const entry =
      urls.length > 1 && index !== undefined ? `Entry ${Number(index) + 1} of ${name}` : name;
    return badConfig(
      `${entry} ${said}.`,
      `Set ${name} to a URL such as https://rpc.example/key, or to several with commas between.`,
    );
  }
  // A URL that stands alone is its endpoint.
  const isAlone = part === 'url' && typeof at(value, path.slice(0, -1)) === 'string';
  const shownPath = (isAlone ? path.slice(0, -1) : path).join('.');
  const place = path.length > 0 ? `${shownPath} in ${source}` : source;
  const isOwn = path[0] === 'protocols' && key !== undefined && !Object.hasOwn(protocols, key);
  const fields = isOwn
    ? 'docs/own-protocol.md'
    : path[0] === 'alerts'
      ? 'docs/alerts.md'
      : 'README.md, "Configure",';
  return badConfig(`${place} ${said}.`, `Correct it; ${fields} shows every field.`);
}

const articles: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'an object',
  record: 'an object',
  number: 'a number',
  boolean: 'true or false',
  int: 'a whole number',
  string: 'text',
};

/** Zod's message as the end of a sentence whose subject is the value. */
function say(message: string): string {
  if (message.startsWith('must ')) return message;
  const unknown = /^Unrecognized keys?: (.*)$/.exec(message)?.[1];
  if (unknown !== undefined) return `has an unknown field: ${unknown}`;
  const wrongType = /^Invalid input: expected (\S+?),? received (\S+)$/.exec(message);
  if (wrongType?.[1] !== undefined) return `must be ${articles[wrongType[1]] ?? wrongType[1]}`;
  const option = /^Invalid (?:option|input): expected (.*)$/.exec(message)?.[1];
  if (option !== undefined) return `must be ${option.replaceAll('|', ' or ')}`;
  const size = /^Too (?:small|big): expected \S+ to (.*)$/.exec(message)?.[1];
  if (size !== undefined)
    return `must ${size.replace('>=', 'at least ').replace('<=', 'at most ')}`;
  return message === 'Invalid URL' ? 'must be a URL' : `is wrong: ${message}`;
}

/** A plain value as text; nothing for one that is absent or has parts. */
function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'bigint') return `${value}n`;
  return value === null || ['number', 'boolean'].includes(typeof value) ? String(value) : '';
}

function at(value: unknown, [key, ...rest]: readonly PropertyKey[]): unknown {
  if (key === undefined || typeof value !== 'object' || value === null) return value;
  // CAST: an object or a list, by any key; what is absent is undefined.
  return at((value as Record<PropertyKey, unknown>)[key], rest);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function badConfig(message: string, recovery: string, cause?: unknown): MidflightError {
  return new MidflightError({ code: 'bad_config', message, recovery, cause });
}
