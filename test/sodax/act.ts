import type { Hash } from 'viem';
import { hubCalls } from '../../demo/sodax/calls.ts';
import { deposit, sendCalls } from '../../demo/sodax/deposit.ts';
import type { Intent } from '../../demo/sodax/intent.ts';
import { readPackets, type Packet } from '../../demo/sodax/packet.ts';
import type { Call } from '../../demo/sodax/payload.ts';
import { relay, type RelayOptions } from '../../demo/sodax/relay.ts';
import type { Hub, Spoke, TokenSymbol } from '../../demo/sodax/sodax.ts';
import { fill, type FillPart, type Move } from '../../demo/sodax/solve.ts';
import { awaitReceipt } from '../../demo/wallet.ts';
import type { LocalWorld } from './local-world.ts';

interface Sender {
  spoke: Spoke;
  user?: number;
}

/** Waits until a transaction is in a block, and is what it was meant to be there. */
export async function done(
  chain: Hub | Spoke,
  sending: Promise<{ hash: Hash }>,
  expected: 'success' | 'reverted' = 'success',
): Promise<Hash> {
  const { hash } = await sending;
  const { status } = await awaitReceipt(chain.client, hash);
  if (status !== expected) throw new Error(`${hash} on ${chain.name}: ${status}`);
  return hash;
}

/** What people do on a local SODAX. Each waits for its transaction, and returns the hash. */
export function actOn({ sodax, hub, alpha, beta }: LocalWorld) {
  const chainOf = ({ dstChainId }: Packet) => {
    const chain = [hub, alpha, beta].find(({ relayId }) => relayId === dstChainId);
    if (!chain) throw new Error(`${dstChainId} is no EVM chain`);
    return chain;
  };
  /** The packets that a transaction sent, in their order. */
  const packetsOf = async (chain: Hub | Spoke, hash: Hash) =>
    (await readPackets(chain, hash)) ?? [];
  const packetOf = async (chain: Hub | Spoke, hash: Hash) => {
    const [packet, ...others] = await packetsOf(chain, hash);
    if (!packet || others.length > 0) throw new Error(`${hash} did not send one packet`);
    return packet;
  };
  const deliver = (packet: Packet, options?: RelayOptions) =>
    done(chainOf(packet), relay(sodax, packet, options));
  /** Each user approves what they deposit: two of their deposits at once would take each other's approval. */
  const turns = new Map<string, Promise<unknown>>();
  const inTurn = <T>({ spoke, user = 0 }: Sender, run: () => Promise<T>): Promise<T> => {
    const key = `${spoke.name} ${user}`;
    const turn = (turns.get(key) ?? Promise.resolve()).then(run);
    turns.set(
      key,
      turn.catch(() => {}),
    );
    return turn;
  };
  const acts = {
    packetsOf,
    packetOf,
    deliver,
    /** Has the relay refused at the destination. */
    fail: (packet: Packet) => done(chainOf(packet), relay(sodax, packet), 'reverted'),
    /** Delivers the one packet of a transaction. */
    carry: async (chain: Hub | Spoke, hash: Hash, options?: RelayOptions) =>
      deliver(await packetOf(chain, hash), options),
    deposit: (
      parts: Sender & {
        amount: bigint;
        calls?: readonly Call[];
        symbol?: TokenSymbol;
        isHashed?: boolean;
      },
    ) => inTurn(parts, () => done(parts.spoke, deposit(sodax, { symbol: 'USD', ...parts }))),
    call: (parts: Sender & { calls: readonly Call[] }) =>
      done(parts.spoke, sendCalls(sodax, parts)),
    solve: (fills: readonly FillPart[], moves: readonly Move[] = []) =>
      done(hub, fill(sodax, { fills, moves })),
    /** Offers an intent from a spoke and brings it to the hub; returns both transactions. */
    offer: async (parts: Sender & { intent: Intent; symbol?: TokenSymbol }) => {
      const { intent } = parts;
      const calls = hubCalls(sodax).createIntent(intent);
      const sent = await acts.deposit({ ...parts, amount: intent.inputAmount, calls });
      return { sent, created: await acts.carry(parts.spoke, sent) };
    },
  };
  return acts;
}
