import { sql } from 'drizzle-orm';
import {
  bigint,
  bigserial,
  boolean,
  customType,
  doublePrecision,
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
import type {
  AlertEvent,
  AlertRule,
  AlertState,
  AlertText,
  NoticeKind,
  Severity,
} from '../core/alerts/alert.ts';
import type { ChainId, EndpointState } from '../core/chain.ts';
import type { Baseline, Health } from '../core/health.ts';
import type { About, Leg, Link, Role } from '../core/leg.ts';
import type { Lookup } from '../core/lookup.ts';
import type { LegChange } from '../core/operation.ts';
import type { Call } from '../core/raw-log.ts';
import type { SizeBucket } from '../core/size-bucket.ts';
import type { Stage } from '../core/status.ts';
import type { StoredFilter } from './stored-filter.ts';
import type { Quality } from './read-transitions.ts';
import type {
  ApiScope,
  AsOf,
  Cause,
  DeliveryState,
  FailureReason,
  Grain,
  NoticeState,
  QuarantineCode,
  ReportChange,
  StoredOperation,
  WebhookDisabledReason,
} from './types.ts';

const height = (name = '') => bigint(name, { mode: 'bigint' });
const instant = (name = '') => timestamp(name, { withTimezone: true, mode: 'date' });
const chainId = (name = '') => text(name).$type<ChainId>();
const bytes = customType<{ data: Buffer }>({ dataType: () => 'bytea' });
/** Block ranges as one value, `{[10,20),[30,40)}`: union and difference are the database's own operators. */
const ranges = customType<{ data: string }>({ dataType: () => 'int8multirange' });

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
    // Several stretches of history are written side by side: each stretch of pages keeps a few ranges of time.
    index('events_time')
      .using('brin', table.blockTime.op('timestamptz_minmax_multi_ops'))
      .with({ autosummarize: true }),
    index('events_lost')
      .on(table.transaction, table.chain)
      .where(sql`not canonical`),
    index('events_asked')
      .on(table.chain, table.id)
      .where(sql`asked and canonical and not verified`),
  ],
);

/**
 * An event in its role, written in the transaction of its event: see docs/decisions/0013 for why no foreign key says so.
 * Rolled back with its event; `operation_id` is set by correlate alone.
 */
export const legs = pgTable(
  'legs',
  {
    eventId: height('event_id').primaryKey(),
    protocol: text().notNull(),
    step: text().notNull(),
    role: text().notNull(),
    outcome: text().$type<Leg['outcome']>().notNull().default('success'),
    /** Version of the protocol's capture that made it. */
    version: integer().notNull().default(1),
    about: jsonb().$type<About>().notNull(),
    operationId: text('operation_id'),
  },
  (table) => [
    index('legs_operation')
      .on(table.operationId)
      .where(sql`operation_id is not null`),
  ],
);

/** The keys that legs share, written in the transaction of their leg. Rolled back with their event. */
export const links = pgTable(
  'links',
  {
    key: text().notNull(),
    eventId: height('event_id').notNull(),
    kind: text().$type<Exclude<Link['kind'], 'settled'>>().notNull(),
    rule: text().notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.key, table.eventId] }),
    index('links_event').on(table.eventId),
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

/** Links whose operations must be folded again, and why. Only ever appended to, and cleared by the fold that read them. */
export const dirty = pgTable(
  'dirty',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    key: text().notNull(),
    /** Folds that failed on this mark; those that never failed go first. */
    failures: integer().notNull().default(0),
    cause: jsonb().$type<Cause>().notNull(),
    markedAt: instant('marked_at').notNull().defaultNow(),
  },
  // The others are read in the order of the primary key.
  (table) => [
    index('dirty_failed')
      .on(table.failures, table.seq)
      .where(sql`failures > 0`),
    index('dirty_reorgs')
      .on(table.key)
      .where(sql`cause ->> 'type' = 'reorg'`),
  ],
);

/**
 * Links whose operations could not be folded or written, and why. Their marks are gone, so that they cost nothing. A
 * rollback marks what it touches, and every mark has it tried again; the row goes with the fold that succeeds.
 */
export const quarantine = pgTable(
  'quarantine',
  {
    key: text().primaryKey(),
    /** Null where not even a leg is known. */
    protocol: text(),
    code: text().$type<QuarantineCode>().notNull(),
    reason: text().notNull(),
    /** The operations, as they were last folded, that stand still meanwhile. */
    operations: text().array().notNull(),
    failures: integer().notNull(),
    /** Why it was to be folded; what a reorg took back outlives a later cause, and must show in the end. */
    cause: jsonb().$type<Cause>().notNull(),
    since: instant().notNull().defaultNow(),
  },
  (table) => [index('quarantine_since').on(table.since, table.key)],
);

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
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    sender: text(),
    recipient: text(),
    startedAt: instant('started_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
    version: integer().notNull(),
    body: jsonb().$type<StoredOperation>().notNull(),
  },
  (table) => [
    // A list is one filter and the latest first: each common filter leads an index that is in that order.
    index('operations_updated').on(table.updatedAt, table.id),
    index('operations_started').on(table.startedAt, table.id),
    index('operations_status').on(table.status, table.updatedAt, table.id),
    index('operations_stage').on(table.stage, table.updatedAt, table.id),
    index('operations_sender').on(table.sender, table.updatedAt, table.id),
    index('operations_recipient').on(table.recipient, table.updatedAt, table.id),
    index('operations_protocol').on(table.protocol, table.updatedAt, table.id),
    index('operations_kind').on(table.kind, table.updatedAt, table.id),
    index('operations_origin').on(table.originChain, table.updatedAt, table.id),
    index('operations_destination').on(table.destinationChain, table.updatedAt, table.id),
    // Nearly all are final some day; those that are not are few.
    index('operations_open')
      .on(table.updatedAt, table.id)
      .where(sql`not final`),
  ],
);

/**
 * What a frontend calls an operation of its own, an order say: by the transaction that it has sent, or by an id or link. It
 * may come before the operation is known, follows it through its ids, and is for the API key alone that set it. It is no
 * fact of a chain, and nothing takes it back.
 */
export const clientRefs = pgTable(
  'client_refs',
  {
    keyId: text('key_id').notNull(),
    ref: text().notNull(),
    /** Of any leg, hexadecimal in lower case; null where an id is named. */
    transaction: text(),
    /** Where the transaction is, if that was said. */
    chain: chainId(),
    /** An id, a former id or a link; null where a transaction is named. */
    link: text(),
    setAt: instant('set_at').notNull().defaultNow(),
  },
  (table) => [
    primaryKey({ columns: [table.keyId, table.ref] }),
    index('client_refs_transaction')
      .on(table.keyId, table.transaction)
      .where(sql`transaction is not null`),
    index('client_refs_link')
      .on(table.keyId, table.link)
      .where(sql`link is not null`),
  ],
);

/**
 * When an operation must be folded again though no new leg comes: once it is certain what the chain's blocks hold up to a
 * height, or through a time. Written with the operation by correlate alone.
 */
export const wakes = pgTable(
  'wakes',
  {
    operationId: text('operation_id').notNull(),
    protocol: text().notNull(),
    chain: chainId().notNull(),
    number: height(),
    time: instant(),
  },
  (table) => [
    index('wakes_operation').on(table.operationId),
    index('wakes_number').on(table.protocol, table.chain, table.number),
    index('wakes_time').on(table.protocol, table.chain, table.time),
  ],
);

/** Ids under which an operation was known before another of its links won. */
export const aliases = pgTable(
  'aliases',
  {
    alias: text().primaryKey(),
    operationId: text('operation_id').notNull(),
  },
  (table) => [index('aliases_operation').on(table.operationId)],
);

/** Append-only record of every change of an operation, with its cause. A rollback appends. */
export const transitions = pgTable(
  'transitions',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    operationId: text('operation_id').notNull(),
    version: integer().notNull(),
    fromStatus: text('from_status'),
    toStatus: text('to_status').notNull(),
    fromStage: text('from_stage'),
    toStage: text('to_stage').notNull(),
    final: boolean().notNull(),
    /** The legs that changed, with how firm they were and are. */
    changes: jsonb().$type<LegChange[]>().notNull(),
    cause: jsonb().$type<Cause>().notNull(),
    asOf: jsonb('as_of').$type<AsOf>().notNull(),
    rulesVersion: smallint('rules_version').notNull(),
    chainTime: instant('chain_time').notNull(),
    observedAt: instant('observed_at').notNull().defaultNow(),
  },
  (table) => [
    unique('transitions_version').on(table.operationId, table.version),
    // They are written in the order of this time: a few numbers for each stretch of pages find a day (docs/decisions/0029).
    index('transitions_time').using('brin', table.observedAt).with({ autosummarize: true }),
  ],
);

/**
 * The version of a protocol's rules by which all its operations were folded: written by a rebuild, and at the first start.
 * Nothing takes it back: a rollback folds by the rules that there are.
 */
export const ruleVersions = pgTable('rule_versions', {
  protocol: text().primaryKey(),
  version: smallint().notNull(),
  since: instant().notNull().defaultNow(),
});

/**
 * What off-chain services say about the subjects of operations, and when each is to be asked again. A subject is a link, so
 * that the row follows its legs into whichever operation they are in. A service speaks of itself and not of a chain: nothing
 * on chain takes it back, no rollback touches it, and nothing that is folded reads it.
 */
export const reports = pgTable(
  'reports',
  {
    reporter: text().notNull(),
    /** The link that legs of the operation carry. */
    subject: text().notNull(),
    protocol: text().notNull(),
    /** By what the service was asked for it, a transaction say. Another one begins anew, with nothing said. */
    asked: text().notNull(),
    /** Block time of the first leg that carries it: what is old is asked about less often. */
    happenedAt: instant('happened_at').notNull(),
    /** Null while nothing was said. */
    state: text(),
    transaction: text(),
    details: jsonb().$type<Record<string, string>>().notNull().default({}),
    /** Since when it says so, and when it said so last. */
    since: instant(),
    observedAt: instant('observed_at'),
    firstSeenAt: instant('first_seen_at').notNull().defaultNow(),
    /** Every change of state or transaction, the newest last; only so many are kept. */
    changes: jsonb().$type<ReportChange[]>().notNull().default([]),
    /** Goes up with every change of what is shown, but for the time when it was said last. */
    revision: integer().notNull().default(0),
    /** Null if there is nothing more to ask. */
    nextAt: instant('next_at').defaultNow(),
    /** Tries in a row that gave no usable answer. */
    failures: integer().notNull().default(0),
  },
  (table) => [
    primaryKey({ columns: [table.subject, table.reporter] }),
    index('reports_due')
      .on(table.reporter, table.nextAt)
      .where(sql`next_at is not null`),
  ],
);

/**
 * How far each reporter has looked for subjects, and when it may go on. `next_at` is a lease while it asks: of several
 * processes one does. Transitions are only appended, so that a rollback leads to new ones and takes none back.
 */
export const reportRounds = pgTable('report_rounds', {
  reporter: text().primaryKey(),
  /** The last transition that was looked at. */
  seq: height()
    .notNull()
    .default(sql`0`),
  nextAt: instant('next_at').notNull().defaultNow(),
  /** Rounds in a row in which the service gave nothing usable. */
  failures: integer().notNull().default(0),
});

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

/**
 * What aggregates need of each operation: the row in short, with what its protocol's rules make of it (core/summary-of.ts).
 * Written anew by the analytics job for each new version of the operation; a rollback leads to one.
 */
export const operationSummaries = pgTable(
  'operation_summaries',
  {
    operationId: text('operation_id').primaryKey(),
    /** Of the operation that it speaks of. */
    version: integer().notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    sizeBucket: text('size_bucket').$type<SizeBucket>().notNull(),
    status: text().notNull(),
    startedAt: instant('started_at').notNull(),
    /** Chain time of what ended it; null while it is open, and where nothing tells. */
    endedAt: instant('ended_at'),
    /** From the first leg that stands to that; null unless it is complete. */
    seconds: integer(),
    /** The steps that completion requires, those with a firm leg that succeeded, and those that others did instead. */
    required: text().array().notNull(),
    reached: text().array().notNull(),
    skipped: text().array().notNull(),
    /** The step that it waits for, or that it ended without. */
    stoppedAt: text('stopped_at'),
  },
  (table) => [index('operation_summaries_started').on(table.startedAt)],
);

/**
 * How operations that began in one hour or day (UTC) went, by lane and size. Counted from the summaries anew whenever one of
 * them changes, never added to: a rollback is counted like everything else.
 */
export const laneTimes = pgTable(
  'lane_times',
  {
    grain: text().$type<Grain>().notNull(),
    beginsAt: instant('begins_at').notNull(),
    protocol: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    /** `all` in the row of all sizes together. */
    sizeBucket: text('size_bucket').$type<SizeBucket | 'all'>().notNull(),
    operations: integer().notNull(),
    open: integer().notNull(),
    completed: integer().notNull(),
    refunded: integer().notNull(),
    endedOtherwise: integer('ended_otherwise').notNull(),
    /** Seconds from the start to completion, of those that are complete. */
    p50: doublePrecision(),
    p90: doublePrecision(),
    p99: doublePrecision(),
    refreshedAt: instant('refreshed_at').notNull().defaultNow(),
  },
  (table) => [index('lane_times_span').on(table.grain, table.beginsAt)],
);

/** How far operations that began on one day (UTC) came, step by step. Counted anew as `lane_times` is, and taken back with it. */
export const funnelSteps = pgTable(
  'funnel_steps',
  {
    beginsAt: instant('begins_at').notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    /** In the order of the route. */
    place: integer().notNull(),
    step: text().notNull(),
    role: text().$type<Role>(),
    /** What an operation's stage is called while it waits for the step. */
    stage: text().$type<Stage>(),
    operations: integer().notNull(),
    reached: integer().notNull(),
    skipped: integer().notNull(),
    waiting: integer().notNull(),
    ended: integer().notNull(),
    refreshedAt: instant('refreshed_at').notNull().defaultNow(),
  },
  (table) => [index('funnel_steps_span').on(table.beginsAt)],
);

/** Hours and days whose aggregates are to be counted anew. Written with the summaries that changed, also by a rollback's. */
export const staleSpans = pgTable(
  'stale_spans',
  {
    grain: text().$type<Grain>().notNull(),
    beginsAt: instant('begins_at').notNull(),
    dueAt: instant('due_at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.grain, table.beginsAt] }),
    index('stale_spans_due').on(table.dueAt),
  ],
);

/**
 * How far the summaries are, in the one row of this table. Transitions are only appended, so that a rollback leads to new ones
 * and takes none back.
 */
export const summaryRounds = pgTable('summary_rounds', {
  name: text().$type<'summaries'>().primaryKey(),
  /** The last transition that was looked at. */
  seq: height()
    .notNull()
    .default(sql`0`),
  /** Where the search for summaries without an operation goes on. */
  sweptThrough: text('swept_through').notNull().default(''),
  /** When there was nothing left to look at, last. */
  caughtUpAt: instant('caught_up_at'),
});

/**
 * Keys to the API. Only a hash of each secret is kept: it has 256 random bits, so that no slow hash is needed. They are no
 * facts of a block, and nothing takes them back; a revoked key stays, for whoever asks what it was.
 */
export const apiKeys = pgTable('api_keys', {
  id: text().primaryKey(),
  name: text().notNull(),
  /** SHA-256 of the secret, in hex. */
  hash: text().notNull().unique(),
  /** The beginning of the secret, to know it again by. */
  prefix: text().notNull(),
  scopes: text().array().$type<ApiScope[]>().notNull(),
  createdAt: instant('created_at').notNull().defaultNow(),
  expiresAt: instant('expires_at'),
  revokedAt: instant('revoked_at'),
  /** Right to some minutes: not every request writes. */
  lastUsedAt: instant('last_used_at'),
});

/**
 * Who is told of transitions, and how far each has been told. What a rollback does is told as the transitions that it appends:
 * nothing here is taken back.
 */
export const webhooks = pgTable('webhooks', {
  id: text().primaryKey(),
  url: text().notNull(),
  description: text().notNull().default(''),
  /** As it was handed in. */
  filter: jsonb().$type<Record<string, string>>().notNull(),
  /** The same with names looked up: what is asked of rows. */
  conditions: jsonb().$type<StoredFilter>().notNull(),
  quality: text().$type<Quality>().notNull(),
  /** As `secretBox` keeps it. */
  secret: text().notNull(),
  /** The one before, which signs as well until its time is over. */
  formerSecret: text('former_secret'),
  formerSecretUntil: instant('former_secret_until'),
  enabled: boolean().notNull().default(true),
  /** Why it is not enabled; null where somebody turned it off. */
  disabledReason: text('disabled_reason').$type<WebhookDisabledReason>(),
  disabledAt: instant('disabled_at'),
  /** Transitions up to here have their deliveries. Moved in the transaction that inserts them. */
  position: height().notNull(),
  /** A stretch that is told once more: what comes next of it, and its end. */
  replayAfter: height('replay_after'),
  replayThrough: height('replay_through'),
  /** Tries in a row that failed, whatever their delivery, since when, and the last one. */
  failures: integer().notNull().default(0),
  failingSince: instant('failing_since'),
  failedAt: instant('failed_at'),
  /** For how long it has failed, in ms: times in which nothing was tried are not its own. */
  failedForMs: doublePrecision('failed_for_ms').notNull().default(0),
  /** Nothing but a ping is sent before. */
  pausedUntil: instant('paused_until').notNull().defaultNow(),
  /** One process at a time sends; whoever dies in it loses it then. */
  leasedUntil: instant('leased_until').notNull().defaultNow(),
  createdAt: instant('created_at').notNull().defaultNow(),
  updatedAt: instant('updated_at').notNull().defaultNow(),
});

/**
 * What is to be sent to a webhook, and what came of it: a transition, or a ping. Of an operation's open deliveries only the
 * first has a time, so that they are sent in order.
 */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    /** The `webhook-id` of every try. */
    id: text().primaryKey(),
    webhookId: text('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** The transition; null for a ping, as what belongs to it. */
    seq: height(),
    operationId: text('operation_id'),
    version: integer(),
    state: text().$type<DeliveryState>().notNull().default('pending'),
    /** Tries since it became pending. */
    tries: integer().notNull().default(0),
    failingSince: instant('failing_since'),
    /** When to send it; of one that is being sent, when it is free again. Null if it is over, or another one goes first. */
    nextAt: instant('next_at'),
    lastTriedAt: instant('last_tried_at'),
    /** HTTP status of the last try, or why there is none. */
    lastStatus: smallint('last_status'),
    lastReason: text('last_reason').$type<FailureReason>(),
    createdAt: instant('created_at').notNull().defaultNow(),
    /** When it was delivered, or given up. */
    settledAt: instant('settled_at'),
  },
  (table) => [
    unique('webhook_deliveries_seq').on(table.webhookId, table.seq),
    index('webhook_deliveries_page').on(table.webhookId, table.createdAt, table.id),
    index('webhook_deliveries_state').on(table.webhookId, table.state, table.createdAt, table.id),
    index('webhook_deliveries_due')
      .on(table.webhookId, table.nextAt, table.seq)
      .where(sql`state = 'pending' and next_at is not null`),
    index('webhook_deliveries_settled')
      .on(table.state, table.settledAt)
      .where(sql`settled_at is not null`),
    index('webhook_deliveries_pings')
      .on(table.webhookId, table.nextAt)
      .where(sql`state = 'pending' and seq is null`),
    uniqueIndex('webhook_deliveries_first')
      .on(table.webhookId, table.operationId)
      .where(sql`state = 'pending' and next_at is not null`),
    index('webhook_deliveries_open')
      .on(table.webhookId, table.operationId, table.seq)
      .where(sql`state = 'pending'`),
  ],
);

/**
 * How far those have come who follow the log of transitions and keep tables of their own by it. A rollback appends
 * transitions, so that they follow it as well, and nothing here is taken back.
 */
export const followers = pgTable('followers', {
  name: text().primaryKey(),
  /** The last transition that was acted on. Moved in the transaction that acts. */
  seq: height()
    .notNull()
    .default(sql`0`),
});

/**
 * How long operations have waited for each step, as facts: computed from an operation's row alone, and written anew whenever
 * that has a new version, so that a rollback, too, has them written anew.
 */
export const stageTimes = pgTable(
  'stage_times',
  {
    operationId: text('operation_id').notNull(),
    step: text().notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    /** What the operation's stage is while it waits for the step. */
    stage: text().notNull(),
    /** Chain time of the leg that came last before. */
    fromTime: instant('from_time').notNull(),
    /** Chain time of the step's own leg; null while it is awaited. */
    untilTime: instant('until_time'),
    /** From the one to the other; null while it is awaited. */
    seconds: integer(),
  },
  (table) => [
    primaryKey({ columns: [table.operationId, table.step] }),
    index('stage_times_lane').on(
      table.protocol,
      table.originChain,
      table.destinationChain,
      table.step,
      table.untilTime,
    ),
  ],
);

/**
 * How long a step takes on a lane: summed up from the newest rows of `stage_times`, again and again, so that what a rollback
 * changes there changes here.
 */
export const stageBaselines = pgTable(
  'stage_baselines',
  {
    protocol: text().notNull(),
    originChain: chainId('origin_chain').notNull(),
    destinationChain: chainId('destination_chain').notNull(),
    step: text().notNull(),
    /** Seconds; null before they were summed up first, and where no operation has the step behind it. */
    p50: doublePrecision(),
    p90: doublePrecision(),
    p99: doublePrecision(),
    /** How many waits they rest on, and the chain times at which the first and the last of these ended. */
    sample: integer().notNull().default(0),
    windowFrom: instant('window_from'),
    windowThrough: instant('window_through'),
    /** When they were summed up; null before. */
    refreshedAt: instant('refreshed_at'),
    /** True once rows that they may rest on were written since. */
    stale: boolean().notNull().default(true),
  },
  (table) => [
    primaryKey({
      columns: [table.protocol, table.originChain, table.destinationChain, table.step],
    }),
    index('stage_baselines_stale')
      .on(table.refreshedAt)
      .where(sql`stale`),
  ],
);

/**
 * What is thought of how long each open operation waits. An operation that is over has no row. It follows the log of
 * transitions: a rollback that opens an operation again has its row written again.
 */
export const operationHealth = pgTable(
  'operation_health',
  {
    operationId: text('operation_id').primaryKey(),
    /** The version of the operation that was judged. */
    version: integer().notNull(),
    protocol: text().notNull(),
    kind: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    step: text().notNull(),
    stage: text().notNull(),
    /** The chain by whose clock it is judged; null where it is awaited on none. */
    awaitedChain: chainId('awaited_chain'),
    /** Chain time at which the wait began. */
    since: instant().notNull(),
    /**
     * `blind` only where a leg of its own could not be folded: what a chain keeps us from seeing is laid over this when it is
     * read.
     */
    health: text().$type<Health>().notNull(),
    /** Why, as a code. */
    reason: text(),
    /** The same as a sentence. */
    detail: text(),
    /** Since when it is thought so, by our clock. */
    healthSince: instant('health_since').notNull(),
    /** When the step may be expected, in chain time; null where too little is known. */
    etaFrom: instant('eta_from'),
    etaTo: instant('eta_to'),
    /** What it was judged by; null where nothing is known. */
    baseline: jsonb().$type<Baseline>(),
    /** When to judge it again, by our clock; null if only a new version can change the verdict. */
    checkAt: instant('check_at'),
    /** Its chain had not been read far enough at the last check: it is judged again as soon as it is. */
    deferred: boolean().notNull().default(false),
    /** The operation's own, for lists. */
    startedAt: instant('started_at').notNull(),
    updatedAt: instant('updated_at').notNull(),
  },
  (table) => [
    index('operation_health_due')
      .on(table.checkAt)
      .where(sql`check_at is not null`),
    index('operation_health_deferred')
      .on(table.protocol, table.awaitedChain, table.since)
      .where(sql`deferred`),
    index('operation_health_updated').on(table.health, table.updatedAt, table.operationId),
    index('operation_health_started').on(table.health, table.startedAt, table.operationId),
    index('operation_health_awaited_updated').on(
      table.protocol,
      table.awaitedChain,
      table.updatedAt,
    ),
    index('operation_health_awaited_started').on(
      table.protocol,
      table.awaitedChain,
      table.startedAt,
    ),
    index('operation_health_lane').on(
      table.protocol,
      table.originChain,
      table.destinationChain,
      table.health,
    ),
  ],
);

/**
 * Alerts: one row for each episode of a rule and its subject. They speak of what was seen and not of a chain's facts: a rollback
 * takes none back, it only has their rules look again.
 */
export const alerts = pgTable(
  'alerts',
  {
    id: text().primaryKey(),
    /** Rule and subject. */
    fingerprint: text().notNull(),
    rule: text().$type<AlertRule>().notNull(),
    subject: text().notNull(),
    state: text().$type<AlertState>().notNull(),
    severity: text().$type<Severity>().notNull(),
    protocol: text(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    chain: chainId(),
    operationId: text('operation_id'),
    text: jsonb().$type<AlertText>().notNull(),
    /** Whether it held at the last check, since when it has been so, and at how many checks in a row. */
    holds: boolean().notNull(),
    since: instant().notNull(),
    checks: integer().notNull(),
    /** Null while it is pending: not an alert yet. */
    openedAt: instant('opened_at'),
    notifiedAt: instant('notified_at'),
    acknowledgedAt: instant('acknowledged_at'),
    escalatedAt: instant('escalated_at'),
    resolvedAt: instant('resolved_at'),
    silenced: boolean().notNull().default(false),
    /** The alert that it has become a part of. */
    groupId: text('group_id'),
    /** Goes up with every change of what is shown. */
    version: integer().notNull().default(1),
    updatedAt: instant('updated_at').notNull().defaultNow(),
  },
  (table) => [
    uniqueIndex('alerts_live')
      .on(table.fingerprint)
      .where(sql`state <> 'resolved'`),
    index('alerts_fingerprint').on(table.fingerprint, table.resolvedAt),
    index('alerts_rule_live')
      .on(table.rule)
      .where(sql`state <> 'resolved'`),
    // Pages, the latest first, each common filter with its own index.
    index('alerts_page').on(table.openedAt, table.id),
    index('alerts_state').on(table.state, table.openedAt, table.id),
    index('alerts_rule').on(table.rule, table.openedAt, table.id),
    index('alerts_protocol').on(table.protocol, table.openedAt, table.id),
    index('alerts_origin').on(table.originChain, table.openedAt, table.id),
    index('alerts_destination').on(table.destinationChain, table.openedAt, table.id),
    index('alerts_operation').on(table.operationId, table.openedAt, table.id),
  ],
);

/** Append-only record of what happened to alerts, in the order of commits. */
export const alertEvents = pgTable(
  'alert_events',
  {
    seq: bigserial({ mode: 'bigint' }).primaryKey(),
    alertId: text('alert_id').notNull(),
    type: text().$type<AlertEvent>().notNull(),
    at: instant().notNull(),
    /** The name of the key of whoever did it; null where a rule did. */
    by: text(),
    note: text(),
  },
  (table) => [index('alert_events_alert').on(table.alertId, table.seq)],
);

/** What nobody is to be told of for a while. What is null matches everything; an alert that matches is still shown. */
export const silences = pgTable(
  'silences',
  {
    id: text().primaryKey(),
    rule: text().$type<AlertRule>(),
    protocol: text(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    operationId: text('operation_id'),
    until: instant().notNull(),
    comment: text().notNull(),
    createdBy: text('created_by').notNull(),
    createdAt: instant('created_at').notNull().defaultNow(),
  },
  (table) => [index('silences_until').on(table.until, table.id)],
);

/**
 * Operations that conflict, or that show what rules call impossible, as their transitions told last. Written by the jobs that
 * follow transitions: one that a rollback heals has a transition, and its row goes. Beside them those that are stuck before a
 * step and of which a person has said that they are known.
 */
export const alertMarks = pgTable(
  'alert_marks',
  {
    rule: text().$type<AlertRule>().notNull(),
    operationId: text('operation_id').notNull(),
    protocol: text().notNull(),
    originChain: chainId('origin_chain'),
    destinationChain: chainId('destination_chain'),
    flags: text().array().notNull(),
    since: instant().notNull(),
    /** A person has closed the alert about it: the same flags raise none any more. */
    closed: boolean().notNull().default(false),
  },
  (table) => [
    primaryKey({ columns: [table.rule, table.operationId] }),
    index('alert_marks_open')
      .on(table.rule, table.since)
      .where(sql`not closed`),
  ],
);

/** When each rule is checked next, and what it must remember. The row is locked while it is checked: one process does so. */
export const alertRounds = pgTable('alert_rounds', {
  rule: text().primaryKey(),
  nextAt: instant('next_at').notNull(),
  memo: jsonb().notNull().default({}),
});

/**
 * How many operations began on each lane in each hour of the chain's time. The newest hours are counted anew from operations;
 * older ones stay as they are: what is found late changes no rate that matters.
 */
export const laneHours = pgTable(
  'lane_hours',
  {
    protocol: text().notNull(),
    originChain: chainId('origin_chain').notNull(),
    destinationChain: chainId('destination_chain').notNull(),
    hour: instant().notNull(),
    operations: integer().notNull(),
    lastAt: instant('last_at').notNull(),
  },
  (table) => [
    primaryKey({
      columns: [table.protocol, table.originChain, table.destinationChain, table.hour],
    }),
    index('lane_hours_hour').on(table.hour),
  ],
);

/** The channels that are configured, by name: whose turn it is to send there, and until when it asks to be left alone. */
export const alertChannels = pgTable('alert_channels', {
  name: text().primaryKey(),
  pausedUntil: instant('paused_until').notNull().defaultNow(),
  /** One process at a time sends; whoever dies in it loses it then. */
  leasedUntil: instant('leased_until').notNull().defaultNow(),
});

/**
 * What channels are to be told, and what came of it. Written in the transaction of the event that it tells. Of one alert and
 * channel the oldest open one goes first.
 */
export const alertNotices = pgTable(
  'alert_notices',
  {
    id: bigserial({ mode: 'bigint' }).primaryKey(),
    alertId: text('alert_id').notNull(),
    channel: text().notNull(),
    kind: text().$type<NoticeKind>().notNull(),
    state: text().$type<NoticeState>().notNull().default('pending'),
    /** Tries since it became due. */
    tries: integer().notNull().default(0),
    failingSince: instant('failing_since'),
    /** When to send it; of one that is being sent, when it is free again. Null if it is over. */
    nextAt: instant('next_at').defaultNow(),
    lastStatus: integer('last_status'),
    lastReason: text('last_reason'),
    createdAt: instant('created_at').notNull().defaultNow(),
    settledAt: instant('settled_at'),
  },
  (table) => [
    index('alert_notices_due')
      .on(table.channel, table.nextAt)
      .where(sql`next_at is not null`),
    index('alert_notices_alert').on(table.alertId, table.channel, table.id),
    index('alert_notices_settled')
      .on(table.settledAt)
      .where(sql`settled_at is not null`),
  ],
);
