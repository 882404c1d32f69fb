import PQueue from 'p-queue';
import type { ChainId } from '../../core/chain.ts';
import type { Header } from '../../core/header.ts';
import { receiptAskedBy, type Answer, type Lookup } from '../../core/lookup.ts';
import { MidflightError } from '../../core/errors.ts';
import type { Clock } from '../endpoints/clock.ts';
import { contradiction } from '../endpoints/contradiction.ts';
import type { Pool } from '../endpoints/pool.ts';
import { createBlocksByTime } from './blocks-by-time.ts';
import { callLog, viewLog } from './call-log.ts';
import type { EvmNode } from './driver.ts';
import { findBlock, type Reach } from './find-block.ts';
import { followTrail, type Located } from './follow-trail.ts';
import { parseHeader, plainHeader } from './parse/header.ts';
import { hasMarks, pickTransaction } from './pick-transaction.ts';
import { isAbsent, isUnserved } from './query-logs.ts';
import { readHeader } from './read-header.ts';
import { readTransactions } from './read-transactions.ts';
import { readOutcome, type View } from './read-view.ts';
import { readViews, type Hearer } from './read-views.ts';

/** Views whose last zero is remembered; the one that was asked for longest ago is forgotten first. */
const ZEROS_MAX = 20_000;
/** Lookups that are followed to their transactions at once; their requests share batches. */
const AT_ONCE = 32;

/** What of an EVM chain its lookups need. */
export interface LookerParts extends Hearer {
  pool: Pool<EvmNode>;
  chain: ChainId;
  chainName: string;
  clock: Clock;
}

/** Where it happened: the block if that is certain, and the transaction if it was found. */
interface Place {
  header: Header;
  transaction?: Located['transaction'] | undefined;
}

/**
 * Makes what looks up what leaves no log. All views are asked by the state of one head. Of one that is set, the transaction
 * is in the block before whose end it was zero, which is found by halving; where the node has no such old states, among those
 * with a log of the lookup's trail. Where it is not found, or calls another contract than the lookup's, the view is the answer:
 * at its block if that was found, else at the head. A view of a receipt is the answer in the receipt's block.
 *
 * What it costs, in JSON-RPC calls:
 * - each time: one for the head, and one for each lookup.
 * - each that happened since it was last zero, n blocks before: 2 + log2(n), so 2 to 5 at the head.
 * - each whose zero is not remembered, n blocks below the head, where the node has the states: 3 log2(n / 128) + 10.
 * - each that is older than the states, of which a node's first one costs about 10 and the others 4: with a trail, one for
 *   each range up to it, one for each transaction on the trail, and one header; to find where the trail begins, one header
 *   for each bit of the head's height, most of which are remembered. Without a trail, one header.
 * - and one receipt for each transaction that has the marks.
 * - each that asks for a receipt, once it is there: that again, and one header.
 */
export function createLookUp(
  parts: LookerParts,
): (lookups: readonly Lookup[]) => Promise<Answer[]> {
  const { pool, chain, chainName, lacks } = parts;
  const blocksByTime = createBlocksByTime(chainName);
  /** The last height at which a view was zero. */
  const zeros = new Map<string, bigint>();
  /** How far back the states of each endpoint go. */
  const reaches = new Map<string, Reach>();

  return async (lookups) => {
    if (lookups.length === 0) return [];
    const { head, views } = await pool.run(async (rpc) => {
      const latest = await rpc.call('eth_getBlockByNumber', ['latest', false], parseHeader);
      const asked = lookups.map(({ view }) => view);
      const shown = await readViews({ ...parts, rpc }, asked, latest.number);
      return { head: plainHeader(latest), views: shown };
    });
    for (const [index, { view }] of lookups.entries()) {
      if (views[index] === 'zero') remember(view, head.number);
    }
    const happened = lookups.filter((_, index) => views[index] === 'set');
    const queue = new PQueue({ concurrency: AT_ONCE });
    const outcomes = await queue.addAll(happened.map((lookup) => () => attempt(lookup, head)));
    const answers = outcomes.flatMap((outcome) => ('log' in outcome ? [outcome] : []));
    const failure = outcomes.find((outcome) => outcome instanceof MidflightError);
    if (failure && answers.length === 0) throw failure;
    // Those that failed are asked for again with the next lookups.
    if (failure) lacks('lookups', `${failure.message} ${failure.recovery}`);
    else parts.has('lookups');
    return answers;
  };

  function remember(view: View, height: bigint): void {
    const key = keyOf(view);
    zeros.delete(key);
    zeros.set(key, height);
    const [oldest] = zeros.keys();
    if (zeros.size > ZEROS_MAX && oldest !== undefined) zeros.delete(oldest);
  }

  async function attempt(lookup: Lookup, head: Header): Promise<Answer | MidflightError> {
    try {
      return { lookup, ...answerAt(lookup, await find(lookup, head)) };
    } catch (error) {
      if (error instanceof MidflightError) return error;
      throw error;
    }
  }

  async function find(lookup: Lookup, head: Header): Promise<Place> {
    const asked = receiptAskedBy(lookup.view);
    if (asked) return pool.run((rpc) => findReceipt(rpc, asked, head));
    const place = await findByStates(lookup, head.number);
    if (place?.transaction) return place;
    const { trail } = lookup;
    const located = trail && (await alongTrail({ ...lookup, trail }, head.number));
    if (located) return located;
    if (place) return place;
    const { hash } = await pool.run((rpc) => readHeader({ rpc, chainName }, head.number));
    if (hash !== head.hash) throw contradiction(chainName, head.number);
    return { header: head };
  }

  /** Anybody may put the hash into a transaction of their own: the receipt's block is all that counts. */
  async function findReceipt(
    rpc: EvmNode,
    { transaction, isSuccess }: NonNullable<ReturnType<typeof receiptAskedBy>>,
    head: Header,
  ): Promise<Place> {
    const receipt = await readOutcome(rpc, transaction);
    if (receipt?.isSuccess !== isSuccess) {
      throw contradiction(chainName, head.number, 'a receipt is there no more');
    }
    const header = await readHeader({ rpc, chainName }, receipt.blockNumber);
    if (header.hash !== receipt.blockHash) throw contradiction(chainName, receipt.blockNumber);
    return { header: plainHeader(header) };
  }

  /** Where one endpoint has not got the states, another one may. */
  async function findByStates(lookup: Lookup, head: bigint): Promise<Place | null> {
    const first = await pool.run(async (node, { endpoint }) => {
      return { endpoint, place: await findByState(node, lookup, head) };
    });
    if (first.place || pool.state().length < 2) return first.place;
    const avoid = first.endpoint;
    return pool.run((node) => findByState(node, lookup, head), { avoid });
  }

  async function findByState(rpc: EvmNode, lookup: Lookup, head: bigint): Promise<Place | null> {
    const { name } = rpc.endpoint;
    const learn = (reach: Reach) => void reaches.set(name, reach);
    const { view, since } = lookup;
    const found = await findBlock({ rpc, chainName, reach: reaches.get(name), learn }, view, {
      head,
      since,
      zeroAt: zeros.get(keyOf(view)),
    });
    if (!found) return null;
    const { header, transactions } = await readTransactions(
      { rpc, chainName },
      found.block,
      ({ input }) => hasMarks(input, lookup),
    );
    const transaction = await pickTransaction({ rpc, chainName }, transactions, lookup);
    return transaction || found.isShown ? { header, transaction } : null;
  }

  /** Where an endpoint does not serve it, there is none. */
  async function alongTrail(
    lookup: Parameters<typeof followTrail>[1],
    head: bigint,
  ): Promise<Located | null> {
    try {
      return await followTrail({ ...parts, blocksByTime }, lookup, head);
    } catch (error) {
      if (isUnserved(error) || isAbsent(error)) return null;
      throw error;
    }
  }

  function answerAt({ view, callee }: Lookup, place: Place): Pick<Answer, 'log' | 'view'> {
    const { header, transaction } = place;
    const { number, hash, time } = header;
    const block = { chain, blockNumber: number, blockHash: hash, blockTime: time };
    const shown = { ...viewLog(view, block), isAsked: true };
    const isDirect = transaction?.to === callee.toLowerCase();
    const called =
      isDirect && transaction
        ? callLog(transaction, { ...block, transaction: transaction.hash })
        : null;
    return called ? { log: { ...called, isAsked: true }, view: shown } : { log: shown };
  }
}

const keyOf = ({ to, data }: View): string => `${to} ${data}`.toLowerCase();
