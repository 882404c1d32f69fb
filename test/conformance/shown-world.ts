import type { ChainId, Head } from '../../core/chain.ts';
import { foldAll } from '../../core/fold-all.ts';
import type { Leg } from '../../core/leg.ts';
import type { Operation } from '../../core/operation.ts';
import type { RawLog } from '../../core/raw-log.ts';
import type { Protocol } from '../../protocols/bind.ts';
import { legOf } from '../leg-of.ts';

/** What the chains show at some time. */
export interface Shown {
  logs: readonly RawLog[];
  /** Up to which time (Unix seconds) all chains were read, twice; on some of them another one. */
  until: number;
  untilOn?: Readonly<Record<ChainId, number>>;
  /** The chains that are indexed. */
  covered: readonly ChainId[];
  /** Blocks after this time are not yet firm; all are unless told. */
  firmUntil?: number;
  /** Logs whose blocks were reorged away. */
  lost?: ReadonlySet<RawLog>;
}

/**
 * The operations that these logs make, by the pure path alone. Each log is read by the protocols that can; what none of them
 * reads is no leg.
 *
 * @throws AssertionError if a group of legs cannot be folded
 */
export function operationsShown(protocols: readonly Protocol[], shown: Shown): Operation[] {
  const legs = shown.logs.flatMap((log) =>
    protocols.flatMap((protocol) => legsOf(protocol, log, !shown.lost?.has(log))),
  );
  const chains = [...new Set([...shown.covered, ...legs.map(({ at }) => at.chain)])];
  const firmUntil = shown.firmUntil ?? Infinity;
  const timeOf = (chain: ChainId) => shown.untilOn?.[chain] ?? shown.until;
  const headOf = (chain: ChainId): Head => {
    const firm = firmOn(chain, legs, firmUntil);
    return { number: HIGH, hash: '0x', time: timeOf(chain), safe: firm, finalized: firm };
  };
  const checkpointOf = (chain: ChainId) => ({
    from: { number: 0n, time: 0 },
    certain: {
      number: firmOn(chain, legs, firmUntil),
      time: Math.min(timeOf(chain), firmUntil),
    },
  });
  const world = {
    heads: new Map(chains.map((chain) => [chain, headOf(chain)])),
    checkpoints: new Map(
      protocols.map(({ name }) => [
        name,
        new Map(shown.covered.map((chain) => [chain, checkpointOf(chain)])),
      ]),
    ),
  };
  const rules = new Map(protocols.map(({ name, rules }) => [name, rules]));
  return foldAll(rules, legs, world).map(({ folded, error }) => {
    if (!folded) throw error;
    return folded.operation;
  });
}

/** Higher than any block. */
const HIGH = 10n ** 12n;

/** The highest block of a chain that is firm, where no later one than of this time is. */
function firmOn(chain: ChainId, legs: readonly Leg[], firmUntil: number): bigint {
  const own = legs.filter(({ at }) => at.chain === chain);
  if (own.every(({ at }) => at.blockTime <= firmUntil)) return HIGH;
  const firm = own.filter(({ at }) => at.blockTime <= firmUntil);
  return firm.reduce(
    (highest, { at }) => (at.blockNumber > highest ? at.blockNumber : highest),
    0n,
  );
}

/** The leg that a protocol reads in a log, if any. */
function legsOf(protocol: Protocol, log: RawLog, canonical: boolean): Leg[] {
  const topics = protocol.topicsOn(log.at.chain);
  const topic = log.topics[0] ?? '0x';
  const isRead =
    topics.includes(topic) &&
    (protocol.contracts.get(log.at.chain)?.includes(log.emitter) ||
      protocol.anywhereOn?.(log.at.chain).includes(topic));
  // Calls, and views that answer a lookup, are found by other ways than by who emits them.
  const result = isRead || log.at.index === -1 ? protocol.capture(log) : null;
  if (result?.type !== 'leg') return [];
  const { chain, blockHash, transaction, index } = log.at;
  const event = `${chain}/${blockHash}/${transaction}/${index}`;
  return [{ ...legOf(protocol, log), event, canonical }];
}
