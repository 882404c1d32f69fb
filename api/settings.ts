/** How the API protects itself. */
export interface ApiSettings {
  /** Whether reads need a key as well. */
  keysRequired: boolean;
  /** The origins whose pages may read; `*` for all. */
  corsOrigins: '*' | readonly string[];
  /** Requests per minute, of one address without a key and of one key; null for no limits. */
  rateLimits: { anonymous: number; key: number } | null;
  /** The proxies in front of it: how many there are, or their addresses and networks. Others may say what they like. */
  trustProxy: number | readonly string[];
  /** What one query may take. */
  statementTimeoutMs: number;
}

/** What holds unless it is configured. */
export const apiDefaults: ApiSettings = {
  keysRequired: false,
  corsOrigins: '*',
  rateLimits: { anonymous: 600, key: 6_000 },
  trustProxy: 0,
  statementTimeoutMs: 5_000,
};
