import { parseAbiItem } from 'viem';
import { z } from 'zod';
import { TRANSIT_SECONDS_MAX } from '../core/rules.ts';
import { contractSchema } from './address-schema.ts';
import { anchorEventsOf } from './anchor-events.ts';
import { captureBurn, captureReceived, captureSent } from './cctp-capture.ts';
import { decodeCctpMessage } from './cctp-message.ts';
import { cctpDeployments, cctpForeignChains, type CctpDeployment } from './cctp.deployments.ts';
import { cctpEvents } from './cctp.events.ts';
import { defineProtocol, eventsOf } from './define.ts';

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
  // `emit_cpi!` everywhere in both programs, of both versions.
  emitsBySelfCpi: true,
  rules: {
    version: 3,
    destinationProvesOrigin: true,
    transitSecondsMax: TRANSIT_SECONDS_MAX,
    steps: [
      {
        name: 'send',
        role: 'origin',
        side: 'origin',
        required: 'always',
        moves: 'burned',
        waiting: {
          stage: 'awaiting_origin',
          what: 'the burn at its origin, which was not seen yet',
          mover: 'operator',
          who: 'this indexer',
          action:
            'Wait until the origin chain is indexed that far; /v1/chains shows how far it is.',
        },
      },
      {
        name: 'receive',
        role: 'destination',
        side: 'destination',
        required: 'always',
        moves: 'recipient',
        waiting: {
          stage: 'awaiting_attestation',
          what: "Circle's attestation, and then a call of receiveMessage; no chain shows which of the two is missing",
          mover: 'anyone',
          who: 'anyone, once it is attested',
          action:
            "Fetch the attestation from Circle's API and call receiveMessage on the destination's MessageTransmitter.",
        },
      },
    ],
  },
});
