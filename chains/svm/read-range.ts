import type { ChainDefinition } from '../../core/chain.ts';
import type { LogFilter } from '../../core/raw-log.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import type { ReadOptions, Reading } from '../source.ts';
import { absent } from './absent.ts';
import { fewAtOnce } from './few-at-once.ts';
import { listSignatures, type Paging } from './list-signatures.ts';
import { slotAbove } from './nearest-slot.ts';
import { readEvents } from './read-events.ts';
import { checkHistory, headerOf, readBlockAtOrBelow } from './read-header.ts';
import type { SvmBlock, SvmRpc } from './rpc.ts';
import { toRawLogs } from './to-raw-logs.ts';
import type { SvmTransaction } from './trace.ts';
import type { Truncations } from './truncations.ts';
import { wantedInstructions, wantedTexts } from './wanted-texts.ts';

/** What a range is read with. */
export interface RangeReader {
  rpc: SvmRpc;
  definition: ChainDefinition;
  paging: Paging;
  truncations: Truncations;
}

/** A reading, and how many transactions it listed. */
interface RangeReading extends Reading {
  listed: number;
}

/**
 * Reads the events of programs in a range of slots, both ends included: the transactions that mention the programs, each
 * once, then the blocks of those with events. In a slot, events are in the order of their transactions' signatures.
 *
 * A node writes its lists a moment after its blocks, and refuses a block until they are written: so the range's last
 * block comes before the lists. Unlike on EVM chains no block vouches for what is in it; a linked reading is linked at
 * its lower end only, and a list that leaves something out is found out by a second look at another node.
 *
 * @throws TooManyPages if the range must be shorter
 */
export async function readRange(
  { rpc, definition, paging, truncations }: RangeReader,
  { from, to }: { from: bigint; to: bigint },
  filter: LogFilter,
  { linked = false }: ReadOptions = {},
): Promise<RangeReading> {
  const { name: chainName, id: chain } = definition;
  const newest = await rpc.newestFrom(to);
  if (newest < to) throw absent({ chainName, what: `slot ${to}, its newest one is ${newest}` });
  await checkHistory({ rpc, chainName }, from, newest);
  const last = await readBlockAtOrBelow({ rpc, chainName }, to);
  const parentHash = linked ? await hashBelow({ rpc, chainName }, from, last) : null;

  const range = { from, to, newest };
  const listed = await listSignatures({ rpc, chainName, paging }, [...filter.wanted.keys()], range);
  const slots = new Map(
    listed.filter(({ isFailed }) => !isFailed).map(({ signature, slot }) => [signature, slot]),
  );
  const texts = wantedTexts(filter);
  const instructions = wantedInstructions(filter);
  const read = await rpc.transactions([...slots.keys()], (signature, transaction) => {
    const slot = BigInt(transaction.slot);
    if (slot !== slots.get(signature)) throw contradiction(chainName, slot);
    checkComplete(transaction, { chainName, signature });
    const inside = readEvents(transaction, texts, instructions);
    truncations.see(signature, inside, filter);
    const events = inside.events.filter(({ program, discriminator }) =>
      filter.wanted.get(program)?.includes(discriminator),
    );
    return { signature, slot, events };
  });
  const found = read.filter(({ events }) => events.length > 0);

  const blocks = new Map([[last.slot, last]]);
  const missing = new Set(found.map(({ slot }) => slot).filter((slot) => !blocks.has(slot)));
  for (const block of await fewAtOnce([...missing], (slot) => rpc.block(slot))) {
    if (block) blocks.set(block.slot, block);
  }
  const logs = found.toSorted(inOrder).flatMap(({ signature, slot, events }) => {
    const block = blocks.get(slot);
    if (!block) throw contradiction(chainName, slot);
    return toRawLogs(events, { chain, header: headerOf(block), signature });
  });
  const headers = [...blocks.values()].toSorted((a, b) => Number(a.slot - b.slot)).map(headerOf);
  return { to, logs, headers, parentHash, listed: listed.length };
}

interface Found {
  slot: bigint;
  signature: string;
}

const inOrder = (a: Found, b: Found) =>
  Number(a.slot - b.slot) || (a.signature < b.signature ? -1 : 1);

/** The hash that the first block of a range stands on; of an empty range, the block below it is the `last` one. */
async function hashBelow(
  { rpc, chainName }: { rpc: SvmRpc; chainName: string },
  from: bigint,
  last: SvmBlock,
): Promise<string> {
  if (last.slot < from) return last.hash;
  const first = from === last.slot ? from : await slotAbove(rpc, from - 1n, last.slot);
  const block = first === last.slot ? last : first !== null && (await rpc.block(first));
  if (!block) throw contradiction(chainName, from);
  return block.parentHash;
}

/** Some nodes keep neither logs nor inner instructions: they would show no events. */
function checkComplete(
  { meta }: SvmTransaction,
  { chainName, signature }: { chainName: string; signature: string },
): void {
  if (meta?.logMessages && meta.innerInstructions) return;
  throw absent({ chainName, what: `what transaction ${signature} did, only that it happened` });
}
