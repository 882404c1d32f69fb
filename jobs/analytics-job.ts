import { z } from 'zod';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { summaryOf } from '../core/summary-of.ts';
import { countSpan, replaceCounted, type RouteStep } from '../db/count-span.ts';
import type { Database } from '../db/pool.ts';
import { claimSpan, giveBackSpan, settleSpan, type SpanPace } from '../db/stale-spans.ts';
import { nextToSummarize, replaceSummaries, sweepSummaries } from '../db/write-summaries.ts';
import { defineJob, type JobDefinition } from './define.ts';

/** Transitions that are looked at in one transaction, and summaries that are looked through. */
const PAGE = 500;
const SWEEP = 2_000;
/** What one run may take, in each of its two halves: the rest is for the next one. */
const RUN_MS_MAX = 10_000;
/** A busy hour or day changes all the time: it is counted so long after its first change. */
const PACE: SpanPace = { hour: 30_000, day: 300_000 };
/** Who counts a span has so long; what could not be counted is tried again after that. */
const CLAIMED_MS = 600_000;
/** Operations that one statement counts: half a second's work, of the thirty that a statement may take. */
const PIECE = 50_000;
/** A span that changes all the time, and takes long to count, is counted for one tenth of the time at the most. */
const REST = 9;

/**
 * Sums up the operations that have changed, and counts the hours and days anew in which they began: what `lane_latency` and
 * `funnel` show. Any number may run at once.
 */
export function analyticsJob({
  pace = PACE,
  page = PAGE,
  piece = PIECE,
}: { pace?: SpanPace; page?: number; piece?: number } = {}): JobDefinition {
  return defineJob({
    name: 'analytics',
    payload: z.object({}),
    everyMs: 10_000,
    run: async (_, { db, rules, signal }) => {
      const hasTime = timer(signal);
      while (hasTime() && (await summarize(db, rules, { pace, page })));
      const hasTimeToCount = timer(signal);
      const steps = routeSteps(rules);
      while (hasTimeToCount() && (await count(db, { steps, pace, piece, signal })));
    },
  });
}

function timer(signal: AbortSignal): () => boolean {
  const until = performance.now() + RUN_MS_MAX;
  return () => !signal.aborted && performance.now() < until;
}

/** @returns whether there may be more */
async function summarize(
  db: Database,
  rules: RulesByProtocol,
  { pace, page }: { pace: SpanPace; page: number },
): Promise<boolean> {
  return db.transaction(async (tx) => {
    const changed = await nextToSummarize(tx, { limit: page });
    if (!changed) return false;
    const summed = changed.operations.map((operation) => ({
      ...operation,
      summary: summaryOf(operation.body, rules.get(operation.protocol)),
    }));
    if (changed.ids.length > 0) await replaceSummaries(tx, changed.ids, { summed, pace });
    if (!changed.hasMore) await sweepSummaries(tx, { limit: SWEEP, pace });
    return changed.hasMore;
  });
}

/**
 * One that fails is put off by its claim, and fails the run: the next run counts the others. One that is broken off, since the
 * process ends, is left to others.
 *
 * @returns whether there was one to count
 */
async function count(
  db: Database,
  {
    steps,
    pace,
    piece,
    signal,
  }: { steps: readonly RouteStep[]; pace: SpanPace; piece: number; signal: AbortSignal },
): Promise<boolean> {
  const span = await claimSpan(db, { ms: CLAIMED_MS });
  if (!span) return false;
  const beganAt = performance.now();
  const own = { steps: span.grain === 'day' ? steps : null };
  try {
    await db.transaction(async (tx) => {
      await countSpan(tx, span, { ...own, piece, signal });
      const ms = Math.max(pace[span.grain], REST * (performance.now() - beganAt));
      if (await settleSpan(tx, span, { ms })) await replaceCounted(tx, span, own);
    });
  } catch (error) {
    if (!signal.aborted) throw error;
    await giveBackSpan(db, span);
  }
  return true;
}

/** The steps of all protocols' routes, and of each kind that has one of its own. */
function routeSteps(rules: RulesByProtocol): RouteStep[] {
  return [...rules].flatMap(([protocol, { steps, kinds }]) =>
    Object.entries({ '': steps, ...kinds }).flatMap(([kind, own]) =>
      own.map(({ name, role, waiting }, index) => ({
        protocol,
        kind,
        step: name,
        place: index + 1,
        role,
        stage: waiting.stage,
      })),
    ),
  );
}
