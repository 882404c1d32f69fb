import type { Hash } from 'viem';

import { openDeed } from '../deed.ts';
import type { Deed } from '../deed.ts';
import type { Random } from '../random.ts';
import { isIn } from '../sending.ts';
import type { Sending } from '../sending.ts';
import { trackOnEvm } from '../track-on-evm.ts';
import type { TrackedChain } from '../track-on-evm.ts';
import type { Sent } from '../wallet.ts';
import type { Departing, SodaxEnd } from './end.ts';
import { readPackets } from './packet.ts';
import { executeStored, relay } from './relay.ts';
import { walletOf } from './sodax.ts';
import type { Sodax } from './sodax.ts';

/** What a user starts, and what others do for it. */
export interface Errand {
  readonly origin: SodaxEnd;
  readonly user: number;
  readonly departure: Deed;
  /** On the hub, each after the one before it. */
  readonly onHub: readonly Deed[];
  /** At the destination, each once its cause on the hub is final. */
  readonly deliveries: readonly { readonly cause: Deed; readonly delivery: Deed }[];
}

export interface ErrandParts {
  readonly sodax: Sodax;
  readonly hub: TrackedChain;
  readonly dice: Random;
  readonly origin: SodaxEnd;
  readonly departing: Departing;
  readonly departsAfterMs?: number;
  readonly givesUp?: boolean;
  /** Without it the relay is never told. */
  readonly relaysAfterMs?: number;
  /** What solvers do then. */
  readonly fills?: readonly { readonly afterMs: number; readonly send: () => Promise<Sent> }[];
  /** Where the packets go that leave the hub: of each fill, or of the arrival if there are none. */
  readonly delivers?: { readonly to: SodaxEnd; readonly afterMs: number };
}

/** Writes down who will do what for a departure. Nothing is sent before the first look. */
export function openErrand(parts: ErrandParts): Errand {
  const { sodax, hub, dice, origin, departing, delivers, fills = [] } = parts;
  const onHubAfter = (afterMs: number, send: () => Promise<Sent>) =>
    openDeed({ dice, afterMs, send: async () => trackOnEvm(hub, await send()) });

  const departure = openDeed({
    dice,
    afterMs: parts.departsAfterMs ?? 0,
    send: async () => await origin.depart(departing),
    givesUp: parts.givesUp ?? false,
    isUnique: true,
  });
  const user = departing.user;
  if (parts.relaysAfterMs === undefined) {
    return { origin, user, departure, onHub: [], deliveries: [] };
  }

  const arrival = onHubAfter(parts.relaysAfterMs, async () => {
    const packet = await origin.packetOf(departure.transaction ?? '');
    return await relay(sodax, found(packet));
  });
  const wallet = walletOf(sodax, origin.relayId, found(origin.users[user]));
  const stored = () => executeStored(sodax, { wallet, calls: departing.calls });
  const onArrival = origin.isHashed
    ? [arrival, onHubAfter(parts.relaysAfterMs, stored)]
    : [arrival];
  const filling = fills.map(({ afterMs, send }) => onHubAfter(afterMs, send));

  const causes = filling.length > 0 ? filling : onArrival.slice(-1);
  const deliveries = (delivers === undefined ? [] : causes).map((cause) => ({
    cause,
    delivery: openDeed({
      dice,
      afterMs: delivers?.afterMs ?? 0,
      send: async () => await receive(sodax, delivers?.to, cause),
    }),
  }));
  return { origin, user, departure, onHub: [...onArrival, ...filling], deliveries };
}

/**
 * Looks where an errand stands and does what comes next; true once nothing of it can change any more.
 *
 * It trusts what the chains say now: each look begins at the departure, so what a reorg undid is done again, in its order.
 */
export async function proceed(errand: Errand): Promise<boolean> {
  const { origin, departure, onHub, deliveries } = errand;
  const departed = await departure.look();
  const isFirm = departed === 'finalized' || departed === origin.relaysAt;
  if (departed === 'lost') return true;
  if (!isFirm && onHub[0]?.standing === 'waiting') return false;

  for (const deed of onHub) {
    const standing = await deed.look();
    if (standing === 'lost') return true;
    if (!isIn(standing)) break;
  }
  const due = deliveries.filter(({ cause }) => cause.standing === 'finalized');
  await Promise.all(due.map(({ delivery }) => delivery.look()));

  const all = [departure, ...onHub, ...deliveries.map(({ delivery }) => delivery)];
  return all.every(({ standing }) => standing === 'finalized' || standing === 'lost');
}

async function receive(sodax: Sodax, to: SodaxEnd | undefined, cause: Deed): Promise<Sending> {
  const packets = await readPackets(sodax.hub, cause.transaction as Hash);
  return await found(to).receive(found(packets?.[0]));
}

/** What cannot be missing: a chain that says otherwise is asked again. */
function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('A packet of SODAX or its user is not there.');
  return value;
}
