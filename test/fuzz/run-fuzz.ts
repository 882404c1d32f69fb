import fc from 'fast-check';
import { arbitraryRequest, type FuzzRequest } from './arbitrary-request.ts';
import { faultOf } from './check-answer.ts';
import { send } from './send.ts';

/** A query may take five seconds before the database ends it; the rest is for a machine that is busy. */
const ANSWER_MS_MAX = 60_000;
/** Requests that are on their way at once. */
const AT_ONCE = 8;
/** Faults after which the rest would say nothing new. */
const FAULTS_MAX = 20;

/** What came of it. */
export interface FuzzReport {
  seed: number;
  sent: number;
  seconds: number;
  /** Answers by status. */
  statuses: Record<string, number>;
  slowestMs: number;
  faults: { request: FuzzRequest; fault: string }[];
}

/** Sends so many requests, made of the OpenAPI document by seed, and holds each answer against it. */
export async function runFuzz({
  baseUrl,
  requests,
  seed,
  authorization,
  onProgress = () => {},
}: {
  baseUrl: string;
  requests: number;
  seed: number;
  /** What most requests say in this header; null for nothing. */
  authorization: string | null;
  onProgress?: (report: FuzzReport) => void;
}): Promise<FuzzReport> {
  const startedAt = performance.now();
  const report: FuzzReport = { seed, sent: 0, seconds: 0, statuses: {}, slowestMs: 0, faults: [] };
  const rest = fc.sample(arbitraryRequest(authorization), { seed, numRuns: requests }).values();
  const work = async () => {
    for (const request of rest) {
      const askedAt = performance.now();
      const fault = await one(baseUrl, request, report).catch(
        (error: unknown) => `no answer: ${String(error)}`,
      );
      report.sent += 1;
      report.slowestMs = Math.max(report.slowestMs, performance.now() - askedAt);
      report.seconds = (performance.now() - startedAt) / 1_000;
      if (fault !== null) report.faults.push({ request, fault });
      onProgress(report);
      if (report.faults.length >= FAULTS_MAX) return;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return report;
}

async function one(
  baseUrl: string,
  request: FuzzRequest,
  { statuses }: FuzzReport,
): Promise<string | null> {
  const answer = await send(baseUrl, request, ANSWER_MS_MAX);
  statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
  return faultOf(request, answer);
}
