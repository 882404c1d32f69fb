import { keccak256, stringToHex } from 'viem';

import { every } from '../every.ts';
import type { Loop } from '../every.ts';
import type { Random } from '../random.ts';
import type { Sending } from '../sending.ts';
import type { CctpEnd } from './end.ts';
import { thresholds } from './message.ts';
import type { Attestation, Message, Version } from './message.ts';

const restMs = { min: 1_200, max: 4_000 };
const lookEveryMs = 500;
const version2Chance = 0.6;
const fastChance = 0.6;
const neverClaimedChance = 0.12;
const givesUpChance = 0.25;
const amounts = { min: 1_000_000, max: 5_000_000_000 };
/** From the moment at which Circle may sign to the one at which somebody delivers. */
const deliversAfterMs = { min: 500, max: 25_000 };
const deliversSoonMs = { min: 300, max: 1_500 };
const sendsAgainMs = { min: 800, max: 4_000 };
/** What Circle keeps of a fast transfer, in ten thousandths, and the most that its sender allows. */
const feeParts = { executed: 1n, max: 5n };
const openMax = 500;

/** A transfer that somebody decided to make. */
export interface Plan {
  readonly origin: CctpEnd;
  readonly destination: CctpEnd;
  readonly version: Version;
  /** Attested as soon as the burn is confirmed; otherwise Circle waits until it is finalized. */
  readonly isFast: boolean;
  readonly isClaimed: boolean;
  readonly deliversAfterMs: number;
}

interface Transfer extends Plan {
  readonly message: Message;
  readonly user: number;
  /** Lets it be when a reorg drops the burn, as long as nothing was delivered. */
  readonly givesUp: boolean;
  burn: Sending;
  attestation: Attestation | undefined;
  deliversAt: number | undefined;
  receive: Sending | undefined;
  lookAt: number;
  sendsAgainAt: number | undefined;
}

export interface Transfers extends Loop {
  /** Has somebody make a fast transfer from this end at once; what else is planned goes on. */
  readonly hurry: (origin: CctpEnd) => Promise<void>;
  readonly counts: { burns: number; receives: number; unclaimed: number; abandoned: number };
}

export interface TransfersOptions {
  readonly random: Random;
  /** All transfers lead to or from the hub. */
  readonly hub: CctpEnd;
  readonly others: readonly CctpEnd[];
  readonly onError: (error: unknown) => void;
}

/**
 * Has people send tokens between Solana and the other chains with CCTP, and plays Circle for them: a message is signed when
 * its burn is as firm as its version asks for, and somebody delivers it some time later, or nobody ever does.
 *
 * It trusts what the chains say now and not what it did: what a reorg undid is sent again, or given up by its sender.
 */
export function startTransfers({ random, hub, others, onError }: TransfersOptions): Transfers {
  const dice = random.fork('transfers');
  const open = new Set<Transfer>();
  const counts = { burns: 0, receives: 0, unclaimed: 0, abandoned: 0 };
  const nonces = new Map<CctpEnd, bigint>();
  const opening = openingPlans(hub, others, dice);

  const nextNonce = (end: CctpEnd) => {
    const nonce = (nonces.get(end) ?? 0n) + 1n;
    nonces.set(end, nonce);
    return nonce;
  };

  const begin = async (plan: Plan) => {
    if (open.size >= openMax) throw new Error(`${openMax} transfers wait for a block.`);
    const { origin, version } = plan;
    const user = dice.whole({ min: 0, max: origin.users.length - 1 });
    const nonce = version === 1 ? nextNonce(origin) : undefined;
    const message = write(plan, { user, nonce, dice });
    const givesUp = dice.chance(givesUpChance);
    const burn = await origin.burn(message, user);
    counts.burns += 1;
    if (!plan.isClaimed) counts.unclaimed += 1;
    open.add({
      ...plan,
      message,
      user,
      givesUp,
      burn,
      attestation: undefined,
      deliversAt: undefined,
      receive: undefined,
      lookAt: performance.now() + origin.blockTimeMs,
      sendsAgainAt: undefined,
    });
  };

  const look = async (transfer: Transfer) => {
    const step = await proceed(transfer, dice);
    if (step === 'abandoned') counts.abandoned += 1;
    if (step === 'delivered') counts.receives += 1;
    if (step === 'over' || step === 'abandoned') open.delete(transfer);
  };

  const sending = every({
    restMs: (round) => (round === 0 ? 0 : dice.between(restMs)),
    run: async (round) => await begin(opening[round] ?? drawPlan(hub, others, dice)),
    onError,
  });
  const looking = every({
    restMs: () => lookEveryMs,
    run: async () => {
      const now = performance.now();
      const due = [...open].filter(({ lookAt }) => lookAt <= now);
      const results = await Promise.allSettled(due.map(look));
      for (const result of results) if (result.status === 'rejected') onError(result.reason);
    },
    onError,
  });

  return {
    counts,
    hurry: async (origin) => {
      const destination = origin === hub ? dice.pick(others) : hub;
      await begin({ origin, destination, version: 2, ...quick(dice), isFast: true });
    },
    stop: async () => void (await Promise.all([sending.stop(), looking.stop()])),
  };
}

const quick = (dice: Random) => ({
  isClaimed: true,
  deliversAfterMs: dice.between(deliversSoonMs),
});

/** What comes first, so that a short demo shows both directions, both versions and one that nobody claims. */
function openingPlans(hub: CctpEnd, others: readonly CctpEnd[], dice: Random): Plan[] {
  const other = (nth: number) => {
    const end = others[nth % others.length];
    if (end === undefined) throw new RangeError('There is no end to send from.');
    return end;
  };
  const fast = { version: 2, isFast: true } as const;
  const standard = { version: 1, isFast: false } as const;
  return [
    { origin: other(0), destination: hub, ...fast, ...quick(dice) },
    { origin: hub, destination: other(2), ...fast, ...quick(dice) },
    { origin: hub, destination: other(1), ...standard, ...quick(dice) },
    { origin: other(0), destination: hub, ...standard, ...quick(dice) },
    { origin: other(2), destination: hub, ...fast, ...quick(dice), isClaimed: false },
  ];
}

function drawPlan(hub: CctpEnd, others: readonly CctpEnd[], dice: Random): Plan {
  const isOutward = dice.chance(0.5);
  const other = dice.pick(others);
  const version = dice.chance(version2Chance) ? 2 : 1;
  return {
    origin: isOutward ? hub : other,
    destination: isOutward ? other : hub,
    version,
    isFast: dice.chance(fastChance) && version === 2,
    isClaimed: !dice.chance(neverClaimedChance),
    deliversAfterMs: dice.soon(deliversAfterMs),
  };
}

function write(
  { origin, destination, version, isFast }: Plan,
  parts: { user: number; nonce: bigint | undefined; dice: Random },
): Message {
  const { user, nonce, dice } = parts;
  const sender = origin.users[user];
  if (sender === undefined) throw new Error(`${origin.name} has no user ${user}.`);
  const amount = BigInt(dice.whole(amounts));
  return {
    version,
    sourceDomain: origin.domain,
    destinationDomain: destination.domain,
    nonce,
    sender: origin.tokenMessengerBytes(version),
    recipient: destination.tokenMessengerBytes(version),
    burnToken: origin.tokenBytes,
    mintRecipient: dice.pick(destination.users).recipientBytes,
    amount,
    messageSender: sender.senderBytes,
    maxFee: isFast ? (amount * feeParts.max) / 10_000n : 0n,
    minFinalityThreshold: isFast ? thresholds.confirmed : thresholds.finalized,
  };
}

type Step = 'over' | 'abandoned' | 'delivered' | undefined;

/**
 * Looks where a transfer stands and does what comes next.
 *
 * 1) burn in no block: it is sent again, or given up. 2) burn not firm enough: Circle waits. 3) nobody will claim it: over
 * once the burn is final. 4) firm: signed, and delivered in its time. 5) delivery in no block: it is sent again. 6) both
 * final: over.
 */
export async function proceed(transfer: Transfer, dice: Random): Promise<Step> {
  const { origin, destination, message, user } = transfer;
  const now = performance.now();
  transfer.lookAt = now + lookEveryMs;

  const burn = await transfer.burn.standing();
  if (burn === 'failed') return 'abandoned';
  if (burn === 'absent') {
    // What is delivered must have an origin: from then on its sender insists.
    if (transfer.givesUp && transfer.receive === undefined) return 'abandoned';
    if (!isTime(transfer, dice)) return undefined;
    if (!(await transfer.burn.again())) transfer.burn = await origin.burn(message, user);
    return undefined;
  }
  if (burn === 'waiting') return undefined;
  if (!transfer.isClaimed) return burn === 'finalized' ? 'over' : undefined;

  if (transfer.receive === undefined) {
    if (burn !== 'finalized' && !(transfer.isFast && burn === 'safe')) return undefined;
    transfer.deliversAt ??= now + transfer.deliversAfterMs;
    if (now < transfer.deliversAt) return undefined;
    transfer.attestation = attest(message, transfer.isFast);
    transfer.receive = await destination.receive(message, transfer.attestation);
    return 'delivered';
  }

  const receive = await transfer.receive.standing();
  // Somebody was faster: the message was taken already.
  if (receive === 'failed') return 'over';
  if (receive === 'absent') {
    if (!isTime(transfer, dice)) return undefined;
    if (await transfer.receive.again()) return undefined;
    transfer.receive = await destination.receive(
      message,
      transfer.attestation ?? attest(message, transfer.isFast),
    );
    return undefined;
  }
  transfer.sendsAgainAt = undefined;
  return receive === 'finalized' && burn === 'finalized' ? 'over' : undefined;
}

/** People notice after a while that a transaction is gone. */
function isTime(transfer: Transfer, dice: Random): boolean {
  const now = performance.now();
  transfer.sendsAgainAt ??= now + dice.between(sendsAgainMs);
  if (now < transfer.sendsAgainAt) return false;
  transfer.sendsAgainAt = undefined;
  return true;
}

/** What Circle signs. The nonce of version 2 is its own, and the same each time. */
function attest(message: Message, isFast: boolean): Attestation {
  const { version, nonce, amount, sourceDomain, mintRecipient, messageSender } = message;
  if (version === 1) {
    const unused = { feeExecuted: 0n, expirationBlock: 0n, finalityThresholdExecuted: 0 };
    return { nonce: nonce ?? 0n, ...unused };
  }
  const text = `circle ${sourceDomain} ${messageSender} ${mintRecipient} ${amount}`;
  return {
    nonce: keccak256(stringToHex(text)),
    feeExecuted: isFast ? (amount * feeParts.executed) / 10_000n : 0n,
    expirationBlock: 0n,
    finalityThresholdExecuted: isFast ? thresholds.confirmed : thresholds.finalized,
  };
}
