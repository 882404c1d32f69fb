import type { Asked } from './asked.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import type { EvmLog } from './parse/log.ts';

/**
 * The logs of an answer in the order of the chain, each one once. Throws a contradiction where they cannot be what was
 * asked for, or cannot all be true.
 */
export function arrangeLogs(
  answer: readonly EvmLog[],
  { from, to }: { from: bigint; to: bigint },
  asked: Asked,
  chainName: string,
): EvmLog[] {
  for (const log of answer) {
    const { blockNumber } = log;
    if (blockNumber < from || blockNumber > to) {
      throw contradiction(chainName, blockNumber, 'a log from outside of the range');
    }
    if (!asked.hasLog(log)) {
      throw contradiction(chainName, blockNumber, 'a log that was not asked for');
    }
  }
  const logs = isInOrder(answer) ? answer : answer.toSorted(inOrder);
  return logs.filter((log, index) => {
    const before = logs[index - 1];
    if (!before || before.blockNumber !== log.blockNumber) return true;
    if (before.blockHash !== log.blockHash || isOtherTime(before, log)) {
      throw contradiction(chainName, log.blockNumber, 'its logs are of two blocks');
    }
    if (before.logIndex !== log.logIndex) return true;
    // Some nodes show a log twice where two of their own ranges meet.
    if (isSameLog(before, log)) return false;
    throw contradiction(chainName, log.blockNumber, `two logs with the index ${log.logIndex}`);
  });
}

const inOrder = (a: EvmLog, b: EvmLog): number => {
  if (a.blockNumber !== b.blockNumber) return a.blockNumber < b.blockNumber ? -1 : 1;
  return a.logIndex - b.logIndex;
};

const isInOrder = (logs: readonly EvmLog[]): boolean =>
  logs.every((log, index) => {
    const before = logs[index - 1];
    return !before || inOrder(before, log) <= 0;
  });

const isOtherTime = (a: EvmLog, b: EvmLog): boolean =>
  a.blockTimestamp !== null && b.blockTimestamp !== null && a.blockTimestamp !== b.blockTimestamp;

/** Whether two logs are one: what nodes add to a log or leave out does not count. */
export function isSameLog(a: EvmLog, b: EvmLog): boolean {
  return (
    a.logIndex === b.logIndex &&
    a.blockHash === b.blockHash &&
    a.transactionHash === b.transactionHash &&
    a.address === b.address &&
    a.data === b.data &&
    a.topics.length === b.topics.length &&
    a.topics.every((topic, index) => topic === b.topics[index])
  );
}
