import { expect, test } from 'vitest';
import { hashIntent } from './intent.ts';
import { decodeTransfer, encodeTransfer } from './payload.ts';

// Packet 174635 from Sonic to HyperEVM, sent by 0xf113095ccbadfefbf7bc8b62eb1c894d75ca485843b9bbd351c4a2f78b94ce61.
const payload =
  '0xf849940000000000000000000000000000000000000000946382d6ccd780758c5e8a6123c33ee8f4472f96ef942cface8c74bd6861a2b5d499a7f4677f1a1a022b88076208b8314b2be980';

test('a transfer is packed as a packet of mainnet packs it', () => {
  expect(decodeTransfer(payload)).toEqual({
    token: '0x0000000000000000000000000000000000000000',
    from: '0x6382d6ccd780758c5e8a6123c33ee8f4472f96ef',
    to: '0x2cface8c74bd6861a2b5d499a7f4677f1a1a022b',
    amount: 531_997_293_177_154_537n,
    data: '0x',
  });
  expect(encodeTransfer(decodeTransfer(payload))).toBe(payload);
});

// Created by 0x46b053464f50836328b6158e1e33e5cf66c0e3ebe5004d30459b23acae5047a0 on Sonic, from ICON to Polygon.
test('an intent has the hash under which Sonic knows it', () => {
  const intent = {
    intentId: 0x0d7531d61879cba97331e43bd1e706e90d77ed1b3b2ef46ef0041e76da544d69n,
    creator: '0x152740b9db0c232a2909d4bee5ee83f565785813',
    inputToken: '0xb66cb7d841272af6baa8b8119007edee35d2c24f',
    outputToken: '0x9ee17486571917837210824b0d4cadfe3b324d12',
    inputAmount: 0x4563918244f40000n,
    minOutputAmount: 0x1b4656e75bd08068n,
    deadline: 0x68b6bf8en,
    allowPartialFill: false,
    srcChain: 0x69636f6en,
    dstChain: 5n,
    srcAddress: '0x000136a591b8bf330f129fd75686199ee34f09ebbd',
    dstAddress: '0x33bad609fd656df90fb9da00058c59a54a5d7a6f',
    solver: '0x0000000000000000000000000000000000000000',
    data: '0x',
  } as const;
  expect(hashIntent(intent)).toBe(
    '0xf7e195884112667fb1c239bef650c19a730ba3eb93d38aa0313dc1754e39fc1b',
  );
});
