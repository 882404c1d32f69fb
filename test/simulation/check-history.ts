import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { rankOf, type Status } from '../../core/status.ts';
import type { Database } from '../../db/pool.ts';
import type { Stored } from './stored.ts';

interface TransitionRow extends Record<string, unknown> {
  seq: string;
  id: string;
  version: number;
  from_status: Status | null;
  from_stage: string | null;
  status: Status;
  stage: string;
  final: boolean;
  cause: { type: string; chain: string };
  changes: { step: string; from: string | null; to: string | null }[];
}

/** Causes that may take back what was said. */
const TAKES_BACK = new Set(['reorg', 'coverage', 'operator', 'rebuild']);
/** What may be said of an operation of which nothing is left: the transaction may come again after all. */
const GONE = new Set(['origin_missing', 'superseded']);

/**
 * What is final no reorg can take back. A new fact may still say otherwise, such as a delivery after a refund; a chain that
 * breaks its word leaves an incident.
 */
function isExcused(
  row: TransitionRow,
  before: TransitionRow,
  broken: ReadonlySet<string>,
): boolean {
  if (row.final && row.status === before.status) return true;
  const isNewFact = row.changes.some(
    ({ to }) => to === 'included' || to === 'confirmed' || to === 'finalized',
  );
  // A chain that is indexed from now on makes more be asked for.
  if (row.cause.type === 'coverage') return true;
  const isTakenBack = row.changes.some(
    ({ from, to }) => from === 'finalized' && to !== 'finalized',
  );
  return isTakenBack ? broken.has(row.cause.chain) : isNewFact;
}

/** Watches every transition that is written. */
export interface HistoryCheck {
  /** Reads the transitions since the last time and gives what is wrong with them. */
  next: (db: Database) => Promise<string[]>;
  /** What is wrong between the rows and the transitions that were read. */
  compare: (stored: Stored) => string[];
  reached: ReadonlySet<string>;
  /** Every transition in short: two runs of one seed have the same. */
  digest: () => string;
}

/**
 * The laws of a history: versions grow, each transition begins where the one before it ended, a rank falls only where
 * evidence was taken back, and what was final is taken back only by a chain that broke its word.
 */
/**
 * @param origins the names of steps that are origins
 * @param lookalikes protocols some of whose operations nobody can tell apart
 */
export function createHistoryCheck(
  origins: ReadonlySet<string>,
  lookalikes: readonly string[],
): HistoryCheck {
  const last = new Map<string, TransitionRow>();
  const reached = new Set<string>();
  const digest = createHash('sha256');
  let seen = '0';
  let covered = 0;
  return {
    reached,
    digest: () => digest.copy().digest('hex'),
    next: async (db) => {
      const { rows } = await db.execute<TransitionRow>(sql`
        select seq, operation_id as id, version, from_status, from_stage, to_status as status, to_stage as stage, final, cause, changes
        from transitions
        where seq > ${seen}::bigint
        order by seq`);
      const { rows: incidents } = await db.execute<{ chain: string }>(sql`
        select distinct chain from incidents`);
      const { rows: streams } = await db.execute<{ count: number }>(sql`
        select count(*)::int as count from checkpoints`);
      const hasGrown = (streams[0]?.count ?? 0) > covered;
      covered = streams[0]?.count ?? 0;
      const broken = new Set(incidents.map(({ chain }) => chain));
      seen = rows.at(-1)?.seq ?? seen;
      return rows.flatMap((row) => {
        const before = last.get(row.id);
        last.set(row.id, row);
        digest.update(`${row.id} ${row.version} ${row.status} ${row.stage} ${row.cause.type}`);
        reached.add(row.status).add(row.stage);
        if (!before) return [];
        const what = `${row.id} v${row.version} (${before.status}/${before.stage} to ${row.status}/${row.stage}, by ${row.cause.type} on ${row.cause.chain})`;
        const isFall = rankOf(row.status) < rankOf(before.status);
        const mayFall =
          TAKES_BACK.has(row.cause.type) ||
          GONE.has(before.stage) ||
          // A chain is indexed that was not before, which other causes may outweigh.
          hasGrown ||
          // What was over for want of a fact that is found late: the fact counts.
          (rankOf(before.status) === 4 &&
            before.status !== 'complete' &&
            row.changes.some(({ from }) => from === null)) ||
          // A departure that looks the same, and is found late, takes over the arrival of one that is not final.
          (!before.final && lookalikes.some((protocol) => row.id.startsWith(`${protocol}:`))) ||
          // What was judged by its destination alone gets its origin after all.
          row.changes.some(({ step, from }) => from === null && origins.has(step));
        return [
          ...(row.version > before.version ? [] : [`${what}: its version does not grow`]),
          ...(row.from_status === before.status && row.from_stage === before.stage
            ? []
            : [`${what}: it begins at ${row.from_status}/${row.from_stage}`]),
          ...(isFall && !mayFall ? [`${what}: its rank falls without evidence taken back`] : []),
          ...(before.final && !isExcused(row, before, broken)
            ? [`${what}: it was final, and no incident says who broke that word`]
            : []),
        ];
      });
    },
    compare: ({ operations }) =>
      [...operations.values()].flatMap(({ id, version, status, stage, final }) => {
        const row = last.get(id);
        return row?.version === version &&
          row.status === status &&
          row.stage === stage &&
          row.final === final
          ? []
          : [
              `${id} is ${status}/${stage} v${version}, and its last transition ${row?.status}/${row?.stage} v${row?.version}`,
            ];
      }),
  };
}
