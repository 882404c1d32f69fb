import type { Hex, LogFilter } from '../../core/raw-log.ts';
import { bitsOf } from './bloom.ts';

/** A filter as EVM chains are asked for it. */
export interface Asked {
  emitters: readonly Hex[];
  /** First topics, of any emitter. */
  topics: readonly Hex[];
  hasEmitter: (emitter: string) => boolean;
  hasTopic: (topic: string | undefined) => boolean;
  /** What is wanted, one by one, with the bits that a block's bloom has if it has such a log. */
  pairs: readonly { emitter: Hex; topic: Hex; bits: readonly number[] }[];
}

const known = new WeakMap<LogFilter, Asked>();

/** Computed once for each filter: the bits are hashes. */
export function askedBy(filter: LogFilter): Asked {
  const before = known.get(filter);
  if (before) return before;
  const wanted = [...filter.wanted].map(([emitter, topics]) => ({
    // CAST: emitters on EVM chains are addresses.
    emitter: emitter.toLowerCase() as Hex,
    topics: topics.map((topic) => topic.toLowerCase() as Hex),
  }));
  const emitters = new Set(wanted.map(({ emitter }) => emitter));
  const topics = new Set(wanted.flatMap(({ topics }) => topics));
  const asked: Asked = {
    emitters: [...emitters],
    topics: [...topics],
    hasEmitter: (emitter) => (emitters as ReadonlySet<string>).has(emitter),
    hasTopic: (topic) => (topics as ReadonlySet<string | undefined>).has(topic),
    pairs: wanted.flatMap(({ emitter, topics }) =>
      topics.map((topic) => ({ emitter, topic, bits: [...bitsOf(emitter), ...bitsOf(topic)] })),
    ),
  };
  known.set(filter, asked);
  return asked;
}
