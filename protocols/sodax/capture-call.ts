import type { Captured, CaptureInput } from '../define.ts';
import { keccak } from '../keccak.ts';
import type { Hex } from '../../core/raw-log.ts';
import { bytesIn } from '../slice-hex.ts';
import { showAddress } from './address.ts';
import { spokeAsset } from './capture-packet.ts';
import { readCalls, readContent } from './content.ts';
import type { SodaxDeployment } from './deployment.ts';
import { hubOf } from './hub-of.ts';
import { calledLink, packetLink, storedLink, walletLink } from './links.ts';
import { decodeCalls, decodePayload } from './payload.ts';

type Input = CaptureInput<unknown, SodaxDeployment>;

/** A packet as the relay hands it in. */
interface Received {
  srcChainId: bigint;
  srcAddress: Hex;
  connSn: bigint;
  payload: Hex;
}

/** Reads the call that brings a packet in; null where other events tell all that it does. */
export function captureReceived(received: Received, input: Input): Captured | null {
  return input.deployment.hub ? reachHub(received, input) : reachSpoke(received, input);
}

/** The asset manager proves a packet; any other contract that is called so speaks for itself alone. */
function reachHub(received: Received, input: Input): Captured | null {
  const { at, chainNamed, deployment, emitter, here } = input;
  const { network } = deployment;
  const { contracts } = hubOf(input);
  const { srcAddress, connSn, payload } = received;
  const relayId = String(received.srcChainId);
  // The answer to a fill: what the hub makes of it is an event of its own.
  if (emitter === contracts.intents) return null;
  const decoded = emitter === contracts.assetManager ? decodePayload(payload) : null;
  if (emitter === contracts.assetManager && decoded?.type !== 'transfer') {
    throw new Error('a packet for the asset manager without a transfer');
  }
  const transfer = decoded?.type === 'transfer' ? decoded : null;
  const wallet = transfer?.to ?? (emitter as Hex);
  const sender = transfer?.from ?? srcAddress;
  // A contract that is called in place of the asset manager speaks for no wallet but itself.
  const owner = { wallet, sender, relayId };
  const content = transfer?.data ?? payload;
  const { about, links, isCancel } = readContent(content, owner, input);
  const stored = bytesIn(content) === 32 && storedLink(network, { wallet, hash: content }, 'cause');
  return {
    step: isCancel ? 'cancel_execution' : 'execution',
    links: [
      transfer
        ? packetLink(network, relayId, connSn)
        : calledLink(network, { relayId, connSn }, wallet),
      walletLink(network, at.transaction, wallet),
      ...(stored ? [stored] : []),
      ...links,
    ],
    about: {
      ...about,
      origin: chainNamed(relayId),
      hub: here,
      sender: showAddress(relayId, sender),
      ...(transfer && { sent: spokeAsset(transfer, relayId, input) }),
      details: { ...about.details, hubWallet: wallet, packet: `${relayId}:${connSn}` },
    },
  };
}

function reachSpoke({ srcChainId, connSn, payload }: Received, input: Input): Captured | null {
  const { deployment, here, isAsked } = input;
  const { ref, contracts } = hubOf(input);
  const decoded = decodePayload(payload);
  const source = String(srcChainId);
  const isDelivery = isAsked && source === contracts.relayId && decoded?.type === 'transfer';
  if (!isDelivery) return null;
  return {
    step: 'delivery',
    links: [packetLink(deployment.network, source, connSn)],
    about: {
      hub: ref,
      destination: here,
      recipient: showAddress(deployment.relayId, decoded.to),
      received: spokeAsset(decoded, deployment.relayId, input),
    },
  };
}

/** Reads that a packet was delivered, where the connection's state alone shows it. */
export function captureReceipt(
  { srcChainId, connSn }: { srcChainId: bigint; connSn: bigint },
  input: Input,
): Captured | null {
  const { deployment, emitter, here, isAsked } = input;
  if (!isAsked || emitter !== deployment.connection) return null;
  const link = packetLink(deployment.network, String(srcChainId), connSn);
  return deployment.hub
    ? { step: 'execution', links: [link], about: { hub: here } }
    : { step: 'delivery', links: [link], about: { destination: here } };
}

/** Reads the call by which a hub wallet is handed the calls that a packet named by their hash. */
export function captureStored(data: Hex, input: Input): Captured | null {
  const { at, deployment, emitter, here } = input;
  if (!deployment.hub) return null;
  const { network } = deployment;
  // CAST: contracts of EVM chains are addresses.
  const wallet = emitter as Hex;
  const calls = decodeCalls(data);
  if (!calls) return null;
  const owner = { wallet, sender: null, relayId: null };
  const { about, links, isCancel } = readCalls(calls, owner, input);
  return {
    step: isCancel ? 'cancel_execution' : 'stored_execution',
    links: [
      walletLink(network, at.transaction, wallet),
      storedLink(network, { wallet, hash: keccak(data) }, 'effect'),
      ...links,
    ],
    about: { ...about, hub: here },
  };
}
