import { z } from 'zod';
import type { RulesByProtocol } from '../core/fold-all.ts';
import { summaryOf } from '../core/summary-of.ts';
import { countFunnel, countLanes, type RouteStep } from '../db/count-span.ts';
import type { Database } from '../db/pool.ts';
import { claimSpan, putOff, type Span, type SpanPace } from '../db/stale-spans.ts';
import { nextToSummarize, replaceSummaries, sweepSummaries } from '../db/write-summaries.ts';
import { defineJob, type JobDefinition } from './define.ts';

/** Transitions that are looked at in one transaction, and summaries that are looked through. */
const PAGE = 500;
const SWEEP = 2_000;
/** What one run may take, in each of its two halves: the rest is for the next one. */
const RUN_MS_MAX = 10_000;
/** A busy hour or day changes all the time: it is counted so long after its first change. */
const PACE: SpanPace = { hour: 30_000, day: 300_000 };
/** What could not be counted, as where a day is too large for a statement's time, is tried again so much later. */
const FAILED_MS = 600_000;

/**
 * Sums up the operations that have changed, and counts the hours and days anew in which they began: what `lane_latency` and
 * `funnel` show. Any number may run at once.
 */
export function analyticsJob({
  pace = PACE,
  page = PAGE,
}: { pace?: SpanPace; page?: number } = {}): JobDefinition {
  return defineJob({
    name: 'analytics',
    payload: z.object({}),
    everyMs: 10_000,
    run: async (_, { db, rules, signal }) => {
      const hasTime = timer(signal);
      while (hasTime() && (await summarize(db, rules, { pace, page })));
      const hasTimeToCount = timer(signal);
      const steps = routeSteps(rules);
      while (hasTimeToCount() && (await count(db, steps)));
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
 * One that fails is put off, and fails the run: the next run counts the others.
 *
 * @returns whether there was one to count
 */
async function count(db: Database, steps: readonly RouteStep[]): Promise<boolean> {
  let span: Span | null = null;
  try {
    await db.transaction(async (tx) => {
      span = await claimSpan(tx);
      if (!span) return;
      await countLanes(tx, span);
      if (span.grain === 'day') await countFunnel(tx, span, steps);
    });
  } catch (error) {
    if (span) await putOff(db, span, { ms: FAILED_MS });
    throw error;
  }
  return span !== null;
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
