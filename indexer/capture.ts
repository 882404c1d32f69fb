import type { Logger } from 'pino';
import type { ChainId } from '../core/chain.ts';
import type { Hex, LogFilter, RawLog } from '../core/raw-log.ts';
import type { Stream } from '../db/checkpoints.ts';
import type { IngestedLog } from '../db/write-logs.ts';
import type { Beginning } from '../protocols/beginning.ts';
import type { Protocol } from '../protocols/bind.ts';
import { captureLeg } from '../protocols/capture-leg.ts';

/** What is read of one chain, for all its protocols together. */
export interface Reader {
  filter: LogFilter;
  streams: Stream[];
  /** When each of the protocols began there; null where that is not known. */
  beginnings: ReadonlyMap<string, Beginning | null>;
  /** Turns logs into what is stored of them; leaves out what only looks like one that was asked for. */
  capture: (logs: readonly RawLog[], log: Logger) => IngestedLog[];
}

/** Joins the protocols that have contracts on a chain into one filter; null if none has. */
export function readerFor(chain: ChainId, protocols: readonly Protocol[]): Reader | null {
  const here = protocols.filter(({ contracts }) => contracts.get(chain)?.length);
  if (here.length === 0) return null;
  // Asked for each log: by contract, then by first topic. The first protocol that wants a log has it.
  const owners = new Map<string, Map<string, Protocol>>();
  for (const protocol of here) {
    for (const contract of protocol.contracts.get(chain) ?? []) {
      const byTopic = owners.get(contract) ?? new Map<string, Protocol>();
      owners.set(contract, byTopic);
      for (const topic of protocol.topicsOn(chain)) {
        if (!byTopic.has(topic)) byTopic.set(topic, protocol);
      }
    }
  }
  const anywhere = new Map<string, Protocol>();
  for (const protocol of here) {
    for (const topic of protocol.anywhereOn?.(chain) ?? []) {
      if (!anywhere.has(topic)) anywhere.set(topic, protocol);
    }
  }
  const mayLog = new Set(
    here
      .filter(({ emitsBySelfCpi = false }) => !emitsBySelfCpi)
      .flatMap(({ contracts }) => contracts.get(chain) ?? []),
  );
  return {
    filter: {
      // CAST: the keys are topics.
      wanted: new Map(
        [...owners].map(([contract, byTopic]) => [contract, [...byTopic.keys()] as Hex[]]),
      ),
      receiptIndexTopics: here.flatMap(({ receiptIndexTopics }) => receiptIndexTopics),
      // CAST: the keys are topics.
      anywhere: [...anywhere.keys()] as Hex[],
      callTopics: here.flatMap((protocol) => protocol.callTopicsOn?.(chain) ?? []),
      outsideLogs: new Set([...owners.keys()].filter((contract) => !mayLog.has(contract))),
    },
    streams: here.flatMap(({ name, version, contracts }) =>
      (contracts.get(chain) ?? []).map((contract) => ({ protocol: name, version, contract })),
    ),
    beginnings: new Map(here.map(({ name, beginsOn }) => [name, beginsOn?.(chain) ?? null])),
    capture: (logs, log) => {
      const captured: IngestedLog[] = [];
      for (const entry of logs) {
        const topic = entry.topics[0] ?? '';
        const owner = owners.get(entry.emitter)?.get(topic) ?? anywhere.get(topic);
        if (!owner) continue;
        captured.push({ log: entry, protocol: owner.name, ...captureLeg(owner, entry) });
      }
      const unreadable = captured.filter(({ error }) => error !== null);
      const [first] = unreadable;
      if (first) {
        const { protocol, name, error, log: at } = first;
        const context = { chain, protocol, event: name, error, transaction: at.at.transaction };
        log.warn({ ...context, count: unreadable.length }, 'events kept that cannot be read');
      }
      return captured;
    },
  };
}
