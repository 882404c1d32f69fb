import { z } from 'zod';

const urlError = 'must be an http or https URL';

/** The URL of a service. Without the slashes, `https:a.example` would be one as well. */
export const serviceUrl = z
  .url({ protocol: /^https?$/, error: urlError })
  .regex(/^\w+:\/\//, urlError);

/** The name of a variable of the environment that holds a secret. */
export const variable = z
  .string()
  .regex(/^[A-Z][A-Z0-9_]*$/, 'must be the name of an environment variable such as SLACK_URL');
