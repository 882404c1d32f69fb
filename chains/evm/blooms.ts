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
  /**
   * To be told the logs that were believed after all: blooms that deny them tell nothing.
   *
   * @param isShared another endpoint shows the block with the same bloom
   */
  learn: (
    block: { header: EvmHeader; logs: readonly EvmLog[]; isShared: boolean },
    asked: Asked,
  ) => void;
}

/** Blocks in a row after which it is the chain that has no blooms, and not a node that left one out. */
const BLOCKS_MAX = 8;

/**
 * Some chains have no blooms, or ones that are all zero or all ones. They are not used any more, with one warning, when
 * two endpoints show such a block, or when so many blocks were such and none between them was better.
 */
export function createBlooms(chainName: string, warn: (message: string) => void): Blooms {
  let areUsed = true;
  /** Blocks whose blooms told nothing, by hash. */
  const suspects = new Set<string>();
  const giveUp = () => {
    if (!areUsed) return;
    areUsed = false;
    suspects.clear();
    warn(
      `The blooms of ${chainName}'s blocks tell nothing. Logs that its endpoints leave out are noticed only where there are two endpoints to compare.`,
    );
  };
  const suspect = ({ hash }: EvmHeader) => {
    if (!areUsed) return;
    suspects.add(hash);
    if (suspects.size >= BLOCKS_MAX) giveUp();
  };
  return {
    areUsed: () => areUsed,
    doubt: (header, logs, asked) => {
      if (!areUsed) return true;
      const bloom = told(header, logs);
      if (bloom === null) {
        suspect(header);
        return true;
      }
      const isMissing = asked.pairs.some(
        ({ emitter, topic, bits }) => mayHave(bloom, bits) && !hasPair(logs, emitter, topic),
      );
      const isDenied = deniedBy(bloom, logs, asked);
      // One that is all zero is right for a block without logs, and on a chain without blooms.
      if (!isDenied && !isAllZero(bloom)) suspects.clear();
      return isMissing || isDenied;
    },
    learn: ({ header, logs, isShared }, asked) => {
      const bloom = told(header, logs);
      if (bloom !== null && !deniedBy(bloom, logs, asked)) return;
      if (isShared) giveUp();
      else suspect(header);
    },
  };
}

/** A block's bloom; null if it tells nothing. */
const told = ({ bloom }: EvmHeader, logs: readonly EvmLog[]): Hex | null =>
  bloom === null || isAllOnes(bloom) || (isAllZero(bloom) && logs.length > 0) ? null : bloom;

const hasPair = (logs: readonly EvmLog[], emitter: string | null, topic: string) =>
  logs.some(
    ({ address, topics }) => topics[0] === topic && (emitter === null || address === emitter),
  );

/** Whether one of these logs cannot be in the block. */
const deniedBy = (bloom: Hex, logs: readonly EvmLog[], { pairs }: Asked): boolean =>
  pairs.some(({ emitter, topic, bits }) => !mayHave(bloom, bits) && hasPair(logs, emitter, topic));
