import { arrangeLogs, isSameLog } from './arrange-logs.ts';
import type { Asked } from './asked.ts';
import type { Blooms } from './blooms.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import type { EvmNode } from './driver.ts';
import type { EvmHeader } from './parse/header.ts';
import type { EvmLog } from './parse/log.ts';
import { queryRange } from './query-logs.ts';
import { readBlock, readBlockByReceipts } from './read-block.ts';
import { readHeader } from './read-header.ts';
import type { SecondOpinion } from './second-opinion.ts';

/** Who is asked, and who else. */
export interface Believer extends SecondOpinion {
  node: EvmNode;
  chainName: string;
  blooms: Blooms;
}

/**
 * What is believed of the logs that a node showed of these blocks. Where a block's bloom and its logs do not go together,
 * the block is asked for once more, by its hash and at another endpoint: both must say the same, or the block's receipts
 * decide. Where there is no other endpoint, the receipts come first: a gap repeats itself. Throws a contradiction where
 * nothing decides.
 */
export async function believe(
  { node, chainName, blooms, elsewhere, mayRepeat }: Believer,
  { headers, logs }: { headers: readonly EvmHeader[]; logs: readonly EvmLog[] },
  asked: Asked,
): Promise<EvmLog[]> {
  const shown = byBlock(logs);
  const shownOf = ({ number }: EvmHeader) => shown.get(number) ?? [];
  const doubtful = headers.filter((header) => blooms.doubt(header, shownOf(header), asked));
  if (doubtful.length === 0) return [...logs];

  /** Blocks that another endpoint shows with the same bloom. */
  const shared = new Set<EvmHeader>();
  /** What another endpoint showed could not be settled. */
  let dispute: Error | null = null;
  const believed = await elsewhere(async (other) => {
    if (other.endpoint === node.endpoint) return readAlone();
    const answers = blooms.areUsed()
      ? await readEach(other, doubtful)
      : await readTogether(other, headers);
    const blocks = [...answers].map(async ([header, answer]): Promise<[bigint, EvmLog[]]> => {
      const mine = shownOf(header);
      return [header.number, isSame(mine, answer) ? mine : await decide(other, header, answer)];
    });
    return new Map(await Promise.all(blocks));
  });
  for (const header of doubtful) {
    const logs = believed.get(header.number) ?? [];
    blooms.learn({ header, logs, isShared: shared.has(header) }, asked);
  }
  return headers.flatMap((header) => believed.get(header.number) ?? shownOf(header));

  async function readEach(other: EvmNode, blocks: readonly EvmHeader[]) {
    const answers = blocks.map(async (header): Promise<[EvmHeader, EvmLog[]]> => {
      // A node that has not got the block has no logs of it either.
      const [, answer] = await Promise.all([
        checkHeader(other, header),
        readBlock({ rpc: other, chainName }, header, asked),
      ]);
      return [header, answer];
    });
    return new Map(await Promise.all(answers));
  }

  /** What another endpoint showed and was not settled stays a contradiction: no second answer of the node's settles it. */
  async function readAlone(): Promise<Map<bigint, EvmLog[]>> {
    if (dispute) throw dispute;
    if (!blooms.areUsed() && mayRepeat()) return new Map();
    const blocks = doubtful.map(async (header): Promise<[bigint, EvmLog[]]> => {
      const logs = await readBlockByReceipts({ rpc: node, chainName }, header, asked, {
        isOneRequest: true,
      });
      // A log that was shown is there, whatever the receipts leave out.
      const isWhole = logs && hasAll(logs, shownOf(header));
      return [header.number, isWhole ? logs : await repeat(header)];
    });
    return new Map(await Promise.all(blocks));
  }

  async function repeat(header: EvmHeader): Promise<EvmLog[]> {
    if (!mayRepeat()) {
      throw contradiction(chainName, header.number, 'no other endpoint can be asked for its logs');
    }
    const answer = (await readEach(node, [header])).get(header) ?? [];
    const mine = shownOf(header);
    return isSame(mine, answer) ? mine : settle(node, header, answer);
  }

  /**
   * Without blooms every block is compared, in one request. Where the other endpoint has not got the blocks, or is on
   * another fork, nothing is compared, as with a single one.
   */
  async function readTogether(other: EvmNode, blocks: readonly EvmHeader[]) {
    const [first, last] = [blocks[0], blocks.at(-1)];
    if (!first || !last) return new Map<EvmHeader, EvmLog[]>();
    if (first === last) return readEach(other, blocks);
    const range = { from: first.number, to: last.number };
    const [, answer] = await Promise.all([
      checkHeader(other, last),
      queryRange(other, range, asked),
    ]);
    const found = byBlock(arrangeLogs(answer, range, asked, chainName));
    const ofBlock = ({ number, hash }: EvmHeader) => {
      const logs = found.get(number) ?? [];
      if (logs.every(({ blockHash }) => blockHash === hash)) return logs;
      throw contradiction(chainName, number);
    };
    return new Map(blocks.map((header) => [header, ofBlock(header)]));
  }

  async function checkHeader(other: EvmNode, header: EvmHeader): Promise<void> {
    const theirs = await readHeader({ rpc: other, chainName }, header.number);
    if (theirs.hash !== header.hash) throw contradiction(chainName, header.number);
    const isOther = other.endpoint !== node.endpoint;
    if (isOther && theirs.bloom === header.bloom) shared.add(header);
  }

  async function decide(other: EvmNode, header: EvmHeader, theirs: EvmLog[]): Promise<EvmLog[]> {
    try {
      return await settle(other, header, theirs);
    } catch (error) {
      dispute = contradiction(chainName, header.number, 'two endpoints show different logs of it');
      throw error;
    }
  }

  /** Two answers differ. The receipts decide; without them, the one that shows more, if it does so twice. */
  async function settle(other: EvmNode, header: EvmHeader, theirs: EvmLog[]): Promise<EvmLog[]> {
    for (const rpc of new Set([other, node])) {
      const logs = await readBlockByReceipts({ rpc, chainName }, header, asked);
      if (logs) return logs;
    }
    const mine = shownOf(header);
    const [more, less, who] =
      theirs.length > mine.length ? [theirs, mine, other] : [mine, theirs, node];
    if (hasAll(more, less) && isSame(more, await readBlock({ rpc: who, chainName }, header, asked)))
      return more;
    throw contradiction(chainName, header.number, 'its logs differ from one answer to the next');
  }
}

function byBlock(logs: readonly EvmLog[]): Map<bigint, EvmLog[]> {
  const blocks = new Map<bigint, EvmLog[]>();
  for (const log of logs) {
    const block = blocks.get(log.blockNumber);
    if (block) block.push(log);
    else blocks.set(log.blockNumber, [log]);
  }
  return blocks;
}

function hasAll(logs: readonly EvmLog[], some: readonly EvmLog[]): boolean {
  return some.every((log) => logs.some((same) => isSameLog(log, same)));
}

function isSame(a: readonly EvmLog[], b: readonly EvmLog[]): boolean {
  // CAST: of the same length.
  return a.length === b.length && a.every((log, index) => isSameLog(log, b[index] as EvmLog));
}
