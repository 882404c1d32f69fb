import {
  Connection,
  PublicKey,
  SystemProgram,
  TransactionMessage,
  VersionedTransaction,
} from '@solana/web3.js';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { aSolanaNode, post } from '../../test/solana-node.ts';
import { buildTransaction } from './build-transaction.ts';
import { createSigner } from './signer.ts';
import { emitEvents } from './stand-in-instructions.ts';
import { startSolanaNode } from './start-solana-node.ts';

const unknown = '1'.repeat(64);
const mainnet = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d';
const events = [Buffer.from('an event')];
const base64 = { encoding: 'base64' };
const shown = { maxSupportedTransactionVersion: 0 };

describe('a node', () => {
  test('says who it is', async () => {
    const { connection, ask, node } = await aSolanaNode({ genesisHash: mainnet });
    expect(node.genesisHash).toBe(mainnet);
    expect(await connection.getGenesisHash()).toBe(mainnet);
    expect(await connection.getVersion()).toEqual({ 'solana-core': '3.1.0', 'feature-set': 0 });
    expect(await ask('getHealth')).toMatchObject({ result: 'ok' });
    expect(await (await fetch(`${node.url}/health`)).text()).toBe('ok');
    expect(await connection.getMinimumBalanceForRentExemption(0)).toBe(890_880);
    expect(await connection.getEpochInfo('processed')).toMatchObject({ epoch: 0, absoluteSlot: 1 });
  });

  test('makes a chain of its own unless told which', async () => {
    const [one, two] = [await aSolanaNode(), await aSolanaNode()];
    expect(one.node.genesisHash).not.toBe(two.node.genesisHash);
  });

  test('goes on by itself when it has a clock', async () => {
    const node = await startSolanaNode({ slotMs: 5 });
    onTestFinished(() => node.stop());
    const connection = new Connection(node.url);
    await vi.waitFor(
      async () => expect(await connection.getSlot('processed')).toBeGreaterThan(5),
      20_000,
    );
  });
});

describe('a transaction', () => {
  test('is processed, confirmed and finalized, each when so many blocks are built on it', async () => {
    const { connection, node, wallet, programs, ask } = await aSolanaNode();
    const statuses: unknown[] = [];
    const signature = await wallet.send([emitEvents({ programId: programs.caller, events })]);
    for (let slot = 1; slot <= 5; slot += 1) {
      const { value } = await connection.getSignatureStatuses([signature]);
      const at = async (commitment: string) => {
        const { result } = await ask('getTransaction', signature, { commitment });
        return result !== null;
      };
      statuses.push([
        value[0]?.confirmationStatus ?? null,
        value[0]?.confirmations ?? null,
        await at('confirmed'),
        await at('finalized'),
      ]);
      node.produce();
    }
    expect(statuses).toEqual([
      [null, null, false, false],
      ['processed', 0, false, false],
      ['confirmed', 1, true, false],
      ['confirmed', 2, true, false],
      ['finalized', null, true, true],
    ]);
    expect(await ask('getTransaction', signature, { commitment: 'processed' })).toMatchObject({
      error: { code: -32602, message: 'Method does not support commitment below `confirmed`' },
    });
  });

  test('that fails is in its block with its error, and pays', async () => {
    const { connection, node, wallet, run } = await aSolanaNode();
    const before = await connection.getBalance(wallet.publicKey, 'processed');
    const { publicKey: toPubkey } = createSigner();
    const tooMuch = SystemProgram.transfer({
      fromPubkey: wallet.publicKey,
      toPubkey,
      lamports: 10n ** 15n,
    });
    const signature = await run([tooMuch]);
    node.produce();
    const err = { InstructionError: [0, { Custom: 1 }] };
    const landed = await connection.getTransaction(signature, shown);
    expect(landed?.meta).toMatchObject({ err, fee: 5_000, status: { Err: err } });
    expect(landed?.meta?.logMessages?.at(-1)).toContain('custom program error: 0x1');
    expect(await connection.getSignaturesForAddress(toPubkey)).toMatchObject([{ signature, err }]);
    expect(await wallet.landed(signature)).toEqual({ slot: landed?.slot, error: err });
    expect(await connection.getBalance(wallet.publicKey)).toBe(before - 5_000);
  });

  test('is tried before it is taken, if that is asked for', async () => {
    const { connection, wallet, run, ask } = await aSolanaNode();
    const tooMuch = SystemProgram.transfer({
      fromPubkey: wallet.publicKey,
      toPubkey: PublicKey.default,
      lamports: 10n ** 15n,
    });
    const failed = 'Transaction simulation failed: ';
    await expect(run([tooMuch], { preflight: true })).rejects.toThrow(
      `${failed}Error processing Instruction 0: custom program error: 0x1`,
    );

    const send = async (raw: Buffer) => {
      const { error } = await ask('sendTransaction', raw.toString('base64'), base64);
      return [error?.code, error?.message];
    };
    const payer = createSigner();
    const empty = (blockhash: string) => buildTransaction({ payer, blockhash, instructions: [] });
    const { blockhash } = await connection.getLatestBlockhash('processed');
    const forged = empty(blockhash);
    forged[5] = 255 - (forged[5] ?? 0);
    expect(await send(empty(mainnet))).toEqual([-32002, `${failed}Blockhash not found`]);
    expect(await send(forged)).toEqual([-32003, 'Transaction signature verification failure']);
    expect(await send(empty(blockhash))).toEqual([
      -32002,
      `${failed}Attempt to debit an account but found no record of a prior credit.`,
    ]);
    expect(await send(Buffer.from('junk'))).toEqual([
      -32602,
      expect.stringMatching(/^failed to deserialize/),
    ]);
  });

  test('can be simulated without signatures, and changes nothing', async () => {
    const { connection, wallet, programs } = await aSolanaNode();
    const message = new TransactionMessage({
      payerKey: wallet.publicKey,
      recentBlockhash: mainnet,
      instructions: [emitEvents({ programId: programs.caller, events })],
    }).compileToV0Message();
    const { value } = await connection.simulateTransaction(new VersionedTransaction(message), {
      replaceRecentBlockhash: true,
    });
    expect(value).toMatchObject({ err: null, unitsConsumed: expect.any(Number) });
    expect(value.logs).toContain(`Program ${programs.caller.toBase58()} success`);
    expect(await connection.getBalance(wallet.publicKey, 'processed')).toBe(100e9);
  });

  test('is taken once, and only while its blockhash is one of the last 150', async () => {
    const { node, connection, ask } = await aSolanaNode();
    const payer = createSigner();
    await connection.requestAirdrop(payer.publicKey, 10e9);
    node.produce();
    const { blockhash } = await connection.getLatestBlockhash('processed');
    const [one, two, three] = [1, 2, 3].map((lamports) => {
      const { publicKey } = payer;
      const self = { fromPubkey: publicKey, toPubkey: publicKey, lamports };
      const instructions = [SystemProgram.transfer(self)];
      return buildTransaction({ payer, blockhash, instructions }).toString('base64');
    });

    const landed = async (...raws: (string | undefined)[]) => {
      for (const raw of raws) await ask('sendTransaction', raw, { ...base64, skipPreflight: true });
      const slot = node.produce();
      node.produce();
      return (await connection.getBlockSignatures(slot, 'confirmed')).signatures.length;
    };
    expect(await landed(one, one)).toBe(1);
    expect(await landed(one)).toBe(0);
    node.produce(145);
    expect(await landed(two)).toBe(1);
    expect(await landed(three)).toBe(0);
  });

  test('can be had as it was sent', async () => {
    const { node, ask, wallet } = await aSolanaNode();
    const signature = await wallet.send([]);
    node.produce(2);
    const options = { encoding: 'base64', commitment: 'confirmed' };
    const { result } = await ask('getTransaction', signature, options);
    // CAST: asserted below.
    const { transaction } = result as { transaction: [string, string] };
    expect(transaction[1]).toBe('base64');
    expect(await ask('sendTransaction', transaction[0], base64)).toMatchObject({
      error: {
        code: -32002,
        message: 'Transaction simulation failed: This transaction has already been processed',
      },
    });
  });
});

describe('a slot', () => {
  test('that was skipped is not available at first, and known to be skipped once it is finalized', async () => {
    const { node, ask } = await aSolanaNode();
    node.skip();
    node.produce();
    const errorOf = async () =>
      (await ask('getBlock', 2, { commitment: 'confirmed' })).error ?? 'a block';
    const open = { code: -32004, message: 'Block not available for slot 2' };
    const answers = [await errorOf()];
    node.produce(2);
    answers.push(await errorOf());
    node.produce();
    answers.push(await errorOf());
    expect(answers).toEqual([
      open,
      open,
      {
        code: -32007,
        message: 'Slot 2 was skipped, or missing due to ledger jump to recent snapshot',
      },
    ]);
  });

  test('that was skipped is told otherwise by a node with long-term storage', async () => {
    const { node, ask } = await aSolanaNode({ archive: true, skipEvery: 3 });
    node.produce(8);
    expect((await ask('getBlock', 3)).error).toEqual({
      code: -32009,
      message: 'Slot 3 was skipped, or missing in long-term storage',
    });
  });

  test('that is too new or too old is told apart', async () => {
    const { node, ask } = await aSolanaNode({ blocksKept: 5 });
    node.produce(19);
    expect((await ask('getFirstAvailableBlock')).result).toBe(16);
    expect((await ask('getBlock', 15)).error).toEqual({
      code: -32001,
      message: 'Block 15 cleaned up, does not exist on node. First available block: 16',
    });
    expect((await ask('getBlock', 18)).error).toMatchObject({ code: -32004 });
    expect((await ask('getBlock', 99)).error).toMatchObject({ code: -32004 });
    expect((await ask('getBlockTime', 20)).result).toBeGreaterThan(1.7e9);
    expect((await ask('getBlockTime', 21)).error).toMatchObject({ code: -32004 });
  });

  test('without a block is left out of lists, and the chain goes over it', async () => {
    const { node, connection, ask } = await aSolanaNode({ skipEvery: 4 });
    node.produce(9);
    expect(await connection.getBlocks(2, 9, 'confirmed')).toEqual([2, 3, 5, 6, 7, 9]);
    expect((await ask('getBlocks', 5, { commitment: 'confirmed' })).result).toEqual([5, 6, 7, 9]);
    expect((await ask('getBlocks', 5)).result).toEqual([5, 6]);
    expect((await ask('getBlocksWithLimit', 3, 2)).result).toEqual([3, 5]);
    expect((await ask('getBlocks', 0, 500_001)).error).toMatchObject({ code: -32602 });
    expect(await connection.getSlot('processed')).toBe(10);
    expect(await connection.getBlockHeight('processed')).toBe(8);

    const rules = { transactionDetails: 'none', commitment: 'confirmed' } as const;
    const [three, five] = [
      await connection.getBlock(3, rules),
      await connection.getBlock(5, rules),
    ];
    expect(five).toMatchObject({
      parentSlot: 3,
      previousBlockhash: three?.blockhash,
      blockHeight: 4,
    });
  });

  test('must be as new as the call demands', async () => {
    const { node, ask } = await aSolanaNode();
    node.produce(9);
    const demanding = (commitment: string) => ({ commitment, minContextSlot: 9 });
    expect((await ask('getSlot', demanding('confirmed'))).result).toBe(9);
    const refused = {
      code: -32016,
      message: 'Minimum context slot has not been reached',
      data: { contextSlot: 7 },
    };
    const { publicKey } = createSigner();
    expect((await ask('getSlot', demanding('finalized'))).error).toEqual(refused);
    expect(
      (await ask('getSignaturesForAddress', publicKey.toBase58(), demanding('finalized'))).error,
    ).toEqual(refused);
    expect(
      (await ask('getAccountInfo', publicKey.toBase58(), demanding('finalized'))).error,
    ).toEqual(refused);
  });
});

describe('the state', () => {
  test('is that of the commitment that is asked for', async () => {
    const { node, connection } = await aSolanaNode();
    const { publicKey } = createSigner();
    const balances: number[][] = [];
    for (const lamports of [1e9, 2e9, 0, 0, 0]) {
      if (lamports > 0) await connection.requestAirdrop(publicKey, lamports);
      node.produce();
      balances.push(
        await Promise.all(
          (['processed', 'confirmed', 'finalized'] as const).map((commitment) =>
            connection.getBalance(publicKey, commitment),
          ),
        ),
      );
    }
    expect(balances).toEqual([
      [1e9, 0, 0],
      [3e9, 1e9, 0],
      [3e9, 3e9, 0],
      [3e9, 3e9, 1e9],
      [3e9, 3e9, 3e9],
    ]);
    const [account, nobody] = await connection.getMultipleAccountsInfo([
      publicKey,
      createSigner().publicKey,
    ]);
    expect(account).toMatchObject({ lamports: 3e9, owner: SystemProgram.programId });
    expect(nobody).toBeNull();
  });

  test('shows only its slice of the data', async () => {
    const { ask, programs } = await aSolanaNode();
    const { result } = await ask('getAccountInfo', programs.logger.toBase58(), {
      encoding: 'base64',
      dataSlice: { offset: 1, length: 3 },
    });
    expect(result).toMatchObject({ value: { executable: true, space: expect.any(Number) } });
  });
});

describe('the wire', () => {
  test('takes batches, and answers each call of them', async () => {
    const { node } = await aSolanaNode();
    const calls = [
      { jsonrpc: '2.0', id: 'a', method: 'getSlot', params: [{ commitment: 'processed' }] },
      { jsonrpc: '2.0', id: 2, method: 'getBlock', params: [1_000_000] },
      { jsonrpc: '2.0', id: 3, method: 'getEverything' },
      { jsonrpc: '2.0', id: 4, method: 'getTransaction', params: [unknown] },
      { jsonrpc: '2.0', id: 5, method: 'getTransaction', params: ['no signature'] },
      { id: 6, method: 'getSlot' },
    ];
    const answer = await post(node.url, JSON.stringify(calls));
    const error = (code: number, message: unknown) => ({ error: { code, message } });
    expect(await answer.json()).toMatchObject([
      { id: 'a', result: 1 },
      { id: 2, ...error(-32004, 'Block not available for slot 1000000') },
      { id: 3, ...error(-32601, 'Method not found') },
      { id: 4, result: null },
      { id: 5, ...error(-32602, expect.stringContaining('not a signature')) },
      { id: null, ...error(-32600, 'Invalid request') },
    ]);
  });

  test('refuses what is no call', async () => {
    const { node } = await aSolanaNode();
    const parse = { jsonrpc: '2.0', id: null, error: { code: -32700, message: 'Parse error' } };
    expect(await (await post(node.url, '{')).json()).toEqual(parse);
    expect((await post(node.url, ' '.repeat(51 * 1_024))).status).toBe(413);
    expect((await fetch(node.url)).status).toBe(405);
  });
});
