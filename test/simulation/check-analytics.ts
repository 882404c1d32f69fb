import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pino } from 'pino';
import { sql } from 'drizzle-orm';
import type { RulesByProtocol } from '../../core/fold-all.ts';
import type { Database } from '../../db/pool.ts';
import { analyticsJob } from '../../jobs/analytics-job.ts';
import type { SimulatedOperation, Truth } from './ledger.ts';
import type { Stored } from './stored.ts';

const job = analyticsJob({ pace: { hour: 0, day: 0 }, page: 20 });
const log = pino({ level: 'silent' });
const questions = resolve(import.meta.dirname, '../../db/analytics');

/** What the ledger says of one operation of which it knows all that is asked here. */
interface Known {
  protocol: string;
  /** The row's own: where it leads and when it began are not the ledger's to say. */
  lane: string;
  status: string;
  seconds: number | null;
}

/**
 * How what data teams are told differs from what happened, once it is quiet: the time of each completion, the counts and
 * percentiles of each lane and day, and the answers to two of their questions. Where the ledger leaves a status open, or does not
 * know an operation, its lane is left out.
 *
 * @returns differences, and how many lanes were compared
 */
export async function checkAnalytics(
  db: Database,
  {
    rules,
    operations,
    truth,
    stored,
  }: {
    rules: RulesByProtocol;
    operations: readonly SimulatedOperation[];
    truth: Truth;
    stored: Stored;
  },
): Promise<{ differences: string[]; lanes: number }> {
  const { signal } = new AbortController();
  await job.run({}, { db, rules, log, signal, ring: async () => {} });
  const { rows } = await db.execute<{
    id: string;
    protocol: string;
    lane: string;
    status: string;
    seconds: number | null;
  }>(sql`
    select operation_id as id, protocol, status, seconds_to_completion as seconds,
      concat_ws(' ', protocol, origin_chain, destination_chain, date_trunc('day', started_at, 'UTC')) as lane
    from analytics_v1.operations`);
  const differences: string[] = [];
  const known = new Map<string, Known>();
  for (const operation of operations) {
    const { completedAt, key, name, labels } = operation;
    const ids = [...stored.idsOf(key)];
    const row = rows.find(({ id }) => id === ids[0]);
    const { status } = operation.expect(truth);
    if (!completedAt || ids.length !== 1 || !row || status.length !== 1) continue;
    const [only = ''] = status;
    const begins = Math.min(...labels.flatMap((label) => truth.time(label) ?? []));
    const seconds = only === 'complete' ? completedAt(truth) - begins : null;
    known.set(row.id, { protocol: row.protocol, lane: row.lane, status: only, seconds });
    if (row.seconds !== seconds) {
      differences.push(`${name} took ${seconds} seconds, and ${row.seconds} are told`);
    }
  }
  const open = new Set(rows.filter(({ id }) => !known.has(id)).map(({ lane }) => lane));
  const byLane = new Map<string, Known[]>();
  for (const one of known.values()) {
    if (!open.has(one.lane)) byLane.set(one.lane, [...(byLane.get(one.lane) ?? []), one]);
  }
  const { rows: told } = await db.execute<Counted & { lane: string } & Record<string, unknown>>(sql`
    select concat_ws(' ', protocol, origin_chain, destination_chain, begins_at) as lane, operations, open, completed, refunded,
      ended_otherwise as otherwise, p50_seconds as p50, p90_seconds as p90
    from analytics_v1.lane_latency
    where grain = 'day' and size_bucket = 'all'`);
  for (const [lane, members] of byLane) {
    const { lane: _, ...row } = told.find((one) => one.lane === lane) ?? { lane };
    const [is, should] = [JSON.stringify(row), JSON.stringify(countedOf(members))];
    if (is !== should) differences.push(`${lane}: ${should} happened, and ${is} is told`);
  }
  const whole = new Set(rows.map(({ protocol }) => protocol));
  for (const { id, protocol } of rows) if (!known.has(id)) whole.delete(protocol);
  for (const protocol of whole) {
    const members = [...known.values()].filter((one) => one.protocol === protocol);
    const refunded = await answered(db, 'refund-rate', protocol, ['ended', 'refunded']);
    const ended = members.filter(({ status }) => terminal.has(status));
    const should = [ended.length, ended.filter(({ status }) => status === 'refunded').length];
    if (refunded.join() !== should.join()) {
      differences.push(
        `of ${protocol} ${should.join(' and ')} ended and were refunded, and ${refunded.join(' and ')} are told`,
      );
    }
  }
  return { differences, lanes: byLane.size };
}

interface Counted {
  operations: number;
  open: number;
  completed: number;
  refunded: number;
  otherwise: number;
  p50: number | null;
  p90: number | null;
}

const terminal = new Set(['complete', 'refunded', 'failed', 'cancelled', 'reverted']);

function countedOf(members: readonly Known[]): Counted {
  const count = (statuses: readonly string[]) =>
    members.filter(({ status }) => statuses.includes(status)).length;
  const times = members.flatMap(({ seconds }) => seconds ?? []).toSorted((a, b) => a - b);
  return {
    operations: members.length,
    open: count(['pending', 'confirmed', 'expired', 'refunding']),
    completed: count(['complete']),
    refunded: count(['refunded']),
    otherwise: count(['failed', 'cancelled', 'reverted']),
    p50: percentile(times, 0.5),
    p90: percentile(times, 0.9),
  };
}

/** Between two values it is as far from the one as from the other by its share. */
function percentile(sorted: readonly number[], share: number): number | null {
  if (sorted.length === 0) return null;
  const place = (sorted.length - 1) * share;
  const [low = 0, high = low] = [sorted[Math.floor(place)], sorted[Math.ceil(place)]];
  return low + (high - low) * (place - Math.floor(place));
}

/** Sums of a question's answer, of one protocol, as it was at the end of the world. */
async function answered(
  db: Database,
  question: string,
  protocol: string,
  columns: readonly string[],
): Promise<number[]> {
  const statement = readFileSync(join(questions, `${question}.sql`), 'utf8').replace(/;\s*$/, '');
  return db.transaction(async (tx) => {
    await tx.execute(
      sql`select set_config('midflight.now', max(head_time)::text, true) from chains`,
    );
    const sums = columns
      .map((column) => `coalesce(sum(${column}), 0)::int as ${column}`)
      .join(', ');
    const { rows } = await tx.execute<Record<string, number>>(
      sql`${sql.raw(`select ${sums} from (${statement}) as answer where protocol =`)} ${protocol}`,
    );
    return columns.map((column) => rows[0]?.[column] ?? 0);
  });
}
