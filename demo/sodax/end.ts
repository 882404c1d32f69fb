import type { Hash, Hex } from 'viem';

import type { Sending } from '../sending.ts';
import { trackOnEvm } from '../track-on-evm.ts';
import type { TrackedChain } from '../track-on-evm.ts';
import { deposit, sendCalls } from './deposit.ts';
import { readPackets } from './packet.ts';
import type { Packet } from './packet.ts';
import type { Call } from './payload.ts';
import { relay } from './relay.ts';
import type { SolanaSpoke } from './solana-spoke.ts';
import type { Sodax, Spoke, TokenSymbol } from './sodax.ts';

/** Packets from Solana that may still have to be relayed. */
const packetsMax = 500;

/** What a user sends to the hub. */
export interface Departing {
  /** The place of the sender in `users`. */
  readonly user: number;
  /** Without it calls alone are sent. */
  readonly deposit?: { readonly symbol: TokenSymbol; readonly amount: bigint };
  readonly calls: readonly Call[];
}

/** A spoke as users and relayers see it, whatever kind of chain it is. */
export interface SodaxEnd {
  readonly name: string;
  readonly relayId: bigint;
  /** As SODAX writes their addresses. */
  readonly users: readonly Hex[];
  readonly symbols: readonly TokenSymbol[];
  /** Calls stay behind, and only their hash travels. */
  readonly isHashed: boolean;
  /**
   * How firm a departure must be before it may be relayed. On EVM chains a packet's number is its place among all others,
   * so that it may be another one after a reorg.
   */
  readonly relaysAt: 'safe' | 'finalized';
  depart(parts: Departing): Promise<Sending>;
  /** The packet that a departure sent; undefined while it is in no block. */
  packetOf(transaction: string): Promise<Packet | undefined>;
  /** Delivers a packet from the hub. */
  receive(packet: Packet): Promise<Sending>;
}

export function openEvmEnd(sodax: Sodax, spoke: Spoke, chain: TrackedChain): SodaxEnd {
  return {
    name: spoke.name,
    relayId: spoke.relayId,
    users: spoke.users.map(({ address }) => address),
    symbols: ['USD', 'COIN'],
    isHashed: false,
    relaysAt: 'finalized',
    async depart({ user, calls, deposit: what }) {
      const sent =
        what === undefined
          ? await sendCalls(sodax, { spoke, user, calls })
          : await deposit(sodax, { spoke, user, calls, ...what, isApproved: true });
      return trackOnEvm(chain, sent);
    },
    packetOf: async (transaction) => (await readPackets(spoke, transaction as Hash))?.[0],
    receive: async (packet) => trackOnEvm(chain, await relay(sodax, packet)),
  };
}

export function openSolanaEnd(sodax: Sodax, spoke: SolanaSpoke): SodaxEnd {
  const packets = new Map<string, Packet>();
  return {
    name: 'solana',
    relayId: spoke.relayId,
    users: spoke.users.map((_, index) => spoke.userBytes(index)),
    symbols: ['USD'],
    isHashed: true,
    relaysAt: 'safe',
    async depart({ user, calls, deposit: what }) {
      const packet =
        what === undefined
          ? await spoke.sendCalls(sodax, { user, calls })
          : await spoke.deposit(sodax, { user, calls, amount: what.amount });
      packets.set(packet.transaction, packet);
      for (const old of [...packets.keys()].slice(0, -packetsMax)) packets.delete(old);
      return spoke.sendingOf(packet.transaction);
    },
    packetOf: async (transaction) => await Promise.resolve(packets.get(transaction)),
    receive: async (packet) => spoke.sendingOf(await spoke.receive(packet)),
  };
}
