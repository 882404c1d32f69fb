import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { wantedInstructions, wantedTexts } from '../chains/svm/wanted-texts.ts';
import type { ChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeLogs, readFixture, sealOf } from '../test/fixture.ts';
import { bound, legOf, operationsOf } from '../test/operations-of.ts';
import { recordedEvents, recordedTransactions } from '../test/recorded-solana.ts';
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

describe('axelar, where a chain says what it likes', () => {
  const axelar = bound.get('axelar');
  const signatures = {
    call: 'event ContractCall(address indexed sender, string destinationChain, string destinationContractAddress, bytes32 indexed payloadHash, bytes payload)',
    approved:
      'event MessageApproved(bytes32 indexed commandId, string sourceChain, string messageId, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash)',
  };
  const address = `0x${'11'.repeat(20)}`;
  const other = `0x${'22'.repeat(20)}`;
  const bytes32 = `0x${'33'.repeat(32)}` as const;
  const transaction = `0x${'ab'.repeat(32)}` as const;
  const encoded = (chain: ChainId, event: string, args: Record<string, unknown>) => {
    const block = { number: '1', hash: bytes32, time: 1 };
    const emitter = '0xe432150cce91c13a887f7d836923d5597add8e31' as const;
    const [log] = encodeLogs({
      why: 'made up',
      chain,
      hash: transaction,
      block,
      logs: [{ index: 7, receiptIndex: 0, emitter, event, args }],
    });
    if (!axelar || !log) throw new Error('axelar captures');
    return { axelar, log: { ...log, receiptIndex: null } };
  };
  const aCall = (destinationChain: string, destinationContractAddress: string) =>
    encoded('eip155:8453', signatures.call, {
      sender: address,
      destinationChain,
      destinationContractAddress,
      payloadHash: bytes32,
      payload: '0x',
    });

  test('a NUL in a name is no NUL in the database, and a huge name no huge key', () => {
    const { axelar, log } = aCall('arbi\u0000trum', `x\u0000${'y'.repeat(9_000)}`);
    const captured = legOf(axelar, log);
    expect(JSON.stringify(captured.about)).not.toContain('u0000');
    expect(Math.max(...captured.links.map(({ key }) => key.length))).toBeLessThan(500);
  });

  test('an Amplifier approval finds a call whose receipt no node served', () => {
    const { axelar, log: call } = aCall('hyperliquid', other);
    const { log: approval } = encoded('eip155:999', signatures.approved, {
      commandId: bytes32,
      sourceChain: 'base',
      messageId: `${transaction}-3`,
      sourceAddress: address,
      contractAddress: other,
      payloadHash: bytes32,
    });
    const covered: ChainId[] = ['eip155:8453', 'eip155:999'];
    const later = { ...approval, at: { ...approval.at, blockHash: '0xother', blockTime: 2 } };
    expect(operationsOf(axelar, [call, later], covered)).toHaveLength(1);
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
  /** A transaction with its logs, or the answer to a query of logs. */
  data: {
    transactionHash?: Hex;
    hash?: Hex;
    blockHash?: Hex;
    environment?: string;
    logs?: RecordedLog[];
  } & RecordedLog[];
}
interface RecordedLog {
  transactionHash?: Hex;
  blockHash?: Hex;
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
  'superposition (55244)': 55244,
  'ethereum-sepolia': 11155111,
  'arbitrum-sepolia': 421614,
};
/** Where a record calls a test network by the name of the main one. */
const testChainIds: Record<string, number> = { avalanche: 43113 };

/** Folders in which further transactions of a protocol were recorded: those of what carries it. */
const alsoIn: Readonly<Record<string, readonly string[]>> = { stargate: ['layerzero'] };

function recordedLogs(name: string): { file: string; logs: RawLog[] }[] {
  return [...recordedEvmLogs(name), ...recordedSolanaLogs(name)];
}

function recordedSolanaLogs(name: string): { file: string; logs: RawLog[] }[] {
  const { contracts, topicsOn } = bound.get(name) ?? {};
  return recordedTransactions(join(vectors, name)).map((recorded) => {
    const topics = topicsOn?.(recorded.chain) ?? [];
    const programs = contracts?.get(recorded.chain) ?? [];
    const wanted = new Map(programs.map((program) => [program, topics]));
    const [texts, instructions] = [wantedTexts({ wanted }), wantedInstructions({ wanted })];
    return {
      file: recorded.file,
      logs: recordedEvents(recorded, texts, instructions).filter(({ emitter, topics }) =>
        wanted.get(emitter)?.includes(topics[0] ?? '0x'),
      ),
    };
  });
}

function recordedEvmLogs(name: string): { file: string; logs: RawLog[] }[] {
  const paths = [name, ...(alsoIn[name] ?? [])].flatMap((folder) =>
    readdirSync(join(vectors, folder)).map((file) => [file, join(vectors, folder, file)] as const),
  );
  return paths.flatMap(([file, path]) => {
    const recorded = JSON.parse(readFileSync(path, 'utf8')) as Recorded;
    const { hash, environment, ...outer } = recorded.data;
    const logs = Array.isArray(recorded.data) ? recorded.data : outer.logs;
    const ids = environment === 'testnet' ? { ...chainIds, ...testChainIds } : chainIds;
    const id = recorded.chainId ?? ids[recorded.chain];
    if (!logs || id === undefined) return [];
    const chain: ChainId = `eip155:${id}`;
    const contracts = bound.get(name)?.contracts.get(chain) ?? [];
    const topics = bound.get(name)?.topicsOn(chain) ?? [];
    const anywhere = bound.get(name)?.anywhereOn?.(chain) ?? [];
    const isRead = (emitter: Hex, topic: Hex) =>
      topics.includes(topic) && (contracts.includes(emitter) || anywhere.includes(topic));
    return [
      {
        file,
        logs: logs.flatMap(({ address, topics: own, data, logIndex, ...log }, receiptIndex) =>
          isRead(address.toLowerCase() as Hex, own[0] ?? '0x')
            ? [
                {
                  emitter: address.toLowerCase() as Hex,
                  topics: own,
                  data,
                  ordinal: 0,
                  // A query of logs does not tell.
                  receiptIndex: Array.isArray(recorded.data) ? null : receiptIndex,
                  at: {
                    chain,
                    blockNumber: 1n,
                    blockHash: log.blockHash ?? outer.blockHash ?? '0x',
                    blockTime: 1,
                    transaction: (
                      log.transactionHash ??
                      outer.transactionHash ??
                      hash ??
                      '0x'
                    ).toLowerCase(),
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

/** The files of each pair of recorded legs that belong to one operation; those that another file embeds are none. */
function recordedPairs(name: string): string[][] {
  const pairs = JSON.parse(readFileSync(join(vectors, 'pairs.json'), 'utf8')) as {
    legs: { vector: string }[];
  }[];
  return pairs
    .map(({ legs }) => legs.map(({ vector }) => vector))
    .filter((files) => files.every((file) => file.startsWith(`${name}/`)))
    .map((files) => files.filter((file) => !file.includes('#')))
    .map((files) => [...new Set(files)].map((file) => file.slice(name.length + 1)))
    .filter((files) => files.length > 1);
}

/** Events that another one beside them says all of. */
const saysNothing: Record<string, readonly string[]> = { wormhole: ['PostMessageUnreliable'] };

/** Of SODAX and DLN no raw log was recorded anywhere. sodax/recorded.test.ts holds what there is against its fixture. */
const withReceipts = [...bound].filter(([name]) => name !== 'sodax' && name !== 'dln');

describe.runIf(hasVectors).each(withReceipts)('%s, recorded', (name, protocol) => {
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

  test('every recorded log that it wants is read as a leg', () => {
    const read = recordedLogs(name).flatMap(({ file, logs }) =>
      logs.map((log) => ({ file, ...protocol.capture(log) })),
    );
    expect(read.length).toBeGreaterThan(0);
    const isExpected = ({ type, event }: { type: string; event: string }) =>
      type === 'leg' || (type === 'aside' && saysNothing[name]?.includes(event));
    expect(read.filter((one) => !isExpected(one))).toEqual([]);
  });

  test('recorded legs that belong together are one operation', () => {
    const recorded = recordedLogs(name);
    const pairs = recordedPairs(name);
    console.info(`${name}: ${pairs.length} recorded pairs`);
    const notJoined = pairs.filter((files) => {
      const ofFiles = recorded.filter(({ file }) => files.includes(file));
      const logs = ofFiles.flatMap((one) => one.logs);
      const covered = [...new Set(logs.map(({ at }) => at.chain))];
      const joined = operationsOf(protocol, logs, covered).map(
        ({ legs }) => new Set(legs.flatMap(({ at }) => at?.transaction ?? [])),
      );
      const isIn = (transactions: Set<string>) =>
        ofFiles.every(({ logs: own }) => own.some(({ at }) => transactions.has(at.transaction)));
      return ofFiles.length !== files.length || !joined.some(isIn);
    });
    expect(notJoined).toEqual([]);
  });
});
