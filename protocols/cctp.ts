import { z } from 'zod';
import { contractSchema } from './address-schema.ts';
import { anchorEventsOf } from './anchor-events.ts';
import { captureReceived, captureSent } from './cctp/capture-message.ts';
import { captureBurn, captureMint, captureSolanaBurn } from './cctp/capture-token.ts';
import {
  cctpDeployments,
  cctpForeignChains,
  cctpStartBlocks,
  type CctpDeployment,
} from './cctp/deployments.ts';
import { cctpEvmEvents } from './cctp/evm-events.ts';
import { decodeCctpMessage } from './cctp/message.ts';
import { cctpRules } from './cctp/rules.ts';
import { cctpSvmEvents } from './cctp/svm-events.ts';
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
const { v1: evm1, v2: evm2 } = cctpEvmEvents;
const { v1: svm1, v2: svm2 } = cctpSvmEvents;
const messenger1 = ({ v1 }: CctpDeployment) => v1?.tokenMessenger;
const messenger2 = ({ v2 }: CctpDeployment) => v2?.tokenMessenger;

/**
 * Circle's Cross-Chain Transfer Protocol, versions 1 and 2, on EVM chains and Solana: transfers of its token messengers, and
 * whatever else is sent by its message transmitters. The attestation between the two legs happens off chain.
 * Source: evm-cctp-contracts; solana-cctp-contracts `events.rs`, `deposit_for_burn.rs`, `send_message.rs` of both versions.
 *
 * On Solana the recipient of a transfer is a token account, not its owner. A message that another program than Circle's
 * token messenger sends from Solana leaves no event there: it is seen at its destination only.
 */
export const cctp = defineProtocol<CctpDeployment>({
  name: 'cctp',
  version: 4,
  deployment: deploymentSchema,
  deployments: cctpDeployments,
  startBlocks: cctpStartBlocks,
  // Announced by Circle on 2023-04-26; Ethereum's transmitter is of 2023-02-28, as l2beat has it. On Solana announced for 2024-03-26.
  since: { day: '2023-02-01', on: { 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': '2024-01-01' } },
  foreignChains: cctpForeignChains,
  contracts: ({ v1, v2 }) =>
    [v1, v2].flatMap((contracts) =>
      contracts ? [contracts.tokenMessenger, contracts.messageTransmitter] : [],
    ),
  chainName: ({ domain }) => String(domain),
  events: [
    onEvent(cctpEvmEvents.messageSent, (input) =>
      captureSent(decodeCctpMessage(input.args.message), input),
    ),
    onEvent(evm1.messageReceived, (input) => captureReceived(1, input)),
    onEvent(evm2.messageReceived, (input) => captureReceived(2, input)),
    onEvent(evm1.depositForBurn, (input) => captureBurn(1, input)),
    onEvent(evm2.depositForBurn, (input) => captureBurn(2, input)),
    onEvent(evm1.mintAndWithdraw, (input) => captureMint(1, input)),
    onEvent(evm2.mintAndWithdraw, (input) => captureMint(2, input)),
    onAnchorEvent(svm1.depositForBurn, messenger1, (input) => captureSolanaBurn(1, input)),
    onAnchorEvent(svm2.depositForBurn, messenger2, (input) => captureSolanaBurn(2, input)),
    onAnchorEvent(svm1.mintAndWithdraw, messenger1, (input) => captureMint(1, input)),
    onAnchorEvent(svm2.mintAndWithdraw, messenger2, (input) => captureMint(2, input)),
    onAnchorEvent(
      svm1.messageReceived,
      ({ v1 }) => v1?.messageTransmitter,
      (input) => captureReceived(1, input),
    ),
    onAnchorEvent(
      svm2.messageReceived,
      ({ v2 }) => v2?.messageTransmitter,
      (input) => captureReceived(2, input),
    ),
  ],
  // `emit_cpi!` everywhere in both programs, of both versions.
  emitsBySelfCpi: true,
  rules: cctpRules,
});
