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
  return {
    filter: {
      wanted: new Map(
        [...byContract].map(([contract, owners]) => [
          contract,
          [...new Set(owners.flatMap(({ topicsOn }) => topicsOn(chain)))],
        ]),
      ),
      receiptIndexTopics: here.flatMap(({ receiptIndexTopics }) => receiptIndexTopics),
    },
    streams: [...byContract].flatMap(([contract, owners]) =>
      owners.map(({ name, version }) => ({ protocol: name, version, contract })),
    ),
    capture: (logs, log) => {
      const captured = logs.flatMap((entry) => {
        const [topic] = entry.topics;
        const owners = byContract.get(entry.emitter) ?? [];
        const owner = owners.find(
          ({ topicsOn }) => topic !== undefined && topicsOn(chain).includes(topic),
        );
        return owner ? [captureWith(owner, entry)] : [];
      });
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

function captureWith(protocol: Protocol, log: RawLog): IngestedLog {
  const result = protocol.capture(log);
  const common = { log, protocol: protocol.name, name: result.event };
  if (result.type === 'unreadable') return { ...common, error: result.reason, leg: null };
  const { step, links, about } = result.captured;
  const rule = protocol.rules.steps.find(({ name }) => name === step);
  assert(rule, `${protocol.name} captures only steps of its rules, not ${step}`);
  assert(
    links.some(({ kind }) => kind === 'exact'),
    `${protocol.name} gives each leg an exact link, but not ${result.event}`,
  );
  return { ...common, error: null, leg: { step, role: rule.role, links, about } };
}
