import DataLoader from 'dataloader';
import type { ChainId } from '../core/chain.ts';
import type { Database } from './pool.ts';
import { HEALTH_COLUMN, type HealthRow } from './health-row.ts';
import { prepared } from './prepared.ts';
import {
  firstOfEach,
  MATCHES_MAX,
  type Match,
  type OperationRow,
  type Where,
} from './read-operations.ts';
import { REPORTS_MAX, toReports, type Reports, type StoredReport } from './reports.ts';

/** An operation with what services say of it. */
export interface OperationDetail extends OperationRow {
  reports: Reports;
}

/** Reads operations for requests; what is asked in the same moment is read together. */
export interface OperationReader {
  /** The operation with exactly this id; null if there is none. */
  byId: (id: string) => Promise<OperationDetail | null>;
  /** Operations with a leg in this transaction; the legs that stand come before the ones that were reorged away. */
  byTransaction: (transaction: string, where?: Where) => Promise<Match[]>;
}

/** Of ids, as many as are asked together; of transactions fewer, since each may lead to many operations. */
const IDS_MAX = 100;
const TRANSACTIONS_MAX = 20;

/**
 * A reader over a pool. Nothing is kept: what is read was so after it was asked for.
 */
export function operationReader(db: Database): OperationReader {
  const operations = together((ids) => readByIds(db, ids), IDS_MAX);
  const matches = together((asked) => readByTransactions(db, asked), TRANSACTIONS_MAX);
  return {
    byId: async (id) => (await operations.load(id)) ?? null,
    byTransaction: async (transaction, { chain = null } = {}) =>
      (await matches.load(asText([transaction, chain]))) ?? [],
  };
}

/** Asks for what all requests want that came in one turn of the event loop. */
function together<T>(
  read: (keys: string[]) => Promise<Map<string, T>>,
  maxBatchSize: number,
): DataLoader<string, T | undefined> {
  return new DataLoader(
    async (keys) => {
      const found = await read([...new Set(keys)]);
      return keys.map((key) => found.get(key));
    },
    { cache: false, maxBatchSize, batchScheduleFn: (ask) => void setImmediate(ask) },
  );
}

interface OperationColumns {
  id: string;
  version: number;
  updated_at: Date;
  body: OperationRow['body'];
  health: HealthRow | null;
}

const columns = `operations.id, operations.version, operations.updated_at, operations.body, ${HEALTH_COLUMN} as health`;

const byIds = {
  name: 'operations by id',
  text: `
    select ${columns},
      (
        select json_agg(said)
        from (
          select reporter, subject, state, transaction, details, since, observed_at, revision
          from reports
          where subject in (
            select links.key
            from legs
            join links on links.event_id = legs.event_id
            where legs.operation_id = operations.id and links.kind = 'exact'
          )
          order by subject, reporter
          limit ${REPORTS_MAX}
        ) as said
      ) as reports
    from operations
    where operations.id = any($1::text[])`,
};

async function readByIds(db: Database, ids: string[]): Promise<Map<string, OperationDetail>> {
  const rows = await prepared<OperationColumns & { reports: StoredReport[] | null }>(db, byIds, [
    ids,
  ]);
  return new Map(
    rows.map((row) => [row.id, { ...toOperation(row), reports: toReports(row.reports ?? []) }]),
  );
}

/** A transaction, and the chain that its legs are asked of: of any, if it is null. As one text, to be told from others by. */
type AskedTransaction = [transaction: string, chain: ChainId | null];
const asText = (asked: AskedTransaction) => JSON.stringify(asked);
// CAST: it is what `asText` made.
const toAsked = (text: string) => JSON.parse(text) as AskedTransaction;

const byTransactions = {
  name: 'operations by transaction',
  text: `
    select asked.n, found.*
    from unnest($1::text[], $2::text[]) with ordinality as asked (transaction, chain, n)
    cross join lateral (
      select ${columns}, legs.step, events.chain, events.transaction, events.canonical
      from events
      join legs on legs.event_id = events.id
      join operations on operations.id = legs.operation_id
      where events.transaction = asked.transaction
        and (asked.chain is null or events.chain = asked.chain)
      order by events.canonical desc, events.chain, events.block_number, events.log_index
      limit ${MATCHES_MAX}
    ) as found`,
};

async function readByTransactions(db: Database, texts: string[]): Promise<Map<string, Match[]>> {
  const asked = texts.map(toAsked);
  const rows = await prepared<OperationColumns & { n: string } & Omit<Match, 'operation'>>(
    db,
    byTransactions,
    [asked.map(([transaction]) => transaction), asked.map(([, chain]) => chain)],
  );
  const found = texts.map((): Match[] => []);
  for (const row of rows) {
    const { n, step, chain, transaction, canonical } = row;
    found[Number(n) - 1]?.push({
      operation: toOperation(row),
      step,
      chain,
      transaction,
      canonical,
    });
  }
  return new Map(texts.map((text, index) => [text, firstOfEach(found[index] ?? [])]));
}

function toOperation({ updated_at: updatedAt, ...row }: OperationColumns): OperationRow {
  const { id, version, body, health } = row;
  return { id, version, updatedAt, body, health };
}
