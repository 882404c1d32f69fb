import { decodeFunctionData, zeroAddress } from 'viem';
import type { About, ChainRef, Link } from '../../core/leg.ts';
import { receiptViews } from '../../core/lookup.ts';
import type { Call, Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { ticketIdOf } from './content.ts';
import { ARB_RETRYABLE_TX, nativeAsset, type ArbitrumDeployment } from './deployments.ts';
import { submitRetryable } from './events.ts';
import { messageLink, outcomeLinks, ticketLink, transactionLinks } from './links.ts';
import { askedBy, receiptLookup } from './receipt-lookup.ts';

type Input<Args> = CaptureInput<Args, ArbitrumDeployment>;
type Parent = NonNullable<ArbitrumDeployment['parent']>;

/** A ticket lives so long, on every chain; from nitro's `arbos/retryables/retryable.go`. */
const LIFETIME_SECONDS = 7 * 24 * 3_600;

/**
 * Reads a ticket. The call of its transaction is none that anybody can make, and names the message: with its fields hashed to
 * the ticket's id, that is a proof.
 */
export function captureTicket(input: Input<{ ticketId: Hex }>): Captured {
  const { args, at, call, deployment } = input;
  const parent = retryableOf(input);
  const { chainId: child } = deployment;
  const made = call && madeBy(call, args.ticketId, child);
  const isClassic = at.blockNumber < BigInt(parent.nitroFrom);
  const timeout = at.blockTime + LIFETIME_SECONDS;
  const isGateway = parent.gateways.some((gateway) => gateway.child === made?.to);
  return {
    step: 'ticket',
    links: [
      ticketLink(child, args.ticketId),
      ...(made ? [messageLink(child, 'nitro', 'retryable', made.index)] : []),
    ],
    about: {
      ...wayOf(input, parent),
      ...(made && made.callValue > 0n && { sent: nativeAsset(parent, made.callValue) }),
      ...(made && made.to !== zeroAddress && !isGateway && { recipient: made.to }),
      // Before Nitro nothing tells whether somebody has tried to redeem it, so that no absence is certain.
      ...(isClassic ? {} : { deadline: timeout }),
      details: { ticketId: args.ticketId, timeout: timeout.toString() },
    },
  };
}

/** Reads a try: a transaction that the chain appends to the same block. Only its receipt tells how it ended. */
export function captureAttempt(
  input: Input<{ ticketId: Hex; retryTxHash: Hex; sequenceNum: bigint }>,
): Captured {
  const { args, at, deployment } = input;
  const parent = retryableOf(input);
  const { chainId: child } = deployment;
  const [succeeded, failed] = transactionLinks(child, args.retryTxHash);
  const transaction = args.retryTxHash;
  const asked = { step: 'redemption', transaction, chain: at.chain, at } as const;
  return {
    step: 'attempt',
    links: [ticketLink(child, args.ticketId), succeeded, failed],
    about: {
      ...wayOf(input, parent),
      details: { ticketId: args.ticketId, childTransaction: args.retryTxHash.toLowerCase() },
    },
    lookups: [
      receiptLookup({ ...asked, link: succeeded, end: 'succeeded' }),
      receiptLookup({ ...asked, link: failed, end: 'failed' }),
    ],
  };
}

/** Reads that a ticket lives longer. */
export function captureExtension(input: Input<{ ticketId: Hex; newTimeout: bigint }>): Captured {
  const { args } = input;
  return ofTicket(input, 'extension', args.ticketId, {
    deadline: Number(args.newTimeout),
    details: { ticketId: args.ticketId, timeout: args.newTimeout.toString() },
  });
}

/** Reads that its beneficiary has called a ticket off: what it carried of the chain's own coin is theirs. */
export function captureCancellation(input: Input<{ ticketId: Hex }>): Captured {
  const { ticketId } = input.args;
  return ofTicket(input, 'cancellation', ticketId, { owes: false, details: { ticketId } });
}

/** Reads a redemption of the time before Nitro, which emitted it. */
export function captureClassicRedeem(input: Input<{ ticketId: Hex }>): Captured {
  const { ticketId } = input.args;
  const told = ofTicket(input, 'redemption', ticketId, { details: { ticketId } });
  return {
    ...told,
    links: [...told.links, ...transactionLinks(input.deployment.chainId, ticketId)],
  };
}

interface TokenArrival {
  l1Token: Hex;
  _from: Hex;
  _to: Hex;
  _amount: bigint;
}

/**
 * Reads an arrival of tokens at a gateway of the child, which obeys a message of its counterpart alone: the transaction is
 * that of one ticket's try, and has succeeded.
 */
export function captureTokenArrival(input: Input<TokenArrival>): Captured {
  const { args, at, deployment, emitter } = input;
  const parent = childGatewayOf(deployment, emitter);
  return {
    step: 'token_arrival',
    links: [...transactionLinks(deployment.chainId, at.transaction)],
    about: {
      ...wayOf(input, parent),
      sender: args._from.toLowerCase(),
      recipient: args._to.toLowerCase(),
      received: { amount: args._amount.toString() },
      details: { parentToken: args.l1Token.toLowerCase() },
    },
  };
}

/** Reads what a receipt has answered about a transaction that a message makes on the child. */
export function captureReceipt(
  input: Input<{ transaction: Hex; mark: bigint }>,
  end: 'succeeded' | 'failed',
): Captured {
  const { args, deployment, emitter, isAsked } = input;
  if (!isAsked) throw new Error('not an answer of a receipt');
  const parent = childSideOf(deployment, emitter, receiptViews.to);
  const { chainId: child } = deployment;
  const { transaction } = args;
  const { step, message } = askedBy(args.mark);
  const isUsers = message !== undefined;
  // A ticket may be tried again; a user's transaction has had its turn.
  const failure = isUsers ? 'failed' : 'failed_retryable';
  return {
    step,
    outcome: end === 'succeeded' ? 'success' : failure,
    links: [...(isUsers ? outcomeLinks(child, message) : transactionLinks(child, transaction))],
    about: {
      ...wayOf(input, parent),
      kind: isUsers ? 'message' : step === 'execution' ? 'deposit' : 'retryable',
      ...(end === 'failed' && { reason: `its call failed: see transaction ${transaction}` }),
      details: { childTransaction: transaction },
    },
  };
}

/** The child's side of a bridge, by a gateway of it. */
export function childGatewayOf({ parent }: ArbitrumDeployment, emitter: string): Parent {
  if (!parent?.gateways.some(({ child }) => child === emitter)) {
    throw new Error('not a gateway that is known here');
  }
  return parent;
}

/** The child's side of a bridge, by one of the contracts that every child has. */
export function childSideOf({ parent }: ArbitrumDeployment, emitter: string, own: string): Parent {
  if (!parent || emitter !== own) throw new Error('not a contract of a child');
  return parent;
}

const retryableOf = ({ deployment, emitter }: Input<unknown>): Parent =>
  childSideOf(deployment, emitter, ARB_RETRYABLE_TX);

function ofTicket(input: Input<unknown>, step: string, ticketId: Hex, about: About): Captured {
  const parent = retryableOf(input);
  const links: Link[] = [ticketLink(input.deployment.chainId, ticketId)];
  return { step, links, about: { ...wayOf(input, parent), ...about } };
}

const parentOf = ({ chainNamed }: Input<unknown>, { chainId }: Parent): ChainRef =>
  chainNamed(String(chainId));

const wayOf = (input: Input<unknown>, parent: Parent): About => ({
  kind: 'retryable',
  origin: parentOf(input, parent),
  destination: input.here,
});

/** What the transaction of a ticket's making says of its message; null if it is not the one of this ticket. */
function madeBy(
  { from, to, input }: Call,
  ticketId: Hex,
  child: number,
): { index: bigint; to: Hex; callValue: bigint } | null {
  if (to !== ARB_RETRYABLE_TX) return null;
  const args = submittedBy(input);
  if (!args) return null;
  const [requestId, parentBaseFee, deposit, callValue, maxFeePerGas, gasLimit, ...rest] = args;
  const [maxSubmissionCost, excessFeeRefundAddress, beneficiary, target, data] = rest;
  const index = BigInt(requestId);
  const made = ticketIdOf(
    { child, index, from },
    {
      to: target,
      callValue,
      deposit,
      maxSubmissionCost,
      excessFeeRefundAddress,
      beneficiary,
      gasLimit,
      maxFeePerGas,
      data,
      parentBaseFee,
    },
  );
  // CAST: an address in hex stays hex.
  const called = target.toLowerCase() as Hex;
  return made === ticketId.toLowerCase() ? { index, to: called, callValue } : null;
}

function submittedBy(input: Hex) {
  try {
    return decodeFunctionData({ abi: submitRetryable, data: input }).args;
  } catch {
    return null; // another call
  }
}
