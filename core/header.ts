/** What the indexer needs of a block. */
export interface Header {
  number: bigint;
  hash: string;
  parentHash: string;
  /** Unix seconds. */
  time: number;
}
