import type { About, ChainRef, Link } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn, bytes32Of } from '../bytes32.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { AcrossDeployment } from './deployments.ts';
import {
  chosenLink,
  hashOfMessage,
  isChosen,
  isZero,
  owedLinks,
  ownDepositLink,
  ownSpeedUpLink,
  relayLink,
  speedUpLink,
  unnamedTokenLink,
  type Relay,
  type RelayBetween,
} from './relay.ts';

type Input<Args> = CaptureInput<Args, AcrossDeployment>;

/** A deposit, in either generation and on either family of chains. */
interface Deposited extends Relay {
  destinationChainId: bigint;
  message: Hex;
}

/** Reads a deposit. */
export function captureDeposit({
  args,
  at,
  ordinal,
  deployment,
  here,
  chainNamed,
}: Input<Deposited>): Captured {
  const { network, chainId } = deployment;
  const relay: RelayBetween = {
    ...args,
    network,
    originChainId: chainId,
    messageHash: hashOfMessage(args.message),
  };
  const destination = chainNamed(args.destinationChainId.toString());
  const speedUps = { network, originChainId: chainId, ...args };
  const { depositor: address, inputToken: token, inputAmount: amount } = args;
  const owed = { network, chainId, token, address, amount };
  return {
    step: 'deposit',
    links: [
      ...(isChosen(args.depositId)
        ? [ownDepositLink(relay, { transaction: at.transaction, ordinal }), chosenLink(relay)]
        : [relayLink(relay)]),
      ...(isZero(args.outputToken) ? [unnamedTokenLink(relay)] : []),
      speedUpLink(speedUps, 'cause'),
      ...owedLinks(owed, args.fillDeadline),
    ],
    about: { ...tellRelay(relay, here, destination), deadline: args.fillDeadline },
  };
}

/** A fill by itself, as each generation tells it. */
interface Filled extends Relay {
  originChainId: bigint;
  repaymentChainId: bigint;
  relayer: Hex;
  messageHash: Hex;
  relayExecutionInfo: {
    updatedRecipient: Hex;
    updatedMessageHash: Hex;
    updatedOutputAmount: bigint;
    fillType: number;
  };
}

/** What paid the recipient, by the number that the contract gives it. */
const fillTypes = [
  { step: 'fill', name: 'fast' },
  // A relayer was faster than the slow fill that somebody had asked for.
  { step: 'fill', name: 'replaced_slow' },
  { step: 'slow_fill', name: 'slow' },
] as const;

/** Reads a fill, whoever paid it. */
export function captureFill(input: Input<Filled>): Captured {
  const { args, here, chainNamed } = input;
  const { relayExecutionInfo: paid, repaymentChainId, relayer } = args;
  const type = fillTypes[paid.fillType];
  if (!type) throw new Error(`a fill of the unknown type ${paid.fillType}`);
  const { relay, about } = atDestination(input);
  const repayment = chainNamed(repaymentChainId.toString());
  const recipient = addressOn(here.chain, bytes32Of(paid.updatedRecipient));
  return {
    step: type.step,
    links: relayLinks(relay),
    about: {
      ...about,
      recipient,
      received: {
        token: addressOn(here.chain, bytes32Of(args.outputToken)),
        amount: paid.updatedOutputAmount.toString(),
      },
      details: {
        ...about.details,
        fillType: type.name,
        // What the deposit says of its recipient outweighs what its fill says: after a speed-up both are shown.
        ...(recipient !== about.recipient && { paidTo: recipient }),
        // The protocol itself pays a slow fill, and repays nobody.
        ...(type.step === 'fill' && {
          // Its address is one of the chain where it is repaid.
          relayer: addressOn(repayment.chain, bytes32Of(relayer)),
          repaymentChain: repayment.chain ?? repayment.name,
        }),
      },
    },
  };
}

/** The first generation tells messages whole. */
interface FilledV3 extends Omit<Filled, 'messageHash' | 'relayExecutionInfo'> {
  message: Hex;
  relayExecutionInfo: Omit<Filled['relayExecutionInfo'], 'updatedMessageHash'> & {
    updatedMessage: Hex;
  };
}

/** Reads a fill of the first generation, whose deposit may have left the output token to the protocol. */
export function captureFillV3({ args, ...input }: Input<FilledV3>): Captured {
  const { updatedMessage, ...paid } = args.relayExecutionInfo;
  const later: Input<Filled> = {
    ...input,
    args: {
      ...args,
      messageHash: hashOfMessage(args.message),
      relayExecutionInfo: { ...paid, updatedMessageHash: hashOfMessage(updatedMessage) },
    },
  };
  const captured = captureFill(later);
  return {
    ...captured,
    links: [...captured.links, unnamedTokenLink(atDestination(later).relay)],
  };
}

/** A request that the protocol may pay a deposit out of its own pool. */
interface SlowRequested extends Relay {
  originChainId: bigint;
  messageHash: Hex;
}

/** Reads a request for a slow fill: from then on the protocol pays, if no relayer is faster. */
export function captureSlowRequest(input: Input<SlowRequested>): Captured {
  const { relay, about } = atDestination(input);
  return {
    step: 'slow_request',
    links: relayLinks(relay),
    about: { ...about, promises: ['slow_fill'] },
  };
}

type SlowRequestedV3 = Omit<SlowRequested, 'messageHash'> & { message: Hex };

export function captureSlowRequestV3({ args, ...input }: Input<SlowRequestedV3>): Captured {
  const later = { ...input, args: { ...args, messageHash: hashOfMessage(args.message) } };
  const captured = captureSlowRequest(later);
  return {
    ...captured,
    links: [...captured.links, unnamedTokenLink(atDestination(later).relay)],
  };
}

/** Better terms that a depositor has signed; a relayer may fill by these or by the first ones. */
interface SpeedUp {
  updatedOutputAmount: bigint;
  depositId: bigint | number;
  depositor: Hex;
  updatedRecipient: Hex;
}

/** Reads a speed-up. What it offers is known to have been paid only once a fill says so. */
export function captureSpeedUp({
  args,
  at: { transaction },
  ordinal,
  deployment: { network, chainId },
  here,
}: Input<SpeedUp>): Captured {
  const spedUp = { network, originChainId: chainId, ...args };
  return {
    step: 'speed_up',
    links: [ownSpeedUpLink(spedUp, { transaction, ordinal }), speedUpLink(spedUp, 'effect')],
    about: {
      kind: 'speed_up',
      sender: addressOn(here.chain, bytes32Of(args.depositor)),
      details: {
        depositId: args.depositId.toString(),
        offeredAmount: args.updatedOutputAmount.toString(),
        // Nothing here says which chain it is an address of.
        offeredRecipient: addressOn(null, bytes32Of(args.updatedRecipient)),
      },
    },
  };
}

/** The links of what a destination tells of a relay: there it is one, however many deposits there are. */
const relayLinks = (relay: RelayBetween): Link[] => [
  relayLink(relay),
  ...(isChosen(relay.depositId) ? [chosenLink(relay)] : []),
];

/** A relay as its destination tells it. */
function atDestination({
  args,
  deployment: { network, chainId },
  here,
  chainNamed,
}: Input<SlowRequested>): { relay: RelayBetween; about: About } {
  const relay = { ...args, network, destinationChainId: chainId };
  return { relay, about: tellRelay(relay, chainNamed(args.originChainId.toString()), here) };
}

/** What all events of a relay tell of it alike. */
function tellRelay(relay: RelayBetween, origin: ChainRef, destination: ChainRef): About {
  const onOrigin = (address: Hex) => addressOn(origin.chain, bytes32Of(address));
  const onDestination = (address: Hex) => addressOn(destination.chain, bytes32Of(address));
  const { exclusiveRelayer, exclusivityDeadline, messageHash } = relay;
  return {
    kind: 'transfer',
    origin,
    destination,
    sender: onOrigin(relay.depositor),
    recipient: onDestination(relay.recipient),
    sent: { token: onOrigin(relay.inputToken), amount: relay.inputAmount.toString() },
    wanted: {
      ...(!isZero(relay.outputToken) && { token: onDestination(relay.outputToken) }),
      amount: relay.outputAmount.toString(),
    },
    details: {
      depositId: relay.depositId.toString(),
      ...(!isZero(exclusiveRelayer) && {
        exclusiveRelayer: onDestination(exclusiveRelayer),
        exclusivityDeadline: String(exclusivityDeadline),
      }),
      ...(!isZero(messageHash) && { messageHash }),
    },
  };
}
