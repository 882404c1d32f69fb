import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { apiDefaults, type ApiSettings } from '../api/settings.ts';

const rate = z.number().int().min(1, 'must be 1 or more');

/** As a browser sends it. */
const origin = z
  .string()
  .refine(isOrigin, 'must be an origin such as https://app.example, without a path');

const proxies = z.union(
  [
    z.number().int().nonnegative(),
    z.array(z.string().refine(isNetwork, 'must be an address, or a network such as 10.0.0.0/8')),
  ],
  {
    error: ({ input }) =>
      Array.isArray(input)
        ? undefined
        : 'must be the number of proxies in front, or a list of their addresses and networks',
  },
);

const TIMEOUT_MS = { min: 100, max: 30_000 };
const timeoutError = `must be a whole number of milliseconds from ${TIMEOUT_MS.min} to ${TIMEOUT_MS.max}`;

const { rateLimits: defaultRates } = apiDefaults;

/** What may be configured of the API. */
export const apiSchema = z
  .strictObject({
    /** Whether reads need a key as well. */
    keysRequired: z.boolean().default(apiDefaults.keysRequired),
    cors: z
      .strictObject({
        /** The origins whose pages may read, and may administer with a key; `*` lets all of them read. */
        origins: z
          .union([z.literal('*'), z.array(origin)], {
            error: ({ input }) =>
              Array.isArray(input) ? undefined : "must be '*' or a list of origins",
          })
          .default('*'),
      })
      .prefault({}),
    /** Requests per minute of one address, and of one key; `false` for no limits. */
    rateLimits: z
      .union(
        [
          z.literal(false).transform(() => null),
          z.strictObject({
            anonymous: rate.default(defaultRates?.anonymous ?? 1),
            key: rate.default(defaultRates?.key ?? 1),
          }),
        ],
        {
          error: ({ input }) =>
            typeof input === 'object' && input !== null
              ? undefined
              : 'must be false, or an object with anonymous and key',
        },
      )
      .default(defaultRates),
    /** The proxies in front: only what they say of a client's address is believed. */
    trustProxy: proxies.default(0),
    /** What one query of a request may take, in milliseconds. */
    statementTimeoutMs: z
      .number()
      .int()
      .min(TIMEOUT_MS.min, timeoutError)
      .max(TIMEOUT_MS.max, timeoutError)
      .default(apiDefaults.statementTimeoutMs),
  })
  .transform(({ cors, ...settings }): ApiSettings => ({ ...settings, corsOrigins: cors.origins }));

/** Whether a text is an origin as browsers write it. */
export function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text && /^https?:/.test(text);
}

/** Whether a text is an address or a network. */
export function isNetwork(text: string): boolean {
  return text.includes('/') ? ipaddr.isValidCIDR(text) : ipaddr.isValid(text);
}
