import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import type { RawLog } from '../core/raw-log.ts';
import { readerFor } from '../indexer/capture.ts';
import { operationsShown } from '../test/conformance/shown-world.ts';
import { encodeLogs, readFixture } from '../test/fixture.ts';
import { bound } from '../test/operations-of.ts';
import { hasVectors, recordedFiles, recordedPairs } from '../test/recorded-vectors.ts';

// Recorded transactions, where they stand beside the project: every file is read as the indexer would read it, by all
// protocols at once.

const protocols = [...bound.values()];
const silent = pino({ level: 'silent' });
const LONG_AFTER = 2_000_000_000;

/** What becomes of a file's logs that somebody wants. */
function readingOf(logs: readonly RawLog[]) {
  const chains = [...new Set(logs.map(({ at }) => at.chain))];
  return chains.flatMap((chain) => {
    const own = logs.filter(({ at }) => at.chain === chain);
    return readerFor(chain, protocols)?.capture(own, silent) ?? [];
  });
}

/** The operations that logs make, all their chains being read. */
function operationsOf(logs: readonly RawLog[]) {
  const covered: ChainId[] = [...new Set(logs.map(({ at }) => at.chain))];
  return operationsShown(protocols, { logs, until: LONG_AFTER, covered });
}

if (!hasVectors) {
  console.info('No recorded transactions beside the project: fixtures alone are tested.');
}

describe.runIf(hasVectors)('recorded transactions', () => {
  const files = hasVectors ? recordedFiles(protocols) : [];
  const ours = files.filter(({ folder }) => folder !== 'other_scroll' && folder !== 'sodax');
  const read = ours.map((one) => ({ ...one, captured: readingOf(one.logs) }));

  test('are read without exception', () => {
    const failed = read.flatMap(({ file, captured }) =>
      captured.flatMap(({ error, name }) => (error === null ? [] : [`${file}: ${name}: ${error}`])),
    );
    const count = (folder: string) => {
      const own = read.filter((one) => one.folder === folder);
      const captured = own.flatMap((one) => one.captured);
      return {
        folder,
        files: own.length,
        'with legs': own.filter((one) => one.captured.some(({ leg }) => leg)).length,
        events: captured.length,
        legs: captured.filter(({ leg }) => leg).length,
      };
    };
    console.table([...new Set(read.map(({ folder }) => folder))].map(count));
    expect(failed).toEqual([]);
  });

  test('give a leg each, but for those that hold no log of these protocols', () => {
    const without = read.filter(({ captured }) => !captured.some(({ leg }) => leg));
    expect(without.map(({ file }) => file).toSorted()).toEqual(Object.keys(silentFiles).toSorted());
  });

  test('that both ends of are in one file are one operation', () => {
    const bundles = ours.filter(({ isBundle }) => isBundle);
    expect(bundles.map(({ file, logs }) => [file, operationsOf(logs)])).toEqual(
      bundles.map(({ file }) => [file, [expect.objectContaining({ specGaps: [], conflicts: [] })]]),
    );
  });

  test('that belong together are one operation', () => {
    const pairs = recordedPairs().filter((names) => names.length > 1);
    const filesNamed = (names: readonly string[]) =>
      names.map((name) => ours.find(({ folder, file }) => `${folder}/${file}` === name));
    const notJoined = pairs.filter((names) => {
      const pair = filesNamed(names);
      const joined = operationsOf(pair.flatMap((one) => one?.logs ?? [])).map(
        ({ legs }) => new Set(legs.flatMap(({ at }) => at?.transaction ?? [])),
      );
      const isIn = (transactions: Set<string>) =>
        pair.every((one) => one?.logs.some(({ at }) => transactions.has(at.transaction)));
      return !joined.some(isIn);
    });
    console.info(`${pairs.length} recorded pairs of files`);
    expect(pairs.length).toBeGreaterThan(0);
    expect(notJoined).toEqual([]);
  });

  test('are what the fixtures encode to, byte for byte', () => {
    const recorded = new Map(
      ours.flatMap(({ logs }) =>
        logs.map((log) => [`${log.at.transaction} ${log.at.index}`, log] as const),
      ),
    );
    const stated = [...bound.keys()].flatMap((name) =>
      readFixture(name).transactions.flatMap(encodeLogs),
    );
    const known = stated.flatMap((log) => {
      const same = recorded.get(`${log.at.transaction} ${log.at.index}`);
      return same ? [{ log, same }] : [];
    });
    console.info(`${known.length} of ${stated.length} events of the fixtures were recorded`);
    for (const { log, same } of known) {
      const { topics, data, emitter, receiptIndex } = log;
      expect({ topics, data, emitter, receiptIndex }).toEqual({
        topics: same.topics,
        data: same.data,
        emitter: same.emitter,
        receiptIndex: same.receiptIndex,
      });
    }
  });

  test("of Scroll's own bridge are nobody's, though one topic is that of the OP stack", () => {
    const others = files.filter(({ folder }) => folder === 'other_scroll');
    const logs = others.flatMap((one) => one.logs);
    expect(others.length).toBeGreaterThan(0);
    expect(logs.length).toBeGreaterThan(others.length);
    expect(readingOf(logs)).toEqual([]);
  });
});

/** Files without a leg, and why. */
const silentFiles: Readonly<Record<string, string>> = {
  'scalar_sepolia_ContractCallApproved_Executed.json': 'the gateway is a fork of Axelar’s',
  'sealevel_delivery_message_reverted_txn.json': 'the transaction failed',
  'sealevel_dispatch_message_block_interchain_payment_search_solaxy.json':
    'a cluster that is not read',
  'sealevel_eclipse_complex_transaction_including_token_transfer.json':
    'a cluster that is not read',
  'squid_ethereum_0x19c5d4fa.json': 'what a batch poster is owed: nobody’s operation',
  'squid_tempo_0x224531b3.json': 'one verifier’s word, which the endpoint has not taken yet',
  'squid_tempo_0xc0b43013.json': 'one verifier’s word, which the endpoint has not taken yet',
  'vectors_message.json': 'no chain’s message: hyperlane.test.ts has its id',
  'viem_getWithdrawals.json': 'decoded: its log is in viem_extractWithdrawalMessageLogs',
  'whexplorer_ethereum-sepolia_tx_0x350f1c1c.json': 'no event of Wormhole is in it',
};
