import { hexToBigInt } from 'viem';
import type { About, ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import { addressOn, bytes32Of } from '../bytes32.ts';
import type { CaptureInput } from '../define.ts';
import { familyOf } from '../family-of.ts';
import { tokenBridgeEmitterOf, type WormholeDeployment } from './deployments.ts';
import { claimLink, claimOf, requestLink } from './links.ts';
import { decodeNttTransfer } from './ntt-message.ts';
import { reachable, type Told } from './reachable.ts';
import { decodeRelayerMessage, type DeliveryRequest } from './relayer-message.ts';
import { tellNtt } from './tell-ntt.ts';
import { decodeTokenBridgeMessage, type TokenTransfer } from './token-bridge-message.ts';
import { assetOf, tokenText } from './tokens.ts';
import { vaaIdText, type VaaId } from './vaa-id.ts';

type Input = CaptureInput<unknown, WormholeDeployment>;

/** A message, and where it is from. */
export interface Message {
  emitter: Hex;
  /** Where one leg tells the payload and another one the number, the latter is not known to the former. */
  sequence?: bigint;
  payload: Hex;
  /** Wormhole on the chain that the message is from. */
  source: WormholeDeployment;
  origin: ChainRef;
}

/**
 * Says what a message is for, by who sends it: the Token Bridge and the standard relayer are known, and messages of NTT say
 * themselves what they are. Every other one is a `message`, which asks nobody for anything that a chain would show.
 */
export function tellMessage(message: Message, input: Input): Told {
  const { emitter, payload, source, origin } = message;
  if (emitter === tokenBridgeEmitterOf(source)) return tellTokenBridge(message, input);
  if (source.relayer && emitter === bytes32Of(source.relayer)) return tellRelayer(message, input);
  const ntt = decodeNttTransfer(payload, source.wormholeId);
  if (ntt) {
    const vaa = idOf(message);
    return tellNtt(ntt, { kind: 'ntt_transfer', origin, source, transceiver: emitter, vaa }, input);
  }
  return { about: { kind: 'message', sender: addressOn(origin.chain, emitter) }, links: [] };
}

function idOf({ source, emitter, sequence }: Message): VaaId | undefined {
  return sequence === undefined ? undefined : { chain: source.wormholeId, emitter, sequence };
}

function tellTokenBridge(message: Message, input: Input): Told {
  const { payload, origin } = message;
  const told = decodeTokenBridgeMessage(payload);
  if (told.type === 'transfer') return tellTransfer(told, message, input);
  return {
    about: {
      kind: 'token_attestation',
      sender: addressOn(origin.chain, message.emitter),
      details: { token: tokenText(told.token, input), decimals: String(told.decimals) },
    },
    links: [],
  };
}

function tellTransfer(transfer: TokenTransfer, message: Message, input: Input): Told {
  const { amount, token, toChain, fee, sender, payload } = transfer;
  const { source, origin } = message;
  const { deploymentOn } = input;
  const destination = reachable(toChain, ({ tokenBridge }) => tokenBridge !== undefined, input);
  const tokenBridge = deploymentOn(destination.chain)?.tokenBridge;
  const isToSolana = destination.chain !== null && familyOf(destination.chain) === 'svm';
  const sent = assetOf(amount, token, input);
  const id = idOf(message);
  return {
    about: {
      kind: 'transfer',
      destination,
      ...(sender && { sender: addressOn(origin.chain, sender) }),
      recipient: addressOn(destination.chain, transfer.recipient),
      ...(sent && { sent }),
      details: {
        token: tokenText(token, input),
        amountInMessage: amount.toString(),
        ...(fee > 0n && { feeInMessage: fee.toString() }),
        ...(payload && { payload }),
      },
    },
    links:
      isToSolana && tokenBridge && id ? [claimLink(source.network, claimOf(id, tokenBridge))] : [],
  };
}

function tellRelayer(message: Message, input: Input): Told {
  const { payload, source, sequence, origin } = message;
  const request = decodeRelayerMessage(payload);
  const { network, wormholeId } = source;
  const links = sequence === undefined ? [] : [requestLink(network, wormholeId, sequence)];
  if (request.type === 'redelivery') {
    return {
      about: {
        kind: 'redelivery',
        sender: addressOn(origin.chain, message.emitter),
        details: { of: vaaIdText(request.of), toChain: String(request.toChain) },
      },
      links,
    };
  }
  const delivery = tellDelivery(request, message, input);
  const ntt = decodeNttTransfer(request.payload, wormholeId);
  const transceiver = request.sender;
  const told = ntt && tellNtt(ntt, { kind: 'ntt_delivery', origin, source, transceiver }, input);
  if (!told) return { about: delivery, links };
  const details = { ...delivery.details, ...told.about.details };
  // Where the receiving manager is not read, the sending one may be read all the same.
  const about = told.about.destination?.chain ? told.about : { ...delivery, kind: 'ntt_order' };
  return { about: { ...about, details }, links: [...links, ...told.links] };
}

function tellDelivery(request: DeliveryRequest, { origin }: Message, input: Input): About {
  const { toChain, target, receiverValue, refundChain, refundAddress, sender } = request;
  const destination = reachable(toChain, ({ relayer }) => relayer !== undefined, input);
  const refundOn = input.chainNamed(String(refundChain)).chain;
  return {
    kind: 'delivery',
    destination,
    sender: addressOn(origin.chain, sender),
    // A request without a target only brings a refund to another chain.
    recipient: addressOn(destination.chain, hexToBigInt(target) === 0n ? refundAddress : target),
    details: {
      receiverValue: receiverValue.toString(),
      refundTo: `${refundChain}/${addressOn(refundOn, refundAddress)}`,
    },
  };
}
