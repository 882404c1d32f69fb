import type { About, Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { WITHDRAWAL_PROMISES, portalKind, wholeLinks, withdrawalKind } from './capture-message.ts';
import type { OpstackDeployment } from './deployments.ts';
import { bridgesOn, endOf, predeploys, type End } from './end.ts';
import { requestLink, withdrawalLink } from './links.ts';
import { countOf, decodeRelay, messageHash, versionOf, type Message } from './message.ts';
import { bothCoins, coinsLeaving, tellSent } from './tell-message.ts';
import { decodeFinalization, withdrawalHash, type Withdrawal } from './withdrawal.ts';

type Input = Omit<CaptureInput<unknown, OpstackDeployment>, 'args'>;

/** Reads `MessagePassed`: a withdrawal on its OP chain. */
export function capturePassed({
  args: { withdrawalHash: hash, ...withdrawal },
  ...input
}: CaptureInput<Withdrawal & { withdrawalHash: Hex }, OpstackDeployment>): Captured {
  return passedAs(hash, withdrawal, input);
}

/** Reads `MessagePassed` of Mantle. */
export function capturePassedByMantle({
  args: { withdrawalHash: hash, mntValue: mnt, ethValue: value, ...rest },
  ...input
}: CaptureInput<
  Omit<Withdrawal, 'value' | 'mnt'> & { mntValue: bigint; ethValue: bigint; withdrawalHash: Hex },
  OpstackDeployment
>): Captured {
  return passedAs(hash, { ...rest, value, mnt }, input);
}

function passedAs(hash: Hex, withdrawal: Withdrawal, input: Input): Captured {
  const end = endOf(input, ['passer']);
  const told = tellWithdrawal(withdrawal, { ...end, way: end.outbound });
  return {
    step: 'send',
    links: [...told.links, withdrawalLink(end.outbound, hash)],
    about: { ...told.about, details: { ...told.about.details, withdrawalHash: hash } },
  };
}

/** What a withdrawal says, as from its OP chain: the message that it is, if the messenger made it. */
function tellWithdrawal(
  withdrawal: Withdrawal,
  { way, ...end }: { way: string } & Omit<End, 'role' | 'outbound' | 'inbound' | 'messenger'>,
): { links: Link[]; about: About } {
  const message = messageIn(withdrawal);
  if (message) {
    const { details, ...about } = tellSent(message, end);
    return {
      links: wholeLinks(way, message),
      about: {
        kind: withdrawalKind(end),
        ...about,
        promises: WITHDRAWAL_PROMISES,
        details: { ...details, messageHash: messageHash(message) },
      },
    };
  }
  const { sender, target, nonce, gasLimit } = withdrawal;
  const sent = coinsLeaving(withdrawal, end);
  return {
    links: [],
    about: {
      kind: portalKind(end),
      origin: end.here,
      destination: end.there,
      sender,
      recipient: target,
      ...(sent && { sent }),
      details: {
        nonce: countOf(nonce).toString(),
        gasLimit: gasLimit.toString(),
        ...bothCoins(withdrawal),
      },
    },
  };
}

/** Only the messenger itself can have withdrawn as this sender. */
function messageIn({ sender, data }: Withdrawal): Message | undefined {
  if (sender !== predeploys.messenger) return undefined;
  const message = decodeRelay(data);
  if (!message || versionOf(message.nonce) > 1) {
    throw new Error('a withdrawal of the messenger that is no message of version 0 or 1');
  }
  return message;
}

interface Proven {
  withdrawalHash: Hex;
  from: Hex;
  to: Hex;
}

/** Reads `WithdrawalProven`: the portal has seen that the withdrawal is in the OP chain's state, as somebody proposes that. */
export function captureProven({
  args,
  ...input
}: CaptureInput<Proven, OpstackDeployment>): Captured {
  const isMessage = args.from === predeploys.messenger;
  const end = endOf(input, ['portal']);
  const captured = atPortal(args.withdrawalHash, input, 'prove');
  return {
    ...captured,
    about: {
      ...captured.about,
      // Of a message, these are the two messengers.
      ...(isMessage
        ? { kind: withdrawalKind(end), promises: WITHDRAWAL_PROMISES }
        : { kind: portalKind(end), sender: args.from, recipient: args.to }),
    },
  };
}

/** Reads `WithdrawalProven` of Blast, which also names the request for the ether that its yield manager has to set free. */
export function captureProvenRequest(
  input: CaptureInput<Proven & { requestId: bigint }, OpstackDeployment>,
): Captured {
  const { about, ...captured } = captureProven(input);
  const { requestId } = input.args;
  const { inbound } = endOf(input, ['portal']);
  return {
    ...captured,
    // A withdrawal of no ether requests none.
    links: [
      ...captured.links,
      ...(requestId > 0n ? [requestLink(inbound, 'etherManager', requestId)] : []),
    ],
    about: {
      ...about,
      details: { ...about.details, ...(requestId > 0n && { requestId: requestId.toString() }) },
    },
  };
}

/** Reads `WithdrawalProvenExtension1`, which comes with a proof since several may prove the same withdrawal. */
export function captureProver({
  args: { withdrawalHash: hash, proofSubmitter },
  ...input
}: CaptureInput<{ withdrawalHash: Hex; proofSubmitter: Hex }, OpstackDeployment>): Captured {
  const { about, ...captured } = atPortal(hash, input, 'prove');
  return { ...captured, about: { ...about, details: { ...about.details, proofSubmitter } } };
}

interface Finalized {
  withdrawalHash: Hex;
  success: boolean;
}

/**
 * Reads `WithdrawalFinalized`: the portal has called the target, once and for all. The event names nothing but the hash; the
 * call of its transaction tells the rest, where it is the one that is hashed.
 */
export function captureFinalized({
  args: { withdrawalHash: hash, success },
  ...input
}: CaptureInput<Finalized, OpstackDeployment>): Captured {
  const captured = atPortal(hash, input, 'finalize');
  const told = toldByCall(hash, input);
  const { promises: _, ...about } = told?.about ?? {};
  return {
    ...captured,
    ...(!success && { outcome: 'failed' as const }),
    links: [...captured.links, ...(told?.links ?? [])],
    about: {
      // Most are: one of another kind says so where it leaves and where it is proven.
      kind: withdrawalKind(endOf(input, ['portal'])),
      ...about,
      ...captured.about,
      promises: ['finalize'],
      details: { ...about.details, ...captured.about.details },
      ...(!success && {
        reason:
          'its call on the chain that is settled on failed, and the portal makes it only once',
      }),
    },
  };
}

function toldByCall(hash: Hex, input: Input): ReturnType<typeof tellWithdrawal> | undefined {
  const withdrawal = input.call && finalizationIn(input.call.input);
  if (!withdrawal || withdrawalHash(withdrawal) !== hash) return undefined;
  const { here, there, inbound, mnt, blastBridge } = endOf(input, ['portal']);
  return tellWithdrawal(withdrawal, {
    way: inbound,
    here: there,
    there: here,
    isOnL1: false,
    ...(mnt && { mnt }),
    ...(blastBridge && { blastBridge }),
    bridges: bridgesOn(input.deploymentOn(there.chain) ?? {}),
  });
}

/** Anybody may call anything: what is not shaped like it tells nothing. */
function finalizationIn(data: Hex): Withdrawal | undefined {
  try {
    return decodeFinalization(data);
  } catch {
    return undefined;
  }
}

function atPortal(hash: Hex, input: Input, step: string): Captured & { about: About } {
  const { here, there, inbound } = endOf(input, ['portal']);
  return {
    step,
    links: [withdrawalLink(inbound, hash)],
    about: { origin: there, destination: here, details: { withdrawalHash: hash } },
  };
}
