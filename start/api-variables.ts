import { MidflightError } from '../core/errors.ts';
import { isNetwork, isOrigin } from './api-schema.ts';

/** What the environment says of the API, in the shape of the file's `api`. */
type ApiVariables = {
  keysRequired?: boolean;
  cors?: { origins: '*' | string[] };
  rateLimits?: false | { anonymous: number };
  trustProxy?: number | string[];
};

/**
 * The API's variables: API_KEYS_REQUIRED, API_CORS_ORIGINS, API_RATE_LIMIT and API_TRUST_PROXY. An empty one counts as unset.
 *
 * @throws MidflightError `bad_config`, naming the variable
 */
export function apiVariables(env: NodeJS.ProcessEnv): ApiVariables {
  const keysRequired = read(env, 'API_KEYS_REQUIRED', 'must be true or false', (text) =>
    text === 'true' ? true : text === 'false' ? false : null,
  );
  const origins = read(
    env,
    'API_CORS_ORIGINS',
    'must be *, or origins such as https://app.example, with commas between',
    (text) => (text === '*' ? text : listOf(text, isOrigin)),
  );
  const rateLimits = read(
    env,
    'API_RATE_LIMIT',
    'must be off, or how often an address may ask in a minute',
    (text) => {
      if (text === 'off') return false;
      const anonymous = countOf(text);
      return anonymous ? { anonymous } : null;
    },
  );
  const trustProxy = read(
    env,
    'API_TRUST_PROXY',
    'must be the number of proxies in front, or addresses and networks such as 10.0.0.0/8, with commas between',
    (text) => countOf(text) ?? listOf(text, isNetwork),
  );
  return {
    ...(keysRequired !== undefined && { keysRequired }),
    ...(origins !== undefined && { cors: { origins } }),
    ...(rateLimits !== undefined && { rateLimits }),
    ...(trustProxy !== undefined && { trustProxy }),
  };
}

/** The value of a variable, or undefined if it is unset; `parse` gives null for one that is wrong. */
function read<T>(
  env: NodeJS.ProcessEnv,
  name: string,
  said: string,
  parse: (text: string) => T | null,
): T | undefined {
  const text = env[name];
  if (!text) return undefined;
  const value = parse(text);
  if (value !== null) return value;
  throw new MidflightError({
    code: 'bad_config',
    message: `${name} is "${text}" and ${said}.`,
    recovery: `Correct ${name}, or unset it to use the default.`,
  });
}

function countOf(text: string): number | null {
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

function listOf(text: string, isValid: (part: string) => boolean): string[] | null {
  const parts = text.split(',').map((part) => part.trim());
  return parts.every(isValid) ? parts : null;
}
