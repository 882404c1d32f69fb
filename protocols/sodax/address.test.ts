import { bytesToHex, stringToHex } from 'viem';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import { addressBytes, showAddress } from './address.ts';
import { sodaxNetworks } from './networks.ts';

const [STELLAR, ICON, SUI, SOLANA, STACKS] = ['27', '1768124270', '21', '1', '60'] as const;
const ARBITRUM = '23';
const NEAR = '15';

/** The bytes of the first six are those of the SDK's own tests. */
const cases: [name: string, relayId: string, text: string, bytes: Hex][] = [
  [
    'Injective',
    '19',
    'inj1xwadvz0av4kljraemgqqtrze549967n0cwn8pj',
    '0x696e6a3178776164767a306176346b6c6a7261656d67717174727a653534393936376e3063776e38706a',
  ],
  [
    'an ICON wallet',
    ICON,
    'hx0136a591b8bf330f129fd75686199ee34f09ebbd',
    '0x000136a591b8bf330f129fd75686199ee34f09ebbd',
  ],
  [
    'a Sui user',
    SUI,
    '0x467984afa2e97fc683501e7ea3f31c2d48a40df2a7f5e4034b67996496d70834',
    '0x467984afa2e97fc683501e7ea3f31c2d48a40df2a7f5e4034b67996496d70834',
  ],
  [
    'Solana',
    SOLANA,
    'BsbfLJNfYGcZdCasYUYy9bnqVXLAD3SB48CFQukoVsH8',
    '0xa18b19d6b7ccfc715c11a14deab8e40f2a815d53ed7e8ff308cf5351df7be24f',
  ],
  [
    'a Stellar account',
    STELLAR,
    'GBOKX5FMDSEYOWNOMKVN45Y3KCEAYXAT4WFGX2MLORSTMLXUZIICUE5O',
    '0x0000001200000000000000005cabf4ac1c898759ae62aade771b50880c5c13e58a6be98b7465362ef4ca102a',
  ],
  [
    'Aleo',
    '6694886634401',
    'aleo1rhgdu77hgyqd3xjj8ucu3jj9r2krwz6mnzyd80gncr5fxcwlh5rsvzp9px',
    '0x07bddf6193e8c013bdd388985b0b37ac1a45cac8313f529ad80041d77bded01d',
  ],
  [
    'an EVM address',
    ARBITRUM,
    '0x0ab764ab3816cd036ea951be973098510d8105a6',
    '0x0ab764ab3816cd036ea951be973098510d8105a6',
  ],
  [
    'an ICON contract',
    ICON,
    'cx1be33c283c7dc7617181d1b21a6a2309e71b1ee7',
    '0x011be33c283c7dc7617181d1b21a6a2309e71b1ee7',
  ],
  ['a Sui user whose bytes read as text', SUI, `0x${'61'.repeat(32)}`, `0x${'61'.repeat(32)}`],
  ['a Sui coin', SUI, '0x2::sui::SUI', stringToHex('0x2::sui::SUI')],
  [
    'Stacks',
    STACKS,
    'ST000000000000000000002AMW42H',
    '0x051a0000000000000000000000000000000000000000',
  ],
  [
    'a contract on Stacks',
    STACKS,
    'ST000000000000000000002AMW42H.nativetoken',
    `0x061a${'00'.repeat(20)}0b${stringToHex('nativetoken').slice(2)}`,
  ],
  ['NEAR', NEAR, 'wrap.near', stringToHex('wrap.near')],
  [
    'a NEAR account named like an EVM address',
    NEAR,
    '0x0ab764ab3816cd036ea951be973098510d8105a6',
    stringToHex('0x0ab764ab3816cd036ea951be973098510d8105a6'),
  ],
];

describe.each(cases)('%s', (_, relayId, text, bytes) => {
  test('is shown in its own notation', () => {
    expect(showAddress(relayId, bytes)).toBe(text);
  });

  test('is read from it', () => {
    expect(addressBytes(relayId, text)).toBe(bytes);
  });
});

test('every contract that is known has bytes, which show it again', () => {
  const lost = sodaxNetworks.flatMap(({ relayId, assetManager, connection, intentFiller }) =>
    [assetManager, connection, intentFiller].filter((text) => {
      if (text === undefined) return false;
      const bytes = addressBytes(relayId, text);
      return bytes === null || showAddress(relayId, bytes) !== text;
    }),
  );
  expect(lost).toEqual([]);
});

test('text with a wrong checksum, and text of another network, is no address', () => {
  const wrong: [string, string][] = [
    [STELLAR, 'GBOKX5FMDSEYOWNOMKVN45Y3KCEAYXAT4WFGX2MLORSTMLXUZIICUE5P'],
    [STACKS, 'SP3031RGK734636C8KGW2Y76TEQBTVX59Q472EQH1'],
    [SOLANA, 'hx0136a591b8bf330f129fd75686199ee34f09ebbd'],
    [ICON, 'hx0136'],
    [ARBITRUM, 'wrap.near'],
    ['no such network', 'wrap.near'],
  ];
  expect(wrong.map(([relayId, text]) => addressBytes(relayId, text))).toEqual(
    wrong.map(() => null),
  );
});

test('bytes that do not fit stay hex, whatever they are', () => {
  const relayIds = [...sodaxNetworks.map(({ relayId }) => relayId), 'no such network'];
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 80 }),
      fc.constantFrom(...relayIds),
      (bytes, relayId) => {
        const hex = bytesToHex(bytes);
        const text = showAddress(relayId, hex);
        if (text !== hex) expect(addressBytes(relayId, text)).toBe(hex);
      },
    ),
    {
      examples: [
        [new Uint8Array([0x30, 0x78]), NEAR],
        [new Uint8Array([0x61]), '21'],
      ],
    },
  );
  expect(showAddress(NEAR, '0xzz')).toBe('0xzz');
  expect(showAddress(NEAR, `0x${'61'.repeat(1_000)}`)).toBe(`0x${'61'.repeat(1_000)}`);
});
