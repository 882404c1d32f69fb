import { AddressLookupTableProgram, SystemProgram } from '@solana/web3.js';
import type { AddressLookupTableAccount, PublicKey } from '@solana/web3.js';
import { describe, expect, test } from 'vitest';
import { aSolanaNode } from '../../test/solana-node.ts';
import type { TestSolanaNode } from '../../test/solana-node.ts';
import { createSigner } from './signer.ts';
import { emitEvents } from './stand-in-instructions.ts';

const unknown = '1'.repeat(64);

/** Three blocks of transactions in turn of two addresses: `mine` in places 0, 2, 4, `other` in places 1, 3, 5. */
async function aHistory(chain: TestSolanaNode) {
  const { node, connection, wallet } = chain;
  const [mine, other] = [createSigner().publicKey, createSigner().publicKey];
  const signatures: string[] = [];
  for (let block = 0; block < 3; block += 1) {
    for (const toPubkey of [mine, other]) {
      const { publicKey: fromPubkey } = wallet;
      const transfer = SystemProgram.transfer({ fromPubkey, toPubkey, lamports: 1e9 });
      signatures.push(await wallet.send([transfer]));
    }
    node.produce();
  }
  node.produce(3);
  const page = async (options: Record<string, unknown>, address: PublicKey = mine) =>
    (await connection.getSignaturesForAddress(address, options)).map(({ signature }) =>
      signatures.indexOf(signature),
    );
  return { mine, other, signatures, page };
}

describe('the history of an address', () => {
  test('comes newest first, page by page', async () => {
    const { signatures, page } = await aHistory(await aSolanaNode());
    expect(await page({})).toEqual([4, 2, 0]);
    expect(await page({ limit: 2 })).toEqual([4, 2]);
    expect(await page({ limit: 2, before: signatures[2] })).toEqual([0]);
    expect(await page({ until: signatures[0] })).toEqual([4, 2]);
    expect(await page({ before: signatures[4], until: signatures[0] })).toEqual([2]);
  });

  test('takes the signature of any transaction as a place on the chain', async () => {
    const { signatures, page } = await aHistory(await aSolanaNode());
    expect(await page({ before: signatures[5] })).toEqual([4, 2, 0]);
    expect(await page({ before: signatures[3] })).toEqual([2, 0]);
    expect(await page({ before: signatures[1] })).toEqual([0]);
    expect(await page({ until: signatures[1] })).toEqual([4, 2]);
    expect(await page({ before: signatures[3], until: signatures[1] })).toEqual([2]);
  });

  test('refuses a place that is not on the chain', async () => {
    const chain = await aSolanaNode();
    const { mine, signatures } = await aHistory(chain);
    const ask = async (options: Record<string, unknown>) =>
      (await chain.ask('getSignaturesForAddress', mine.toBase58(), options)).error;
    const refusal = { code: -32020, message: `Transaction ${unknown} not found` };
    expect(await ask({ before: unknown })).toEqual(refusal);
    expect(await ask({ until: unknown })).toEqual(refusal);
    // A place that the commitment does not reach yet is not there either.
    const young = await chain.run([]);
    expect(await ask({ before: young })).toMatchObject({ code: -32020 });
    expect(await ask({ before: signatures[4], limit: 1_001 })).toMatchObject({
      code: -32602,
      message: 'Invalid limit; max 1000',
    });
  });

  test('is silent about such a place on an older node', async () => {
    const { page } = await aHistory(await aSolanaNode({ lenientCursors: true }));
    expect(await page({ before: unknown })).toEqual([]);
    expect(await page({ until: unknown })).toEqual([4, 2, 0]);
  });

  test('ends where blocks are forgotten', async () => {
    const chain = await aSolanaNode({ blocksKept: 5 });
    const { page, signatures } = await aHistory(chain);
    expect(await page({})).toEqual([4, 2]);
    expect(await chain.ask('getTransaction', signatures[0])).toMatchObject({ result: null });
  });
});

describe('a lookup table', () => {
  test('mentions what is loaded from it', async () => {
    const chain = await aSolanaNode();
    const { connection, run, wallet, programs, node, ask } = chain;
    const loaded = [createSigner().publicKey, createSigner().publicKey] as const;
    const table = await aTable(chain, loaded);

    const lookupTables = [table];
    const signature = await run(
      [
        emitEvents({
          programId: programs.caller,
          events: [Buffer.from('an event')],
          accounts: [loaded[1]],
        }),
        SystemProgram.transfer({
          fromPubkey: wallet.publicKey,
          toPubkey: loaded[0],
          lamports: 1e9,
        }),
      ],
      { lookupTables },
    );
    node.produce();

    const mentioned = await Promise.all(
      loaded.map((key) => connection.getSignaturesForAddress(key)),
    );
    expect(mentioned.map((list) => list.map((entry) => entry.signature))).toEqual([
      [signature],
      [signature],
    ]);
    const { result } = await ask('getTransaction', signature, {
      commitment: 'confirmed',
      maxSupportedTransactionVersion: 0,
    });
    const [writable, readonly] = loaded.map((key) => key.toBase58());
    expect(result).toMatchObject({
      version: 0,
      transaction: {
        message: {
          accountKeys: expect.not.arrayContaining([writable, readonly]),
          addressTableLookups: [
            { accountKey: table.key.toBase58(), writableIndexes: [0], readonlyIndexes: [1] },
          ],
        },
      },
      meta: { err: null, loadedAddresses: { writable: [writable], readonly: [readonly] } },
    });
    const landed = await connection.getTransaction(signature, {
      maxSupportedTransactionVersion: 0,
    });
    const { staticAccountKeys } = landed!.transaction.message;
    expect(landed?.meta?.postBalances.length).toBe(staticAccountKeys.length + loaded.length);
    expect(landed?.meta?.postBalances[staticAccountKeys.length]).toBe(1e9);
  });

  test('makes a transaction that must be asked for with its version', async () => {
    const chain = await aSolanaNode();
    const { ask, node, connection } = chain;
    const signature = await chain.run([], { lookupTables: [] });
    node.produce();
    const refusal = { error: { code: -32015, message: expect.stringContaining('version (0)') } };
    const commitment = 'confirmed';
    expect(await ask('getTransaction', signature, { commitment })).toMatchObject(refusal);
    const slot = (await connection.getSlot('processed')) - 1;
    expect(await ask('getBlock', slot, { commitment })).toMatchObject(refusal);
    const details = { commitment, transactionDetails: 'signatures' };
    expect(await ask('getBlock', slot, details)).toMatchObject({
      result: { signatures: [signature] },
    });
  });
});

/** Makes a table and waits the slot until what is in it can be used. */
async function aTable(
  { connection, run, wallet, node }: TestSolanaNode,
  addresses: readonly PublicKey[],
): Promise<AddressLookupTableAccount> {
  const { publicKey: payer } = wallet;
  const parts = { authority: payer, payer };
  const [create, lookupTable] = AddressLookupTableProgram.createLookupTable({
    ...parts,
    recentSlot: await connection.getSlot('finalized'),
  });
  await run([
    create,
    AddressLookupTableProgram.extendLookupTable({
      ...parts,
      lookupTable,
      addresses: [...addresses],
    }),
  ]);
  node.produce();
  const { value } = await connection.getAddressLookupTable(lookupTable);
  if (value === null) throw new Error('The table is not there.');
  return value;
}
