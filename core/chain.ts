/** A chain's CAIP-2 id, such as `eip155:1` or `solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp`. */
export type ChainId = `${string}:${string}`;

/** The VM that a group of chains shares. */
export type ChainFamily = 'evm' | 'svm';

/**
 * How an EVM chain says that a block is firm: by a block tag that its nodes serve, or by a number of blocks on top of it.
 * With `{ depth: 0 }` the newest block counts at once (chains with instant finality).
 */
export type EvmFinalityRule = { tag: 'safe' | 'finalized' } | { depth: number };

/** The same on Solana: the cluster's own commitment levels. */
export type SvmFinalityRule = { commitment: 'confirmed' | 'finalized' };

export type FinalityRule = EvmFinalityRule | SvmFinalityRule;

interface Definition<Family extends ChainFamily, Rule extends FinalityRule> {
  id: ChainId;
  family: Family;
  /** Short name, unique among the chains of one installation: `ethereum`, `base`. */
  name: string;
  /** The chain's own coin; absent where it is not known here. */
  coin?: { symbol: string; decimals: number };
  /** Usual time between blocks; sets the pace of polling. */
  blockTimeMs: number;
  /** The rules by which a leg becomes `confirmed` (safe) and `finalized`. */
  finality: { safe: Rule; finalized: Rule };
  /** Base URL of a block explorer, without a trailing slash. */
  explorer?: string;
}

export type EvmChainDefinition = Definition<'evm', EvmFinalityRule>;
export type SvmChainDefinition = Definition<'svm', SvmFinalityRule>;

/** A chain as data: what the indexer must know of it before it asks a node. */
export type ChainDefinition = EvmChainDefinition | SvmChainDefinition;

/** The name under which answers show a finality rule: `tag safe`, `depth 12`, `commitment confirmed`. */
export function finalityRuleName(rule: FinalityRule): string {
  if ('tag' in rule) return `tag ${rule.tag}`;
  return 'depth' in rule ? `depth ${rule.depth}` : `commitment ${rule.commitment}`;
}

/** What a chain shows us at one moment. `safe` and `finalized` are null until the chain has such a block. */
export interface Head {
  number: bigint;
  hash: string;
  /** Block time, Unix seconds. */
  time: number;
  safe: bigint | null;
  finalized: bigint | null;
}

/** How one RPC endpoint of a chain does, as it may be shown. */
export interface EndpointState {
  /** Protocol and host. */
  name: string;
  isHealthy: boolean;
  /** Why it failed last, without keys; null if it never did. */
  lastError: string | null;
  /** JSON-RPC calls since the start. */
  calls: number;
  /** Readings that failed here since the start. */
  failures: number;
  /** Of these, how often it contradicted itself or others; absent in what was stored before this was counted. */
  contradictions?: number;
  /** Of an HTTP request, in milliseconds, the newest ones counting most; null before the first. */
  latencyMs: number | null;
}

/** True for text shaped like a CAIP-2 id (https://chainagnostic.org/CAIPs/caip-2). */
export function isChainId(text: string): text is ChainId {
  return /^[-a-z0-9]{3,8}:[-_a-zA-Z0-9]{1,32}$/.test(text);
}
