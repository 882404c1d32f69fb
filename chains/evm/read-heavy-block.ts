import type { Asked } from './asked.ts';
import type { EvmHeader } from './parse/header.ts';
import type { EvmLog } from './parse/log.ts';
import { isUnserved, queryBlock } from './query-logs.ts';
import { readReceiptLogs } from './read-receipts.ts';
import type { Rpc } from './rpc.ts';

/**
 * The wanted logs of a block that has too many for one answer, so that no block is impossible to read: emitter by
 * emitter, topic by topic where that is too much too or the emitter may be anyone, and in the end from the block's receipts.
 */
export async function readHeavyBlock(
  { rpc, chainName }: { rpc: Rpc; chainName: string },
  header: EvmHeader,
  asked: Asked,
): Promise<EvmLog[]> {
  const byTopic = async (emitters: Asked['emitters']) => {
    const pieces = asked.topics.map((topic) =>
      queryBlock(rpc, header, { emitters, topics: [topic], anywhere: [] }),
    );
    return (await Promise.all(pieces)).flat();
  };
  const byEmitter = asked.emitters.map(async (emitter) => {
    const emitters = [emitter];
    try {
      return await queryBlock(rpc, header, { emitters, topics: asked.topics, anywhere: [] });
    } catch (error) {
      if (!isUnserved(error)) throw error;
      return byTopic(emitters);
    }
  });
  const byAnyone = asked.anywhere.map((topic) =>
    queryBlock(rpc, header, { emitters: [], topics: [], anywhere: [topic] }),
  );
  try {
    return (await Promise.all([...byEmitter, ...byAnyone])).flat();
  } catch (error) {
    if (!isUnserved(error)) throw error;
    // Where there are no receipts either, what was said of the logs tells more.
    return readReceiptLogs({ rpc, chainName }, header, asked).catch((last: unknown) => {
      throw isUnserved(last) ? error : last;
    });
  }
}
