import { expect, test } from 'vitest';
import { solana } from '../chains/definitions/solana.ts';
import type { ChainId } from '../core/chain.ts';
import { MidflightError } from '../core/errors.ts';
import { defineChain } from './define-chain.ts';

const rpc = [{ url: 'http://127.0.0.1:8899' }];
const local: ChainId = 'solana:4uhcVJyU9pJkvQyS88uRDiswHXSCkY3z';
const silent = () => expect.unreachable('nothing is to be warned of');

test('Solana is known by its id', () => {
  expect(defineChain(solana.id, { rpc }, silent)).toEqual(solana);
});

test('any other cluster is known by its genesis hash, and finality is its own', () => {
  expect(defineChain(local, { rpc }, silent)).toEqual({
    id: local,
    family: 'svm',
    name: 'solana-4uhcvjyu',
    blockTimeMs: 400,
    finality: { safe: { commitment: 'confirmed' }, finalized: { commitment: 'finalized' } },
  });
});

test('what is configured stands in place of what is known', () => {
  const finality = {
    safe: { commitment: 'finalized' },
    finalized: { commitment: 'finalized' },
  } as const;
  expect(defineChain(local, { rpc, name: 'mine', blockTimeMs: 50, finality }, silent)).toEqual({
    id: local,
    family: 'svm',
    name: 'mine',
    blockTimeMs: 50,
    finality,
  });
});

const depth = { safe: { depth: 1 }, finalized: { depth: 2 } };
const commitment = {
  safe: { commitment: 'confirmed' },
  finalized: { commitment: 'finalized' },
} as const;

test.each<[id: ChainId, finality: typeof depth | typeof commitment | undefined, message: string]>([
  [
    'cosmos:cosmoshub-4',
    undefined,
    'Chain cosmos:cosmoshub-4 is neither an EVM chain nor a Solana cluster.',
  ],
  [
    'solana:mainnet',
    undefined,
    'Chain solana:mainnet does not end in the beginning of a genesis hash.',
  ],
  [
    local,
    depth,
    `The finality of chain ${local} names a tag or a depth, which Solana does not have.`,
  ],
  [
    'eip155:1',
    commitment,
    'The finality of chain eip155:1 names a commitment, which EVM chains do not have.',
  ],
])('%s with finality %j is refused', (id, finality, message) => {
  const define = () => defineChain(id, { rpc, ...(finality && { finality }) }, silent);
  expect(define).toThrow(MidflightError);
  expect(define).toThrow(message);
});
