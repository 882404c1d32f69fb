import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeLogs, readFixture, sealOf } from '../test/fixture.ts';
import { bound, operationsOf } from '../test/operations-of.ts';
import { summarize } from '../test/summarize.ts';
import { protocols } from './index.ts';

test('every protocol is tested', () => {
  expect([...bound.keys()].toSorted()).toEqual(Object.keys(protocols).toSorted());
});

describe.each([...bound])('%s', (name, protocol) => {
  const fixture = readFixture(name);

  test('its fixture is as it was sealed', () => {
    expect(fixture.seal, 'run npm run seal, and read what it changed').toBe(sealOf(fixture));
  });

  test('its real transactions give the operations that the fixture states', () => {
    const logs = fixture.transactions.flatMap(encodeLogs);
    expect(operationsOf(protocol, logs, fixture.covered).map(summarize)).toEqual(
      fixture.operations,
    );
  });

  test('the order in which they are seen does not matter', () => {
    const logs = fixture.transactions.flatMap(encodeLogs).toReversed();
    const ids = operationsOf(protocol, logs, fixture.covered).map(summarize);
    expect(ids.toSorted(byId)).toEqual(fixture.operations.toSorted(byId));
  });

  test('a log of a contract that imitates it is not read', () => {
    const [log] = fixture.transactions.flatMap(encodeLogs);
    const contracts = [...protocol.contracts.values()].flat();
    expect(contracts).toContain(log?.emitter);
    expect(contracts).not.toContain('0xc9c5ec5975070a5cf225656e36c53e77eea318b5');
  });
});

const byId = (a: Record<string, unknown>, b: Record<string, unknown>) =>
  String(a['id']) < String(b['id']) ? -1 : 1;

// The recorded transactions that the fixtures were stated from, where they stand beside the project.
const vectors = join(import.meta.dirname, '..', '..', 'shared', 'vectors');
const hasVectors = existsSync(vectors);
if (!hasVectors)
  console.info('No recorded transactions beside the project: fixtures alone are tested.');

interface Recorded {
  chainId?: number;
  chain: string;
  data: { transactionHash?: Hex; hash?: Hex; blockHash?: Hex; logs?: RecordedLog[] };
}
interface RecordedLog {
  address: Hex;
  topics: Hex[];
  data: Hex;
  logIndex?: Hex;
}

const chainIds: Record<string, number> = {
  ethereum: 1,
  optimism: 10,
  polygon: 137,
  base: 8453,
  arbitrum: 42161,
};

function recordedLogs(name: string): { file: string; logs: RawLog[] }[] {
  return readdirSync(join(vectors, name)).flatMap((file) => {
    const recorded = JSON.parse(readFileSync(join(vectors, name, file), 'utf8')) as Recorded;
    const { logs, transactionHash, hash, blockHash } = recorded.data;
    const id = recorded.chainId ?? chainIds[recorded.chain];
    if (!logs || id === undefined) return [];
    const chain: ChainId = `eip155:${id}`;
    const contracts = bound.get(name)?.contracts.get(chain) ?? [];
    const topics = bound.get(name)?.topics ?? [];
    return [
      {
        file,
        logs: logs.flatMap(({ address, topics: own, data, logIndex }, receiptIndex) =>
          contracts.includes(address.toLowerCase() as Hex) && topics.includes(own[0] ?? '0x')
            ? [
                {
                  emitter: address.toLowerCase() as Hex,
                  topics: own,
                  data,
                  ordinal: 0,
                  receiptIndex,
                  at: {
                    chain,
                    blockNumber: 1n,
                    blockHash: blockHash ?? '0x',
                    blockTime: 1,
                    transaction: (transactionHash ?? hash ?? '0x').toLowerCase(),
                    index: logIndex === undefined ? receiptIndex : Number(logIndex),
                  },
                },
              ]
            : [],
        ),
      },
    ];
  });
}

describe.runIf(hasVectors).each([...bound])('%s, recorded', (name, protocol) => {
  test('the fixture encodes to what the chain emitted, byte for byte', () => {
    const recorded = new Map(
      recordedLogs(name).flatMap(({ logs }) =>
        logs.map((log) => [`${log.at.transaction} ${log.at.index}`, log] as const),
      ),
    );
    for (const log of readFixture(name).transactions.flatMap(encodeLogs)) {
      const { topics, data, emitter, receiptIndex } =
        recorded.get(`${log.at.transaction} ${log.at.index}`) ?? {};
      expect({ topics, data, emitter, receiptIndex }).toEqual({
        topics: log.topics,
        data: log.data,
        emitter: log.emitter,
        receiptIndex: log.receiptIndex,
      });
    }
  });

  test('every recorded log of its contracts is read as a leg', () => {
    const read = recordedLogs(name).flatMap(({ file, logs }) =>
      logs.map((log) => ({ file, type: protocol.capture(log).type })),
    );
    expect(read.length).toBeGreaterThan(0);
    expect(read.filter(({ type }) => type !== 'leg')).toEqual([]);
  });
});
