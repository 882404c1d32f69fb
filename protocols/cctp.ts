import { parseAbiItem } from 'viem';
import { z } from 'zod';
import type { About, ChainRef, Link } from '../core/leg.ts';
import type { Hex } from '../core/raw-log.ts';
import { contractSchema } from './address-schema.ts';
import { anchorEventsOf } from './anchor-events.ts';
import { addressOn, bytes32Of } from './bytes32.ts';
import {
  decodeCctpBurn,
  decodeCctpMessage,
  encodeCctpBurn,
  type CctpMessage,
} from './cctp-message.ts';
import {
  cctpDeployments,
  cctpForeignChains,
  type CctpContracts,
  type CctpDeployment,
} from './cctp.deployments.ts';
import { cctpEvents } from './cctp.events.ts';
import { defineProtocol, eventsOf, exactLink, lookalikeLink, type CaptureInput } from './define.ts';
import { keccak } from './keccak.ts';

const contractsSchema = z.strictObject({
  tokenMessenger: contractSchema,
  messageTransmitter: contractSchema,
});
const deploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  domain: z.number().int().nonnegative(),
  v1: contractsSchema.optional(),
  v2: contractsSchema.optional(),
});
const onEvent = eventsOf<CctpDeployment>();
const onAnchorEvent = anchorEventsOf<CctpDeployment>();

/** Testnets count their domains and nonces anew, so that their keys must differ. */
function prefix(network: string, version: 1 | 2): string {
  return network === 'mainnet' ? `cctp:v${version}` : `cctp:${network}:v${version}`;
}

function nonceLink(
  network: string,
  version: 1 | 2,
  sourceDomain: number,
  nonce: bigint | Hex,
): Link {
  return exactLink(
    `${prefix(network, version)}:${sourceDomain}:${nonce}`,
    'source domain and nonce',
  );
}

interface Content {
  network: string;
  sourceDomain: number;
  destinationDomain: number;
  sender: Hex;
  body: Hex;
}

/**
 * Version 2 has no id on both chains: Circle fills in the nonce off chain. What both sides carry unchanged is the sender
 * and the body, but for the executed fee and the expiration block (bytes 164 to 228 of a transfer's body).
 */
function contentLink({ network, sourceDomain, destinationDomain, sender, body }: Content): Link {
  const isTransfer = decodeCctpBurn(2, body) !== null;
  const unchanged = isTransfer
    ? body.slice(2, 2 + 164 * 2) + body.slice(2 + 228 * 2)
    : body.slice(2);
  const digest = keccak(`${sender}${unchanged}`);
  return lookalikeLink(
    `${prefix(network, 2)}:content:${sourceDomain}:${destinationDomain}:${digest}`,
    'same sender and content',
  );
}

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

interface Received {
  sourceDomain: number;
  nonce: bigint | Hex;
  sender: Hex;
  messageBody: Hex;
}

function captureReceived(
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

function captureSent(
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
  const own = exactLink(
    `${prefix(network, 2)}:${domain}:${at.transaction}-${ordinal}`,
    'own transaction',
  );
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
function captureBurn(version: 1 | 2, input: CaptureInput<SolanaBurn, CctpDeployment>) {
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

/**
 * Circle's Cross-Chain Transfer Protocol, versions 1 and 2, on EVM chains and Solana.
 * Source: evm-cctp-contracts `MessageTransmitter.sol`, `v2/MessageTransmitterV2.sol`; solana-cctp-contracts `events.rs`,
 * `deposit_for_burn.rs`, `send_message.rs` of both versions. The attestation between the two legs happens off chain.
 *
 * On Solana the recipient of a transfer is a token account, not its owner. A message that another program than Circle's
 * token messenger sends from Solana leaves no event there: it is seen at its destination only.
 */
export const cctp = defineProtocol<CctpDeployment>({
  name: 'cctp',
  version: 2,
  deployment: deploymentSchema,
  deployments: cctpDeployments,
  foreignChains: cctpForeignChains,
  contracts: ({ v1, v2 }, family) =>
    [v1, v2].flatMap((contracts) => {
      if (!contracts) return [];
      const { tokenMessenger, messageTransmitter } = contracts;
      return family === 'svm' ? [tokenMessenger, messageTransmitter] : [messageTransmitter];
    }),
  chainName: ({ domain }) => String(domain),
  events: [
    onEvent(parseAbiItem('event MessageSent(bytes message)'), (input) =>
      captureSent(decodeCctpMessage(input.args.message), input),
    ),
    onEvent(
      parseAbiItem(
        'event MessageReceived(address indexed caller, uint32 sourceDomain, uint64 indexed nonce, bytes32 sender, bytes messageBody)',
      ),
      (input) => captureReceived(1, input),
    ),
    onEvent(
      parseAbiItem(
        'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)',
      ),
      (input) => captureReceived(2, input),
    ),
    onAnchorEvent(
      cctpEvents.v1.depositForBurn,
      ({ v1 }) => v1?.tokenMessenger,
      (input) => captureBurn(1, input),
    ),
    onAnchorEvent(
      cctpEvents.v2.depositForBurn,
      ({ v2 }) => v2?.tokenMessenger,
      (input) => captureBurn(2, input),
    ),
    onAnchorEvent(
      cctpEvents.v1.messageReceived,
      ({ v1 }) => v1?.messageTransmitter,
      (input) => captureReceived(1, input),
    ),
    onAnchorEvent(
      cctpEvents.v2.messageReceived,
      ({ v2 }) => v2?.messageTransmitter,
      (input) => captureReceived(2, input),
    ),
  ],
  rules: {
    version: 1,
    destinationProvesOrigin: true,
    steps: [
      {
        name: 'send',
        role: 'origin',
        side: 'origin',
        waiting: {
          stage: 'awaiting_origin',
          what: 'the burn at its origin, which was not seen yet',
          who: 'this indexer',
          action:
            'Wait until the origin chain is indexed that far; /v1/chains shows how far it is.',
        },
      },
      {
        name: 'receive',
        role: 'destination',
        side: 'destination',
        waiting: {
          stage: 'awaiting_attestation',
          what: "Circle's attestation, and then a call of receiveMessage; no chain shows which of the two is missing",
          who: 'anyone, once it is attested',
          action:
            "Fetch the attestation from Circle's API and call receiveMessage on the destination's MessageTransmitter.",
        },
      },
    ],
  },
});
