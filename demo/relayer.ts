import { approve, deliveryOf, execute, readCalls } from './axelar.ts';
import type { ContractCall } from './axelar.ts';
import { every } from './every.ts';
import type { Loop } from './every.ts';
import type { Random } from './random.ts';
import type { Submission } from './traffic.ts';
import { receiptOf } from './wallet.ts';
import type { World, WorldChain } from './world.ts';

const lookEveryMs = 500;
const neverApprovedChance = 0.07;
const neverExecutedChance = 0.1;
const hastyChance = 0.15;
const approvesAfterMs = { min: 1_000, max: 12_000 };
const executesAfterMs = { min: 500, max: 8_000 };
/** How long to look away after sending something: a block or two of the slowest chain. */
const patienceMs = 5_000;
/** An errand is over when its goal has stood this long, which is longer than the slowest chain needs to finalize. */
const settlesAfterMs = 20_000;
const errandsMax = 2_000;
const batchMax = 10;

/** What the relayer means to do with one call, decided by the dice when the call is sent. */
interface Errand {
  readonly submission: Submission;
  /** Which of the transaction's calls. */
  readonly nth: number;
  readonly executes: boolean;
  /** Approves as soon as the origin is in a block, while validators would wait until it is safe. */
  readonly hasty: boolean;
  readonly executesAfterMs: number;
  lookAt: number;
  approvedAt: number | undefined;
  reachedAt: number | undefined;
}

export interface Relayer extends Loop {
  readonly take: (submission: Submission) => void;
  readonly counts: { approvals: number; executions: number; ignored: number };
  readonly open: ReadonlySet<Errand>;
}

/**
 * Carries calls to their destination: late, out of order, and some of them only half the way.
 *
 * It trusts what the chains say now and not what it did: each look starts from the receipt and the gateway's storage, so
 * whatever a reorg undid is found undone, and done again.
 */
export function startRelayer(options: {
  world: World;
  onError: (error: unknown) => void;
}): Relayer {
  const { world, onError } = options;
  const random = world.random.fork('relayer');
  const open = new Set<Errand>();
  const counts = { approvals: 0, executions: 0, ignored: 0 };

  // Approvals for one destination travel together, as those of real relayers do.
  const approveAll = async (destination: WorldChain, calls: readonly ContractCall[]) => {
    for (let from = 0; from < calls.length; from += batchMax) {
      await approve(destination.axelar, calls.slice(from, from + batchMax));
    }
    counts.approvals += calls.length;
  };

  const run = async () => {
    const now = performance.now();
    const due = [...open].filter(({ lookAt }) => lookAt <= now);
    const wanted = new Map<WorldChain, ContractCall[]>();

    const step = async (errand: Errand) => {
      const result = await look(errand, world, now);
      if (result === 'over') open.delete(errand);
      else if (result === 'executed') counts.executions += 1;
      else if (result !== undefined) {
        wanted.set(result.destination, [...(wanted.get(result.destination) ?? []), result.call]);
      }
    };
    const results = await Promise.allSettled(due.map(step));
    const sent = await Promise.allSettled([...wanted].map((entry) => approveAll(...entry)));
    for (const result of [...results, ...sent]) {
      if (result.status === 'rejected') onError(result.reason);
    }
  };

  return {
    counts,
    open,
    take(submission) {
      for (let nth = 0; nth < submission.calls; nth += 1) {
        if (random.chance(neverApprovedChance) || open.size >= errandsMax) counts.ignored += 1;
        else open.add(plan({ submission, nth, random }));
      }
    },
    ...every({ restMs: () => lookEveryMs, run, onError }),
  };
}

function plan(parts: { submission: Submission; nth: number; random: Random }): Errand {
  const { submission, nth, random } = parts;
  return {
    submission,
    nth,
    executes: !random.chance(neverExecutedChance),
    hasty: random.chance(hastyChance),
    executesAfterMs: random.soon(executesAfterMs),
    lookAt: submission.sentAt + random.soon(approvesAfterMs),
    approvedAt: undefined,
    reachedAt: undefined,
  };
}

type Step = 'over' | 'executed' | { destination: WorldChain; call: ContractCall } | undefined;

/**
 * Looks where a call stands and does what comes next.
 *
 * 1) origin given up by its sender: the errand is over. 2) origin in no block, or not safe: wait. 3) not approved: ask for
 * an approval. 4) approved: execute in its time, if it is to be executed. 5) where it should be: wait until it is final.
 */
async function look(errand: Errand, world: World, now: number): Promise<Step> {
  const { submission } = errand;
  const { origin } = submission;
  errand.lookAt = now + origin.blockTimeMs;

  if (submission.abandoned) return 'over';
  const calls = await readCalls(origin.axelar, submission.hash);
  const call = calls?.[errand.nth];
  if (call === undefined) return undefined;
  if (!errand.hasty && !(await isSafe(submission))) return undefined;

  const destination = world.chains.find(({ name }) => name === call.destinationChain);
  if (destination === undefined) throw new Error(`No chain is called ${call.destinationChain}.`);
  const delivery = await deliveryOf(destination.axelar, call);

  if (delivery === 'unknown') {
    submission.relayed = true;
    errand.approvedAt = errand.reachedAt = undefined;
    errand.lookAt = now + patienceMs;
    return { destination, call };
  }
  errand.approvedAt ??= now;
  if (delivery === 'approved' && errand.executes) {
    errand.reachedAt = undefined;
    const executesAt = errand.approvedAt + errand.executesAfterMs;
    if (now < executesAt) {
      errand.lookAt = executesAt;
      return undefined;
    }
    await execute(destination.axelar, call);
    errand.lookAt = now + patienceMs;
    return 'executed';
  }
  errand.reachedAt ??= now;
  if (now - errand.reachedAt >= settlesAfterMs) return 'over';
  errand.lookAt = now + patienceMs;
  return undefined;
}

async function isSafe({ origin, hash }: Submission): Promise<boolean> {
  const { client } = origin.axelar;
  const [receipt, head] = await Promise.all([receiptOf(client, hash), client.getBlockNumber()]);
  return receipt !== undefined && receipt.blockNumber + BigInt(origin.behind.safe) <= head;
}
