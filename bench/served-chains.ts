import { kindOf } from './served-operations.ts';
import { servedChains, transactionOf, type ServedLog, type ServedPart } from './served-parts.ts';
import { bloomOf } from './bloom.ts';
import { mix, wordOf } from './words.ts';

/** The height of the first block of both chains. */
export const FIRST_BLOCK = 20_000_000;
const FIRST_TIME = 1_750_000_000;
const BLOCK_SECONDS = 2;
/** How many blocks after its departure an operation arrives at most. */
const LAG_MAX = 60;
/** Blocks whose answers lie in one piece of memory. */
const PAGE_BLOCKS = 1_000;

/** A chain with its answers prepared: serving costs next to nothing. */
export interface ServedChain {
  id: number;
  name: string;
  head: number;
  /** Logs served in all, by protocol. */
  counts: Record<string, number>;
  /** The logs of a range of blocks, as the inside of a JSON array. */
  logs: (from: number, to: number) => Buffer[];
  receipts: ReadonlyMap<string, string>;
  block: (number: number) => string | null;
  /** The height of a block whose header was served. */
  heightOf: (hash: string) => number | undefined;
}

interface Placed {
  seed: number;
  origin: 0 | 1;
  protocol: string;
  part: ServedPart;
}

/** Prepares two chains with as many blocks and logs together; the same ones in every run. */
export function serveChains({ blocks, logs }: { blocks: number; logs: number }): ServedChain[] {
  const blocksEach = Math.ceil(blocks / 2);
  const placed = placeOperations(blocksEach, logs);
  return servedChains.map((chain, index) => prepare(chain, placed[index] ?? [], blocksEach));
}

/** Spreads the operations evenly over the blocks of both chains. */
function placeOperations(blocks: number, logs: number): Placed[][][] {
  const chains = servedChains.map(() => Array.from({ length: blocks }, (): Placed[] => []));
  const count = (part: ServedPart, seed: number) => part.logs(seed, 0).length;
  const perPattern = Array.from({ length: 20 }, (_, k) =>
    kindOf(k).parts.reduce((sum, part) => sum + count(part, k), 0),
  ).reduce((a, b) => a + b, 0);
  const operations = Math.ceil((logs / perPattern) * 20);
  const lagMax = Math.min(LAG_MAX, Math.floor(blocks / 4));
  let left = logs;
  for (let seed = 0; left > 0; seed += 1) {
    const { protocol, parts } = kindOf(seed);
    const origin = (mix(seed, 7) & 1) as 0 | 1;
    const departure = Math.floor((Math.min(seed, operations) / operations) * (blocks - lagMax - 1));
    const lag = 3 + (mix(seed, 8) % Math.max(1, lagMax - 3));
    for (const part of parts) {
      const size = kindSize(part, protocol);
      if (size > left) continue;
      left -= size;
      const height = part.side === 0 ? departure : Math.min(blocks - 1, departure + lag);
      chains[origin === part.side ? 0 : 1]?.[height]?.push({ seed, origin, protocol, part });
    }
  }
  return chains;
}

/** A dispatch is two logs, all others one. */
function kindSize({ side }: ServedPart, protocol: string): number {
  return protocol === 'hyperlane' && side === 0 ? 2 : 1;
}

function prepare(
  { id, name }: { id: number; name: string },
  placed: readonly (readonly Placed[])[],
  blocks: number,
): ServedChain {
  const counts: Record<string, number> = {};
  const receipts = new Map<string, string>();
  const heights = new Map<string, number>();
  const pages: { bytes: Buffer; offsets: number[] }[] = [];
  let pieces: string[] = [];
  let offsets: number[] = [0];
  let length = 0;
  for (const [index, entries] of placed.entries()) {
    const number = FIRST_BLOCK + index;
    const block = `"blockHash":"${hashOf(id, number)}","blockNumber":"${quantity(number)}","blockTimestamp":"${quantity(timeOf(number))}"`;
    let base = mix(number, id) % 40;
    for (const [place, { seed, origin, protocol, part }] of entries.entries()) {
      const hash = transactionOf(seed, part.salt);
      const at = `${block},"removed":false,"transactionHash":"${hash}","transactionIndex":"${quantity(place)}"`;
      const served = part.logs(seed, origin);
      for (const log of served) {
        const piece = `,${serialize(log, base + log.place, at)}`;
        pieces.push(piece);
        length += piece.length;
      }
      if (part.hasReceipt) receipts.set(hash, receiptOf(served, base, { hash, block, at }));
      counts[protocol] = (counts[protocol] ?? 0) + served.length;
      base += Math.max(...served.map((log) => log.place)) + 3;
    }
    offsets.push(length);
    if (offsets.length > PAGE_BLOCKS || index === blocks - 1) {
      pages.push({ bytes: Buffer.from(pieces.join(''), 'latin1'), offsets });
      pieces = [];
      offsets = [0];
      length = 0;
    }
  }
  return {
    id,
    name,
    head: FIRST_BLOCK + blocks - 1,
    counts,
    receipts,
    heightOf: (hash) => heights.get(hash),
    logs: (from, to) => slices(pages, from - FIRST_BLOCK, to - FIRST_BLOCK),
    block: (number) => {
      if (number >= FIRST_BLOCK + blocks) return null;
      heights.set(hashOf(id, number), number);
      const own = placed[number - FIRST_BLOCK] ?? [];
      const logs = own.flatMap(({ seed, origin, part }) => part.logs(seed, origin));
      return blockOf(id, number, bloomOf(logs));
    },
  };
}

/** What is served of the blocks, page by page; the first comma is left out. */
function slices(pages: readonly { bytes: Buffer; offsets: number[] }[], from: number, to: number) {
  const found: Buffer[] = [];
  const last = Math.min(to, pages.length * PAGE_BLOCKS - 1);
  for (
    let at = Math.max(0, from);
    at <= last;
    at = (Math.floor(at / PAGE_BLOCKS) + 1) * PAGE_BLOCKS
  ) {
    const page = pages[Math.floor(at / PAGE_BLOCKS)];
    const end = Math.min(PAGE_BLOCKS, last - at + (at % PAGE_BLOCKS) + 1);
    const bytes = page?.bytes.subarray(
      page.offsets[at % PAGE_BLOCKS],
      page.offsets[end] ?? page.bytes.length,
    );
    if (bytes?.length) found.push(found.length === 0 ? bytes.subarray(1) : bytes);
  }
  return found;
}

function serialize({ emitter, topics, data }: ServedLog, index: number, at: string): string {
  return `{"address":"${emitter}","topics":["${topics.join('","')}"],"data":"0x${data}","logIndex":"${quantity(index)}",${at}}`;
}

function receiptOf(
  logs: readonly ServedLog[],
  base: number,
  { hash, block, at }: { hash: string; block: string; at: string },
): string {
  const last = Math.max(...logs.map(({ place }) => place));
  const all = Array.from({ length: last + 1 }, (_, place) => {
    const own = logs.find((log) => log.place === place);
    const other = { emitter: `0x${'ee'.repeat(20)}`, topics: [`0x${'dd'.repeat(32)}`], data: '' };
    return serialize(own ?? { ...other, place }, base + place, at);
  });
  return `{"transactionHash":"${hash}",${block},"status":"0x1","gasUsed":"0x1d4c0","logs":[${all.join(',')}]}`;
}

const hashOf = (id: number, number: number) => `0x${wordOf(number, id)}`;
const timeOf = (number: number) => FIRST_TIME + (number - FIRST_BLOCK) * BLOCK_SECONDS;
const quantity = (value: number) => `0x${value.toString(16)}`;

function blockOf(id: number, number: number, bloom: string): string {
  return `{"number":"${quantity(number)}","hash":"${hashOf(id, number)}","parentHash":"${hashOf(id, number - 1)}","timestamp":"${quantity(timeOf(number))}","logsBloom":"0x${bloom}","gasLimit":"0x1c9c380","gasUsed":"0x5208","miner":"0x4200000000000000000000000000000000000011","transactions":[],"uncles":[]}`;
}
