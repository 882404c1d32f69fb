import { hexToBigInt } from 'viem';
import { anchorEventsOf } from './anchor-events.ts';
import { captureCommit, captureReport } from './ccip/capture-commit.ts';
import {
  captureExecution,
  captureExecutionV2,
  captureLaneExecution,
} from './ccip/capture-execution.ts';
import { captureRequest, captureSent } from './ccip/capture-send.ts';
import { captureSentV2 } from './ccip/capture-send-v2.ts';
import { ccipDeploymentSchema, type CcipDeployment } from './ccip/deployment.ts';
import { ccipDeployments, ccipForeignChains } from './ccip/deployments.ts';
import { ccipEvents } from './ccip/evm-events.ts';
import { contractsOf } from './ccip/ramp-at.ts';
import { ccipRules } from './ccip/rules.ts';
import { ccipStartBlocks } from './ccip/start-blocks.ts';
import { ccipSvmEvents } from './ccip/svm-events.ts';
import { defineProtocol, eventsOf } from './define.ts';

const onEvent = eventsOf<CcipDeployment>();
const onAnchorEvent = anchorEventsOf<CcipDeployment>();

/** The receipts of a message of version 2 name all that was paid for it. */
const feeOf = (receipts: readonly { feeTokenAmount: bigint }[]): bigint =>
  receipts.reduce((sum, { feeTokenAmount }) => sum + feeTokenAmount, 0n);

/**
 * Chainlink's CCIP: versions 1.0 to 1.5 (contracts for each lane), 1.6 (one OnRamp and one OffRamp for each chain) and 2.0
 * (verifiers off chain), on EVM chains and on Solana. Ramps alone are believed, and only those that are known: anybody may
 * deploy others with the same events. Token pools name no message, and are not read.
 * Source: @chainlink/contracts-ccip; chainlink-ccip `chains/solana`.
 */
export const ccip = defineProtocol<CcipDeployment>({
  name: 'ccip',
  version: 1,
  deployment: ccipDeploymentSchema,
  deployments: ccipDeployments,
  startBlocks: ccipStartBlocks,
  // Its main networks opened on 2023-07-17 for early access; the ramps that are read came later. Source: blog.chain.link.
  since: { day: '2023-07-01' },
  foreignChains: ccipForeignChains,
  contracts: contractsOf,
  chainName: ({ selector }) => selector,
  events: [
    onEvent(ccipEvents.requestedV10, (input) => captureRequest(input.args, input)),
    onEvent(ccipEvents.requested, (input) => captureRequest(input.args, input)),
    onEvent(ccipEvents.sent, (input) => {
      const { header, tokenAmounts: tokens, ...message } = input.args.message;
      return captureSent({ ...header, ...message, tokens }, input);
    }),
    onEvent(ccipEvents.sentV2, (input) =>
      captureSentV2({ ...input.args, fee: feeOf(input.args.receipts) }, input),
    ),
    onEvent(ccipEvents.reportedV10, (input) => captureReport(input.args, input)),
    onEvent(ccipEvents.reported, (input) => captureReport(input.args, input)),
    onEvent(ccipEvents.committed, (input) => {
      const { blessedMerkleRoots, unblessedMerkleRoots } = input.args;
      return captureCommit([...blessedMerkleRoots, ...unblessedMerkleRoots], input);
    }),
    onEvent(ccipEvents.executedV10, (input) => captureLaneExecution(input.args, input)),
    onEvent(ccipEvents.executed, (input) => captureExecution(input.args, input)),
    onEvent(ccipEvents.executedV2, (input) => {
      const { messageNumber: sequenceNumber, ...execution } = input.args;
      return captureExecutionV2({ ...execution, sequenceNumber }, input);
    }),
    onAnchorEvent(ccipSvmEvents.sent, null, (input) => {
      const { tokenAmounts: tokens, ...message } = input.args;
      return captureSent({ ...message, tokens }, input);
    }),
    onAnchorEvent(ccipSvmEvents.sentV2, null, (input) => {
      const { tokenAmountBeforeTokenPoolFees: amount, receipts } = input.args;
      return captureSentV2(
        {
          ...input.args,
          tokenAmountBeforeTokenPoolFees: hexToBigInt(amount),
          fee: feeOf(receipts),
        },
        input,
      );
    }),
    onAnchorEvent(ccipSvmEvents.committed, null, (input) => {
      const { root } = input.args;
      return captureCommit(root ? [root] : [], input);
    }),
    onAnchorEvent(ccipSvmEvents.executed, null, (input) => captureExecution(input.args, input)),
    onAnchorEvent(ccipSvmEvents.executedV2, null, (input) => captureExecutionV2(input.args, input)),
  ],
  rules: ccipRules,
});
