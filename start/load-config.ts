import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { MidflightError } from '../core/errors.ts';
import { configSchema, type Config } from './config.ts';

const DEFAULT_FILE = 'midflight.config.ts';

/**
 * Reads `midflight.config.ts` (or the file that MIDFLIGHT_CONFIG names) and adds what the environment says:
 * `RPC_URL_<chain id>`, comma-separated for several, and `START_BLOCK_<chain id>`. The environment wins.
 *
 * @throws MidflightError `bad_config`, naming the value and how to mend it
 */
export async function loadConfig(env: NodeJS.ProcessEnv): Promise<Config> {
  const file = env['MIDFLIGHT_CONFIG'];
  const path = resolve(file ?? DEFAULT_FILE);
  if (file !== undefined && !existsSync(path)) {
    throw badConfig(
      `MIDFLIGHT_CONFIG names ${file}, which does not exist.`,
      'Correct the path, or unset it.',
    );
  }
  const fromFile = existsSync(path)
    ? parse(await importDefault(path), file ?? DEFAULT_FILE)
    : configSchema.parse({});
  const chains = { ...fromFile.chains };
  for (const [name, id, value] of variables(env, 'RPC_URL_')) {
    const rpc = value.split(',').map((url) => url.trim());
    chains[`eip155:${id}`] = parse(
      { chains: { [`eip155:${id}`]: { ...chains[`eip155:${id}`], rpc } } },
      name,
    ).chains[`eip155:${id}`] as Config['chains'][`eip155:${string}`];
  }
  for (const [name, id, value] of variables(env, 'START_BLOCK_')) {
    const chain = chains[`eip155:${id}`];
    if (!chain)
      throw badConfig(
        `${name} is set, but RPC_URL_${id} is not.`,
        `Set RPC_URL_${id}, or unset ${name}.`,
      );
    if (!/^\d+$/.test(value)) {
      throw badConfig(
        `${name} is "${value}", which is no block number.`,
        `Set ${name} to a whole number such as 19000000.`,
      );
    }
    chains[`eip155:${id}`] = { ...chain, startBlock: BigInt(value) };
  }
  return { ...fromFile, chains };
}

/** The variables with a prefix, as name, chain id and value. */
function variables(
  env: NodeJS.ProcessEnv,
  prefix: string,
): [name: string, id: string, value: string][] {
  return Object.entries(env).flatMap(([name, value]) => {
    if (!name.startsWith(prefix) || !value) return [];
    const id = name.slice(prefix.length);
    if (!/^[1-9]\d*$/.test(id)) {
      throw badConfig(
        `${name} does not end in a chain id.`,
        `Name it after the chain, such as ${prefix}1 for Ethereum.`,
      );
    }
    return [[name, id, value] as [string, string, string]];
  });
}

async function importDefault(path: string): Promise<unknown> {
  try {
    // CAST: a module is an object; what it exports is checked by the schema.
    const module = (await import(pathToFileURL(path).href)) as { default?: unknown };
    return module.default;
  } catch (cause) {
    throw badConfig(`${path} cannot be loaded: ${String(cause)}.`, 'Correct the file.', cause);
  }
}

function parse(value: unknown, source: string): Config {
  const parsed = configSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = deepest(parsed.error.issues[0]);
  const place = issue.path.length > 0 ? `${issue.path.join('.')} in ${source}` : source;
  throw badConfig(
    `${place} ${say(issue.message)}.`,
    'Correct it; README.md, "Configure", shows every field.',
  );
}

/** An issue of a record's key or of a union stands inside another one that says less. */
function deepest(issue: z.core.$ZodIssue | undefined): { path: PropertyKey[]; message: string } {
  if (!issue) return { path: [], message: 'is malformed' };
  const inner =
    issue.code === 'invalid_key' || issue.code === 'invalid_element' ? issue.issues[0] : undefined;
  return inner ? { path: [...issue.path, ...inner.path], message: inner.message } : issue;
}

function say(message: string): string {
  return message.startsWith('must ') ? message : `is wrong: ${message}`;
}

function badConfig(message: string, recovery: string, cause?: unknown): MidflightError {
  return new MidflightError({ code: 'bad_config', message, recovery, cause });
}
