import type { Hex, LogFilter } from '../../core/raw-log.ts';
import { bitsOf } from './bloom.ts';

/** A filter as EVM chains are asked for it. */
export interface Asked {
  emitters: readonly Hex[];
  /** First topics of logs, of any of these emitters. */
  topics: readonly Hex[];
  /** First topics of logs, whoever emits them. */
  anywhere: readonly Hex[];
  hasLog: (log: { address: string; topics: readonly string[] }) => boolean;
  /** Whether a call in the shape of a log is wanted. */
  hasCall: (call: { emitter: string; topics: readonly string[] }) => boolean;
  /**
   * What is wanted, one by one, with the bits that a block's bloom has if it has such a log. What is wanted whoever emits it
   * has no emitter.
   */
  pairs: readonly { emitter: Hex | null; topic: Hex; bits: readonly number[] }[];
}

/** A selector has 4 bytes. It is a call's, and no log begins with it. */
const SELECTOR_CHARS = 2 + 8;
const isOfLog = (topic: Hex) => topic.length !== SELECTOR_CHARS;

const known = new WeakMap<LogFilter, Asked>();

/** Computed once for each filter: the bits are hashes. */
export function askedBy(filter: LogFilter): Asked {
  const before = known.get(filter);
  if (before) return before;
  const wanted = [...filter.wanted].map(([emitter, topics]) => ({
    // CAST: emitters on EVM chains are addresses.
    emitter: emitter.toLowerCase() as Hex,
    topics: inLowerCase(topics),
  }));
  const everywhere = new Set<string>(inLowerCase(filter.anywhere ?? []));
  const emitters = new Set<string>(wanted.map(({ emitter }) => emitter));
  const topics = new Set<string>(wanted.flatMap(({ topics }) => topics.filter(isOfLog)));
  const anywhere = inLowerCase(filter.anywhere ?? []).filter(isOfLog);
  const byEmitter = new Map<string, ReadonlySet<string>>(
    wanted.map(({ emitter, topics }) => [emitter, new Set(topics)]),
  );
  const asked: Asked = {
    // CAST: the sets are of hex; their type lets any text be looked for.
    emitters: [...emitters] as Hex[],
    topics: [...topics] as Hex[],
    anywhere,
    hasLog: ({ address, topics: [topic = ''] }) =>
      (emitters.has(address) && topics.has(topic)) || everywhere.has(topic),
    hasCall: ({ emitter, topics: [selector = ''] }) =>
      everywhere.has(selector) || byEmitter.get(emitter)?.has(selector) === true,
    pairs: [
      ...wanted.flatMap(({ emitter, topics }) =>
        topics
          .filter((topic) => isOfLog(topic) && !everywhere.has(topic))
          .map((topic) => ({ emitter, topic, bits: [...bitsOf(emitter), ...bitsOf(topic)] })),
      ),
      ...anywhere.map((topic) => ({ emitter: null, topic, bits: bitsOf(topic) })),
    ],
  };
  known.set(filter, asked);
  return asked;
}

const inLowerCase = (topics: readonly Hex[]): Hex[] =>
  // CAST: it stays hex.
  topics.map((topic) => topic.toLowerCase() as Hex);
