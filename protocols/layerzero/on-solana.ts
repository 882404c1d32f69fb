import { hexToString } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import { anchorEventsOf } from '../anchor-events.ts';
import type { EventCapture } from '../define.ts';
import { captureComposeAlert, captureComposed, captureComposeSent } from './capture-compose.ts';
import {
  captureDelivered,
  captureDiscarded,
  captureNilified,
  captureReceiveAlert,
  captureSent,
  captureVerified,
  discards,
  inboundOf,
} from './capture-packet.ts';
import type { LayerzeroDeployment } from './deployment.ts';
import { layerzeroSvmEvents as svm } from './svm-events.ts';

const onAnchorEvent = anchorEventsOf<LayerzeroDeployment>();
const byEndpoint = ({ endpoint }: LayerzeroDeployment) => endpoint;

const REASON_MAX = 200;

/** What the executor's program says of a try: the runtime's own words (`e.to_string()` in `compose.rs`). */
const wordsOf = (reason: Hex): string =>
  reason === '0x' ? 'no reason given' : hexToString(reason).slice(0, REASON_MAX);

/** The endpoint's events on Solana, which say the same as those on EVM chains. */
export const layerzeroOnSolana: readonly EventCapture<LayerzeroDeployment>[] = [
  onAnchorEvent(svm.sent, byEndpoint, (input) =>
    captureSent({ encodedPayload: input.args.encodedPacket }, input),
  ),
  onAnchorEvent(svm.verified, byEndpoint, (input) => {
    const { payloadHash } = input.args;
    return captureVerified({ ...inboundOf(input.args), payloadHash }, input);
  }),
  onAnchorEvent(svm.delivered, byEndpoint, (input) =>
    captureDelivered(inboundOf(input.args), input),
  ),
  onAnchorEvent(svm.receiveAlert, byEndpoint, (input) => {
    const { executor, guid, reason } = input.args;
    const inbound = inboundOf(input.args);
    return captureReceiveAlert({ ...inbound, executor, guid, reason: wordsOf(reason) }, input);
  }),
  onAnchorEvent(svm.skipped, byEndpoint, (input) =>
    captureDiscarded(input.args, discards.skipped, input),
  ),
  onAnchorEvent(svm.nilified, byEndpoint, (input) => captureNilified(input.args, input)),
  onAnchorEvent(svm.burnt, byEndpoint, (input) =>
    captureDiscarded(input.args, discards.burnt, input),
  ),
  onAnchorEvent(svm.composeSent, byEndpoint, (input) => captureComposeSent(input.args, input)),
  onAnchorEvent(svm.composed, byEndpoint, (input) => captureComposed(input.args, input)),
  onAnchorEvent(svm.composeAlert, byEndpoint, (input) =>
    captureComposeAlert({ ...input.args, reason: wordsOf(input.args.reason) }, input),
  ),
];
