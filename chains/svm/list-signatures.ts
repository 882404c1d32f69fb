import { absent } from './absent.ts';
import { fewAtOnce } from './few-at-once.ts';
import { slotAbove } from './nearest-slot.ts';
import type { ListedSignature, SvmRpc } from './rpc.ts';

/** Slots below the newest one within which a listing begins at the top: the pages above cost less than to seek. */
const SEEK_FROM = 64n;

/** More transactions than fit into a block: the node goes round in circles. */
const PAGES_OF_ONE_SLOT = 1_000;

/** That there is nothing older a node must say twice: most listings end at something older, and pay nothing for it. */
const EMPTY_PAGES = 2;

/** How a node is asked for lists. */
export interface Paging {
  /** Signatures in a page; 1000 is what nodes give at most. */
  pageSize: number;
  /** A range that needs more pages is too long. */
  pagesMax: number;
}

/** A range that has more transactions than are read at once. */
export class TooManyPages extends Error {}

/**
 * Lists the transactions in a range of slots that mention a program, newest first, each page from where the last one
 * ended. Nodes list from the newest transaction down, or from below any transaction: the listing begins below the first
 * one of the first block above the range.
 *
 * @throws TooManyPages
 */
export async function listSignatures(
  { rpc, chainName, paging }: { rpc: SvmRpc; chainName: string; paging: Paging },
  programs: readonly string[],
  { from, to, newest }: { from: bigint; to: bigint; newest: bigint },
): Promise<ListedSignature[]> {
  const begin = newest - to > SEEK_FROM ? await firstSignatureAbove(rpc, { to, newest }) : null;
  const { pageSize: limit, pagesMax } = paging;
  const minContextSlot = Number(to);
  const lists = await fewAtOnce(programs, async (program, signal) => {
    const found: ListedSignature[] = [];
    let before = begin;
    let emptyPages = 0;
    for (let pages = 0; ; pages += 1) {
      signal.throwIfAborted();
      if (pages >= pagesMax && (from < to || pages >= PAGES_OF_ONE_SLOT)) throw new TooManyPages();
      const page = await rpc.signatures(program, {
        ...(before && { before }),
        limit,
        minContextSlot,
      });
      found.push(...page.filter(({ slot }) => slot >= from && slot <= to));
      const last = page.at(-1);
      if (last && last.slot < from) return found;
      // A short page is not taken for the last one: nodes put pages together out of several stores.
      if (last) before = last.signature;
      emptyPages = last ? 0 : emptyPages + 1;
      if (emptyPages < EMPTY_PAGES) continue;
      if (!before || (await rpc.isKnown(before))) return found;
      // Older nodes answer with an empty page where they do not know the transaction to begin at.
      throw absent({ chainName, what: `transaction ${before}, which it listed` });
    }
  });
  return lists.flat();
}

/** Null if there is no block above. */
async function firstSignatureAbove(
  rpc: SvmRpc,
  { to, newest }: { to: bigint; newest: bigint },
): Promise<string | null> {
  for (let edge: bigint | null = to; edge !== null;) {
    edge = await slotAbove(rpc, edge, newest);
    // A block without any transaction is rare: votes are transactions as well.
    const [first] = edge === null ? [] : await rpc.blockSignatures(edge);
    if (first !== undefined) return first;
  }
  return null;
}
