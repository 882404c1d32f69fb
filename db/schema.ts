import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  customType,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  smallint,
  text,
  timestamp,
  unique,
  uniqueIndex,
} from 'drizzle-orm/pg-core';
import type { ChainId } from '../core/chain.ts';
import type { About } from '../core/leg.ts';
import type { AsOf, Cause, StoredOperation } from './types.ts';

const height = (name?: string) =>
  name ? bigint(name, { mode: 'bigint' }) : bigint({ mode: 'bigint' });
const instant = () => timestamp({ withTimezone: true, mode: 'date' });
const chainId = () => text().$type<ChainId>();
/** Block ranges as one value, `{[10,20),[30,40)}`: union and difference are the database's own operators. */
const ranges = customType<{ data: string }>({ dataType: () => 'int8multirange' });

/**
 * One row per indexed chain: what it shows. A rollback lowers the head to the common ancestor.
 * `safe` and `finalized` never pass the head.
 */
export const chains = pgTable('chains', {
  id: chainId().primaryKey(),
  name: text().notNull().unique(),
  safeRule: text().notNull(),
  finalizedRule: text().notNull(),
  explorer: text(),
  headNumber: height(),
  headHash: text(),
  headTime: instant(),
  safeNumber: height(),
  finalizedNumber: height(),
  /** When we last saw the chain answer. */
  seenAt: instant(),
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
    parentHash: text().notNull(),
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
    blockNumber: height().notNull(),
    blockHash: text().notNull(),
    blockTime: instant().notNull(),
    transaction: text().notNull(),
    logIndex: integer().notNull(),
    emitter: text().notNull(),
    topic0: text().notNull(),
    topic1: text(),
    topic2: text(),
    topic3: text(),
    data: text().notNull(),
    ordinal: integer().notNull(),
    receiptIndex: integer(),
    protocol: text().notNull(),
    name: text().notNull(),
    error: text(),
    canonical: boolean().notNull().default(true),
    orphanedAt: instant(),
    observedAt: instant().notNull().defaultNow(),
  },
  (table) => [
    unique('events_position').on(table.chain, table.blockHash, table.logIndex),
    index('events_height').on(table.chain, table.blockNumber),
    index('events_transaction').on(table.transaction),
  ],
);

/** An event in its role. Rolled back with its event; `operation_id` is set by correlate alone. */
export const legs = pgTable(
  'legs',
  {
    eventId: bigint({ mode: 'bigint' })
      .primaryKey()
      .references(() => events.id),
    protocol: text().notNull(),
    step: text().notNull(),
    role: text().notNull(),
    about: jsonb().$type<About>().notNull(),
    operationId: text(),
  },
  (table) => [index('legs_operation').on(table.operationId)],
);

/** The keys that legs share. Rolled back with their event. */
export const links = pgTable(
  'links',
  {
    key: text().notNull(),
    eventId: bigint({ mode: 'bigint' })
      .notNull()
      .references(() => legs.eventId),
    kind: text().$type<'exact' | 'lookalike'>().notNull(),
    rule: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.eventId] }),
    index('links_event').on(table.eventId),
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
    startBlock: height().notNull(),
    ranges: ranges().notNull().default('{}'),
  },
  (table) => [primaryKey({ columns: [table.chain, table.protocol, table.contract] })],
);

/** Links whose operations must be folded again, and why. Only ever appended to, and cleared by the fold that read them. */
export const dirty = pgTable('dirty', {
  seq: bigserial({ mode: 'bigint' }).primaryKey(),
  key: text().notNull(),
  cause: jsonb().$type<Cause>().notNull(),
  markedAt: instant().notNull().defaultNow(),
});

/** Operations as the fold computed them. Written by correlate alone; a rollback folds them again. */
export const operations = pgTable(
  'operations',
  {
    id: text().primaryKey(),
    protocol: text().notNull(),
    kind: text().notNull(),
    status: text().notNull(),
    stage: text().notNull(),
    final: boolean().notNull(),
    originChain: chainId(),
    destinationChain: chainId(),
    sender: text(),
    recipient: text(),
    startedAt: instant().notNull(),
    updatedAt: instant().notNull(),
    version: integer().notNull(),
    body: jsonb().$type<StoredOperation>().notNull(),
  },
  (table) => [
    index('operations_updated').on(table.updatedAt, table.id),
    index('operations_status').on(table.status, table.updatedAt, table.id),
  ],
);

/** Ids under which an operation was known before another of its links won. */
export const aliases = pgTable('aliases', {
  alias: text().primaryKey(),
  operationId: text().notNull(),
});

/** Append-only record of every change of an operation, with its cause. A rollback appends. */
export const transitions = pgTable(
  'transitions',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    operationId: text().notNull(),
    version: integer().notNull(),
    fromStatus: text(),
    toStatus: text().notNull(),
    fromStage: text(),
    toStage: text().notNull(),
    final: boolean().notNull(),
    cause: jsonb().$type<Cause>().notNull(),
    asOf: jsonb().$type<AsOf>().notNull(),
    rulesVersion: smallint().notNull(),
    chainTime: instant().notNull(),
    observedAt: instant().notNull().defaultNow(),
  },
  (table) => [unique('transitions_version').on(table.operationId, table.version)],
);

/** One row per reorg that was noticed: how deep, and from which block to which. */
export const reorgs = pgTable(
  'reorgs',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    chain: chainId().notNull(),
    /** Blocks taken back. */
    depth: integer().notNull(),
    ancestorNumber: height().notNull(),
    oldHash: text().notNull(),
    newHash: text().notNull(),
    detectedAt: instant().notNull().defaultNow(),
  },
  (table) => [index('reorgs_chain').on(table.chain)],
);
