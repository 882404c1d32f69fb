import { MidflightError } from '../../core/errors.ts';
import type { LogFilter, RawLog } from '../../core/raw-log.ts';
import type { ChainSource } from '../../chains/source.ts';
import type { Block, SimulatedFork } from './chain.ts';
import type { Random } from './random.ts';

/** How an endpoint is to those who ask it. Chances are for each request. */
export interface Mood {
  /** Requests that fail before one is answered. */
  failures: number;
  /** Blocks that it is behind. */
  lag: number;
  /** Answers from a fork that counts no more. */
  otherFork: number;
  /** Leaves logs out of an answer: those that nothing gives away, or all of a range whose blocks were not asked for. */
  omits: number;
  /** Answers a part of the range. */
  shortens: number;
}

export const honest: Mood = { failures: 0, lag: 0, otherFork: 0, omits: 0, shortens: 0 };

/** What reads a simulated chain, as well or badly as its mood says. */
export interface SimulatedEndpoint extends ChainSource {
  mood: Mood;
  lies: { empty: number; omitted: number; otherFork: number; lagging: number; failed: number };
}

/**
 * A `ChainSource` over a simulated chain. What it may do wrong is what a source of real nodes may: be away, behind, on
 * another fork, or leave logs out where no bloom tells. A reading `again` is by another node: it leaves out nothing that
 * was left out before, and stands on the fork that counts, for what is twice the same nobody can doubt.
 *
 * @param pass is awaited once an answer is there and before it is given: meanwhile others may go on
 */
export function simulateEndpoint(
  chain: SimulatedFork,
  { random, stride, pass }: { random: Random; stride: bigint; pass: () => Promise<void> },
): SimulatedEndpoint {
  const { name } = chain.definition;
  const lies = { empty: 0, omitted: 0, otherFork: 0, lagging: 0, failed: 0 };
  const omitted = new Set<string>();
  const fail = (message: string) =>
    new MidflightError({
      code: 'rpc_unreachable',
      message: `${name} ${message}`,
      recovery: 'Wait.',
      isTransient: true,
    });
  const ask = () => {
    const { mood } = endpoint;
    if (mood.failures === 0) return;
    mood.failures -= 1;
    lies.failed += 1;
    throw fail('is away');
  };
  /** The block that the node takes for the newest one. */
  const view = (again = false): Block => {
    const { lag, otherFork } = endpoint.mood;
    const top = chain.tip();
    if (again) return top;
    if (chain.lostTips.length > 0 && random.chance(otherFork)) {
      lies.otherFork += 1;
      return random.pick(chain.lostTips.slice(-3));
    }
    if (lag === 0) return top;
    lies.lagging += 1;
    const height = top.number - BigInt(lag);
    return chain.blockAt(height < 0n ? 0n : height, top) ?? top;
  };
  const at = (number: bigint, top: Block): Block => {
    const block = number > top.number ? undefined : chain.blockAt(number, top);
    if (block) return block;
    throw fail(`lacks block ${number}`);
  };
  const keyOf = ({ at: { blockHash, index } }: RawLog) => `${blockHash} ${index}`;

  /** What is left of a range's logs. Of a linked reading a bloom shows what lacks, unless its twin is in the same block. */
  const leaveOut = (logs: RawLog[], { linked, again }: { linked: boolean; again: boolean }) => {
    if (!random.chance(endpoint.mood.omits) || logs.length === 0) return logs;
    const hasTwin = (log: RawLog) =>
      logs.some(
        (other) =>
          other !== log &&
          other.at.blockHash === log.at.blockHash &&
          other.emitter === log.emitter &&
          other.topics.every((topic, index) => topic === log.topics[index]),
      );
    const mayLack = logs.filter(
      (log) => (!linked || hasTwin(log)) && !(again && omitted.has(keyOf(log))),
    );
    const isAll = !linked && random.chance(0.5);
    const lacking = new Set(isAll ? mayLack : mayLack.filter(() => random.chance(0.3)));
    // Of twins one must stay.
    if (linked)
      for (const log of lacking)
        if (!logs.some((other) => !lacking.has(other) && other.at.blockHash === log.at.blockHash))
          lacking.delete(log);
    if (!again) for (const log of lacking) omitted.add(keyOf(log));
    if (isAll && lacking.size > 0) lies.empty += 1;
    else lies.omitted += lacking.size;
    return logs.filter((log) => !lacking.has(log));
  };
  const isWanted = ({ wanted }: LogFilter, { emitter, topics: [topic] }: RawLog) =>
    wanted.get(emitter)?.some((own) => own === topic) ?? false;

  const endpoint: SimulatedEndpoint = {
    definition: chain.definition,
    mood: { ...honest },
    lies,
    stride: () => stride,
    watch: () => () => {},
    head: async () => {
      ask();
      const { number, hash, parentHash, time, ...block } = view();
      const top = { number, hash, parentHash, time, ...block };
      const head = {
        number,
        hash,
        parentHash,
        time,
        safe: chain.safe(top),
        finalized: chain.finalized(top),
      };
      await pass();
      return head;
    },
    headers: async (numbers, { again = false } = {}) => {
      ask();
      const top = view(again);
      const headers = numbers.map((wanted) => {
        const { number, hash, parentHash, time } = at(wanted, top);
        return { number, hash, parentHash, time };
      });
      await pass();
      return headers;
    },
    read: async ({ from, to: asked }, filter, { linked = false, again = false } = {}) => {
      ask();
      const top = view(again);
      let to = asked - from >= stride ? from + stride - 1n : asked;
      if (to > from && random.chance(endpoint.mood.shortens)) to -= (to - from) / 2n;
      const last = at(to, top);
      const blocks: Block[] = [];
      for (let block: Block | null = last; block && block.number >= from; block = block.below)
        blocks.unshift(block);
      const below = from === 0n ? null : chain.blockAt(from - 1n, top);
      const logs = leaveOut(
        blocks.flatMap((block) => block.logs).filter((log) => isWanted(filter, log)),
        { linked, again },
      ).map((log) => ({
        ...log,
        receiptIndex: filter.receiptIndexTopics.includes(log.topics[0] ?? '0x')
          ? log.receiptIndex
          : null,
      }));
      const headers = (linked && blocks.length > 0 ? blocks : [last]).map(
        ({ number, hash, parentHash, time }) => ({ number, hash, parentHash, time }),
      );
      await pass();
      return { to, logs, headers, parentHash: linked ? (below?.hash ?? '0x') : null };
    },
  };
  return endpoint;
}
