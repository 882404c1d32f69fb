import { describe, expect, test } from 'vitest';
import { aLog, upper } from '../../../test/evm-node.ts';
import { parseLogs } from './log.ts';
import { Malformed } from './malformed.ts';

const log = aLog({ block: 9n, index: 3, topics: [`0x${'ab'.repeat(32)}`, `0x${'cd'.repeat(32)}`] });

test('a log is parsed, in lower case, and what is not needed is left out', () => {
  const shouted = {
    ...log,
    address: upper(log.address),
    topics: log.topics.map(upper),
    data: '0xABCD',
    blockHash: upper(log.blockHash),
    transactionHash: upper(log.transactionHash),
    transactionIndex: '0x1',
  };
  expect(parseLogs([shouted])).toEqual([
    {
      address: log.address,
      topics: log.topics,
      data: '0xabcd',
      blockNumber: 9n,
      blockHash: log.blockHash.toLowerCase(),
      transactionHash: log.transactionHash.toLowerCase(),
      logIndex: 3,
      blockTimestamp: Number(log.blockTimestamp),
      isRemoved: false,
    },
  ]);
});

test('logs of several blocks keep what is their own', () => {
  const logs = [1n, 1n, 2n, 1n].map((block, index) => aLog({ block, index }));
  expect(
    parseLogs(logs).map(({ blockNumber, blockHash, logIndex }) => [
      blockNumber,
      blockHash,
      logIndex,
    ]),
  ).toEqual(
    logs.map(({ blockNumber, blockHash }, index) => [BigInt(blockNumber), blockHash, index]),
  );
});

test.each<[string, object, number | null, boolean]>([
  ['no time', { blockTimestamp: undefined }, null, false],
  ['a null time', { blockTimestamp: null }, null, false],
  ['a zero time', { blockTimestamp: '0x0' }, null, false],
  ['a time', { blockTimestamp: '0x10' }, 16, false],
  ['no word on removal', { removed: undefined }, Number(log.blockTimestamp), false],
  ['the mark of removal', { removed: true }, Number(log.blockTimestamp), true],
])('a log may have %s', (_, part, blockTimestamp, isRemoved) => {
  expect(parseLogs([{ ...log, ...part }])).toMatchObject([{ blockTimestamp, isRemoved }]);
});

describe.each(['address', 'data', 'blockNumber', 'blockHash', 'transactionHash', 'logIndex'])(
  '%s',
  (field) => {
    const isNumber = field === 'blockNumber' || field === 'logIndex';
    test.each<unknown>([
      undefined,
      null,
      7,
      true,
      {},
      [],
      '',
      '12',
      'hello',
      '0xg1',
      '1x12',
      '0x12 ',
      '0x12\n',
    ])('%j is malformed, in the first log and in a later one', (value) => {
      const said = [log, { ...log, [field]: value }];
      const message = isNumber ? 'must be a number' : 'must be hex';
      expect(complaintOf(said)).toEqual({ path: `1.${field}`, message });
      expect(complaintOf(said.toReversed())).toEqual({ path: `0.${field}`, message });
    });
  },
);

test.each<[string, unknown, string, string]>([
  ['null for a list', null, '', 'must be a list'],
  ['an object for a list', { logs: [log] }, '', 'must be a list'],
  ['null for a log', [null], '0', 'must be an object'],
  ['a list for a log', [[log]], '0', 'must be an object'],
  ['a short address', [{ ...log, address: '0x12' }], '0.address', 'must be 20 bytes'],
  ['a long hash', [{ ...log, blockHash: `${log.blockHash}00` }], '0.blockHash', 'must be 32 bytes'],
  ['half a byte of data', [{ ...log, data: '0x123' }], '0.data', 'must be whole bytes'],
  ['no topics', [{ ...log, topics: undefined }], '0.topics', 'must be a list of at most 4'],
  [
    'five topics',
    [{ ...log, topics: Array(5).fill(log.blockHash) }],
    '0.topics',
    'must be a list of at most 4',
  ],
  ['a first topic that is null', [{ ...log, topics: [null] }], '0.topics.0', 'must be hex'],
  ['a short first topic', [{ ...log, topics: ['0x01'] }], '0.topics.0', 'must be 32 bytes'],
  [
    'a short last topic',
    [log, { ...log, topics: [...log.topics, '0x01'] }],
    '1.topics.2',
    'must be 32 bytes',
  ],
  ['an empty number', [{ ...log, logIndex: '0x' }], '0.logIndex', 'must be a number'],
  [
    'a number beyond all blocks',
    [{ ...log, blockNumber: '0xffffffffffffffff' }],
    '0.blockNumber',
    'must be a number',
  ],
  [
    'a time that is a number',
    [{ ...log, blockTimestamp: 7 }],
    '0.blockTimestamp',
    'must be a number',
  ],
])('%s is malformed', (_, answer, path, message) => {
  expect(complaintOf(answer)).toEqual({ path, message });
});

function complaintOf(answer: unknown) {
  try {
    parseLogs(answer);
  } catch (error) {
    expect(error).toBeInstanceOf(Malformed);
    const { path, message } = error as Malformed;
    return { path, message };
  }
  return null;
}
