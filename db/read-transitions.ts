import { and, eq, gt, inArray, lte, or, sql, type SQL } from 'drizzle-orm';
import type { ChainRef } from '../core/leg.ts';
import { conditions, type OperationFilter } from './operation-filter.ts';
import type { Queryable } from './pool.ts';
import { aliases, operations, transitions } from './schema.ts';
import type { StoredOperation } from './types.ts';

/**
 * How safe a reader wants to be: told of everything (`included`), or of what firm legs tell alone, and of whatever of that
 * is taken back (`confirmed`).
 */
export const qualities = ['included', 'confirmed'] as const;
export type Quality = (typeof qualities)[number];

/** The newest transition's number; zero if there is none. */
export async function lastTransition(db: Queryable): Promise<bigint> {
  const { rows } = await db.execute<{ seq: string }>(sql`
    select coalesce(max(seq), 0) as seq from transitions`);
  return BigInt(rows[0]?.seq ?? 0);
}

/** What of a transition's operation is known now, in short. Its id is another one if the operation has another one now. */
export interface OperationBrief {
  id: string;
  formerIds: string[];
  protocol: string;
  kind: string;
  origin: ChainRef | null;
  destination: ChainRef | null;
  sender: string | null;
  recipient: string | null;
  sent: NonNullable<StoredOperation['about']['sent']> | null;
}

/** A transition as it is told, with its operation; null if that is gone without an heir. */
export type ToldTransition = Pick<
  typeof transitions.$inferSelect,
  | 'seq'
  | 'operationId'
  | 'version'
  | 'fromStatus'
  | 'toStatus'
  | 'fromStage'
  | 'toStage'
  | 'final'
  | 'changes'
  | 'cause'
  | 'chainTime'
  | 'observedAt'
> & { operation: OperationBrief | null };

/** Which transitions are read: those after one number up to another one, at most so many. */
export interface Stretch {
  after: bigint;
  through: bigint;
  limit: number;
  /** Bytes of what may be of any length: no more is read once those before have as many. */
  bytesMax?: number;
}

/** What was read, and up to where that is all there is. */
export interface ReadTransitions {
  rows: ToldTransition[];
  through: bigint;
}

/** Of a page of transitions; one that has more by itself is a page of its own. */
const BYTES_MAX = 1_048_576;

/**
 * The transitions that a filter and a quality let pass, in the order of their commits. What a filter asks of status, stage
 * and finality is asked of the transition: it is told if the operation is so after it, or was so before it. Everything else
 * is asked of the operation as it is now.
 */
export async function readTransitions(
  db: Queryable,
  { filter, quality }: { filter: OperationFilter; quality: Quality },
  { after, through, limit, bytesMax = BYTES_MAX }: Stretch,
): Promise<ReadTransitions> {
  const { status, stage, final, ...ofOperation } = filter;
  const part = (...path: string[]) => sql`${operations.body} #> ${sql.param(path)}::text[]`;
  const formerIds = sql`array(
    select former.alias
    from aliases former
    where former.operation_id = ${operations.id}
    order by former.alias
  )`;
  const sent = part('about', 'sent');
  // What has a length of its own; the rest is short.
  const size = sql`(
    octet_length(${transitions.changes}::text)
    + octet_length(array_to_string(${formerIds}, ','))
    + coalesce(octet_length((${sent})::text), 0)
  )`;
  const page = db
    .select({
      seq: transitions.seq,
      operationId: transitions.operationId,
      version: transitions.version,
      fromStatus: transitions.fromStatus,
      toStatus: transitions.toStatus,
      fromStage: transitions.fromStage,
      toStage: transitions.toStage,
      final: transitions.final,
      changes: transitions.changes,
      cause: transitions.cause,
      chainTime: transitions.chainTime,
      observedAt: transitions.observedAt,
      presentId: sql<string | null>`${operations.id}`.as('present_id'),
      formerIds: sql<string[]>`${formerIds}`.as('former_ids'),
      protocol: operations.protocol,
      kind: operations.kind,
      sender: operations.sender,
      recipient: operations.recipient,
      origin: sql<ChainRef | null>`${part('origin')}`.as('origin'),
      destination: sql<ChainRef | null>`${part('destination')}`.as('destination'),
      sent: sql<OperationBrief['sent']>`${sent}`.as('sent'),
      size: sql<number>`${size}`.as('size'),
      sizes:
        sql<number>`sum(${size}) over (order by ${transitions.seq} rows unbounded preceding)::float8`.as(
          'sizes',
        ),
    })
    .from(transitions)
    .leftJoin(aliases, eq(aliases.alias, transitions.operationId))
    .leftJoin(
      operations,
      sql`${operations.id} = coalesce(${aliases.operationId}, ${transitions.operationId})`,
    )
    .where(
      and(
        gt(transitions.seq, after),
        lte(transitions.seq, through),
        isState({ status, stage, final }),
        quality === 'confirmed' ? isSafe : undefined,
        ...conditions(ofOperation),
      ),
    )
    .orderBy(transitions.seq)
    .limit(limit)
    .as('page');
  const found = await db
    .select()
    .from(page)
    .where(sql`${page.sizes} - ${page.size} < ${bytesMax}`)
    .orderBy(page.seq);
  const last = found.at(-1);
  const isCut = last && (found.length === limit || last.sizes >= bytesMax);
  return { rows: found.map(toldOf), through: isCut ? last.seq : through };
}

/** A transition and its operation, each side by itself. */
function toldOf({
  size: _size,
  sizes: _sizes,
  presentId,
  formerIds,
  protocol,
  kind,
  sender,
  recipient,
  origin,
  destination,
  sent,
  ...row
}: Omit<ToldTransition, 'operation'> & { size: number; sizes: number; presentId: string | null } & {
  [Key in Exclude<keyof OperationBrief, 'id' | 'formerIds'>]: OperationBrief[Key] | null;
} & Pick<OperationBrief, 'formerIds'>): ToldTransition {
  return {
    ...row,
    operation:
      presentId === null || protocol === null || kind === null
        ? null
        : {
            id: presentId,
            formerIds,
            protocol,
            kind,
            origin,
            destination,
            sender,
            recipient,
            sent,
          },
  };
}

/** What is so after the transition, or was so before it: who was told of the one must be told when it is over. */
function isState({
  status,
  stage,
  final,
}: Pick<OperationFilter, 'status' | 'stage' | 'final'>): SQL | undefined {
  const { toStatus, toStage, fromStatus, fromStage } = transitions;
  const wasFinal = sql`(
    select before.final
    from transitions before
    where before.operation_id = ${transitions.operationId} and before.version < ${transitions.version}
    order by before.version desc
    limit 1
  )`;
  return or(
    and(
      status && inArray(toStatus, [...status]),
      stage && inArray(toStage, [...stage]),
      final === undefined ? undefined : eq(transitions.final, final),
    ),
    and(
      status && inArray(fromStatus, [...status]),
      stage && inArray(fromStage, [...stage]),
      final === undefined ? undefined : eq(wasFinal, final),
    ),
  );
}

/**
 * A status rests on firm legs alone (docs/decisions/0018), and a first one that says no more than `pending` tells nothing. So
 * does one that an operation goes on with under another id. Else it must be a firm leg that changed: one that became firm, or
 * one that is so no more.
 */
const isSafe = sql`(
  ${transitions.toStatus} <> coalesce(${transitions.fromStatus}, 'pending')
  or ${transitions.changes} @? '$[*] ? (
    @.from == "confirmed" || @.from == "finalized" || @.to == "confirmed" || @.to == "finalized"
  )'
  or (
    ${transitions.toStatus} <> 'pending'
    and not exists (
      select
      from transitions before
      where before.operation_id = ${transitions.operationId}
        and before.version < ${transitions.version}
    )
  )
)`;
