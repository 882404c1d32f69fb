import { hexToBigInt } from 'viem';
import { lowerHex } from '../../core/lower-hex.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import type { LayerzeroDeployment } from './deployment.ts';
import { tokenLink } from './links.ts';

type Input = CaptureInput<unknown, LayerzeroDeployment>;

interface Debit {
  guid: Hex;
  dstEid: number;
  fromAddress: Hex;
  amountSentLD: bigint;
}

/**
 * Reads `OFTSent`, whoever emits it: its link ties it to a packet of the emitter's own alone. Amounts are in the decimals of
 * the token here; which token that is the event does not say, for an adapter emits it too. Null where there is no packet yet, as
 * for a seat on a bus like Stargate's: the guid is zero. Null for Stargate's own, whose packets another contract sends: its protocol
 * reads them.
 */
export function captureDebit(args: Debit, input: Input): Captured | null {
  const { guid, dstEid, fromAddress, amountSentLD } = args;
  const { emitter, here, chainNamed, deployment } = input;
  if (hexToBigInt(guid) === 0n || isStargates(emitter, deployment)) return null;
  return {
    step: 'debit',
    links: [linkOf(guid, emitter, deployment)],
    about: {
      kind: 'transfer',
      origin: here,
      destination: chainNamed(String(dstEid)),
      sender: fromAddress,
      sent: { amount: amountSentLD.toString() },
      details: { sourceOft: emitter },
    },
  };
}

interface Credit {
  guid: Hex;
  toAddress: Hex;
  amountReceivedLD: bigint;
}

/**
 * Reads `OFTReceived`, as above; where the packet is from is the endpoint's to say.
 */
export function captureCredit(args: Credit, input: Input): Captured | null {
  const { guid, toAddress, amountReceivedLD } = args;
  const { emitter, here, deployment } = input;
  if (isStargates(emitter, deployment)) return null;
  return {
    step: 'credit',
    links: [linkOf(guid, emitter, deployment)],
    about: {
      kind: 'transfer',
      destination: here,
      recipient: toAddress,
      received: { amount: amountReceivedLD.toString() },
      details: { destinationOft: emitter },
    },
  };
}

const isStargates = (emitter: string, { stargate }: LayerzeroDeployment): boolean =>
  stargate?.assets.some((asset) => asset === lowerHex(emitter)) ?? false;

const linkOf = (guid: Hex, emitter: string, { network, eid }: LayerzeroDeployment) =>
  tokenLink({ network, eid, guid, contract: lowerHex(emitter) });
