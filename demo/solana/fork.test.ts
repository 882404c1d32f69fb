import { AddressLookupTableProgram, SystemProgram } from '@solana/web3.js';
import { describe, expect, test } from 'vitest';
import { aSolanaNode } from '../../test/solana-node.ts';
import { createSigner } from './signer.ts';

describe('a fork', () => {
  test('drops a confirmed transaction as if it had never been', async () => {
    const { node, connection, wallet, run, ask } = await aSolanaNode();
    node.produce(4);
    const { publicKey: fromPubkey } = wallet;
    const { publicKey: toPubkey } = createSigner();
    const before = await connection.getBalance(fromPubkey, 'processed');
    const signature = await run([SystemProgram.transfer({ fromPubkey, toPubkey, lamports: 1e9 })]);
    const slot = node.produce() - 1;
    expect(await wallet.landed(signature, { commitment: 'confirmed' })).toEqual({
      slot,
      error: null,
    });
    const dropped = await connection.getBlock(slot, { transactionDetails: 'none' });

    const fork = node.fork(2);
    expect(fork).toEqual({
      ancestorSlot: slot - 1,
      slots: [slot, slot + 1],
      transactions: [{ signature, raw: expect.any(Buffer) }],
    });
    expect((await connection.getSignatureStatuses([signature])).value).toEqual([null]);
    expect(await connection.getTransaction(signature)).toBeNull();
    expect(await connection.getSignaturesForAddress(toPubkey)).toEqual([]);
    expect(await connection.getBalance(fromPubkey, 'processed')).toBe(before);
    expect(await connection.getAccountInfo(toPubkey, 'processed')).toBeNull();
    expect(await ask('isBlockhashValid', dropped?.blockhash)).toMatchObject({
      result: { value: false },
    });

    // The new fork goes on behind the slots of the old one, which are skipped in it.
    const head = node.produce(4);
    expect(head).toBe(slot + 5);
    const details = { transactionDetails: 'none', commitment: 'confirmed' } as const;
    expect(await connection.getBlock(slot + 2, details)).toMatchObject({ parentSlot: slot - 1 });
    expect((await ask('getBlock', slot)).error).toMatchObject({ code: -32007 });
  });

  test('takes the same slots if told so, with other blocks in them', async () => {
    const { node, connection, run } = await aSolanaNode();
    await run([]);
    const slot = node.produce(2);
    const blockhashes = async () =>
      await Promise.all(
        [slot - 2, slot - 1].map(
          async (slot) =>
            (await connection.getBlock(slot, { transactionDetails: 'none' }))?.blockhash,
        ),
      );
    const before = await blockhashes();
    node.fork(2, { sameSlots: true });
    expect(node.produce(2)).toBe(slot);
    const after = await blockhashes();
    expect(after[0]).toBe(before[0]);
    expect(after[1]).not.toBe(before[1]);
  });

  test('leaves what is firm below it as firm as it was', async () => {
    const { node, connection } = await aSolanaNode();
    node.produce(9);
    const firm = async () => [
      await connection.getSlot('processed'),
      await connection.getSlot('confirmed'),
      await connection.getSlot('finalized'),
    ];
    expect(await firm()).toEqual([10, 9, 7]);
    node.fork(1);
    expect(await firm()).toEqual([9, 9, 7]);
    node.produce();
    expect(await firm()).toEqual([11, 9, 7]);
    node.fork(4);
    expect(await firm()).toEqual([6, 6, 6]);
  });

  test('gives back the bytes that it dropped, which land again', async () => {
    const { node, connection, run, wallet } = await aSolanaNode();
    const signature = await run([]);
    const { transactions } = node.fork(1);
    for (const { raw } of transactions) await connection.sendRawTransaction(raw);
    const slot = node.produce();
    expect(await wallet.landed(signature)).toEqual({ slot, error: null });
  });

  test('drops transactions that name a block of the other fork', async () => {
    const { node, connection, run, wallet } = await aSolanaNode({ finalLag: 1 });
    await run([]);
    node.produce(2);
    // The wallet takes the finalized blockhash, which this fork drops after all.
    const signature = await wallet.send([]);
    node.fork(3);
    node.produce();
    expect((await connection.getSignatureStatuses([signature])).value).toEqual([null]);
  });

  test('of any depth puts every account back', async () => {
    const { node, connection, wallet, run } = await aSolanaNode();
    const { publicKey: payer } = wallet;
    const friends = [createSigner(), createSigner(), createSigner()];
    const tables: (typeof payer)[] = [];
    const state = async () =>
      await connection.getMultipleAccountsInfo(
        [payer, ...friends.map(({ publicKey }) => publicKey), ...tables],
        'processed',
      );
    /** Creates, changes and closes accounts, fails now and then. */
    const step = async (count: number) => {
      const [from, to] = [friends[count % 3]!, friends[(count + 1) % 3]!.publicKey];
      await wallet.send(
        [
          SystemProgram.transfer({ fromPubkey: payer, toPubkey: from.publicKey, lamports: 1e9 }),
          SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: to, lamports: 1e9 }),
        ],
        { signers: [from] },
      );
      const [create, table] = AddressLookupTableProgram.createLookupTable({
        authority: payer,
        payer,
        recentSlot: await connection.getSlot('processed'),
      });
      tables.push(table);
      await wallet.send([create]);
      const lamports = 10n ** 15n;
      await run([SystemProgram.transfer({ fromPubkey: payer, toPubkey: to, lamports })]);
    };

    const states = [await state()];
    for (let count = 0; count < 6; count += 1) {
      await step(count);
      states.push(await state());
    }
    for (const [depth, left] of [
      [1, 5],
      [2, 3],
      [3, 0],
    ] as const) {
      node.fork(depth);
      const expected = states[left]!;
      const missing = tables.length + 4 - expected.length;
      expect(await state()).toEqual([...expected, ...Array.from({ length: missing }, () => null)]);
    }
    await step(7);
    expect((await state()).at(-1)).not.toBeNull();
  });

  test('is refused where the blocks are not kept', async () => {
    const { node } = await aSolanaNode({ blocksKept: 5 });
    node.produce(19);
    expect(() => node.fork(5)).toThrow('A fork of 5 blocks is deeper than what is kept.');
    expect(node.fork(4).ancestorSlot).toBe(16);
  });
});
