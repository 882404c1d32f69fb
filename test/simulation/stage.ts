import { encodeAbiParameters, encodeEventTopics, numberToHex, type AbiEvent } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { PlannedLog, SimulatedFork, Transaction } from './chain.ts';
import type { Random } from './random.ts';

/** What a scenario plays on. Times are world time, in seconds. */
export interface Stage {
  random: Random;
  now: () => number;
  /** Different chains, as many as are asked for if there are so many, else some of them more than once. */
  chains: (count: number) => SimulatedFork[];
  /** A number that nobody had before. */
  unique: () => number;
  send: (chain: SimulatedFork, transaction: Omit<Transaction, 'hash'> & { hash?: Hex }) => Hex;
}

/** 32 bytes that no other number gives. */
export function wordOf(number: number): Hex {
  return numberToHex(number, { size: 32 });
}

/** A contract's address on every simulated chain. */
export function addressOf(number: number): Hex {
  return numberToHex(number, { size: 20 });
}

/** Encodes an event as a chain logs it. */
export function plan(
  label: string,
  emitter: Hex,
  event: AbiEvent,
  args: Readonly<Record<string, unknown>>,
): PlannedLog {
  // CAST: each scenario encodes the events that it declares.
  const topics = encodeEventTopics({ abi: [event], args } as never) as Hex[];
  const fields = event.inputs.filter(({ indexed }) => !indexed);
  const values = fields.map(({ name }) => args[name ?? '']);
  return { label, emitter, topics, data: encodeAbiParameters(fields, values) };
}

/** The deployments of a simulated protocol, which knows chains by their names. */
export function deployOn(
  chains: readonly SimulatedFork[],
  contract: Hex,
): Record<ChainId, { network: string; name: string; contract: Hex }> {
  return Object.fromEntries(
    chains.map(({ definition: { id, name } }) => [id, { network: 'simulated', name, contract }]),
  );
}
