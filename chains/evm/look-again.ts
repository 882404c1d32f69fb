import type { Header } from '../../core/header.ts';
import { receiptAskedBy } from '../../core/lookup.ts';
import type { RawLog } from '../../core/raw-log.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import { viewLog, viewOf } from './call-log.ts';
import type { EvmNode } from './driver.ts';
import type { LookerParts } from './look-up.ts';
import { parseHeader } from './parse/header.ts';
import { orNull } from './parse/malformed.ts';
import { parseStatus } from './parse/receipt.ts';
import { parseTransaction } from './parse/transaction.ts';
import { readHeader } from './read-header.ts';
import { readTransactions } from './read-transactions.ts';
import { readOldView, readOutcome, type View } from './read-view.ts';
import { readViews } from './read-views.ts';

/**
 * Makes what looks again at what once answered lookups. A call: in whatever block its transaction is now, if it succeeded
 * there; a view of a receipt the same. Another view: as it was if its block is still there and shows it as set; in the block
 * that took its place if that one does; else at the head. What an endpoint does not show any more is asked for at another one,
 * before it is left out.
 *
 * It costs two calls for a call, and a header if its block is another one; two for a view, and for one of a contract one more
 * at the head, with two for all of them.
 */
export function createLookAgain(
  parts: LookerParts,
): (answers: readonly RawLog[]) => Promise<RawLog[]> {
  const { pool, chain, chainName } = parts;

  return async (answers) => {
    if (answers.length === 0) return [];
    const first = await pool.run(
      async (rpc, { endpoint }) => ({ endpoint, shown: await showAll(rpc, answers) }),
      { purpose: 'second_look' },
    );
    const missing = answers.filter((answer) => !first.shown.has(answer));
    const avoid = first.endpoint;
    const second =
      missing.length > 0
        ? await pool.run((rpc) => showAll(rpc, missing), { purpose: 'second_look', avoid })
        : null;
    return answers.flatMap((answer) => first.shown.get(answer) ?? second?.get(answer) ?? []);
  };

  async function showAll(rpc: EvmNode, answers: readonly RawLog[]): Promise<Map<RawLog, RawLog>> {
    const ofContracts = answers.flatMap((answer) => {
      const view = viewOf(answer);
      return view && !receiptAskedBy(view) ? [{ answer, view }] : [];
    });
    const asked = new Set(ofContracts.map(({ answer }) => answer));
    const others = answers.filter((answer) => !asked.has(answer));
    const [shownOthers, shownViews] = await Promise.all([
      Promise.all(
        others.map((answer) => {
          const view = viewOf(answer);
          return view ? showReceipt(rpc, answer, view) : showCall(rpc, answer);
        }),
      ),
      showViews(rpc, ofContracts),
    ]);
    const shown = new Map<RawLog, RawLog>();
    for (const [index, answer] of others.entries()) {
      const now = shownOthers[index];
      if (now) shown.set(answer, now);
    }
    for (const [index, { answer }] of ofContracts.entries()) {
      const now = shownViews[index];
      if (now) shown.set(answer, now);
    }
    return shown;
  }

  async function showCall(rpc: EvmNode, answer: RawLog): Promise<RawLog | null> {
    const hash = answer.at.transaction;
    const [transaction, status] = await Promise.all([
      rpc.call('eth_getTransactionByHash', [hash], parseTransaction),
      rpc.call('eth_getTransactionReceipt', [hash], orNull(parseStatus)),
    ]);
    if (!transaction) return (await isStillThere(rpc, answer)) ? asAsked(answer) : null;
    const { block } = transaction;
    if (transaction.hash !== hash || status?.blockHash !== block.hash) {
      throw contradiction(chainName, block.number, 'a transaction without its own receipt');
    }
    if (!status.isSuccess) return null;
    if (block.hash === answer.at.blockHash) return asAsked(answer);
    const header = await readHeader({ rpc, chainName }, block.number);
    if (header.hash !== block.hash) throw contradiction(chainName, block.number);
    const { number: blockNumber, time: blockTime } = header;
    const at = { ...answer.at, blockNumber, blockHash: block.hash, blockTime };
    return asAsked({ ...answer, at });
  }

  /** A receipt says itself in which block it is. */
  async function showReceipt(rpc: EvmNode, answer: RawLog, view: View): Promise<RawLog | null> {
    const asked = receiptAskedBy(view);
    const receipt = asked && (await readOutcome(rpc, asked.transaction));
    if (!receipt || receipt.isSuccess !== asked.isSuccess) return null;
    const header = await readHeader({ rpc, chainName }, receipt.blockNumber);
    if (header.hash !== receipt.blockHash) throw contradiction(chainName, receipt.blockNumber);
    return header.hash === answer.at.blockHash ? asAsked(answer) : shownAt(view, header);
  }

  /** Nodes find old transactions by their hash no more, though they have the block. */
  async function isStillThere(rpc: EvmNode, { at }: RawLog): Promise<boolean> {
    const isIt = ({ hash }: { hash: string }) => hash === at.transaction;
    const place = { rpc, chainName };
    const { header, transactions } = await readTransactions(place, at.blockNumber, isIt);
    return header.hash === at.blockHash && transactions.length > 0;
  }

  async function showViews(
    rpc: EvmNode,
    views: readonly { answer: RawLog; view: View }[],
  ): Promise<(RawLog | null)[]> {
    const old = await Promise.all(
      views.map(async ({ answer, view }) => {
        const height = answer.at.blockNumber;
        const [shown, header] = await Promise.all([
          readOldView(rpc, view, height),
          readHeader({ rpc, chainName }, height),
        ]);
        return { answer, view, shown, header };
      }),
    );
    const rest = old.flatMap(({ view, shown }) => (shown === 'set' ? [] : [view]));
    const now = rest.length > 0 ? await readNow(rpc, rest) : null;
    return old.map(({ answer, view, shown, header }) => {
      const isSame = header.hash === answer.at.blockHash;
      if (shown === 'set') return isSame ? asAsked(answer) : shownAt(view, header);
      const latest = now?.shown.get(view);
      if (!now || latest === 'zero') return null;
      // Where nothing can be told, what was shown once stands as long as its block does.
      if (isSame && (shown === 'unserved' || !latest)) return asAsked(answer);
      return latest ? shownAt(view, now.head) : null;
    });
  }

  /** What views show by the state of the head; null for one that gives no answer. */
  async function readNow(rpc: EvmNode, views: readonly View[]) {
    const head = await rpc.call('eth_getBlockByNumber', ['latest', false], parseHeader);
    const [shown, { hash }] = await Promise.all([
      readViews({ ...parts, rpc }, views, head.number),
      readHeader({ rpc, chainName }, head.number),
    ]);
    if (hash !== head.hash) throw contradiction(chainName, head.number);
    return { head, shown: new Map(views.map((view, index) => [view, shown[index] ?? null])) };
  }

  function shownAt(view: View, { number, hash, time }: Header): RawLog {
    const block = { chain, blockNumber: number, blockHash: hash, blockTime: time };
    return asAsked(viewLog(view, block));
  }
}

const asAsked = (log: RawLog): RawLog => ({ ...log, isAsked: true });
