import type { ChainSource } from '../chains/source.ts';
import { MidflightError } from '../core/errors.ts';
import type { Header } from '../core/header.ts';
import type { StoredStream, Stream } from '../db/checkpoints.ts';
import type { Beginning, Day } from '../protocols/beginning.ts';
import { headerAt } from './block-before.ts';
import type { Reader } from './capture.ts';
import { ARCHIVE, findBeginning, secondsOf } from './find-beginning.ts';
import type { StartBlock } from './start-block.ts';

/** What is to be read of a chain, and from where. */
export interface Wanted {
  source: ChainSource;
  reader: Pick<Reader, 'streams' | 'beginnings'>;
  startBlock: StartBlock;
  /** Where the operator sets the start block, for sentences: `START_BLOCK_8453`. */
  setting: string;
}

/** Where the reading of a chain begins. */
export interface Start {
  /** Those that begin anew, or further back than before, have the block with them. */
  streams: Stream[];
  /** For the operator: where, why, and how to change it; null if nothing is to be told. */
  told: { startBlock: bigint; message: string; isWarning: boolean } | null;
}

/**
 * Finds where to read each stream of a chain from. Streams that reach back far enough stay as they are. The others are all
 * read from one block on, where the first of the chain's protocols began, and not each from its own: what is looked for and
 * not found would else be called older than what is read.
 *
 * @param stored the streams that are read already
 * @throws MidflightError transient, where the chain does not show enough headers now; `bad_config`, see `checkStart`
 */
export async function findStart(
  wanted: Wanted,
  { stored, head }: { stored: readonly StoredStream[]; head: Header },
): Promise<Start> {
  const { source, reader, startBlock } = wanted;
  const { streams } = reader;
  const asTheyAre = { streams, told: null };
  if (typeof startBlock === 'bigint') {
    return {
      streams: streams.map((stream) => ({ ...stream, startBlock })),
      told: startBlock > head.number ? tellAhead(wanted, startBlock, head) : null,
    };
  }
  const pairs = streams.map((stream) => ({ stream, was: storedOf(stream, stored) }));
  if (startBlock === null) {
    const fresh = pairs.filter(({ was }) => !was).map(({ stream }) => stream.protocol);
    if (fresh.length === 0) return asTheyAre;
    return { streams, told: tellNewest(wanted, fresh, { stored, head }) };
  }
  checkStart(wanted);
  const reaches = createReach(source);
  const short: typeof pairs = [];
  for (const pair of pairs) {
    if (!(await reaches(pair.was, beginningOf(wanted, pair.stream)))) short.push(pair);
  }
  if (short.length === 0) return asTheyAre;
  // Where older blocks were thrown away when it began, one request shows that they still are. Above the head nothing is shown.
  const lowest = short.map(({ was }) => was?.startBlock ?? 0n).reduce((a, b) => (a < b ? a : b));
  const mayBePruned = lowest > 0n && lowest <= head.number;
  if (mayBePruned && !(await headerAt(source, lowest - 1n))) {
    return { streams, told: tellPruned(wanted, lowest) };
  }
  const { name } = source.definition;
  const { number, why, isPruned } = await findBeginning(source, beginningsOf(wanted), head);
  const moved = new Set(
    short.filter(({ was }) => !was || number < was.startBlock).map(({ stream }) => stream),
  );
  if (moved.size === 0) return asTheyAre;
  const isAhead = startBlock instanceof Date && secondsOf(dayOf(startBlock)) > head.time;
  const ahead = isAhead ? ', a day that is still to come' : '';
  const message = `${name} is read from block ${number} on: ${why}${ahead}.${notesOf(wanted)}`;
  return {
    streams: streams.map((stream) =>
      moved.has(stream) ? { ...stream, startBlock: number } : stream,
    ),
    told: { startBlock: number, message, isWarning: isPruned || isAhead },
  };
}

/** @throws MidflightError `bad_config` if a chain is to be read from where its protocols began, and nothing tells of any */
export function checkStart(wanted: Wanted): void {
  const { source, reader, startBlock, setting } = wanted;
  if (startBlock !== 'deployment' || beginningsOf(wanted).length > 0) return;
  const names = [...reader.beginnings.keys()].join(', ');
  throw new MidflightError({
    code: 'bad_config',
    message: `${setting} is "deployment", and nothing tells when ${names} began on ${source.definition.name}.`,
    recovery: `Set ${setting} to a block, or to a day such as 2025-06-01; 0 is the first block. A protocol of your own may tell its first day: since.`,
  });
}

const storedOf = ({ protocol, contract }: Stream, stored: readonly StoredStream[]) =>
  stored.find((one) => one.protocol === protocol && one.contract === contract);

/** The beginnings that are asked for: the operator's day, or those of the protocols. */
function beginningsOf({ reader, startBlock }: Wanted) {
  if (startBlock instanceof Date) return [{ protocol: null, begins: { day: dayOf(startBlock) } }];
  return [...reader.beginnings].flatMap(([protocol, begins]) =>
    begins ? [{ protocol, begins }] : [],
  );
}

function beginningOf({ reader, startBlock }: Wanted, { protocol }: Stream): Beginning | null {
  if (startBlock instanceof Date) return { day: dayOf(startBlock) };
  return reader.beginnings.get(protocol) ?? null;
}

/** Tells whether a stream is read from its beginning on, as far as that is known. Each block is asked for once. */
function createReach(source: ChainSource) {
  const headers = new Map<bigint, Promise<Header | null>>();
  const headerOf = (block: bigint) => {
    const header = headers.get(block) ?? headerAt(source, block);
    headers.set(block, header);
    return header;
  };
  return async (was: StoredStream | undefined, begins: Beginning | null): Promise<boolean> => {
    if (!was) return false;
    // Nothing happens in block 0, which some nodes do not show.
    if (!begins || was.startBlock <= 1n) return true;
    if ('block' in begins) return was.startBlock <= begins.block;
    const since = secondsOf(begins.day);
    if (was.startTime !== null && was.startTime < since) return true;
    // What is stored may be the time of a later block.
    const header = await headerOf(was.startBlock);
    return header !== null && header.time < since;
  };
}

function tellNewest(
  wanted: Wanted,
  fresh: readonly string[],
  { stored, head }: { stored: readonly StoredStream[]; head: Header },
): Start['told'] {
  const { source, setting } = wanted;
  const { name } = source.definition;
  const what = stored.length === 0 ? name : `${name}, for ${[...new Set(fresh)].join(', ')},`;
  const all = beginningsOf(wanted).length > 0 ? '"deployment" for all of it, ' : '';
  const message = `${what} is read from its newest block on, ${head.number}: what happened before is left out. To read it too, set ${setting} to ${all}a day such as 2025-06-01, or a block.`;
  return { startBlock: head.number, message, isWarning: false };
}

/** A block that is still to come may be meant; a digit too many, or another chain's height, is not. */
function tellAhead({ source, setting }: Wanted, startBlock: bigint, head: Header): Start['told'] {
  const { name } = source.definition;
  const message = `${name} is read from block ${startBlock} on, which is still to come: its newest one is ${head.number}. Nothing is read until then; to begin earlier, set ${setting} to a lower block, or to a day such as 2025-06-01.`;
  return { startBlock, message, isWarning: true };
}

function tellPruned({ source }: Wanted, startBlock: bigint): Start['told'] {
  const { name } = source.definition;
  const message = `${name} is read from block ${startBlock} on, as before: its endpoints show no older ones. ${ARCHIVE}.`;
  return { startBlock, message, isWarning: true };
}

/** What to know of a long history. */
function notesOf({ reader, startBlock, setting }: Wanted): string {
  if (startBlock !== 'deployment') return '';
  const unknown = [...reader.beginnings].filter(([, begins]) => !begins).map(([name]) => name);
  const gap = unknown.length > 0 ? ` When ${unknown.join(', ')} began is not known.` : '';
  return `${gap} That may be much to read: to begin later, set ${setting} to a later block.`;
}

// CAST: the beginning of an ISO date is one.
const dayOf = (date: Date) => date.toISOString().slice(0, 10) as Day;
