import type { EvmChainDefinition, EvmFinalityRule } from '../../core/chain.ts';
import { MidflightError } from '../../core/errors.ts';
import type { ChainSource } from '../source.ts';
import { readHeader } from './read-header.ts';
import { readRange } from './read-range.ts';
import { connectRpc } from './rpc.ts';
import { headerSchema } from './schemas.ts';
import { createSpan } from './span.ts';

/**
 * Connects to an EVM chain through its JSON-RPC endpoints, the first one preferred.
 *
 * @throws MidflightError `rpc_wrong_chain`, `rpc_unreachable`
 */
export async function connectEvmSource({
  definition,
  urls,
  warn,
}: {
  definition: EvmChainDefinition;
  urls: readonly string[];
  warn: (message: string) => void;
}): Promise<ChainSource> {
  const chainId = Number(definition.id.split(':')[1]);
  const rpc = await connectRpc({ chainName: definition.name, chainId, urls, warn });
  const span = createSpan();
  // What a node lacks it lacks at every poll: each lack is told once, until it is over.
  const told = new Set<string>();
  const warnOnce = (lack: string, message: string) => {
    if (told.has(lack)) return;
    told.add(lack);
    warn(message);
  };

  /** The height that passed a rule; null while the chain has none, or the node does not serve the tag. */
  const heightBy = async (rule: EvmFinalityRule, newest: bigint): Promise<bigint | null> => {
    if ('depth' in rule) {
      const height = newest - BigInt(rule.depth);
      return height < 0n ? null : height;
    }
    const lacks = (reason: string) => {
      const rest = `Until it serves the tag ${rule.tag}, nothing there passes that rule.`;
      warnOnce(rule.tag, `${reason} ${rest}`);
      return null;
    };
    try {
      const params = [rule.tag, false];
      const block = await rpc.call('eth_getBlockByNumber', params, headerSchema.nullable());
      if (!block) return lacks(`${definition.name} has no block with the tag ${rule.tag}.`);
      told.delete(rule.tag);
      return block.number;
    } catch (error) {
      if (!(error instanceof MidflightError) || error.code === 'rpc_unreachable') throw error;
      return lacks(error.message);
    }
  };

  const reader = {
    rpc,
    definition,
    warn: (message: string) => warnOnce('receipts', message),
  };
  return {
    definition,
    head: async () => {
      const header = await rpc.call('eth_getBlockByNumber', ['latest', false], headerSchema);
      const { safe, finalized } = definition.finality;
      const [safeHeight, finalizedHeight] = await Promise.all([
        heightBy(safe, header.number),
        heightBy(finalized, header.number),
      ]);
      return { ...header, safe: safeHeight, finalized: finalizedHeight };
    },
    headers: (numbers) =>
      Promise.all(numbers.map((number) => readHeader({ rpc, chainName: definition.name }, number))),
    stride: () => span.next(),
    watch: () => () => {},
    read: async ({ from, to }, filter, options) => {
      for (;;) {
        const blocks = to - from + 1n < span.next() ? to - from + 1n : span.next();
        try {
          const reading = await readRange(
            reader,
            { from, to: from + blocks - 1n },
            filter,
            options,
          );
          span.accept(blocks, reading.logs.length);
          return reading;
        } catch (error) {
          const isRefused = error instanceof MidflightError && error.code === 'rpc_refused';
          if (!isRefused || blocks === 1n) throw error;
          span.refuse(blocks);
        }
      }
    },
  };
}
