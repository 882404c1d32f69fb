import type { ChainId } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import type { RawLog } from '../../core/raw-log.ts';
import type { SvmEvent } from './read-events.ts';

/** Places the events of one transaction on their chain. */
export function toRawLogs(
  events: readonly SvmEvent[],
  { chain, header, signature }: { chain: ChainId; header: Header; signature: string },
): RawLog[] {
  return events.map(({ program, discriminator, accounts, text, calls, data, index, ordinal }) => ({
    emitter: program,
    topics: [discriminator, accounts, text, calls].filter((topic) => topic !== undefined),
    data,
    ordinal,
    receiptIndex: null,
    at: {
      chain,
      blockNumber: header.number,
      blockHash: header.hash,
      blockTime: header.time,
      transaction: signature,
      index,
    },
  }));
}
