import { PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { createSigner, type Signer } from '../../demo/solana/signer.ts';
import { aTamperedWorld, aWorld } from '../../test/solana-source.ts';
import { mintIn } from './read-mints.ts';

const TOKEN = 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA';
const TOKEN_2022 = 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb';
const nothing = (reason: string) => ({ decimals: null, symbol: null, reason });
const unnamed = (decimals: number) => ({
  decimals,
  symbol: null,
  reason: 'the mint has no symbol of its own',
});

test('mints of both token programs tell their decimals, and those that keep metadata their symbol', async () => {
  const { source, wallet, run, confirm, programs } = await aWorld();
  const make = async (mint: PublicKey, instructions: TransactionInstruction[]) => {
    await run(instructions, { signers: [keys.get(mint.toBase58())!] });
    return mint.toBase58();
  };
  const keys = new Map<string, Signer>();
  const newMint = () => {
    const key = createSigner();
    keys.set(key.publicKey.toBase58(), key);
    return key.publicKey;
  };
  const begin = (
    mint: PublicKey,
    program: string,
    decimals: number,
    extensions: 'none' | 'named',
  ) => {
    const [programId, owner] = [new PublicKey(program), wallet.publicKey];
    const onMint = (...parts: (Uint8Array | number[])[]) =>
      new TransactionInstruction({
        programId,
        keys: [{ pubkey: mint, isSigner: false, isWritable: true }],
        data: Buffer.concat(parts.map((part) => Buffer.from(part))),
      });
    return [
      SystemProgram.createAccount({
        fromPubkey: owner,
        newAccountPubkey: mint,
        programId,
        // Metadata take their room when they are written.
        space: extensions === 'none' ? 82 : 166 + 4 + 64,
        lamports: 100_000_000,
      }),
      ...(extensions === 'none' ? [] : [onMint([39, 0], owner.toBytes(), mint.toBytes())]),
      onMint([20, decimals], owner.toBytes(), [0]),
    ];
  };
  const named = (mint: PublicKey, symbol: string) => {
    const owner = { pubkey: wallet.publicKey, isWritable: false };
    const text = (value: string) => {
      const bytes = Buffer.from(value);
      const length = Buffer.alloc(4);
      length.writeUInt32LE(bytes.length);
      return Buffer.concat([length, bytes]);
    };
    return new TransactionInstruction({
      programId: new PublicKey(TOKEN_2022),
      keys: [
        { pubkey: mint, isSigner: false, isWritable: true },
        { ...owner, isSigner: false },
        { pubkey: mint, isSigner: false, isWritable: false },
        { ...owner, isSigner: true },
      ],
      data: Buffer.concat([
        // The first 8 bytes of the hash of `spl_token_metadata_interface:initialize_account`.
        Buffer.from([210, 225, 30, 162, 88, 184, 77, 141]),
        ...['A token', symbol, 'https://example.com'].map(text),
      ]),
    });
  };
  const [classic, bare, told, hostile] = [newMint(), newMint(), newMint(), newMint()];
  const mints = [
    await make(classic, begin(classic, TOKEN, 6, 'none')),
    await make(bare, begin(bare, TOKEN_2022, 2, 'none')),
    await make(told, [...begin(told, TOKEN_2022, 9, 'named'), named(told, 'PYUSD')]),
    await make(hostile, [...begin(hostile, TOKEN_2022, 9, 'named'), named(hostile, '\u202EDSUYP')]),
  ];
  confirm();
  const nobody = createSigner().publicKey.toBase58();
  expect(
    await source.tokens?.([
      ...mints,
      '11111111111111111111111111111111',
      nobody,
      wallet.publicKey.toBase58(),
      programs.caller.toBase58(),
      '2'.repeat(44),
    ]),
  ).toEqual([
    unnamed(6),
    unnamed(2),
    { decimals: 9, symbol: 'PYUSD', reason: null },
    { decimals: 9, symbol: null, reason: 'a symbol that is not fit to be shown' },
    nothing('the coin of a chain that is not known here'),
    nothing('no account'),
    nothing('an account of no token program'),
    nothing('an account of no token program'),
    nothing('no account'),
  ]);
});

const address = createSigner().publicKey;
const other = createSigner().publicKey;

/** A mint of Token-2022 with extensions, each a number and its bytes. */
function aMint(...extensions: [type: number, data: Uint8Array, length?: number][]): Uint8Array {
  const head = Buffer.alloc(166);
  head.set([6, 1], 44);
  head[165] = 1;
  const tail = extensions.map(([type, data, length = data.length]) => {
    const start = Buffer.alloc(4);
    start.writeUInt16LE(type, 0);
    start.writeUInt16LE(length, 2);
    return Buffer.concat([start, data]);
  });
  return Buffer.concat([head, ...tail]);
}
const pointsTo = (key: PublicKey): [number, Uint8Array] => [
  18,
  Buffer.concat([Buffer.alloc(32), key.toBytes()]),
];
const metadata = (symbol: string, symbolLength = symbol.length): [number, Uint8Array] => {
  const lengths = [1, symbolLength].map((length) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(length);
    return bytes;
  });
  const [nameLength, ownLength] = lengths;
  return [
    19,
    Buffer.concat([
      Buffer.alloc(64),
      nameLength!,
      Buffer.from('A'),
      ownLength!,
      Buffer.from(symbol),
    ]),
  ];
};
const kind = (data: Uint8Array, at: number, value: number) =>
  Buffer.from(data).fill(value, at, at + 1);

test.each([
  ['points at itself', aMint(pointsTo(address), metadata('OK')), 'OK'],
  ['has its metadata before its pointer', aMint(metadata('OK'), pointsTo(address)), 'OK'],
  ['points at another account', aMint(pointsTo(other), metadata('OK')), null],
  ['has no pointer', aMint(metadata('OK')), null],
  ['has only a pointer', aMint(pointsTo(address)), null],
  [
    'has a symbol longer than its data',
    aMint(pointsTo(address), metadata('OK', 2 ** 32 - 1)),
    null,
  ],
  ['was cut off within its symbol', aMint(pointsTo(address), metadata('OK')).slice(0, -1), null],
  ['ends within the head of an extension', aMint(pointsTo(address)).slice(0, 168), null],
  ['has an extension that is longer than all of it', aMint([18, Buffer.alloc(2), 65_535]), null],
] as const)('a mint that %s', (_, data, symbol) => {
  const { decimals, ...told } = mintIn(address.toBase58(), { owner: TOKEN_2022, data });
  expect([decimals, told.symbol]).toEqual([6, symbol]);
});

test.each([
  ['is an account that holds tokens', TOKEN, Buffer.alloc(165, 1)],
  ['is an account of Token-2022 that holds tokens', TOKEN_2022, kind(aMint(), 165, 2)],
  ['is one of several signers', TOKEN_2022, Buffer.concat([aMint(), Buffer.alloc(355 - 166)])],
  ['was not made yet', TOKEN, Buffer.alloc(82)],
  ['has extensions in the first program', TOKEN, aMint()],
  ['is empty', TOKEN, Buffer.alloc(0)],
])('what %s is no mint', (_, owner, data) => {
  expect(mintIn(address.toBase58(), { owner, data })).toEqual(
    nothing('an account that is no mint'),
  );
});

test('a mint with more decimals than amounts have tells nothing', () => {
  const data = kind(aMint(), 44, 255);
  expect(mintIn(address.toBase58(), { owner: TOKEN_2022, data })).toEqual(
    nothing('more decimals than amounts have'),
  );
});

test('an endpoint that fails says nothing of mints, and the next one is asked', async () => {
  const { source, proxy } = await aTamperedWorld(
    (method, result) => {
      if (method === 'getMultipleAccounts') throw new Error('broken');
      return result;
    },
    { beside: true },
  );
  await source.connect();
  expect(await source.tokens?.([address.toBase58()])).toEqual([nothing('no account')]);
  expect(proxy.count('getMultipleAccounts')).toBe(1);
});
