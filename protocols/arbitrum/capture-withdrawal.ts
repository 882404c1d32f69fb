import type { About, ChainRef, Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { exactLink, type Captured, type CaptureInput } from '../define.ts';
import { isGateway, rollupOf } from './capture-message.ts';
import { childGatewayOf, childSideOf } from './capture-ticket.ts';
import { ARB_SYS, nativeAsset, type ArbitrumDeployment, type Rollup } from './deployments.ts';
import { callLink, classicCallLink, classicIdLink, sendLink } from './links.ts';

type Input<Args> = CaptureInput<Args, ArbitrumDeployment>;
type Parent = NonNullable<ArbitrumDeployment['parent']>;

interface Send {
  caller: Hex;
  destination: Hex;
  callvalue: bigint;
  data: Hex;
}

/** Reads a message to the parent at the child's system contract. */
export function captureSend(input: Input<Send & { hash: bigint; position: bigint }>): Captured {
  const { args, deployment } = input;
  const links = [sendLink(deployment.chainId, args.position)];
  return aSend(input, links, { position: args.position.toString() });
}

/** The same before Nitro. */
export function captureClassicSend(
  input: Input<Send & { uniqueId: bigint; batchNumber: bigint; indexInBatch: bigint }>,
): Captured {
  const { args, deployment } = input;
  const { chainId } = deployment;
  const links = [
    classicIdLink(chainId, args.uniqueId),
    classicCallLink('cause', chainId, {
      to: args.destination,
      value: args.callvalue,
      data: args.data,
    }),
  ];
  return aSend(input, links, {
    batchNumber: args.batchNumber.toString(),
    indexInBatch: args.indexInBatch.toString(),
  });
}

/** The level of a node of the tree stands above the leaf that was added last. */
const LEAF_BITS = 192n;

/** Reads a node of the tree of all sends, which a send adds to: others need it to make the proof. */
export function captureInsertion(input: Input<{ position: bigint }>): Captured {
  const { args, deployment, emitter } = input;
  const parent = childSideOf(deployment, emitter, ARB_SYS);
  const leaf = args.position & ((1n << LEAF_BITS) - 1n);
  return {
    step: 'insertion',
    links: [sendLink(deployment.chainId, leaf)],
    about: fromHere(input, parent),
  };
}

interface TokenMove {
  l1Token: Hex;
  _from: Hex;
  _to: Hex;
  _exitNum: bigint;
  _amount: bigint;
}

/** Reads a withdrawal of tokens at a gateway of the child: it names its send. */
export function captureTokenWithdrawal(input: Input<TokenMove & { _l2ToL1Id: bigint }>): Captured {
  const { args, at, deployment, emitter } = input;
  const parent = childGatewayOf(deployment, emitter);
  const { chainId } = deployment;
  const isClassic = at.blockNumber < BigInt(parent.nitroFrom);
  // The first versions of Nitro gave gateways a hash instead, which equal sends of a block share.
  if (args._l2ToL1Id >> 64n !== 0n) throw new Error('the id of its send is no position');
  const amount = args._amount.toString();
  return {
    step: 'token_withdrawal',
    links: [isClassic ? classicIdLink(chainId, args._l2ToL1Id) : sendLink(chainId, args._l2ToL1Id)],
    about: {
      ...fromHere(input, parent),
      sender: args._from.toLowerCase(),
      recipient: args._to.toLowerCase(),
      sent: { amount },
      wanted: { token: args.l1Token.toLowerCase(), amount },
      details: { gateway: emitter, exitNum: args._exitNum.toString() },
    },
  };
}

interface Execution {
  to: Hex;
  l2Sender: Hex;
  /** Zero; before Nitro, the batch. */
  zero: bigint;
  transactionIndex: bigint;
}

/** Reads an execution at an outbox of the parent, which fails as a whole if its call does. */
export function captureExecution(input: Input<Execution>): Captured {
  const { args, at, deployment, emitter } = input;
  const rollup = rollupOf(deployment, (one) => isOutbox(one, emitter));
  const { child, outbox, gateways } = rollup;
  const [to, sender] = [args.to.toLowerCase(), args.l2Sender.toLowerCase()];
  const isPayout = gateways.some((pair) => pair.parent === to && pair.child === sender);
  const call = { child, transaction: at.transaction, to };
  return {
    step: 'execution',
    links: [
      emitter === outbox ? sendLink(child, args.transactionIndex) : ownLink(input, child),
      callLink('cause', { ...call, what: 'call' }),
      ...(isPayout ? [callLink('cause', { ...call, what: 'payout' })] : []),
    ],
    about: {
      ...toHere(input, rollup),
      ...(isPayout ? {} : { sender, recipient: to }),
    },
  };
}

interface Call {
  outbox: Hex;
  to: Hex;
  value: bigint;
  data: Hex;
}

/** Reads the call that an execution makes: what it pays of the child's own coin. What a gateway gets, it pays on as a token. */
export function captureCall(input: Input<Call>): Captured {
  const { args, at, deployment, emitter } = input;
  const rollup = rollupOf(
    deployment,
    ({ bridge, classic }) => bridge === emitter || classic?.bridge === emitter,
  );
  if (!isOutbox(rollup, args.outbox)) throw new Error('an outbox that is not known here');
  const { child, bridge } = rollup;
  return {
    step: 'call',
    links: [
      ownLink(input, child),
      callLink('effect', { child, transaction: at.transaction, to: args.to, what: 'call' }),
      ...(emitter === bridge ? [] : [classicCallLink('effect', child, args)]),
    ],
    about: {
      ...toHere(input, rollup),
      ...(args.value > 0n &&
        !isGateway(rollup, args.to) && { received: nativeAsset(rollup, args.value) }),
    },
  };
}

/** Reads what a gateway of the parent has paid, which obeys its counterpart's executions alone. */
export function captureTokenPayout(input: Input<TokenMove>): Captured {
  const { args, at, deployment, emitter } = input;
  const rollup = rollupOf(deployment, (one) => isGateway(one, emitter));
  const { child } = rollup;
  return {
    step: 'token_payout',
    links: [
      ownLink(input, child),
      callLink('effect', { child, transaction: at.transaction, to: emitter, what: 'payout' }),
    ],
    about: {
      ...toHere(input, rollup),
      sender: args._from.toLowerCase(),
      recipient: args._to.toLowerCase(),
      received: { token: args.l1Token.toLowerCase(), amount: args._amount.toString() },
      details: { gateway: emitter, exitNum: args._exitNum.toString() },
    },
  };
}

function aSend(input: Input<Send>, links: Link[], details: Record<string, string>): Captured {
  const { args, deployment, emitter } = input;
  const parent = childSideOf(deployment, emitter, ARB_SYS);
  const sender = args.caller.toLowerCase();
  // A gateway sends for somebody else, whom it names.
  const isOfGateway = parent.gateways.some(({ child }) => child === sender);
  return {
    step: 'send',
    links,
    about: {
      ...fromHere(input, parent),
      ...(isOfGateway ? {} : { sender, recipient: args.destination.toLowerCase() }),
      ...(args.callvalue > 0n && { sent: nativeAsset(parent, args.callvalue) }),
      details,
    },
  };
}

const isOutbox = ({ outbox, classic }: Rollup, address: string): boolean =>
  [outbox, ...(classic?.outboxes ?? [])].some((own) => own === address.toLowerCase());

/** Of what names its operation by its transaction alone: itself. */
function ownLink({ at }: Input<unknown>, child: number): Link {
  const { chain, blockHash, transaction, index } = at;
  return exactLink(`arbitrum:${child}:log:${chain}:${blockHash}:${transaction}:${index}`, 'itself');
}

const fromHere = ({ here, chainNamed }: Input<unknown>, { chainId }: Parent): About => ({
  kind: 'withdrawal',
  origin: here,
  destination: chainNamed(String(chainId)),
});

const toHere = (input: Input<unknown>, { child }: Rollup): About => ({
  kind: 'withdrawal',
  origin: nameOf(input, child),
  destination: input.here,
});

const nameOf = ({ chainNamed }: Input<unknown>, child: number): ChainRef =>
  chainNamed(String(child));
