import type { Logger } from 'pino';
import type { ChainId } from '../core/chain.ts';
import { assert } from '../core/errors.ts';
import type { LogFilter, RawLog } from '../core/raw-log.ts';
import type { Stream } from '../db/checkpoints.ts';
import type { IngestedLog } from '../db/write-logs.ts';
import type { Protocol } from '../protocols/bind.ts';

/** What is read of one chain, for all its protocols together. */
export interface Reader {
  filter: LogFilter;
  streams: Stream[];
  /** Turns logs into what is stored of them; leaves out what only looks like one that was asked for. */
  capture: (logs: readonly RawLog[], log: Logger) => IngestedLog[];
}

/** Joins the protocols that have contracts on a chain into one filter; null if none has. */
export function readerFor(chain: ChainId, protocols: readonly Protocol[]): Reader | null {
  const here = protocols.filter(({ contracts }) => contracts.get(chain)?.length);
  if (here.length === 0) return null;
  const byContract = new Map<string, Protocol[]>();
  for (const protocol of here) {
    for (const contract of protocol.contracts.get(chain) ?? []) {
      byContract.set(contract, [...(byContract.get(contract) ?? []), protocol]);
    }
  }
  const owners = new Map(
    [...byContract].map(([contract, protocols]) => [contract, ownersByTopic(protocols)]),
  );
  return {
    filter: {
      wanted: new Map(
        [...byContract].map(([contract, owners]) => [
          contract,
          [...new Set(owners.flatMap(({ topics }) => topics))],
        ]),
      ),
      receiptIndexTopics: here.flatMap(({ receiptIndexTopics }) => receiptIndexTopics),
    },
    streams: [...byContract].flatMap(([contract, owners]) =>
      owners.map(({ name, version }) => ({ protocol: name, version, contract })),
    ),
    capture: (logs, log) => {
      const captured: IngestedLog[] = [];
      for (const entry of logs) {
        const owner = owners.get(entry.emitter)?.get(entry.topics[0] ?? '0x');
        if (owner) captured.push(captureWith(owner, entry));
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

/** Of protocols that share a contract, the first one that wants a topic has it. */
function ownersByTopic(protocols: readonly Protocol[]): Map<string, Protocol> {
  return new Map(
    protocols.toReversed().flatMap((protocol) => protocol.topics.map((topic) => [topic, protocol])),
  );
}

function captureWith(protocol: Protocol, log: RawLog): IngestedLog {
  const result = protocol.capture(log);
  const { event } = result;
  if (result.type === 'unreadable') {
    return { log, protocol: protocol.name, name: event, error: result.reason, leg: null };
  }
  const { step, links, about } = result.captured;
  const rule = protocol.rules.steps.find(({ name }) => name === step);
  assert(rule, `${protocol.name} captures only steps of its rules, not ${step}`);
  const hasExact = links.some(({ kind }) => kind === 'exact');
  assert(hasExact, `${protocol.name} gives each leg an exact link, but not ${event}`);
  const leg = { step, role: rule.role, links, about };
  return { log, protocol: protocol.name, name: event, error: null, leg };
}
