import { parseAbiItem } from 'viem';
import { defineProtocol, eventsOf } from './define.ts';
import {
  captureDispatch,
  captureDispatchId,
  captureGasPayment,
  captureInsertion,
  captureProcess,
  captureProcessId,
} from './hyperlane/capture-evm.ts';
import { captureInbox, captureOutbox } from './hyperlane/capture-solana.ts';
import {
  hyperlaneDeployments,
  hyperlaneDeploymentSchema,
  hyperlaneForeignChains,
  hyperlaneStartBlocks,
  type HyperlaneDeployment,
} from './hyperlane/deployments.ts';
import { hyperlaneRules } from './hyperlane/rules.ts';
import { textEventsOf } from './text-events.ts';

const onEvent = eventsOf<HyperlaneDeployment>();
const onText = textEventsOf<HyperlaneDeployment>();
const mailboxOf = ({ mailbox }: HyperlaneDeployment) => mailbox;

/**
 * Hyperlane, version 3 of its mailboxes, on EVM chains and Solana.
 * Source: hyperlane-monorepo `Mailbox.sol`, `InterchainGasPaymaster.sol`, `MerkleTreeHook.sol`; the Sealevel mailbox's
 * `instruction.rs` and `processor.rs`. Validators sign off chain, between the two legs.
 *
 * A message's id is its hash: its origin's mailbox emits the whole message, its destination's the id. What a warp route moves
 * stands in the body, which that hash covers.
 */
export const hyperlane = defineProtocol<HyperlaneDeployment>({
  name: 'hyperlane',
  version: 1,
  deployment: hyperlaneDeploymentSchema,
  deployments: hyperlaneDeployments,
  startBlocks: hyperlaneStartBlocks,
  // Version 3 was announced on 2023-08-28, for October: medium.com/hyperlane. Its programs on Solana are older, of 2023 as well.
  since: { day: '2023-08-28', on: { 'solana:5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp': '2023-01-01' } },
  foreignChains: hyperlaneForeignChains,
  contracts: ({ mailbox, gasPaymaster, merkleTreeHook }, family) =>
    family === 'svm'
      ? [mailbox]
      : [mailbox, gasPaymaster, merkleTreeHook].filter((contract) => contract !== undefined),
  chainName: ({ domain }) => String(domain),
  events: [
    onEvent(
      parseAbiItem(
        'event Dispatch(address indexed sender, uint32 indexed destination, bytes32 indexed recipient, bytes message)',
      ),
      captureDispatch,
    ),
    onEvent(parseAbiItem('event DispatchId(bytes32 indexed messageId)'), captureDispatchId),
    onEvent(
      parseAbiItem('event InsertedIntoTree(bytes32 messageId, uint32 index)'),
      captureInsertion,
    ),
    onEvent(
      parseAbiItem(
        'event GasPayment(bytes32 indexed messageId, uint32 indexed destinationDomain, uint256 gasAmount, uint256 payment)',
      ),
      captureGasPayment,
    ),
    onEvent(
      parseAbiItem(
        'event Process(uint32 indexed origin, bytes32 indexed sender, address indexed recipient)',
      ),
      captureProcess,
    ),
    onEvent(parseAbiItem('event ProcessId(bytes32 indexed messageId)'), captureProcessId),
    onText(
      {
        name: 'OutboxDispatch',
        beginning: 'Dispatched message to ',
        instruction: {
          variant: 'u8',
          sender: 'bytes32',
          destination: 'u32',
          recipient: 'bytes32',
          body: 'bytes',
        },
      },
      mailboxOf,
      captureOutbox,
    ),
    onText(
      {
        name: 'InboxProcess',
        beginning: 'Hyperlane inbox processed message ',
        instruction: { variant: 'u8', metadata: 'bytes', message: 'bytes' },
      },
      mailboxOf,
      captureInbox,
    ),
  ],
  rules: hyperlaneRules,
});
