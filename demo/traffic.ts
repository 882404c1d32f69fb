import { encodeAbiParameters, parseAbiParameters } from 'viem';
import type { Hash, Hex } from 'viem';

import { callContract } from './axelar.ts';
import { every } from './every.ts';
import type { Loop } from './every.ts';
import { receiptOf } from './wallet.ts';
import type { Wallet } from './wallet.ts';
import type { World, WorldChain } from './world.ts';

const restMs = { min: 400, max: 1_600 };
const lookEveryMs = 1_000;
const severalCallsChance = 0.12;
const givesUpChance = 0.25;
const sendsAgainMs = { min: 1_000, max: 6_000 };
/** More transactions than this on their way means that chains have stopped: then we send no more. */
const openMax = 500;

/** What a user sent, until its block is finalized. Relayers read it too. */
export interface Submission {
  readonly origin: WorldChain;
  readonly user: Wallet;
  readonly hash: Hash;
  readonly raw: Hex;
  /** How many calls the transaction makes. */
  readonly calls: number;
  readonly sentAt: number;
  /** Set by a relayer: from now on the sender insists, for a delivered message must have an origin. */
  relayed: boolean;
  /** A reorg dropped it and the sender let it be. */
  abandoned: boolean;
  /** When it was last found in no block and no pool, and the moment to send it again. */
  sendAgainAt: number | undefined;
}

export interface Traffic extends Loop {
  /** Transactions sent, and those that reorgs dropped for good or that were sent again. */
  readonly counts: { sent: number; calls: number; sentAgain: number; abandoned: number };
  /** Those whose block is not final yet. */
  readonly open: ReadonlySet<Submission>;
}

export interface TrafficOptions {
  readonly world: World;
  readonly onSubmission: (submission: Submission) => void;
  readonly onError: (error: unknown) => void;
}

/** Has users call contracts on other chains, about one call a second in sum, the first at once. */
export function startTraffic({ world, onSubmission, onError }: TrafficOptions): Traffic {
  const random = world.random.fork('traffic');
  const open = new Set<Submission>();
  const counts = { sent: 0, calls: 0, sentAgain: 0, abandoned: 0 };

  // Somebody whose last transaction is final, if there is one: had a reorg dropped it, the next would take its nonce.
  const pickUser = (origin: WorldChain) => {
    const busy = new Set([...open].map(({ user }) => user));
    const idle = origin.axelar.users.filter((user) => !busy.has(user));
    return random.pick(idle.length > 0 ? idle : origin.axelar.users);
  };

  const abandon = (submission: Submission) => {
    submission.abandoned = true;
    open.delete(submission);
    counts.abandoned += 1;
  };

  const send = async (round: number) => {
    if (open.size >= openMax) throw new Error(`${openMax} transactions wait for a block.`);
    const origin = random.pick(world.chains);
    const destination = random.pick(world.chains.filter((chain) => chain !== origin));
    const calls = random.chance(severalCallsChance) ? random.whole({ min: 2, max: 3 }) : 1;
    const user = pickUser(origin);

    const payloads = Array.from({ length: calls }, (_, index) =>
      encodeAbiParameters(parseAbiParameters('string'), [
        `greeting ${round}.${index} from ${origin.name} to ${destination.name}`,
      ]),
    );
    const sent = await callContract({
      origin: origin.axelar,
      destination: destination.axelar,
      payloads,
      user,
    });
    counts.sent += 1;
    counts.calls += calls;

    const submission: Submission = {
      ...sent,
      origin,
      user,
      calls,
      sentAt: performance.now(),
      relayed: false,
      abandoned: false,
      sendAgainAt: undefined,
    };
    open.add(submission);
    onSubmission(submission);
  };

  // 1) in a final block: done. 2) in a block or a pool: nothing to do. 3) in neither, so a reorg dropped it: mostly send
  // the same bytes again a little later, sometimes let it be.
  const look = async (submission: Submission) => {
    const { origin, hash, raw } = submission;
    const { client } = origin.axelar;
    const [receipt, head] = await Promise.all([receiptOf(client, hash), client.getBlockNumber()]);
    if (receipt !== undefined) {
      submission.sendAgainAt = undefined;
      if (receipt.blockNumber + BigInt(origin.behind.finalized) <= head) open.delete(submission);
      return;
    }
    if (await isInPool(submission)) return;

    if (submission.sendAgainAt === undefined) {
      if (!submission.relayed && random.chance(givesUpChance)) {
        abandon(submission);
        return;
      }
      submission.sendAgainAt = performance.now() + random.between(sendsAgainMs);
    }
    if (performance.now() < submission.sendAgainAt) return;
    submission.sendAgainAt = undefined;
    try {
      await client.sendRawTransaction({ serializedTransaction: raw });
      counts.sentAgain += 1;
    } catch (error) {
      // Another transaction of the same user has taken its nonce: this one can never be mined again.
      if (!String(error).includes('nonce too low')) throw error;
      abandon(submission);
    }
  };

  const sending = every({
    restMs: (round) => (round === 0 ? 0 : random.between(restMs)),
    run: send,
    onError,
  });
  const looking = every({
    restMs: () => lookEveryMs,
    run: async () => {
      const results = await Promise.allSettled([...open].map(look));
      for (const result of results) if (result.status === 'rejected') onError(result.reason);
    },
    onError,
  });

  return {
    counts,
    open,
    stop: async () => void (await Promise.all([sending.stop(), looking.stop()])),
  };
}

async function isInPool({ origin, hash }: Submission): Promise<boolean> {
  const transaction = await origin.axelar.client.request({
    method: 'eth_getTransactionByHash',
    params: [hash],
  });
  return transaction !== null;
}
