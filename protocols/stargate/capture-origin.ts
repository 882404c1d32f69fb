import { hexToBigInt } from 'viem';
import type { Hex } from '../../core/raw-log.ts';
import type { Captured, CaptureInput } from '../define.ts';
import { guidLink } from '../layerzero/links.ts';
import {
  amountIn,
  assetAt,
  contentOf,
  toShared,
  wantedOn,
  type StargateDeployment,
} from './deployments.ts';
import { arrivalLink, eventLink, packetLink, rideLink, ticketLink } from './links.ts';
import { decodePassenger, recipientOn } from './passenger.ts';

type Input = CaptureInput<unknown, StargateDeployment>;

interface Sent {
  guid: Hex;
  dstEid: number;
  fromAddress: Hex;
  amountSentLD: bigint;
  amountReceivedLD: bigint;
}

/**
 * Reads `OFTSent`. Of a taxi it is all that there is, beside the packet; of a ride it says who paid, and how much, since its
 * packet is yet to come: the guid is zero.
 */
export function captureSent(args: Sent, input: Input): Captured {
  const { guid, dstEid, fromAddress, amountSentLD, amountReceivedLD } = args;
  const { emitter, deployment, here, chainNamed, deploymentOn } = input;
  const { network } = deployment;
  const asset = assetAt(deployment, emitter);
  const destination = chainNamed(String(dstEid));
  const told = {
    origin: here,
    destination,
    sender: fromAddress,
    sent: amountIn(asset, amountSentLD),
  };
  if (hexToBigInt(guid) === 0n) {
    const place = placeOf(input);
    return {
      step: 'debit',
      links: [eventLink('debit', place), rideLink(place, dstEid, 'effect')],
      about: { ...told, details: { pool: emitter } },
    };
  }
  const amountShared = toShared(asset, amountReceivedLD);
  const wanted = wantedOn(deploymentOn(destination.chain), { id: asset.id, amountShared });
  return {
    step: 'send',
    links: [
      packetLink(network, guid),
      guidLink(network, guid),
      arrivalLink(network, guid, 'cause'),
    ],
    about: {
      kind: 'transfer',
      ...told,
      ...(wanted && { wanted }),
      details: { mode: 'taxi', guid, pool: emitter, amountShared: amountShared.toString() },
    },
  };
}

interface Rode {
  dstEid: number;
  ticketId: bigint;
  fare: bigint;
  passenger: Hex;
}

/** Reads `BusRode`: a passenger waits for the bus. Fare in wei of the chain's own coin. */
export function captureRode({ dstEid, ticketId, fare, passenger }: Rode, input: Input): Captured {
  const { deployment, here, chainNamed, deploymentOn } = input;
  const { network, eid, assets } = deployment;
  assertMessaging(input);
  const { assetId, receiver, amountShared, hasDrop } = decodePassenger(passenger);
  const destination = chainNamed(String(dstEid));
  const wanted = wantedOn(deploymentOn(destination.chain), { id: assetId, amountShared });
  const pool = assets.find(({ id }) => id === assetId)?.contract ?? 'unknown';
  return {
    step: 'send',
    links: [
      ticketLink({ network, srcEid: eid, dstEid, ticketId }, 'exact'),
      rideLink({ ...placeOf(input), contract: pool }, dstEid, 'cause'),
    ],
    about: {
      kind: 'transfer',
      origin: here,
      destination,
      recipient: recipientOn(destination.chain, receiver),
      ...(wanted && { wanted }),
      content: contentOf(assetId, amountShared),
      promises: ['drive'],
      details: {
        mode: 'bus',
        ticket: ticketId.toString(),
        fare: fare.toString(),
        assetId: assetId.toString(),
        amountShared: amountShared.toString(),
        nativeDrop: hasDrop ? 'yes' : 'no',
      },
    },
  };
}

interface Driven {
  dstEid: number;
  startTicketId: bigint;
  numPassengers: number;
  guid: Hex;
}

/** Reads `BusDriven`: one packet for as many passengers as have the next tickets. It is a part of the transfer of each of them. */
export function captureDriven(args: Driven, input: Input): Captured {
  const { dstEid, startTicketId, numPassengers, guid } = args;
  const { deployment, here, chainNamed } = input;
  const { network, eid } = deployment;
  assertMessaging(input);
  const seats = Array.from({ length: numPassengers }, (_, seat) => startTicketId + BigInt(seat));
  return {
    step: 'drive',
    links: [
      packetLink(network, guid),
      guidLink(network, guid),
      ...seats.map((ticketId) => ticketLink({ network, srcEid: eid, dstEid, ticketId }, 'serves')),
      arrivalLink(network, guid, 'cause'),
    ],
    about: {
      kind: 'bus',
      origin: here,
      destination: chainNamed(String(dstEid)),
      details: {
        guid,
        startTicket: startTicketId.toString(),
        passengers: numPassengers.toString(),
      },
    },
  };
}

/** Throws for another contract than that of the buses. */
export function assertMessaging({ emitter, deployment }: Input): void {
  if (emitter !== deployment.tokenMessaging) {
    throw new Error('an event of TokenMessaging that another contract emits');
  }
}

/** Where an event is, whichever block its transaction is in. */
export const placeOf = ({ at, emitter, ordinal, deployment: { network, eid } }: Input) => ({
  network,
  eid,
  transaction: at.transaction,
  contract: emitter,
  ordinal,
});
