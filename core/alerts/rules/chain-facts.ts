import type { ChainId, EndpointState } from '../../chain.ts';

/** What is known of a chain that is read, or was. Times are Unix seconds. */
export interface ChainFacts {
  chain: ChainId;
  name: string;
  /** Of its newest block; null before the first. */
  headTime: number | null;
  /** When it answered last, by our clock. */
  seenAt: number | null;
  /** When its head moved last, by our clock; null where that is not known. */
  movedAt: number | null;
  /** The block time through which its blocks were read for every protocol; null where nothing is asked for. */
  readTime: number | null;
  /** Since when no indexer follows it though one runs, and whether a person has said that this is meant; null while one does. */
  left: { since: number; isSettled: boolean } | null;
  endpoints: readonly EndpointState[];
}
