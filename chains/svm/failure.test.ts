import { SolanaJSONRPCError } from '@solana/web3.js';
import { expect, test } from 'vitest';
import { parseEndpoint } from '../endpoints/endpoint.ts';
import { failure, HttpFailure, isNoBlock } from './failure.ts';

const endpoint = parseEndpoint('https://one.example');

test.each([
  ['getSlot', 'rpc_unreachable'],
  ['getBlock', 'rpc_unreachable'],
  ['getTransaction', 'rpc_unreachable'],
  ['getSignaturesForAddress', 'rpc_refused'],
])('a time-out of %s is %s: only a list may be slow', (method, code) => {
  const timeout = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  expect(failure(timeout, { method, chainName: 'solana', endpoint })).toMatchObject({
    code,
    isTransient: true,
    context: { isTimeout: true },
  });
});

test.each([
  [401, 'getSignaturesForAddress', 'rpc_unreachable', {}],
  [403, 'getSignaturesForAddress', 'rpc_unreachable', { isForbidden: true }],
  [413, 'getTransaction', 'rpc_refused', {}],
  [429, 'getSignaturesForAddress', 'rpc_unreachable', { isRateLimit: true }],
  [504, 'getSignaturesForAddress', 'rpc_refused', { isTimeout: true }],
  [524, 'getSlot', 'rpc_unreachable', { isTimeout: true }],
])('HTTP %d to %s is %s', (status, method, code, context) => {
  const error = new HttpFailure({ status, text: 'no', retryAfter: null });
  const reason = `HTTP ${status} no`;
  expect(failure(error, { method, chainName: 'solana', endpoint })).toMatchObject({ code });
  expect(failure(error, { method, chainName: 'solana', endpoint }).context).toEqual({
    reason,
    ...context,
  });
});

test.each([
  [-32_007, '50/second request limit reached - reduce calls per second or upgrade'],
  [-32_005, 'Too many requests'],
  [-32_429, 'max usage reached'],
])('"too many requests" under the number %d says nothing of slots or blocks', (code, message) => {
  const error = new SolanaJSONRPCError({ code, message });
  expect(isNoBlock(error)).toBe(false);
  expect(failure(error, { method: 'getBlock', chainName: 'solana', endpoint })).toMatchObject({
    code: 'rpc_unreachable',
    context: { isRateLimit: true },
  });
});
