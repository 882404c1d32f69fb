import { expect, test } from 'vitest';
import { addressNotations } from './address-notations.ts';

const evm = '0xf5d90ac6747cb3352f05bf61f48b991aceae28eb';
const padded = `0x000000000000000000000000${evm.slice(2)}`;
const solana = 'HAPmdfm1CrhAEXtHbAMP5KLNvVhNxyHYJcGNKQoRDSuY';
const solanaHex = '0xf022f6b3e80ec1219065fee8e46eb34c1cfd056a8d52d93df2c7e0165eaf364b';

const rows: [string, string, string[]][] = [
  ['an EVM address in capitals', '0xF5D90AC6747CB3352F05BF61F48B991ACEAE28EB', [evm, padded]],
  ['one with a checksum', '0xf5D90aC6747CB3352F05BF61f48b991ACeaE28eB', [evm, padded]],
  ['one without 0x', evm.slice(2), [evm, padded]],
  ['one that is filled up to 32 bytes', padded.toUpperCase().replace('0X', '0x'), [padded, evm]],
  ['an account on Solana', solana, [solana, solanaHex]],
  ['its bytes', solanaHex.toUpperCase().replace('0X', '0x'), [solanaHex, solana]],
  [
    'bech32',
    'cosmos1w508d6qejxtdg4y5r3zarvary0c5xw7k6ah60c',
    [
      'cosmos1w508d6qejxtdg4y5r3zarvary0c5xw7k6ah60c',
      '0x751e76e8199196d454941c45d1b3a323f1433bd6',
      '0x000000000000000000000000751e76e8199196d454941c45d1b3a323f1433bd6',
    ],
  ],
  [
    'base58 of Tron',
    'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
    [
      'TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t',
      '0xa614f803b6fd780986a42c78ec9c7f77e6ded13c',
      '0x000000000000000000000000a614f803b6fd780986a42c78ec9c7f77e6ded13c',
    ],
  ],
  [
    'text of no notation',
    'hx0136a591b8bf330f129fd75686199ee34f09ebbd',
    ['hx0136a591b8bf330f129fd75686199ee34f09ebbd'],
  ],
];
test.each(rows)('%s is looked for in every notation that rows may have', (_, asked, notations) => {
  expect(addressNotations(asked)).toEqual(notations);
});
