import { answer } from './answer.ts';
import { createCluster } from './cluster.ts';
import type { ClusterOptions, Fork } from './cluster.ts';
import { listen } from './listen.ts';
import { accountMethods } from './methods/account-methods.ts';
import { blockMethods } from './methods/block-methods.ts';
import { historyMethods } from './methods/history-methods.ts';
import { sendMethods } from './methods/send-methods.ts';
import { slotMethods } from './methods/slot-methods.ts';
import { subscriptions } from './subscriptions.ts';

export interface SolanaNodeOptions extends ClusterOptions {
  /** A slot each so many milliseconds; Solana has 400. Without it slots come only by `produce` and `skip`. */
  readonly slotMs?: number;
  /** Answers for a skipped slot as nodes with long-term storage do: -32009 instead of -32007. */
  readonly archive?: boolean;
  /** Takes unknown cursors as nodes before Agave 3.1 did: an empty page or none left out, instead of -32020. */
  readonly lenientCursors?: boolean;
}

export interface SolanaNode {
  readonly url: string;
  /** The port after that of `url`, where web3.js looks by itself. `url` takes WebSockets too. */
  readonly wsUrl: string;
  readonly genesisHash: string;
  /** Goes so many slots on, and returns the slot of the head. What was sent before is in the first block. */
  readonly produce: (slots?: number) => number;
  /** Goes so many slots on without a block in any of them. What was sent waits. */
  readonly skip: (slots?: number) => void;
  /**
   * Drops the newest blocks with all that their transactions did. The next block has the common ancestor as its parent
   * and a slot after the dropped ones, or with `sameSlots` the first of theirs, as if its leader had made two. What is
   * dropped does not come back by itself; its bytes may be sent again while their blockhash is in a block that is left.
   * No fork is too deep: that finalized blocks stay is for the caller to see to.
   */
  readonly fork: (depth: number, options?: { sameSlots?: boolean }) => Fork;
  /** From now on slots come only by `produce` and `skip`. */
  readonly pause: () => void;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a Solana node on a free port of 127.0.0.1, for the demo and for tests.
 *
 * What is real: transactions are executed by the runtime of Solana's validators (litesvm), and logs, inner instructions,
 * errors, fees, balances and states are what it says. What is modelled: slots, leaders, forks, votes and commitments, as
 * `createCluster` says, and the JSON-RPC interface, after Agave 3.1. There is no proof of history, no stake, no vote
 * transactions, no rewards, no token balances, no durable nonces, and `jsonParsed` is not served.
 *
 * @example
 * const node = await startSolanaNode({ programs: { [id]: standIns.caller } }); // slots when told
 * const live = await startSolanaNode({ slotMs: 400, skipEvery: 20 });
 */
export async function startSolanaNode(options: SolanaNodeOptions = {}): Promise<SolanaNode> {
  const { slotMs } = options;
  const cluster = createCluster(options);
  const methods = new Map(
    Object.entries({
      ...slotMethods(cluster),
      ...blockMethods(cluster, options),
      ...historyMethods(cluster, options),
      ...accountMethods(cluster),
      ...sendMethods(cluster),
    }),
  );
  const listener = await listen({
    onPost: (body) => answer(body, (name) => methods.get(name)),
    onSocket: subscriptions(cluster),
  });
  const timer = slotMs === undefined ? undefined : setInterval(() => cluster.tick(), slotMs);

  return {
    url: listener.url,
    wsUrl: listener.wsUrl,
    genesisHash: cluster.genesisHash,
    produce(slots = 1) {
      for (let count = 0; count < slots; count += 1) cluster.tick();
      return cluster.ledger.head.slot;
    },
    skip(slots = 1) {
      for (let count = 0; count < slots; count += 1) cluster.tick({ skips: true });
    },
    fork: (depth, forkOptions) => cluster.fork(depth, forkOptions),
    pause: () => clearInterval(timer),
    async stop() {
      clearInterval(timer);
      await listener.stop();
    },
  };
}
