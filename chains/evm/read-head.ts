import type { EvmChainDefinition, EvmFinalityRule, Head } from '../../core/chain.ts';
import { MidflightError } from '../../core/errors.ts';
import type { Header } from '../../core/header.ts';
import { parseHeader, plainHeader, type EvmHeader } from './parse/header.ts';
import { orNull } from './parse/malformed.ts';
import type { Rpc } from './rpc.ts';

/** Block tags that a finality rule may name. */
type Tag = Extract<EvmFinalityRule, { tag: unknown }>['tag'];

/**
 * Reads the newest block, and the safe and finalized heights by the chain's rules, in one batch. A tag that the node
 * does not serve gives no height.
 *
 * @param lacks is told of each tag that the node does not serve, with a sentence
 * @param has is told of each tag that it serves
 */
export function createHeadReader({
  definition: { name, finality },
  lacks,
  has,
}: {
  definition: EvmChainDefinition;
  lacks: (tag: Tag, message: string) => void;
  has: (tag: Tag) => void;
}): (rpc: Rpc) => Promise<Header & Head> {
  const blockBy = async (rpc: Rpc, rule: EvmFinalityRule): Promise<EvmHeader | null> => {
    if ('depth' in rule) return null;
    const { tag } = rule;
    const tell = (reason: string) => {
      lacks(tag, `${reason} Until it serves the tag ${tag}, nothing there passes that rule.`);
      return null;
    };
    try {
      const block = await rpc.call('eth_getBlockByNumber', [tag, false], orNull(parseHeader));
      if (!block) return tell(`${name} has no block with the tag ${tag}.`);
      has(tag);
      return block;
    } catch (error) {
      if (!(error instanceof MidflightError) || error.code === 'rpc_unreachable') throw error;
      return tell(error.message);
    }
  };
  /** Null while the chain has no such height. */
  const height = (rule: EvmFinalityRule, newest: bigint, block: EvmHeader | null) => {
    if (!('depth' in rule)) return block?.number ?? null;
    const depth = BigInt(rule.depth);
    return newest < depth ? null : newest - depth;
  };
  return async (rpc) => {
    const [newest, safe, finalized] = await Promise.all([
      rpc.call('eth_getBlockByNumber', ['latest', false], parseHeader),
      blockBy(rpc, finality.safe),
      blockBy(rpc, finality.finalized),
    ]);
    return {
      ...plainHeader(newest),
      safe: height(finality.safe, newest.number, safe),
      finalized: height(finality.finalized, newest.number, finalized),
    };
  };
}
