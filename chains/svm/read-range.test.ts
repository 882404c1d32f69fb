import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import { aWorld, emitNumber, numbered } from '../../test/solana-source.ts';

const hexOf = (text: string): Hex => `0x${Buffer.from(text, 'utf8').toString('hex')}`;

describe('a range of slots', () => {
  test('gives the events of both kinds, each with its block', async () => {
    const { source, filter, emit, confirm, connection, programs } = await aWorld();
    const signatures = [await emit(1, 'logger'), await emit(2, 'caller')];
    confirm();
    const slots = await connection.getBlocks(0, 4, 'confirmed');
    expect(slots).toEqual([0, 1, 2, 3]);
    const blocks = await Promise.all(
      [2, 3].map((slot) =>
        connection.getBlock(slot, { transactionDetails: 'none', commitment: 'confirmed' }),
      ),
    );
    const at = (index: number) => ({
      chain: source.definition.id,
      blockNumber: BigInt(index + 2),
      blockHash: blocks[index]?.blockhash,
      blockTime: blocks[index]?.blockTime,
      transaction: signatures[index],
    });
    expect(await source.read({ from: 0n, to: 3n }, filter)).toEqual({
      to: 3n,
      parentHash: null,
      headers: blocks.map((block, index) => ({
        number: BigInt(index + 2),
        hash: block?.blockhash,
        parentHash: block?.previousBlockhash,
        time: block?.blockTime,
      })),
      logs: [
        {
          emitter: programs.logger.toBase58(),
          topics: [numbered],
          data: '0x01',
          ordinal: 0,
          receiptIndex: null,
          at: { ...at(0), index: expect.any(Number) },
        },
        {
          emitter: programs.caller.toBase58(),
          topics: [numbered],
          data: '0x02',
          ordinal: 0,
          receiptIndex: null,
          at: { ...at(1), index: expect.any(Number) },
        },
      ],
    });
  });

  test('gives the texts that are wanted of a program, with what it was called with', async () => {
    const { source, run, confirm } = await aWorld();
    // A program that every cluster has: it logs what it is called with.
    const programId = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');
    const data = Buffer.from('hello', 'utf8');
    await run([new TransactionInstruction({ programId, keys: [], data })]);
    confirm();
    const topic = hexOf('Memo (len ');
    const filter = {
      wanted: new Map([[programId.toBase58(), [topic]]]),
      receiptIndexTopics: [],
    };
    const { logs } = await source.read({ from: 0n, to: 2n }, filter);
    expect(logs.map(({ emitter, topics, data }) => ({ emitter, topics, data }))).toEqual([
      {
        emitter: programId.toBase58(),
        topics: [topic, hexOf('5)')],
        data: hexOf('hello'),
      },
    ]);
  });

  test('has all of its events and no others, wherever it begins and ends', async () => {
    const { emit, confirm, node, numbers } = await aWorld();
    for (const number of [2, 3, 4]) await emit(number);
    node.skip();
    await emit(6, 'logger');
    confirm();
    const slots = [1n, 2n, 3n, 4n, 5n, 6n];
    for (const from of slots) {
      for (const to of slots.filter((slot) => slot >= from)) {
        const expected = [2, 3, 4, 6].filter((number) => number >= from && number <= to);
        expect(await numbers(from, to), `${from} to ${to}`).toEqual(expected);
      }
    }
  });

  test('has its events also far below the newest slot, past long stretches without blocks', async () => {
    const { emit, node, numbers } = await aWorld();
    await emit(2);
    node.skip(100);
    await emit(103);
    await emit(104);
    node.skip(300);
    for (let slot = 405; slot < 420; slot += 1) await emit(0);
    node.produce(70);
    expect(await numbers(0n, 102n)).toEqual([2]);
    expect(await numbers(0n, 103n)).toEqual([2, 103]);
    expect(await numbers(103n, 103n)).toEqual([103]);
    expect(await numbers(104n, 404n)).toEqual([104]);
    expect(await numbers(105n, 404n)).toEqual([]);
  });

  test('is cut into shorter ones where it needs too many pages, and nothing is lost or doubled', async () => {
    const { source, emit, node, numbers } = await aWorld({ paging: { pageSize: 2, pagesMax: 3 } });
    const all = Array.from({ length: 20 }, (_, i) => i + 2);
    for (const number of all) await emit(number, number % 3 === 0 ? 'logger' : 'caller');
    node.produce(100);
    const before = source.stride();
    expect(await numbers(0n, 120n)).toEqual(all);
    expect(source.stride()).toBeLessThan(before);
  });

  test('of one slot takes as many pages as it needs', async () => {
    const { node, numbers, wallet, programs } = await aWorld({
      paging: { pageSize: 2, pagesMax: 1 },
    });
    for (let number = 1; number <= 7; number += 1) {
      await wallet.send([emitNumber(programs.caller, number)]);
    }
    node.produce(2);
    expect(new Set(await numbers(2n, 2n))).toEqual(new Set([1, 2, 3, 4, 5, 6, 7]));
  });
});

describe('a linked reading', () => {
  test('stands on the block below its first one, across skipped slots', async () => {
    const { source, filter, emit, node } = await aWorld();
    await emit(2);
    node.skip(2);
    await emit(5);
    node.skip(2);
    await emit(8);
    node.produce(1);
    const hashes = await source.headers([2n, 5n]);
    const hashOf = (index: number) => hashes[index]?.hash;
    const linked = (from: bigint, to: bigint) =>
      source.read({ from, to }, filter, { linked: true }).then(({ parentHash, headers }) => ({
        parentHash,
        slots: headers.map(({ number }) => number),
      }));
    expect(await linked(3n, 8n)).toEqual({ parentHash: hashOf(0), slots: [5n, 8n] });
    expect(await linked(5n, 7n)).toEqual({ parentHash: hashOf(0), slots: [5n] });
    expect(await linked(6n, 8n)).toEqual({ parentHash: hashOf(1), slots: [8n] });
    expect(await linked(6n, 7n)).toEqual({ parentHash: hashOf(1), slots: [5n] });
  });

  test('is of the new fork once the old one is gone, with its confirmed events', async () => {
    const { source, filter, emit, node, numbers } = await aWorld();
    await emit(2);
    await emit(3);
    node.produce(2);
    const [kept, dropped] = await source.headers([2n, 3n]);
    expect(await numbers(0n, 4n)).toEqual([2, 3]);
    node.fork(3);
    node.produce(3);
    expect(await numbers(0n, 7n)).toEqual([2]);
    expect(await source.headers([2n, 3n])).toEqual([kept, kept]);
    expect(dropped).not.toEqual(kept);
    const { parentHash } = await source.read({ from: 3n, to: 7n }, filter, { linked: true });
    expect(parentHash).toBe(kept?.hash);
  });
});

describe('the head', () => {
  test('is the newest confirmed block, with the heights of the commitments', async () => {
    const { source, node } = await aWorld({ confirmLag: 1, finalLag: 3 });
    node.produce(9);
    const [header] = await source.headers([9n]);
    expect(await source.head()).toEqual({ ...header, safe: 9n, finalized: 7n });
  });

  test('is a block, not a slot that was skipped', async () => {
    const { source, node } = await aWorld({ confirmLag: 1 });
    node.produce(1);
    node.skip(5);
    node.produce(1);
    expect((await source.head()).number).toBe(2n);
  });
});

test('a transaction that failed is listed and has no events', async () => {
  const { wallet, programs, node, numbers, connection } = await aWorld();
  const tooMuch = SystemProgram.transfer({
    fromPubkey: wallet.publicKey,
    toPubkey: programs.logger,
    lamports: 1e15,
  });
  await wallet.send([emitNumber(programs.caller, 1), tooMuch]);
  node.produce(2);
  const listed = await connection.getSignaturesForAddress(programs.caller, {}, 'confirmed');
  expect(listed.map(({ err }) => err !== null)).toEqual([true]);
  expect(await numbers(0n, 2n)).toEqual([]);
});
