import { assert } from '../core/errors.ts';
import type { RawLog } from '../core/raw-log.ts';
import type { EventCapture } from '../protocols/define.ts';
import { encodeLogs, type FixtureTransaction } from './fixture.ts';

/** What a fixture says of an event: how it is declared, and how its arguments are read. */
export type Declared = Pick<
  EventCapture<never>,
  'name' | 'family' | 'topic' | 'topicCount' | 'declaration' | 'decode'
>;

/**
 * A recorded transaction in a fixture's form: its logs decoded, in such a way that they encode to the same bytes again.
 *
 * @param logs those of one transaction that the protocol reads
 * @throws Error if one of them is not shaped like its event, and so has no such form
 */
export function stateTransaction(
  logs: readonly [RawLog, ...RawLog[]],
  { events, why }: { events: readonly Declared[]; why: string },
): FixtureTransaction {
  const [{ at }] = logs;
  const called = logs.find(({ call }) => call)?.call;
  const transaction: FixtureTransaction = {
    why,
    chain: at.chain,
    hash: at.transaction,
    block: { number: at.blockNumber.toString(), hash: at.blockHash, time: at.blockTime },
    ...(called?.to && { call: { ...called, to: called.to } }),
    logs: logs.map((log) => {
      const event = declaredOf(events, log);
      return {
        index: log.at.index,
        ...(log.receiptIndex !== null && { receiptIndex: log.receiptIndex }),
        emitter: log.emitter,
        event: event.declaration,
        // CAST: arguments by name; what they are made of is JSON once it is told.
        args: told(event.decode(log)) as Record<string, unknown>,
      };
    }),
  };
  for (const [index, { topics, data, ...log }] of encodeLogs(transaction).entries()) {
    const recorded = logs[index];
    const isSame = String(topics) === String(recorded?.topics) && data === recorded?.data;
    assert(isSame, `log ${log.at.index} of ${at.transaction} is what its declaration says`);
  }
  return transaction;
}

/** Of events with the same first topic, the one with as many topics as the log. */
function declaredOf(events: readonly Declared[], { topics, at }: RawLog): Declared {
  const same = events.filter(({ topic }) => topic === topics[0]);
  const event = same.find(({ topicCount }) => topicCount === topics.length) ?? same[0];
  assert(event, `log ${at.index} of ${at.transaction} is one of the protocol's events`);
  return event;
}

/** Values as JSON has them: numbers of any size in decimal text. */
function told(value: unknown): unknown {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(told);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, told(part)]));
}
