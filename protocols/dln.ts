import { anchorEventsOf } from './anchor-events.ts';
import { defineProtocol, eventsOf } from './define.ts';
import {
  captureDecreased,
  captureFulfilled,
  captureSentCancel,
  captureSentUnlock,
} from './dln/capture-destination.ts';
import {
  captureCallCancelled,
  captureExecuted,
  captureFailed,
  captureRegistered,
} from './dln/capture-hook.ts';
import {
  captureSvmCancelled,
  captureSvmClaimedCancel,
  captureSvmClaimedUnlock,
  captureSvmCreated,
  captureSvmFilledOrder,
  captureSvmFulfilled,
  captureSvmIncreased,
  captureSvmSentCancel,
  captureSvmSentUnlock,
} from './dln/capture-solana.ts';
import {
  captureClaimedCancel,
  captureClaimedUnlock,
  captureCreated,
  captureIncreased,
  captureMismatch,
  captureUnexpected,
} from './dln/capture-source.ts';
import {
  dlnDeployments,
  dlnDeploymentSchema,
  dlnForeignChains,
  dlnStartBlocks,
  type DlnDeployment,
} from './dln/deployments.ts';
import { dlnDestinationEvents, dlnHookEvents, dlnSourceEvents } from './dln/events.ts';
import { dlnRules } from './dln/rules.ts';
import { dlnSvmEvents, dlnSvmTexts } from './dln/svm-events.ts';
import { textEventsOf } from './text-events.ts';

const onEvent = eventsOf<DlnDeployment>();
const onAnchorEvent = anchorEventsOf<DlnDeployment>();
const onText = textEventsOf<DlnDeployment>();
const bySource = ({ source }: DlnDeployment) => source;
const byDestination = ({ destination }: DlnDeployment) => destination;

/**
 * deBridge's Liquidity Network, on EVM chains in every form of its events, and on Solana. A solver pays at the destination from
 * its own pocket and is paid at the origin later, by a message of deBridge's that is not read itself: what it does is.
 * Source: debridge-finance/dln-contracts; debridge-finance/abis-and-idls.
 */
export const dln = defineProtocol<DlnDeployment>({
  name: 'dln',
  version: 1,
  deployment: dlnDeploymentSchema,
  deployments: dlnDeployments,
  startBlocks: dlnStartBlocks,
  // The first order of all, on Ethereum, is of 2023-01-12. DLN was introduced after the failures of November 2022: docs.dln.trade.
  since: { day: '2022-11-01' },
  foreignChains: dlnForeignChains,
  contracts: ({ source, destination, adapters }) => [source, destination, ...adapters],
  chainName: ({ chainId }) => String(chainId),
  events: [
    onEvent(dlnSourceEvents.created, captureCreated),
    onEvent(dlnSourceEvents.createdBefore, captureCreated),
    onEvent(dlnSourceEvents.increased, captureIncreased),
    onEvent(dlnSourceEvents.claimedUnlock, captureClaimedUnlock),
    onEvent(dlnSourceEvents.claimedCancel, captureClaimedCancel),
    onEvent(dlnSourceEvents.unexpectedUnlock, (input) => captureUnexpected('claim', input)),
    onEvent(dlnSourceEvents.unexpectedCancel, (input) => captureUnexpected('refund', input)),
    onEvent(dlnSourceEvents.mismatch, captureMismatch),
    onEvent(dlnDestinationEvents.fulfilled, captureFulfilled),
    onEvent(dlnDestinationEvents.fulfilledBefore, captureFulfilled),
    onEvent(dlnDestinationEvents.decreased, captureDecreased),
    onEvent(dlnDestinationEvents.sentUnlock, captureSentUnlock),
    onEvent(dlnDestinationEvents.sentCancel, captureSentCancel),
    onEvent(dlnHookEvents.registered, captureRegistered),
    onEvent(dlnHookEvents.registeredBefore, captureRegistered),
    onEvent(dlnHookEvents.executed, captureExecuted),
    onEvent(dlnHookEvents.failed, captureFailed),
    onEvent(dlnHookEvents.cancelled, captureCallCancelled),
    onAnchorEvent(dlnSvmEvents.created, bySource, captureSvmCreated),
    onAnchorEvent(dlnSvmEvents.fulfilled, byDestination, captureSvmFulfilled),
    onAnchorEvent(dlnSvmEvents.decreased, byDestination, captureDecreased),
    onText(dlnSvmTexts.increased, bySource, captureSvmIncreased),
    onText(dlnSvmTexts.claimedUnlock, bySource, captureSvmClaimedUnlock),
    onText(dlnSvmTexts.claimedCancel, bySource, captureSvmClaimedCancel),
    onText(dlnSvmTexts.fulfilled, byDestination, captureSvmFilledOrder),
    onText(dlnSvmTexts.cancelled, byDestination, captureSvmCancelled),
    onText(dlnSvmTexts.sentCancel, byDestination, captureSvmSentCancel),
    onText(dlnSvmTexts.sentUnlock, byDestination, captureSvmSentUnlock),
  ],
  rules: dlnRules,
});
