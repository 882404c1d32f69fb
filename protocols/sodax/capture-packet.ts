import type { About, Asset } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { bytes32Of } from '../bytes32.ts';
import { familyOf } from '../family-of.ts';
import { keccak } from '../keccak.ts';
import { showAddress } from './address.ts';
import { assetBookOf } from './assets.ts';
import { readContent } from './content.ts';
import type { SodaxDeployment } from './deployment.ts';
import { hubOf } from './hub-of.ts';
import { calledLink, fillLink, intentLink, outgoingLink, packetLink, walletLink } from './links.ts';
import { packetLookup } from './packet-lookup.ts';
import { decodePayload, type FillPayload, type TransferPayload } from './payload.ts';
import { isRelayed, walletOf } from './relayed.ts';

type Input = CaptureInput<unknown, SodaxDeployment>;

/** A packet as a connection emits it. */
export interface Packet {
  srcChainId: bigint;
  /** Who sent it; where that is indexed, only its hash is left. */
  srcAddress: { bytes: Hex } | { hash: Hex };
  connSn: bigint;
  dstChainId: bigint;
  dstAddress: Hex;
  payload: Hex;
}

/** Reads a packet where it leaves: a spoke for the hub, or the hub for a spoke. */
export function capturePacket(packet: Packet, input: Input): Captured {
  const { deployment } = input;
  if (String(packet.srcChainId) !== deployment.relayId) {
    throw new Error(`a packet of network ${packet.srcChainId} emitted on ${deployment.relayId}`);
  }
  return deployment.hub ? leaveHub(packet, input) : leaveSpoke(packet, input);
}

/**
 * Anybody may send a packet to anybody: the receiving contract refuses what does not come from its counterpart, and so does
 * this, or a stranger's packet would pass for a deposit or a payment.
 */
function refuseStrangers({ srcAddress }: Packet, name: string, contract: string | undefined): void {
  if (contract === undefined) throw new Error(`the ${name} of this network is not known`);
  const expected = bytesOf(contract);
  const isExpected =
    'bytes' in srcAddress ? srcAddress.bytes === expected : srcAddress.hash === keccak(expected);
  if (!isExpected) throw new Error(`a packet that another than the ${name} has sent`);
}

// CAST: contracts of EVM chains are addresses.
const bytesOf = (contract: string): Hex =>
  contract.startsWith('0x') ? (contract as Hex) : bytes32Of(contract);

function leaveSpoke(packet: Packet, input: Input): Captured {
  const { srcAddress, dstChainId, dstAddress, payload } = packet;
  const { relayId, assetManager, intentFiller } = input.deployment;
  const { contracts } = hubOf(input);
  if (String(dstChainId) !== contracts.relayId) {
    throw new Error(`a packet from ${relayId} to ${dstChainId}, neither of which is the hub`);
  }
  const decoded = decodePayload(payload);
  if (dstAddress === contracts.intents) {
    if (decoded?.type !== 'fill_response') throw new Error('an answer to a fill that is none');
    refuseStrangers(packet, 'intent filler', intentFiller);
    return answerFill(decoded, packet, input);
  }
  if (dstAddress !== contracts.assetManager) {
    const sender = 'bytes' in srcAddress ? srcAddress.bytes : null;
    return sendIn({ wallet: dstAddress, content: payload, sender, transfer: null }, packet, input);
  }
  if (decoded?.type !== 'transfer') {
    throw new Error('a packet for the asset manager without a transfer');
  }
  // On Solana it is not known by which of its addresses the asset manager sends.
  if (familyOf(input.at.chain) === 'evm') refuseStrangers(packet, 'asset manager', assetManager);
  const { to: wallet, data: content, from: sender } = decoded;
  return sendIn({ wallet, content, sender, transfer: decoded }, packet, input);
}

/** What goes to a hub wallet, with value or without. */
interface Sending {
  wallet: Hex;
  content: Hex;
  /** Null where only its hash is known. */
  sender: Hex | null;
  transfer: TransferPayload | null;
}

function sendIn(
  { wallet, content, sender, transfer }: Sending,
  { connSn, dstAddress, payload }: Packet,
  input: Input,
): Captured {
  const { network, relayId } = input.deployment;
  const hub = hubOf(input).ref;
  const told = readContent(content, { wallet, sender, relayId }, input);
  const packet = packetLink(network, relayId, connSn);
  const called = calledLink(network, { relayId, connSn }, dstAddress);
  const minted = transfer && mintOf(transfer, relayId, input);
  return {
    step: told.isCancel ? 'cancel_request' : 'send',
    links: [packet, ...(transfer ? [] : [called]), ...told.links],
    about: {
      ...told.about,
      origin: input.here,
      hub,
      ...(sender && { sender: showAddress(relayId, sender) }),
      ...(transfer && { sent: spokeAsset(transfer, relayId, input) }),
      details: { ...told.about.details, hubWallet: wallet, packet: `${relayId}:${connSn}` },
    },
    lookups: packetLookup(
      {
        relayId,
        connSn,
        dstAddress,
        payload,
        link: transfer ? packet : called,
        step: told.isCancel ? 'cancel_execution' : 'execution',
        moves: minted ? { token: minted, from: NOBODY, to: wallet } : undefined,
      },
      hub,
      input,
    ),
  };
}

/** Tokens that are minted come from here. */
const NOBODY = '0x0000000000000000000000000000000000000000';

const mintOf = ({ token }: TransferPayload, relayId: string, input: Input): Hex | undefined =>
  assetBookOf(hubOf(input).contracts.assets).onSpoke(relayId, token)?.hubAsset;

/** A token as a packet names it. */
export function spokeAsset(
  { token, amount }: Pick<TransferPayload, 'token' | 'amount'>,
  relayId: string,
  input: Input,
): Asset {
  const known = assetBookOf(hubOf(input).contracts.assets).onSpoke(relayId, token);
  return {
    token: showAddress(relayId, token),
    amount: amount.toString(),
    ...(known && { symbol: known.symbol, decimals: known.decimals }),
  };
}

/** The spoke answers whether what a solver had put down there went to its recipient. */
function answerFill(
  { fillId, isSuccess }: { fillId: bigint; isSuccess: boolean },
  { connSn }: Packet,
  { deployment: { network, relayId }, here }: Input,
): Captured {
  return {
    step: 'release',
    outcome: isSuccess ? 'success' : 'failed_retryable',
    links: [packetLink(network, relayId, connSn), fillLink(network, fillId)],
    about: {
      destination: here,
      ...(!isSuccess && { reason: `nothing was put down for fill ${fillId}` }),
      details: { fillId: fillId.toString() },
    },
  };
}

function leaveHub(packet: Packet, input: Input): Captured {
  const { contracts } = hubOf(input);
  const decoded = decodePayload(packet.payload);
  if (decoded?.type === 'fill') {
    refuseStrangers(packet, 'intents contract', contracts.intents);
    return orderFill(decoded, packet, input);
  }
  if (decoded?.type === 'transfer') {
    refuseStrangers(packet, 'asset manager', contracts.assetManager);
    return sendOut(decoded, packet, input);
  }
  throw new Error('a packet from the hub that is neither a transfer nor a fill');
}

/** A solver's fill on the destination itself: the hub tells the spoke to pay out. */
function orderFill(
  { fillId, intentHash, receiver, token, amount }: FillPayload,
  { connSn, dstChainId }: Packet,
  input: Input,
): Captured {
  const { network, relayId } = input.deployment;
  const target = String(dstChainId);
  return {
    step: 'fill_order',
    links: [
      packetLink(network, relayId, connSn),
      fillLink(network, fillId),
      intentLink(network, intentHash),
    ],
    about: {
      hub: input.here,
      destination: input.chainNamed(target),
      recipient: showAddress(target, receiver),
      received: spokeAsset({ token, amount }, target, input),
      details: { fillId: fillId.toString() },
    },
  };
}

/** Value that leaves the hub. Who ordered it tells whose it is: the intents contract, a hub wallet, or a solver. */
function sendOut(transfer: TransferPayload, packet: Packet, input: Input): Captured {
  const { at, call, here, deployment } = input;
  const { network, relayId } = deployment;
  const { contracts } = hubOf(input);
  const { connSn, dstChainId, dstAddress, payload } = packet;
  const { from, to, token } = transfer;
  const target = String(dstChainId);
  const destination = input.chainNamed(target);
  const asset = spokeAsset(transfer, target, input);
  const link = packetLink(network, relayId, connSn);
  const manager = input.deploymentOn(destination.chain)?.assetManager;
  const leaving = {
    about: {
      hub: here,
      destination,
      recipient: showAddress(target, to),
      received: asset,
      promises: ['delivery'],
      details: { packet: `${relayId}:${connSn}` },
    } satisfies About,
    lookups: packetLookup(
      {
        relayId,
        connSn,
        dstAddress,
        payload,
        link,
        step: 'delivery',
        // CAST: packetLookup checks that it is an address.
        moves: manager ? { token, from: manager as Hex, to } : undefined,
      },
      destination,
      input,
    ),
  };
  if (from === contracts.intents) {
    const links = [link, outgoingLink(network, at.transaction, 'effect')];
    return { step: 'dispatch', links, ...leaving };
  }
  const isSolver = contracts.solverRouters.includes(from);
  if (!isSolver && isRelayed(call)) {
    const wallet = walletOf(call, contracts.assetManager) ?? from;
    return {
      step: 'dispatch',
      links: [link, walletLink(network, at.transaction, wallet)],
      ...leaving,
    };
  }
  // Nobody but its sender has ordered it: it begins here.
  const beginning = {
    kind: isSolver ? 'solver_move' : 'transfer',
    origin: here,
    sender: from,
    sent: asset,
  };
  return {
    step: 'hub_order',
    links: [link],
    about: { ...leaving.about, ...beginning },
    lookups: leaving.lookups,
  };
}
