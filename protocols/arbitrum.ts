import {
  captureClassicMessage,
  captureContent,
  captureContentFromOrigin,
  captureMessage,
  captureTokenDeposit,
} from './arbitrum/capture-message.ts';
import {
  captureAttempt,
  captureCancellation,
  captureClassicRedeem,
  captureExtension,
  captureReceipt,
  captureTicket,
  captureTokenArrival,
} from './arbitrum/capture-ticket.ts';
import {
  captureCall,
  captureClassicSend,
  captureExecution,
  captureInsertion,
  captureSend,
  captureTokenPayout,
  captureTokenWithdrawal,
} from './arbitrum/capture-withdrawal.ts';
import {
  arbitrumContracts,
  arbitrumDeploymentSchema,
  arbitrumDeployments,
  arbitrumStartBlocks,
  type ArbitrumDeployment,
} from './arbitrum/deployments.ts';
import { childEvents, parentEvents, receiptAnswers } from './arbitrum/events.ts';
import { arbitrumRules } from './arbitrum/rules.ts';
import { callsOf, defineProtocol, eventsOf } from './define.ts';

const onEvent = eventsOf<ArbitrumDeployment>();
const onCall = callsOf<ArbitrumDeployment>();
const isParent = ({ children }: ArbitrumDeployment) => children.length > 0;
const isChild = ({ parent }: ArbitrumDeployment) => parent !== undefined;

/**
 * The native bridge of Arbitrum One, Nova and the other chains of Nitro, of both ages: messages from a parent to its child (deposits of
 * its coin, retryable tickets), and from the child to the parent. A chain may be a child and a parent of others.
 * What a message does on the child leaves no event there; receipts are asked for it.
 */
export const arbitrum = defineProtocol<ArbitrumDeployment>({
  name: 'arbitrum',
  version: 2,
  deployment: arbitrumDeploymentSchema,
  deployments: arbitrumDeployments,
  startBlocks: arbitrumStartBlocks,
  // Arbitrum One opened to developers on 2021-05-28, and its first bridge was made that day. Source: offchainlabs.medium.com.
  since: { day: '2021-05-01' },
  contracts: arbitrumContracts,
  chainName: ({ chainId }) => String(chainId),
  events: [
    onEvent(parentEvents.message, captureMessage),
    onEvent(parentEvents.classicMessage, captureClassicMessage),
    // Who signed it decides by which address a deposit is sent.
    onEvent(parentEvents.content, captureContent, { needsCall: isParent }),
    // What it holds is in the call alone.
    onEvent(parentEvents.contentFromOrigin, captureContentFromOrigin, { needsCall: isParent }),
    onEvent(parentEvents.tokenDeposit, captureTokenDeposit),
    onEvent(parentEvents.execution, captureExecution),
    onEvent(parentEvents.call, captureCall),
    onEvent(parentEvents.tokenPayout, captureTokenPayout),
    // Its transaction names the message.
    onEvent(childEvents.ticket, captureTicket, { needsCall: isChild }),
    onEvent(childEvents.attempt, captureAttempt),
    onEvent(childEvents.extension, captureExtension),
    onEvent(childEvents.cancellation, captureCancellation),
    onEvent(childEvents.classicRedeem, captureClassicRedeem),
    onEvent(childEvents.tokenArrival, captureTokenArrival),
    onEvent(childEvents.send, captureSend),
    onEvent(childEvents.classicSend, captureClassicSend),
    onEvent(childEvents.insertion, captureInsertion),
    onEvent(childEvents.tokenWithdrawal, captureTokenWithdrawal),
    onCall(receiptAnswers.succeeded, (input) => captureReceipt(input, 'succeeded'), {
      anywhere: isChild,
    }),
    onCall(receiptAnswers.failed, (input) => captureReceipt(input, 'failed'), {
      anywhere: isChild,
    }),
  ],
  rules: arbitrumRules,
});
