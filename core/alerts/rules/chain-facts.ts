import type { ChainId, EndpointState } from '../../chain.ts';

/** What is known of a chain that is read. Times are Unix seconds. */
export interface ChainFacts {
  chain: ChainId;
  name: string;
  /** Of its newest block; null before the first. */
  headTime: number | null;
  /** When it answered last, by our clock. */
  seenAt: number | null;
  /**
   * The block time through which what is asked for was read, of the contract that is read least far; null where nothing is asked
   * for, or nothing was read yet.
   */
  readTime: number | null;
  endpoints: readonly EndpointState[];
}
