import type { Header } from '../../core/header.ts';
import type { Lookup } from '../../core/lookup.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Clock } from '../endpoints/clock.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import type { Pool } from '../endpoints/pool.ts';
import { createPatience } from '../endpoints/silence.ts';
import type { BlocksByTime } from './block-before.ts';
import type { EvmNode } from './driver.ts';
import { findByHash } from './find-by-hash.ts';
import { toQuantity } from './parse/hex.ts';
import { parseLogs } from './parse/log.ts';
import { plainHeader } from './parse/header.ts';
import { parseTransaction, type EvmTransaction } from './parse/transaction.ts';
import { hasMarks, pickTransaction } from './pick-transaction.ts';
import { isRefused } from './query-logs.ts';
import { readHeader } from './read-header.ts';

/** Where a trail is lost: ranges that are asked for, and transactions that are looked at. */
const RANGES_MAX = 500;
const TRANSACTIONS_MAX = 500;

/** A transaction and the header of its block. */
export interface Located {
  header: Header;
  transaction: EvmTransaction;
}

/** What follows trails on one chain. */
interface Follower {
  pool: Pool<EvmNode>;
  chainName: string;
  blocksByTime: BlocksByTime;
  clock: Clock;
}

/**
 * Finds the transaction of a lookup by the logs that come with it, from the time on before which it did not happen; null if
 * it is not among them. A request for each range that the endpoint takes, one for each transaction with such a log, and one
 * for the header of the one that it was.
 */
export async function followTrail(
  { pool, chainName, blocksByTime, clock }: Follower,
  lookup: Lookup & { trail: NonNullable<Lookup['trail']> },
  head: bigint,
): Promise<Located | null> {
  let from = await pool.run((rpc) => blocksByTime.before(rpc, lookup.since, head));
  const seen = new Set<Hex>();
  for (let ranges = 0; from <= head && ranges < RANGES_MAX; ranges += 1) {
    const { to, transactions } = await pool.run((node) => readRange(node, { from, to: head }));
    const fresh = [...transactions].filter(([hash]) => !seen.has(hash));
    for (const [hash] of fresh) seen.add(hash);
    if (seen.size > TRANSACTIONS_MAX) return null;
    const found = await pool.run((node) => match(node, fresh));
    if (found) return found;
    from = to + 1n;
  }
  return null;

  /** The transactions with such logs in as many blocks as the endpoint takes, with the hash of their block. */
  async function readRange(node: EvmNode, range: { from: bigint; to: bigint }) {
    const { emitter, topics } = lookup.trail;
    const patience = createPatience(isRefused);
    for (;;) {
      const blocks = least(range.to - range.from + 1n, node.trailSpan.next());
      const to = range.from + blocks - 1n;
      try {
        const where = { fromBlock: toQuantity(range.from), toBlock: toQuantity(to) };
        const filter = { ...where, address: emitter, topics };
        const logs = await node.call('eth_getLogs', [filter], parseLogs);
        node.trailSpan.accept(blocks, logs.length);
        const transactions = new Map(logs.map((log) => [log.transactionHash, log.blockHash]));
        return { to, transactions };
      } catch (error) {
        if (!patience.mayHalve(error) || blocks === 1n) throw error;
        node.trailSpan.refuse(blocks);
      }
    }
  }

  async function match(
    node: EvmNode,
    hashes: readonly (readonly [Hex, Hex])[],
  ): Promise<Located | null> {
    const rpc = node;
    const transactions = await Promise.all(
      hashes.map(async ([hash, blockHash]) => {
        const transaction = await findByHash(
          { rpc, clock },
          'eth_getTransactionByHash',
          hash,
          parseTransaction,
        );
        if (!transaction || !hasMarks(transaction.input, lookup)) return [];
        if (transaction.hash === hash && transaction.block.hash === blockHash) return [transaction];
        throw contradiction(
          chainName,
          transaction.block.number,
          'a transaction is not the one of its log',
        );
      }),
    );
    const transaction = await pickTransaction({ rpc, chainName }, transactions.flat(), lookup);
    if (!transaction) return null;
    const { number, hash } = transaction.block;
    const header = await readHeader({ rpc, chainName }, number);
    if (header.hash !== hash) throw contradiction(chainName, number);
    return { header: plainHeader(header), transaction };
  }
}

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
