import { parseAbiItem } from 'viem';
import { z } from 'zod';
import type { About, ChainRef, Link } from '../core/leg.ts';
import type { Hex } from '../core/raw-log.ts';
import { addressSchema } from './address-schema.ts';
import { decodeCctpBurn, decodeCctpMessage } from './cctp-message.ts';
import { cctpDeployments, cctpForeignChains, type CctpDeployment } from './cctp.deployments.ts';
import { defineProtocol, eventsOf, exactLink, lookalikeLink, type CaptureInput } from './define.ts';
import { keccak } from './keccak.ts';
import { sliceHex } from './slice-hex.ts';

const contractsSchema = z.strictObject({
  tokenMessenger: addressSchema,
  messageTransmitter: addressSchema,
});
const deploymentSchema = z.strictObject({
  network: z.string().default('mainnet'),
  domain: z.number().int().nonnegative(),
  v1: contractsSchema.optional(),
  v2: contractsSchema.optional(),
});
const onEvent = eventsOf<CctpDeployment>();

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

/** An EVM address out of 32 bytes; other chains' addresses keep all of them. */
function addressOf(bytes32: Hex): string {
  return bytes32.startsWith('0x000000000000000000000000') ? sliceHex(bytes32, 12) : bytes32;
}

/** What the body tells: a transfer if its sender is Circle's token messenger, as far as that is known here. */
function tellBody(
  { version, sender, body }: { version: 1 | 2; sender: Hex; body: Hex },
  origin: CctpDeployment | undefined,
): About {
  const contracts = version === 1 ? origin?.v1 : origin?.v2;
  const burn = decodeCctpBurn(version, body);
  if (!burn || (contracts && addressOf(sender) !== contracts.tokenMessenger)) {
    return { kind: 'message', sender: addressOf(sender) };
  }
  return {
    kind: 'transfer',
    sender: addressOf(burn.messageSender),
    recipient: addressOf(burn.mintRecipient),
    sent: { token: addressOf(burn.burnToken), amount: burn.amount.toString() },
  };
}

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
  const { sent, ...told } = tellBody(
    { version, sender, body: messageBody },
    deploymentOn(origin.chain),
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

/**
 * Circle's Cross-Chain Transfer Protocol, versions 1 and 2, on EVM chains.
 * Source: evm-cctp-contracts `MessageTransmitter.sol`, `v2/MessageTransmitterV2.sol`. The attestation between the two
 * legs happens off chain.
 */
export const cctp = defineProtocol<CctpDeployment>({
  name: 'cctp',
  version: 1,
  deployment: deploymentSchema,
  deployments: cctpDeployments,
  foreignChains: cctpForeignChains,
  contracts: ({ v1, v2 }) =>
    [v1, v2].flatMap((contracts) => (contracts ? [contracts.messageTransmitter] : [])),
  chainName: ({ domain }) => String(domain),
  events: [
    onEvent(
      parseAbiItem('event MessageSent(bytes message)'),
      ({ args, at, ordinal, deployment, here, chainNamed }) => {
        const message = decodeCctpMessage(args.message);
        const { version, sourceDomain, destinationDomain, nonce, sender, recipient } = message;
        const { network, domain } = deployment;
        if (sourceDomain !== domain) {
          throw new Error(`a message from domain ${sourceDomain} emitted on domain ${domain}`);
        }
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
            recipient: addressOf(recipient),
            ...tellBody({ version, sender, body: message.body }, deployment),
            origin: here,
            destination: chainNamed(String(destinationDomain)),
            details: { version: `v${version}`, ...(nonce !== null && { nonce: nonce.toString() }) },
          },
        };
      },
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
