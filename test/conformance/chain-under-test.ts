import type { ChainId } from '../../core/chain.ts';
import type { LogFilter, RawLog } from '../../core/raw-log.ts';
import type { ChainSource } from '../../chains/source.ts';

/** How firm the newest blocks are: blocks this far below the newest one are final, and a fork never takes so many. */
export const FINAL_DEPTH = 8;

/** How a source is made for a test. */
export interface SourceOptions {
  /** Where to ask; the chain's own endpoint unless given. */
  urls?: readonly string[];
  /** Milliseconds after which an endpoint has not answered. */
  timeoutMs?: number;
  warn?: (message: string) => void;
  /** Leaves it to the first reading to connect. */
  isLazy?: boolean;
}

/**
 * A chain that a test holds in its hands, and the source that reads it. Whoever writes a `ChainSource` writes one of
 * these for it; the suite does the rest.
 */
export interface ChainUnderTest {
  readonly id: ChainId;
  /** The chain's own endpoint, which never lies; null where the source needs none. */
  readonly url: string | null;
  /** Wants every event that `emit` makes, and none that `emitOther` does. */
  readonly filter: LogFilter;
  /** A source; connected, unless it is to be lazy. */
  source: (options?: SourceOptions) => Promise<ChainSource>;
  /** Makes one block with these events in it; each carries its own data, so that they can be told apart. */
  emit: (data: readonly string[]) => Promise<void>;
  /** Makes one block with an event of a contract that nobody asked for. */
  emitOther: () => Promise<void>;
  /** Makes empty blocks. */
  grow: (blocks: number) => Promise<void>;
  /** Replaces the newest blocks by as many empty ones of another fork. */
  fork: (blocks: number) => Promise<void>;
  /** What the chain itself says, in its order: every event of `emit` that is on it now, as `nameOf` writes it. */
  events: () => Promise<string[]>;
  stop: () => Promise<void>;
}

/** An event by everything that says where it is and what it is. */
export function nameOf({
  blockNumber,
  blockHash,
  transaction,
  data,
}: {
  blockNumber: bigint;
  blockHash: string;
  transaction: string;
  data: string;
}): string {
  return [blockNumber, blockHash, transaction, data].join(' ');
}

export const nameOfLog = ({ at, data }: Pick<RawLog, 'at' | 'data'>): string =>
  nameOf({ ...at, data });
