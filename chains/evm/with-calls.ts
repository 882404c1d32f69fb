import type { Call, LogFilter, RawLog } from '../../core/raw-log.ts';
import { askedBy } from './asked.ts';
import { callLog } from './call-log.ts';

/**
 * Logs with the calls of their transactions: each log that needs its call has it, and a call that is wanted for itself
 * stands before the logs of its transaction.
 *
 * @param calls by transaction
 */
export function withCalls(
  logs: readonly RawLog[],
  calls: ReadonlyMap<string, Call>,
  filter: LogFilter,
): RawLog[] {
  const { callTopics = [] } = filter;
  const asked = askedBy(filter);
  const begun = new Set<string>();
  return logs.flatMap((log) => {
    const { transaction } = log.at;
    const call = calls.get(transaction);
    if (!call) return [log];
    const isNeeded = callTopics.includes(log.topics[0] ?? '0x');
    const own = isNeeded ? { ...log, call } : log;
    const called = begun.has(transaction) ? null : callLog(call, log.at);
    begun.add(transaction);
    return called && asked.hasCall(called) ? [called, own] : [own];
  });
}
