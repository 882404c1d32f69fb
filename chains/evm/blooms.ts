import type { Hex } from '../../core/raw-log.ts';
import type { Asked } from './asked.ts';
import { isAllOnes, isAllZero, mayHave } from './bloom.ts';
import type { EvmHeader } from './parse/header.ts';
import type { EvmLog } from './parse/log.ts';

/** What one chain's blooms are worth. */
export interface Blooms {
  /** False once they were seen to tell nothing. */
  areUsed: () => boolean;
  /** Whether a block's bloom and the logs that a node shows of it do not go together. */
  doubt: (header: EvmHeader, logs: readonly EvmLog[], asked: Asked) => boolean;
  /** To be told the logs that were believed after all: blooms that deny them tell nothing. */
  learn: (header: EvmHeader, logs: readonly EvmLog[], asked: Asked) => void;
}

/**
 * Some chains have no blooms, or ones that are all zero or all ones. They are not used any more from the first such block
 * on, with one warning.
 */
export function createBlooms(chainName: string, warn: (message: string) => void): Blooms {
  let areUsed = true;
  const giveUp = () => {
    if (!areUsed) return;
    areUsed = false;
    warn(
      `The blooms of ${chainName}'s blocks tell nothing. Logs that its endpoints leave out are noticed only where there are two endpoints to compare.`,
    );
  };
  return {
    areUsed: () => areUsed,
    doubt: ({ bloom }, logs, asked) => {
      if (bloom === null || isAllOnes(bloom) || (isAllZero(bloom) && logs.length > 0)) giveUp();
      if (!areUsed || bloom === null) return true;
      const isMissing = asked.pairs.some(
        ({ emitter, topic, bits }) => mayHave(bloom, bits) && !hasPair(logs, emitter, topic),
      );
      return isMissing || deniedBy(bloom, logs, asked);
    },
    learn: ({ bloom }, logs, asked) => {
      if (bloom !== null && deniedBy(bloom, logs, asked)) giveUp();
    },
  };
}

const hasPair = (logs: readonly EvmLog[], emitter: string, topic: string) =>
  logs.some(({ address, topics }) => address === emitter && topics[0] === topic);

/** Whether one of these logs cannot be in the block. */
const deniedBy = (bloom: Hex, logs: readonly EvmLog[], { pairs }: Asked): boolean =>
  pairs.some(({ emitter, topic, bits }) => !mayHave(bloom, bits) && hasPair(logs, emitter, topic));
