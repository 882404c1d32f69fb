import { zeroAddress } from 'viem';
import type { About, ChainRef } from '../../core/leg.ts';
import type { Call, Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import {
  aliasOf,
  classicIds,
  depositHash,
  readContent,
  senderOf,
  type Content,
  type Retryable,
} from './content.ts';
import { nativeAsset, type ArbitrumDeployment, type Rollup } from './deployments.ts';
import {
  messageLink,
  outcomeLinks,
  ticketLink,
  transactionLinks,
  type Age,
  type MessageKind,
} from './links.ts';
import { receiptLookup } from './receipt-lookup.ts';
import { fromOriginData, readUserMessage, type UserTransaction } from './user-message.ts';

type Input<Args> = CaptureInput<Args, ArbitrumDeployment>;

/** Kinds of messages, from nitro-contracts' `MessageTypes.sol`; 13 is the batch poster's account of itself, 11 the first one. */
const kinds: Readonly<Record<number, MessageKind | null>> = {
  3: 'message',
  7: 'message',
  9: 'retryable',
  11: null,
  12: 'deposit',
  13: null,
};

interface Message {
  messageIndex: bigint;
  inbox: Hex;
  kind: number;
  sender: Hex;
}

/** Reads a message at its bridge. What the chain tells itself is no operation of anybody's. */
export function captureMessage(input: Input<Message & { baseFeeL1: bigint }>): Captured | null {
  const { args, deployment, emitter } = input;
  const rollup = rollupOf(deployment, ({ bridge }) => bridge === emitter);
  const kind = kindOf(args.kind);
  if (kind === null) return null;
  const sender = senderOf(args.sender);
  return {
    step: 'message',
    links: [messageLink(rollup.child, 'nitro', kind, args.messageIndex)],
    about: {
      ...wayOf(input, rollup, kind),
      // A gateway sends for somebody else, whom it names.
      ...(isGateway(rollup, sender) ? {} : { sender: sender.toLowerCase() }),
      details: {
        messageIndex: args.messageIndex.toString(),
        inbox: args.inbox.toLowerCase(),
      },
    },
  };
}

/** Reads a message of the time before Nitro. Its ticket's id follows from its number alone. */
export function captureClassicMessage(input: Input<Message>): Captured | null {
  const { args, deployment, emitter } = input;
  const rollup = rollupOf(deployment, ({ classic }) => classic?.bridge === emitter);
  const kind = kindOf(args.kind);
  if (kind === null) return null;
  const links = [messageLink(rollup.child, 'classic', kind, args.messageIndex)];
  const details = { messageIndex: args.messageIndex.toString(), inbox: args.inbox.toLowerCase() };
  const about: About = { ...wayOf(input, rollup, kind), details };
  if (kind !== 'retryable') return { step: 'message', links, about };
  const { redeem: ticketId } = classicIds(rollup.child, args.messageIndex);
  return {
    step: 'message',
    links: [...links, ticketLink(rollup.child, ticketId)],
    about: { ...about, details: { ...details, ticketId } },
  };
}

/** Reads what an inbox says of a message, whose kind it does not tell. */
export function captureContent(input: Input<{ messageNum: bigint; data: Hex }>): Captured {
  const { args, at, call, deployment, emitter } = input;
  const rollup = rollupOf(deployment, ({ inbox }) => inbox === emitter);
  const content = readContent(args.data);
  const age = ageAt(rollup, at.blockNumber);
  if (content.type === 'message') return captureUserMessage(input, rollup, args.data);
  const link = messageLink(rollup.child, age, content.type, args.messageNum);
  const about: About = {
    ...wayOf(input, rollup, content.type),
    ...(content.type === 'deposit' && tellDeposit(rollup, content)),
    ...(content.type === 'retryable' && tellRetryable(rollup, content)),
  };
  const hash = transactionOf(content, { child: rollup.child, age, index: args.messageNum, call });
  if (hash === null) return { step: 'content', links: [link], about };
  const details = { ...about.details, childTransaction: hash };
  const [succeeded, failed] = transactionLinks(rollup.child, hash);
  const step = content.type === 'deposit' ? 'execution' : 'redemption';
  const { chain } = childOf(input, rollup);
  return {
    step: 'content',
    links: [link, succeeded, failed],
    about: { ...about, details },
    lookups: chain
      ? [receiptLookup({ link: succeeded, transaction: hash, end: 'succeeded', step, chain, at })]
      : [],
  };
}

/** The transaction that a message makes on the child, where that is known; that of a ticket's redemption is not. */
function transactionOf(
  content: Content,
  message: { child: number; age: Age; index: bigint; call: Call | undefined },
): Hex | null {
  const { child, age, index, call } = message;
  if (content.type === 'retryable' && age === 'classic') {
    const { creation, redeem } = classicIds(child, index);
    return content.data === '0x' ? creation : redeem;
  }
  if (content.type !== 'deposit' || !call) return null;
  const { to } = content;
  // Whoever signs the transaction deposits to their own address, and a contract to its alias, which is then the sender too.
  return depositHash({ child, index, from: call.from === to ? aliasOf(to) : to }, content);
}

/** Reads the notice of a message whose content is in the call alone, which no deposit and no ticket is. */
export function captureContentFromOrigin(input: Input<{ messageNum: bigint }>): Captured {
  const rollup = rollupOf(input.deployment, ({ inbox }) => inbox === input.emitter);
  return captureUserMessage(input, rollup, input.call && fromOriginData(input.call, input.emitter));
}

/** A message that holds transactions of users: if that is one whose hash is known, its receipt is asked for. */
function captureUserMessage(
  input: Input<{ messageNum: bigint }>,
  rollup: Rollup,
  data: Hex | undefined,
): Captured {
  const { args, at, call, emitter: inbox } = input;
  const { child } = rollup;
  const { messageNum: index } = args;
  const age = ageAt(rollup, at.blockNumber);
  const way = wayOf(input, rollup, 'message');
  const transaction =
    data !== undefined && age === 'nitro'
      ? readUserMessage(data, { child, index, inbox, call })
      : null;
  if (!transaction) {
    return { step: 'content', links: [messageLink(child, age, 'message', index)], about: way };
  }
  const [succeeded, failed] = outcomeLinks(child, index);
  const { chain } = childOf(input, rollup);
  const { hash } = transaction;
  const asked = { step: 'execution', message: index, transaction: hash, at } as const;
  return {
    step: 'content',
    links: [succeeded, failed],
    about: { ...way, ...tellTransaction(rollup, transaction) },
    lookups: chain
      ? [
          receiptLookup({ ...asked, chain, link: succeeded, end: 'succeeded' }),
          receiptLookup({ ...asked, chain, link: failed, end: 'failed' }),
        ]
      : [],
  };
}

function tellTransaction(
  rollup: Rollup,
  { form, hash, call, isFunded }: UserTransaction,
): Pick<About, 'recipient' | 'sent' | 'details'> {
  const details = { form, childTransaction: hash };
  if (!call) return { details };
  const { to, value, gasLimit, maxFeePerGas } = call;
  return {
    ...(to && { recipient: to }),
    ...(isFunded && value > 0n && { sent: nativeAsset(rollup, value) }),
    details: {
      ...details,
      callValue: value.toString(),
      gasLimit: gasLimit.toString(),
      maxFeePerGas: maxFeePerGas.toString(),
    },
  };
}

interface TokenDeposit {
  l1Token: Hex;
  _from: Hex;
  _to: Hex;
  _sequenceNumber: bigint;
  _amount: bigint;
}

/** Reads a deposit of tokens at a gateway of the parent: its number is that of the retryable ticket that it made. */
export function captureTokenDeposit(input: Input<TokenDeposit>): Captured {
  const { args, at, deployment, emitter } = input;
  const rollup = rollupOf(deployment, (one) => isGateway(one, emitter));
  const age = ageAt(rollup, at.blockNumber);
  return {
    step: 'token_deposit',
    links: [messageLink(rollup.child, age, 'retryable', args._sequenceNumber)],
    about: {
      ...wayOf(input, rollup, 'retryable'),
      sender: args._from.toLowerCase(),
      recipient: args._to.toLowerCase(),
      sent: { token: args.l1Token.toLowerCase(), amount: args._amount.toString() },
      // Redeemed without them, the child's gateway has sent them back. Before Nitro, arrivals may be of another transaction.
      ...(age === 'nitro' && { promises: ['token_arrival'] }),
      details: { gateway: emitter },
    },
  };
}

/** The bridge that a contract is part of. */
export function rollupOf(
  { children }: ArbitrumDeployment,
  has: (rollup: Rollup) => boolean,
): Rollup {
  const rollup = children.find(has);
  if (!rollup) throw new Error('not a contract of a bridge that is known here');
  return rollup;
}

export const isGateway = ({ gateways }: Rollup, address: string): boolean =>
  gateways.some(({ parent }) => parent === address.toLowerCase());

function kindOf(kind: number): MessageKind | null {
  const known = kinds[kind];
  if (known === undefined) throw new Error(`a message of kind ${kind}, which is not known`);
  return known;
}

const ageAt = ({ classic }: Rollup, block: bigint): Age =>
  classic && block >= classic.from && block < classic.until ? 'classic' : 'nitro';

const childOf = ({ chainNamed }: Input<unknown>, { child }: Rollup): ChainRef =>
  chainNamed(String(child));

const wayOf = (input: Input<unknown>, rollup: Rollup, kind: MessageKind): About => ({
  kind,
  origin: input.here,
  destination: childOf(input, rollup),
});

const tellDeposit = (rollup: Rollup, { to, value }: { to: Hex; value: bigint }): About => ({
  sent: nativeAsset(rollup, value),
  recipient: to,
});

function tellRetryable(rollup: Rollup, ticket: Retryable): About {
  const { to, callValue, deposit, data, beneficiary } = ticket;
  // Without a call, all that was paid in goes to the child, less the fees.
  const value = callValue === 0n && data === '0x' ? deposit : callValue;
  const isGatewayCall = rollup.gateways.some(({ child }) => child === to);
  return {
    ...(value > 0n && { sent: nativeAsset(rollup, value) }),
    ...(to !== zeroAddress && !isGatewayCall && { recipient: to }),
    details: {
      target: to,
      beneficiary,
      excessFeeRefundAddress: ticket.excessFeeRefundAddress,
      deposit: deposit.toString(),
      maxSubmissionCost: ticket.maxSubmissionCost.toString(),
      gasLimit: ticket.gasLimit.toString(),
      maxFeePerGas: ticket.maxFeePerGas.toString(),
    },
  };
}
