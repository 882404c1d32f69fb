import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { MidflightError } from '../../core/errors.ts';
import type { RawLog } from '../../core/raw-log.ts';
import type { ChainSource } from '../../chains/source.ts';
import { freePort } from '../../start/free-port.ts';
import { nameOfLog, type ChainUnderTest } from './chain-under-test.ts';
import { startEvmChain } from './evm-chain.ts';
import { startSvmChain } from './svm-chain.ts';

// What the indexer relies on, whatever the chain: every `ChainSource` passes this suite.

const chains: [string, () => Promise<ChainUnderTest>][] = [
  ['EVM (anvil)', startEvmChain],
  ['Solana (litesvm)', startSvmChain],
];

const data = (...values: number[]) =>
  values.map((value) => `0x${value.toString(16).padStart(16, '0')}`);

/** Within a slot, Solana's nodes do not say which transaction came first. */
const byBlock = (names: readonly string[]) => names.toSorted();

describe.each(chains)('%s', (_, start) => {
  let chain: ChainUnderTest;
  let source: ChainSource;

  beforeAll(async () => {
    chain = await start();
    for (let block = 0; block < 20; block += 1) {
      if (block % 3 === 0) await chain.emit(data(block * 10, block * 10 + 1));
      else if (block % 3 === 1) await chain.emitOther();
      else await chain.grow(1);
    }
    await chain.grow(12);
    source = await chain.source();
  });
  afterAll(() => chain.stop());

  /** Reads from 0 to the newest block, however many readings that takes. */
  async function readAll(options = {}): Promise<{ logs: RawLog[]; ends: bigint[] }> {
    const { number } = await source.head();
    const logs: RawLog[] = [];
    const ends: bigint[] = [];
    for (let from = 0n; from <= number;) {
      const reading = await source.read({ from, to: number }, chain.filter, options);
      logs.push(...reading.logs);
      ends.push(reading.to);
      from = reading.to + 1n;
    }
    return { logs, ends };
  }

  test('the head is a block of the chain, with safe and finalized at or below it', async () => {
    const head = await source.head();
    const [header] = await source.headers([head.number]);
    expect(header).toMatchObject({ number: head.number, hash: head.hash, time: head.time });
    expect(head.safe).toBeLessThanOrEqual(head.number);
    expect(head.finalized).toBeLessThanOrEqual(head.safe ?? -1n);
  });

  test('headers come in the order that they are asked for, and follow one another', async () => {
    const { number } = await source.head();
    const headers = await source.headers([number, number - 5n, number - 1n]);
    const heights = headers.map((header) => header.number);
    expect(heights[0]).toBe(number);
    expect(heights[1]).toBeLessThanOrEqual(number - 5n);
    expect(headers[2]?.hash).toBe(headers[0]?.parentHash);
  });

  test('every event is read once, in the order of the chain, and no other', async () => {
    const { logs, ends } = await readAll();
    expect(byBlock(logs.map(nameOfLog))).toEqual(byBlock(await chain.events()));
    const heights = logs.map(({ at }) => Number(at.blockNumber));
    expect(heights).toEqual(heights.toSorted((a, b) => a - b));
    expect(ends).toEqual(ends.toSorted((a, b) => Number(a - b)));
  });

  test('a range is read from its first to its last block, both included', async () => {
    const { logs } = await readAll();
    const heights = [...new Set(logs.map(({ at }) => at.blockNumber))];
    for (const height of heights) {
      const reading = await source.read({ from: height, to: height }, chain.filter);
      expect(reading.to).toBe(height);
      expect(reading.logs.map(nameOfLog)).toEqual(
        logs.filter(({ at }) => at.blockNumber === height).map(nameOfLog),
      );
    }
    const [first, second] = heights;
    if (first === undefined || second === undefined) throw new Error('two blocks have events');
    const between = await source.read({ from: first + 1n, to: second - 1n }, chain.filter);
    expect(between.logs).toEqual([]);
  });

  test('a log says where it is: its block, the time of it, its place, and how many were like it', async () => {
    const { logs } = await readAll();
    const places = logs.map(({ at }) => `${at.transaction} ${at.blockHash} ${at.index}`);
    expect(new Set(places).size).toBe(logs.length);
    for (const { at, emitter, ordinal } of logs) {
      const [header] = await source.headers([at.blockNumber]);
      expect(at).toMatchObject({
        chain: chain.id,
        blockHash: header?.hash,
        blockTime: header?.time,
      });
      expect(chain.filter.wanted.has(emitter)).toBe(true);
      expect(ordinal).toBe(0);
    }
  });

  test('a linked reading stands on the block below it, and ends with the header of its last one', async () => {
    const { number } = await source.head();
    const range = { from: number - 20n, to: number };
    const { headers, parentHash, to, logs } = await source.read(range, chain.filter, {
      linked: true,
    });
    const [below, last] = await source.headers([range.from - 1n, to]);
    expect(parentHash).toBe(below?.hash);
    expect(headers.at(-1)).toMatchObject({ number: last?.number, hash: last?.hash });
    expect(headers).toEqual(headers.toSorted((a, b) => Number(a.number - b.number)));
    const plain = await source.read({ from: range.from, to }, chain.filter);
    expect(logs).toEqual(plain.logs);
  });

  test('a second reading shows the same as the first', async () => {
    expect((await readAll({ again: true })).logs).toEqual((await readAll()).logs);
  });

  test('blocks that are not there yet end in a transient error, not in an empty answer', async () => {
    const { number } = await source.head();
    for (const attempt of [
      () => source.read({ from: number - 2n, to: number + 5_000n }, chain.filter),
      () => source.headers([number + 5_000n]),
    ]) {
      const error = await attempt().then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(MidflightError);
      expect(error).toMatchObject({ isTransient: true });
    }
  });

  test('a fork shows by other hashes, and what was on the old one is not read any more', async () => {
    await chain.emit(data(9_001));
    await chain.grow(2);
    const before = await source.head();
    const { logs: old } = await readAll();
    await chain.fork(3);
    await chain.emit(data(9_002));
    await chain.grow(2);
    const [now] = await source.headers([before.number]);
    expect(now?.hash).not.toBe(before.hash);
    const { logs } = await readAll();
    expect(byBlock(logs.map(nameOfLog))).toEqual(byBlock(await chain.events()));
    expect(logs.length).toBeLessThanOrEqual(old.length);
  });

  test('whoever watches is told of a new block, until they stop', async () => {
    const onHead = vi.fn<() => void>();
    const stop = source.watch(onHead);
    stop();
    await chain.grow(1);
    expect(onHead).not.toHaveBeenCalled();
  });

  test('an endpoint that is gone ends in a transient error that shows no key', async () => {
    if (chain.url === null) return;
    const dead = `http://user:s3cretpass@127.0.0.1:${await freePort()}/v2/s3cretkey`;
    const failure: unknown = await chain.source({ urls: [dead] }).then(
      (connected) => connected.head(),
      (error: unknown) => error,
    );
    expect(failure).toMatchObject({ code: 'rpc_unreachable', isTransient: true });
    expect(JSON.stringify(failure) + String(failure)).not.toContain('s3cret');
  });
});
