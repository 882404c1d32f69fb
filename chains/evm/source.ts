import type { ChainDefinition, FinalityRule } from '../../core/chain.ts';
import { MidflightError } from '../../core/errors.ts';
import type { ChainSource } from '../source.ts';
import { readRange } from './read-range.ts';
import { connectRpc } from './rpc.ts';
import { headerSchema, toQuantity } from './schemas.ts';

/** The most blocks that one `eth_getLogs` asks for; it shrinks by itself where an endpoint allows fewer. */
const BLOCKS_MAX = 5_000n;

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
  definition: ChainDefinition;
  urls: readonly string[];
  warn: (message: string) => void;
}): Promise<ChainSource> {
  const chainId = Number(definition.id.split(':')[1]);
  const rpc = await connectRpc({ chainName: definition.name, chainId, urls });
  let blocksNext = BLOCKS_MAX;

  /** The height that passed a rule; null while the chain has none, or the node does not serve the tag. */
  const heightBy = async (rule: FinalityRule, newest: bigint): Promise<bigint | null> => {
    if ('depth' in rule) {
      const height = newest - BigInt(rule.depth);
      return height < 0n ? null : height;
    }
    try {
      const params = [rule.tag, false];
      const block = await rpc.call('eth_getBlockByNumber', params, headerSchema.nullable());
      return block?.number ?? null;
    } catch (error) {
      if (!(error instanceof MidflightError) || error.code === 'rpc_unreachable') throw error;
      warn(`${error.message} Until it serves the tag ${rule.tag}, nothing there passes that rule.`);
      return null;
    }
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
      Promise.all(
        numbers.map((number) =>
          rpc.call('eth_getBlockByNumber', [toQuantity(number), false], headerSchema),
        ),
      ),
    read: async ({ from, to }, filter) => {
      for (;;) {
        const end = from + blocksNext - 1n < to ? from + blocksNext - 1n : to;
        try {
          const reading = await readRange({ rpc, definition, warn }, { from, to: end }, filter);
          if (blocksNext < BLOCKS_MAX) blocksNext *= 2n;
          return reading;
        } catch (error) {
          const isRefused = error instanceof MidflightError && error.code === 'rpc_refused';
          if (!isRefused || end === from) throw error;
          blocksNext = (end - from + 1n) / 2n;
        }
      }
    },
  };
}
