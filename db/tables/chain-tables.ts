import { sql } from 'drizzle-orm';
import {
  bigserial,
  boolean,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { EndpointState } from '../../core/chain.ts';
import type { Lookup } from '../../core/lookup.ts';
import type { Call } from '../../core/raw-log.ts';
import { height, instant, chainId, bytes, ranges } from './columns.ts';

/**
 * One row per indexed chain: what it shows. A rollback lowers the head to the common ancestor.
 * `safe` and `finalized` never pass the head.
 */
export const chains = pgTable('chains', {
  id: chainId().primaryKey(),
  name: text().notNull().unique(),
  safeRule: text('safe_rule').notNull(),
  finalizedRule: text('finalized_rule').notNull(),
  explorer: text(),
  headNumber: height('head_number'),
  headHash: text('head_hash'),
  headTime: instant('head_time'),
  safeNumber: height('safe_number'),
  finalizedNumber: height('finalized_number'),
  /**
   * Goes up when another process takes the chain over, and with each rollback: what was read under an older one is not
   * written any more.
   */
  generation: height()
    .notNull()
    .default(sql`0`),
  /** How its RPC endpoints do, as the indexer saw them last. */
  endpoints: jsonb().$type<EndpointState[]>().notNull().default([]),
  /** When we last saw the chain answer. */
  seenAt: instant('seen_at'),
  /** When we last saw its head change. */
  movedAt: instant('moved_at'),
});

/**
 * Which chains indexers have in their configuration. It speaks of configurations and of no fact of a chain: a rollback takes nothing
 * back. A row without which others go on belongs to a chain that was left.
 */
export const followedChains = pgTable('followed_chains', {
  chain: chainId().primaryKey(),
  /** When an indexer said last that it follows it. */
  at: instant().notNull(),
  /** When a person said that it is meant to be left; null while nobody has. */
  settledAt: instant('settled_at'),
});

/**
 * Headers that are needed to notice a reorg: of the newest blocks, of range ends and of blocks with events. A rollback
 * clears `canonical`; a block that comes back sets it again.
 */
export const blocks = pgTable(
  'blocks',
  {
    chain: chainId().notNull(),
    number: height().notNull(),
    hash: text().notNull(),
    parentHash: text('parent_hash').notNull(),
    time: instant().notNull(),
    canonical: boolean().notNull().default(true),
  },
  (table) => [
    primaryKey({ columns: [table.chain, table.hash] }),
    uniqueIndex('blocks_canonical')
      .on(table.chain, table.number)
      .where(sql`canonical`),
  ],
);

/**
 * Every log that was ever read, undecoded, with the name it decodes to or the reason why it does not. Never deleted: a
 * rollback clears `canonical`, and a log that comes back in the same block sets it again.
 */
export const events = pgTable(
  'events',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    chain: chainId().notNull(),
    blockNumber: height('block_number').notNull(),
    blockHash: text('block_hash').notNull(),
    blockTime: instant('block_time').notNull(),
    transaction: text().notNull(),
    logIndex: integer('log_index').notNull(),
    emitter: text().notNull(),
    topic0: text().notNull(),
    topic1: text(),
    topic2: text(),
    topic3: text(),
    /** Bytes and not hex, which would be most of the row. */
    data: bytes().notNull(),
    ordinal: integer().notNull(),
    receiptIndex: integer('receipt_index'),
    /** The call of its transaction, where the event was read with it. */
    call: jsonb().$type<Call>(),
    /** It answers a lookup: no reading of its block shows it, the chain must be asked. */
    asked: boolean().notNull().default(false),
    protocol: text().notNull(),
    name: text().notNull(),
    error: text(),
    canonical: boolean().notNull().default(true),
    /**
     * True once its block was read a second time, when it was final, and showed the event again; where it answers a lookup,
     * once the chain was asked again.
     */
    verified: boolean().notNull().default(false),
    orphanedAt: instant('orphaned_at'),
    observedAt: instant('observed_at').notNull().defaultNow(),
  },
  (table) => [
    // On Solana the index counts within the transaction. The transaction comes first, for lookups by it.
    unique('events_position').on(table.transaction, table.blockHash, table.logIndex, table.chain),
    index('events_height').on(table.chain, table.blockNumber),
    // Not by ranges of pages: chains are read side by side, each at a time of its own (docs/decisions/0029).
    index('events_time').on(table.blockTime),
    index('events_lost')
      .on(table.transaction, table.chain)
      .where(sql`not canonical`),
    index('events_asked')
      .on(table.chain, table.id)
      .where(sql`asked and canonical and not verified`),
  ],
);

/**
 * What a leg awaits on a chain where it leaves no log: that chain is asked until it happened. Written in the transaction of
 * the leg. A rollback of the leg's chain silences it until the leg's event is back; one of the chain that is asked opens it
 * again if it takes the answer back.
 */
export const lookups = pgTable(
  'lookups',
  {
    key: text().notNull(),
    /** The step that is awaited. */
    step: text().notNull(),
    /** The chain that is asked; it need not be one that is indexed. */
    chain: chainId().notNull(),
    /** The event of the leg that asks. Two may ask the same: one whose block was reorged away, and the one that came then. */
    eventId: height('event_id').notNull(),
    body: jsonb().$type<Lookup>().notNull(),
    /** When to ask next; null while the event that asks is orphaned. */
    nextAt: instant('next_at').defaultNow(),
    tries: integer().notNull().default(0),
    /** True while a canonical leg answers it. */
    done: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.step, table.chain, table.eventId] }),
    index('lookups_event').on(table.eventId),
    index('lookups_open')
      .on(table.chain, table.nextAt)
      .where(sql`not done`),
  ],
);

/**
 * Which blocks of a chain are read for one contract of one protocol. Written in the transaction of the rows that it
 * speaks of; a rollback takes the blocks above the common ancestor out again. A gap in it is a hole to be filled.
 */
export const checkpoints = pgTable(
  'checkpoints',
  {
    chain: chainId().notNull(),
    protocol: text().notNull(),
    contract: text().notNull(),
    /** The protocol's version that the blocks were read with; another version reads them again. */
    version: smallint().notNull(),
    startBlock: height('start_block').notNull(),
    /** Time of the first block that was read from there on; null before. */
    startTime: instant('start_time'),
    ranges: ranges().notNull().default('{}'),
    /**
     * The blocks that were read a second time once they were final: what is stored of them is `verified`. A rollback
     * takes blocks out, as with `ranges`.
     */
    verified: ranges().notNull().default('{}'),
  },
  (table) => [primaryKey({ columns: [table.chain, table.protocol, table.contract] })],
);

/**
 * Addresses that deployments lack and that the chain was asked for at the first start: what is read must not depend on whether
 * it answers at the next one. They are no facts of a block, and nothing takes them back; a configured address wins.
 */
export const namedContracts = pgTable(
  'named_contracts',
  {
    protocol: text().notNull(),
    chain: chainId().notNull(),
    field: text().notNull(),
    address: text().notNull(),
    foundAt: instant('found_at').notNull().defaultNow(),
  },
  (table) => [primaryKey({ columns: [table.protocol, table.chain, table.field] })],
);

/**
 * Tokens that operations name, and what their contracts say of them: for display alone. A contract is asked once; one that
 * gives no sensible answer ever less often. They are no facts of a block, and nothing takes them back.
 */
export const tokens = pgTable(
  'tokens',
  {
    chain: chainId().notNull(),
    /** In the chain's own notation; hexadecimal in lower case. */
    address: text().notNull(),
    decimals: smallint(),
    /** Null too where it is not fit to be shown. */
    symbol: text(),
    /** Why one of them is null, once it was asked. */
    reason: text(),
    attempts: integer().notNull().default(0),
    askedAt: instant('asked_at'),
    /** When it is to be asked; null once its decimals are known. */
    nextAt: instant('next_at').defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.chain, table.address] }),
    index('tokens_due')
      .on(table.chain, table.nextAt)
      .where(sql`next_at is not null`),
  ],
);

/** One row per reorg that was noticed: how deep, and from which block to which. */
export const reorgs = pgTable(
  'reorgs',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    chain: chainId().notNull(),
    /** Blocks taken back. */
    depth: integer().notNull(),
    ancestorNumber: height('ancestor_number').notNull(),
    oldHash: text('old_hash').notNull(),
    newHash: text('new_hash').notNull(),
    detectedAt: instant('detected_at').notNull().defaultNow(),
  },
  (table) => [index('reorgs_chain').on(table.chain)],
);

/**
 * What should not have been: so far, reorgs that went below the finalized height. While one is open, nothing above
 * `ancestor_number` counts as finalized on its chain; a person closes it.
 */
export const incidents = pgTable(
  'incidents',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    chain: chainId().notNull(),
    kind: text().$type<'finality_violation'>().notNull(),
    reorgId: height('reorg_id')
      .notNull()
      .references(() => reorgs.id),
    ancestorNumber: height('ancestor_number').notNull(),
    /** What the chain had said to be final. */
    finalizedNumber: height('finalized_number').notNull(),
    openedAt: instant('opened_at').notNull().defaultNow(),
    closedAt: instant('closed_at'),
  },
  (table) => [
    index('incidents_open')
      .on(table.chain)
      .where(sql`closed_at is null`),
  ],
);
