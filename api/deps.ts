import type { Logger } from 'pino';
import type { ChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import type { HealthPolicy } from '../core/health.ts';
import type { Meter } from '../core/meter.ts';
import { readChainViews, type ChainView } from '../db/chains.ts';
import type { Database } from '../db/pool.ts';
import { readCoverage, type Reading } from '../db/read-coverage.ts';
import type { Protocol } from '../protocols/bind.ts';
import { isForeign } from './is-foreign.ts';
import type { Reach } from '../webhooks/check-url.ts';
import { secretBox, type SecretBox } from '../webhooks/secret-box.ts';
import type { SightNow } from './health-of.ts';
import type { TokensOf } from './token-book.ts';
import type { Live } from './live.ts';
import type { RateLimits } from './rate-limits.ts';
import type { ApiSettings } from './settings.ts';

/** The counts of this process, as text for Prometheus. */
export interface Metrics {
  contentType: string;
  text(): Promise<string>;
}

/** What the API works with. */
export interface ApiDeps {
  /** Where reads go. */
  db: Database;
  /** Where admin routes write; `db` unless given. */
  writable?: Database;
  /** How it protects itself; the defaults unless given. */
  settings?: ApiSettings;
  /** What requests are counted by; nothing unless given. */
  limits?: RateLimits | null;
  meter?: Meter;
  /** What `/metrics` answers; there is no such route unless given. */
  metrics?: Metrics;
  /** Those that are indexed here, or could be. */
  protocols: readonly Protocol[];
  /** What the chains show; asked of the database for each answer unless given. */
  chains?: () => Promise<Chains>;
  /** What is read of them; asked of the database for each answer that needs it unless given. */
  readings?: () => Promise<Reading[]>;
  /** When we see too little of a chain to judge waits on it; the defaults unless given. */
  health?: HealthPolicy;
  /** What we see of the chains; asked of the database for each answer unless given. */
  sight?: () => Promise<SightNow>;
  /** What is known of the tokens that operations name; asked of the database for each answer unless given. */
  tokens?: TokensOf;
  /** What may be registered as a webhook, and how secrets are kept; the cautious defaults unless given. */
  webhooks?: WebhookSettings;
  log: Logger;
  now: () => Date;
  /** Follows what happens; without it there are no streams, and nobody waits. */
  live?: Live | undefined;
}

/** What the API needs to know of webhooks, which the jobs send. */
export interface WebhookSettings {
  reach: Reach;
  box: SecretBox;
}

export function webhookSettings({ webhooks }: Pick<ApiDeps, 'webhooks'>): WebhookSettings {
  return webhooks ?? { reach: { allowPrivate: false, allowHttp: false }, box: secretBox(null) };
}

/** The chains by id. */
export type Chains = ReadonlyMap<ChainId, ChainView>;

/** The chains as they are now. */
export async function chainsById(db: Database): Promise<Chains> {
  return new Map((await readChainViews(db)).map((chain) => [chain.id, chain]));
}

/** Holes that are looked into for one block; what lies above them counts as unread. */
const HOLES_MAX = 100;

/** What is read as it is now, as far as it takes to say why something is not there. */
export function readingsOf(db: Database): Promise<Reading[]> {
  return readCoverage(db, { holesMax: HOLES_MAX });
}

/** The chain that a parameter names by CAIP-2 id or short name. */
export function chainNamed(chains: Chains, text: string): ChainView {
  const chain = [...chains.values()].find(({ id, name }) => id === text || name === text);
  if (chain) return chain;
  const names = [...chains.values()].map(({ name }) => name).join(', ');
  throw new MidflightError({
    code: 'unknown_chain',
    message: `No chain ${text} is indexed here.`,
    recovery: names ? `Use one of: ${names}.` : 'No chain is indexed yet; see /v1/chains.',
  });
}

/** The chain that a request is narrowed to; one that is not read here is known where a protocol is there. */
export function chainOf(
  { protocols }: Pick<ApiDeps, 'protocols'>,
  { chains }: { chains: Chains },
  text: string | undefined,
): ChainId | null {
  if (text === undefined) return null;
  return isForeign(text, { chains, protocols }) ? text : chainNamed(chains, text).id;
}
