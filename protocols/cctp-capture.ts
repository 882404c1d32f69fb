import type { About, ChainRef } from '../core/leg.ts';
import type { Hex } from '../core/raw-log.ts';
import { addressOn, bytes32Of } from './bytes32.ts';
import { contentLink, departureLink, nonceLink } from './cctp-links.ts';
import { decodeCctpBurn, encodeCctpBurn, type CctpMessage } from './cctp-message.ts';
import type { CctpContracts, CctpDeployment } from './cctp.deployments.ts';
import type { CaptureInput } from './define.ts';

/** What the body tells: a transfer if its sender is Circle's token messenger, as far as that is known here. */
function tellBody(
  { version, sender, body }: { version: 1 | 2; sender: Hex; body: Hex },
  { origin, destination, contracts }: Ends,
): About {
  const burn = decodeCctpBurn(version, body);
  const shownSender = addressOn(origin.chain, sender);
  if (!burn || (contracts && shownSender !== contracts.tokenMessenger)) {
    return { kind: 'message', sender: shownSender };
  }
  return {
    kind: 'transfer',
    sender: addressOn(origin.chain, burn.messageSender),
    recipient: addressOn(destination.chain, burn.mintRecipient),
    sent: { token: addressOn(origin.chain, burn.burnToken), amount: burn.amount.toString() },
  };
}

/** The two chains of a message, and Circle's contracts at its origin, if they are known. */
interface Ends {
  origin: ChainRef;
  destination: ChainRef;
  contracts: CctpContracts | undefined;
}

const contractsOf = (version: 1 | 2, deployment: CctpDeployment | undefined) =>
  version === 1 ? deployment?.v1 : deployment?.v2;

/** `MessageReceived`, of either version, on either family of chains. */
interface Received {
  sourceDomain: number;
  nonce: bigint | Hex;
  sender: Hex;
  messageBody: Hex;
}

/** Reads an arrival. */
export function captureReceived(
  version: 1 | 2,
  { args, deployment, here, chainNamed, deploymentOn }: CaptureInput<Received, CctpDeployment>,
) {
  const { sourceDomain, nonce, sender, messageBody } = args;
  const origin: ChainRef = chainNamed(String(sourceDomain));
  const { network, domain } = deployment;
  const contracts = contractsOf(version, deploymentOn(origin.chain));
  const { sent, ...told } = tellBody(
    { version, sender, body: messageBody },
    { origin, destination: here, contracts },
  );
  const burn = decodeCctpBurn(version, messageBody);
  const link = nonceLink(network, version, sourceDomain, nonce);
  const content = { network, sourceDomain, destinationDomain: domain, sender, body: messageBody };
  return {
    step: 'receive',
    links: version === 1 ? [link] : [link, contentLink(content)],
    about: {
      ...told,
      origin,
      destination: here,
      ...(sent &&
        burn && { sent, received: { amount: (burn.amount - burn.feeExecuted).toString() } }),
      details: { version: `v${version}`, nonce: nonce.toString() },
    },
  };
}

/** Reads a departure. */
export function captureSent(
  message: CctpMessage,
  { at, ordinal, deployment, here, chainNamed }: CaptureInput<unknown, CctpDeployment>,
) {
  const { version, sourceDomain, destinationDomain, nonce, sender, recipient, body } = message;
  const { network, domain } = deployment;
  if (sourceDomain !== domain) {
    throw new Error(`a message from domain ${sourceDomain} emitted on domain ${domain}`);
  }
  const destination = chainNamed(String(destinationDomain));
  const contracts = contractsOf(version, deployment);
  const own = departureLink(network, { domain, transaction: at.transaction, ordinal });
  return {
    step: 'send',
    links:
      nonce === null
        ? [own, contentLink({ network, ...message })]
        : [nonceLink(network, 1, sourceDomain, nonce)],
    about: {
      recipient: addressOn(destination.chain, recipient),
      ...tellBody({ version, sender, body }, { origin: here, destination, contracts }),
      origin: here,
      destination,
      details: { version: `v${version}`, ...(nonce !== null && { nonce: nonce.toString() }) },
    },
  };
}

/** A burn on Solana, in either version; the second has no nonce, and fees and hook data besides. */
interface SolanaBurn {
  nonce?: bigint;
  burnToken: Hex;
  amount: bigint;
  depositor: Hex;
  mintRecipient: Hex;
  destinationDomain: number;
  destinationTokenMessenger: Hex;
  maxFee?: bigint;
  hookData?: Hex;
}

/**
 * On Solana a message is kept in an account that its sender may close later, and no event carries it. This rebuilds what
 * it says, byte for byte, from the event of the burn. A message's sender is the program that sent it
 * (`send_message.rs`), which for a burn is the emitter of this event.
 */
export function captureBurn(version: 1 | 2, input: CaptureInput<SolanaBurn, CctpDeployment>) {
  const { args, deployment, emitter } = input;
  const { nonce = null, burnToken, amount, depositor: messageSender, mintRecipient } = args;
  const { maxFee = 0n, hookData = '0x' } = args;
  const burn = { burnToken, mintRecipient, amount, messageSender, maxFee, hookData };
  return captureSent(
    {
      version,
      sourceDomain: deployment.domain,
      destinationDomain: args.destinationDomain,
      nonce,
      sender: bytes32Of(emitter),
      recipient: args.destinationTokenMessenger,
      body: encodeCctpBurn(version, burn),
    },
    input,
  );
}
