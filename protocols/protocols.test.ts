import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { ChainId } from '../core/chain.ts';
import { encodeLogs } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { bound, operationsOf } from '../test/operations-of.ts';
import { protocols } from './index.ts';

test('every protocol is tested', () => {
  expect([...bound.keys()].toSorted()).toEqual(Object.keys(protocols).toSorted());
});

test('every protocol passes the conformance kit', () => {
  const files = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' });
  const tests = files.filter((file) => file.endsWith('.test.ts'));
  const passing = tests.filter((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8').includes('\ntestProtocol('),
  );
  const without = [...bound.keys()].filter(
    (name) => !passing.some((file) => file.split(/[./]/)[0] === name),
  );
  expect(without).toEqual([]);
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
