import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256 } from 'viem';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../core/operation.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import * as a from '../test/axelar/logs.ts';
import { axelarStates } from '../test/axelar/states.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { sayOperation } from '../test/conformance/say-operation.ts';
import { operationsShown } from '../test/conformance/shown-world.ts';
import { encodeLogs, fixturePath } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { bound } from '../test/operations-of.ts';
import { axelar as definition } from './axelar.ts';
import { axelarDeployments } from './axelar/deployments.ts';
import { gasEvents } from './axelar/events.ts';
import { bindProtocol, type Protocol } from './bind.ts';

testProtocol(definition, { fixture: fixturePath('axelar'), states: axelarStates });

const recipient: Hex = `0x${'33'.repeat(20)}`;

test('a message from a chain whose addresses are in base58 keeps the case of its id and its sender', () => {
  const [messageId, sourceAddress] = ['3VXJGF7XdY8kP-1.2', '7dKzAnQ4vWpR'];
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain: 'eip155:8453',
    hash: `0x${'aa'.repeat(32)}`,
    block: { number: '1', hash: null, time: 1 },
    logs: [
      {
        index: 1,
        emitter: '0xe432150cce91c13a887f7d836923d5597add8e31',
        event:
          'event MessageApproved(bytes32 indexed commandId, string sourceChain, string messageId, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash)',
        args: {
          commandId: `0x${'11'.repeat(32)}`,
          sourceChain: 'solana',
          messageId,
          sourceAddress,
          contractAddress: recipient,
          payloadHash: `0x${'22'.repeat(32)}`,
        },
      },
    ],
  });
  if (!log) throw new Error('one log in, one log out');
  // CAST: it is one of the protocols.
  const leg = legOf(bound.get('axelar') as Protocol, log);
  expect(leg.links[0]?.key).toBe(`axelar:${messageId}`);
  expect(leg.about).toMatchObject({ sender: sourceAddress, recipient });
});

describe('what anybody may make these contracts say', () => {
  const axelar = bound.get('axelar') as Protocol;
  const covered = [a.base, a.arbitrum, a.hyperliquid];
  const all = (logs: readonly RawLog[], protocol = axelar) =>
    operationsShown([protocol], { logs, until: 10_000, covered });
  const saidOf = (logs: readonly RawLog[]) => all(logs).map(sayOperation);
  const stepsOf = ({ legs }: Operation) => legs.flatMap(({ step, at }) => (at ? [step] : []));
  const forSquid = { recipient: a.squid, amount: 100n };
  const commandId = a.commandIdOf(forSquid, 'new');
  const waiting =
    'message_with_token, confirmed, awaiting_attestation, awaits approval, value: origin_contract, next: protocol';

  test('an express execution with another payload, sender, chain or amount delivers nothing', () => {
    const message = { ...forSquid, commandId };
    for (const forged of [
      a.expressed({ ...message, payload: '0x99' }),
      a.expressed({ ...message, sender: a.user }),
      a.expressed({ ...message, amount: 1n }),
      a.expressed(message, 'executed', { sourceChain: 'optimism' }),
      a.expressed({ ...message, commandId: a.hashOf(1) }),
    ]) {
      const logs = [...a.call(forSquid), ...a.aTransaction(a.arbitrum, 1_100, [forged])];
      expect(saidOf(logs)[0]).toBe(waiting);
    }
  });

  test('an express execution is the word of contracts that are known for it alone', () => {
    const [log] = a.aTransaction(a.arbitrum, 1_100, [a.expressed({ ...forSquid, commandId })]);
    if (!log) throw new Error('one log in, one log out');
    const stranger = { ...log, emitter: a.app };
    expect(axelar.capture(stranger)).toMatchObject({
      type: 'unreadable',
      reason: 'an express execution by a contract that is not known for it',
    });
    const known = axelarDeployments[a.arbitrum];
    if (!known) throw new Error('Axelar is on Arbitrum');
    const own = bindProtocol(definition, { [a.arbitrum]: { ...known, express: [a.app] } });
    const calledApp = { amount: 100n };
    const id = a.commandIdOf(calledApp, 'old');
    const logs = [
      ...a.call(calledApp),
      ...a.aTransaction(a.arbitrum, 1_100, [a.expressed({ ...calledApp, commandId: id })]),
    ];
    expect(all(logs, own).map(({ status }) => status)).toEqual(['complete']);
    expect(all(logs).map(({ status }) => status)).toEqual(['confirmed']);
  });

  test('an application emits nothing in the gateway’s name, nor in the service’s', () => {
    const reasonOf = ([log]: RawLog[]) => {
      if (!log) throw new Error('one log in, one log out');
      const result = axelar.capture({ ...log, emitter: a.squid });
      return result.type === 'unreadable' ? result.reason : result.type;
    };
    expect([
      reasonOf(a.execution()),
      reasonOf(a.gasAdded(gasEvents.added[0])),
      reasonOf(a.aTransaction(a.arbitrum, 3_000, [a.given(a.hashOf(99))])),
    ]).toEqual([
      'an event of the gateway that another contract emits',
      'an event of the gasService that another contract emits',
      'an event of the interchain token service that another contract emits',
    ]);
  });

  test('a payment joins the call that it comes with and that is equal in all it names', () => {
    const paid = a.gasPaid(forSquid, gasEvents.paidWithToken[0]);
    const beside = a.aTransaction(a.base, 1_000, [a.called(forSquid), paid]);
    expect(all(beside).map(stepsOf)).toEqual([['call', 'gas']]);
    const elsewhere = [...a.call(forSquid), ...a.aTransaction(a.base, 1_001, [paid])];
    expect(all(elsewhere).map(stepsOf)).toEqual([['call'], ['gas']]);
    for (const other of [{ amount: 101n }, { sender: a.user }, { payload: '0x99' as Hex }]) {
      const said = a.gasPaid({ ...forSquid, ...other }, gasEvents.paidWithToken[0]);
      const logs = a.aTransaction(a.base, 1_000, [a.called(forSquid), said]);
      expect(all(logs).map(stepsOf)).toEqual([['call'], ['gas']]);
    }
  });

  test('a later payment joins the call that it names, on the chain of the call', () => {
    const call = a.call(forSquid);
    const added = a.gasAdded(gasEvents.added[0]);
    const [operation] = all([...call, ...added, ...a.gasAdded(gasEvents.refunded, { at: 1_600 })]);
    expect(operation?.about.details).toMatchObject({ gasAdded: '7', gasRefunded: '9' });
    const there = a.gasAdded(gasEvents.added[0], { chain: a.arbitrum });
    const wrong = a.gasAdded(gasEvents.added[0], { place: 1n });
    for (const other of [there, wrong]) {
      expect(saidOf([...call, ...other])).toEqual([waiting, 'gas, complete, delivered']);
    }
  });

  test('what is paid after an operation is over keeps it final', () => {
    const over = [...a.call(), ...a.approved(), ...a.execution()];
    const late = a.gasAdded(gasEvents.added[0], { at: 9_000 });
    const [operation] = all([...over, ...late]);
    expect([operation?.status, operation?.final]).toEqual(['complete', true]);
  });

  const payload = a.transferPayload();
  const toHub = {
    sender: a.its,
    recipient: a.hub,
    destinationChain: 'axelar',
    payload: a.toHub('arbitrum', payload),
  };
  const ofHub = {
    recipient: a.its,
    payload: a.fromHub('base', payload),
    commandId: a.hashOf(5),
    sourceChain: 'axelar',
    sourceAddress: a.hub,
    messageId: `${a.hashOf(77)}-4`,
  };

  test('a transfer by way of the hub tells both of its ends', () => {
    const logs = [
      ...a.aTransaction(a.base, 1_000, [a.transferred(), a.called(toHub)]),
      ...a.messageApproved(ofHub),
      ...a.aTransaction(a.arbitrum, 3_000, [a.executed(ofHub), a.given(ofHub.commandId)]),
    ];
    const [operation, ...others] = all(logs);
    expect(others).toEqual([]);
    expect(operation?.about).toEqual({
      kind: 'interchain_token',
      origin: { chain: a.base, name: 'base' },
      destination: { chain: a.arbitrum, name: 'arbitrum' },
      sender: a.user,
      recipient: a.user,
      sent: { token: a.tokenId, amount: '1000' },
      received: { token: a.tokenId, amount: '1000' },
      details: {
        hub: 'axelar',
        payloadHash: keccak256(toHub.payload),
        commandId: ofHub.commandId,
      },
    });
  });

  test('a message that is not of the hub approves no transfer, though its payload is the same', () => {
    const call = a.aTransaction(a.base, 1_000, [a.called(toHub)]);
    for (const other of [{ sourceAddress: 'axelar1stranger' }, { recipient: a.app }]) {
      const [first] = all([...call, ...a.messageApproved({ ...ofHub, ...other })]);
      expect(first?.stage).toBe('awaiting_attestation');
    }
  });

  test('a call with such a payload by another contract moves no token', () => {
    const [operation] = all(a.call({ ...toHub, sender: a.app }));
    expect([operation?.kind, operation?.about.sent]).toEqual(['message', undefined]);
    const [odd] = all(a.call({ sender: a.its, payload: '0x00' }));
    expect(odd?.kind).toBe('message');
  });

  test('what an express execution gives out under a foreign command is not the other’s', () => {
    const direct = { sender: a.its, recipient: a.its, payload };
    const id = a.hashOf(99);
    const tiny = { ...direct, payload: a.transferPayload(1n) };
    const logs = [
      ...a.call(direct),
      ...a.approved(direct),
      ...a.aTransaction(a.arbitrum, 3_000, [
        a.expressed(tiny),
        a.given(id, { amount: 1n, to: a.executor }),
        a.executed(),
        a.given(id),
      ]),
    ];
    const [operation] = all(logs);
    expect([operation?.status, operation?.settlement, operation?.about.received?.amount]).toEqual([
      'complete',
      'n/a',
      '1000',
    ]);
  });

  test('equal transfers by way of the hub are paired first come, first served', () => {
    const calls = a.aTransaction(a.base, 1_000, [a.called(toHub), a.called(toHub)]);
    const first = a.messageApproved(ofHub);
    const said = all([...calls, ...first]).map(({ stage }) => stage);
    expect(said).toEqual(['awaiting_relay', 'awaiting_attestation']);
  });

  test('each generation of the network names a call’s command in its own way', () => {
    for (const generation of ['old', 'new'] as const) {
      const express = a.expressed({
        ...forSquid,
        commandId: a.commandIdOf(forSquid, generation),
      });
      const logs = [...a.call(forSquid), ...a.aTransaction(a.arbitrum, 1_100, [express])];
      expect(all(logs).map(({ stage }) => stage)).toEqual(['settlement_pending']);
    }
    const there = { to: a.hyperliquid, sender: a.its, recipient: a.its, payload };
    const express = a.expressed({ ...there, commandId: a.commandIdOf(there, 'amplifier') });
    const logs = [...a.call(there), ...a.aTransaction(a.hyperliquid, 1_100, [express])];
    expect(all(logs).map(({ stage }) => stage)).toEqual(['settlement_pending']);
  });
});

const vectors = join(import.meta.dirname, '..', '..', 'shared', 'vectors', 'axelar');

// Logs that were recorded without their contract, or of another network's gateway: no fixture can state them.
test.runIf(existsSync(vectors))('logs that were recorded alone tell what they should', () => {
  const sepolia = 'eip155:11155111';
  const gateway: Hex = '0xc9c5ec5975070a5cf225656e36c53e77eea318b5';
  const fork = { network: 'fork', chainName: 'sepolia', gateway };
  const own = bindProtocol(definition, { [sepolia]: fork });
  const told = [
    'axelarcore_TestDecodeEventContractCall.json',
    'axelarcore_TestDecodeEventContractCallWithToken.json',
    'scalar_sepolia_ContractCallApproved_Executed.json',
  ].flatMap((file) => {
    const { data } = JSON.parse(readFileSync(join(vectors, file), 'utf8')) as {
      data: { topics: Hex[]; data: Hex }[];
    };
    return data.map(({ topics, data: bytes }, index) => {
      const at = { chain: sepolia, blockNumber: 1n, blockHash: '0x1', blockTime: 1 } as const;
      const { step, about, links } = legOf(own, {
        emitter: gateway,
        topics,
        data: bytes,
        ordinal: 0,
        receiptIndex: index,
        at: { ...at, transaction: `0x${'12'.repeat(32)}`, index },
      });
      const { kind, destination, origin, sent } = about;
      return [step, kind, origin?.name, destination?.name, sent?.amount, links[0]?.key];
    });
  });
  const command = '0x20f2d1ed02585aa8e7f9f49672c93818f2cdae0e72442cd663a4d5dd5ec88213';
  const origin = '0x84381bf297d2687ac4dc55896c5439713539ecc05929809c4d0260e669f65c48';
  expect(told).toEqual([
    ['call', 'message', 'sepolia', 'ethereum-2', undefined, `axelar:0x${'12'.repeat(32)}-0`],
    [
      'call',
      'message_with_token',
      'sepolia',
      'ethereum',
      '10000000',
      `axelar:0x${'12'.repeat(32)}-0`,
    ],
    ['approval', 'message', 'bitcoin-testnet4', 'sepolia', undefined, `axelar:${origin}-0`],
    ['command', 'command', undefined, 'sepolia', undefined, `axelar:command:${sepolia}:${command}`],
  ]);
});
