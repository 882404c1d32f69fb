import { describe, expect, test } from 'vitest';
import type { ReportedLeg, Reporter, ServiceAnswer, Subject } from './define.ts';
import { bindReporters, meaningOf, reporters } from './index.ts';
import { sodaxBackend } from './sodax-backend.ts';
import { sodaxRelay } from './sodax-relay.ts';
import { sodaxSolver } from './sodax-solver.ts';
import { wormholeGovernor } from './wormhole-governor.ts';
import { wormholeGuardians } from './wormhole-guardians.ts';

const hash = `0x${'f7'.repeat(32)}`;
const intent: Subject = { key: `sodax:intent:${hash}`, asked: hash };
const move: Subject = { key: 'sodax:146:174634', asked: '0xf1' };
const delivery: Subject = { key: 'sodax:146:174635', asked: '0xf1' };

const emitter = 'ec'.repeat(32);
const message: Subject = { key: `wormhole:2/${emitter}/135858`, asked: `2/${emitter}/135858` };

const ok = (body: unknown): ServiceAnswer => ({ status: 200, body });

/** A packet as the relay shows it, once read exactly. */
const aPacket = (fields: object = {}) => ({
  src_chain_id: 146n,
  src_tx_hash: '0xf1',
  src_address: '60c5',
  status: 'executed',
  dst_chain_id: 26_745n,
  conn_sn: 174_634n,
  dst_address: 'afd6',
  dst_tx_hash: '0x29',
  signatures: ['25', 'f6'],
  payload: 'f845',
  ...fields,
});

const packets = (...data: object[]) => ok({ success: true, data });

describe('an operation’s legs', () => {
  const legs: ReportedLeg[] = [
    { step: 'send', transaction: 'A', links: ['sodax:23:174', 'sodax:23:174:0xc', intent.key] },
    { step: 'execution', transaction: 'B', links: ['sodax:23:174'] },
    { step: 'creation', transaction: 'B', links: [intent.key] },
    { step: 'fill', transaction: 'C', links: [intent.key] },
    { step: 'dispatch', transaction: 'C', links: [intent.key, 'sodax:146:175'] },
    { step: 'dispatch', transaction: 'D', links: [intent.key, 'sodax:146:176'] },
    { step: 'delivery', transaction: 'E', links: ['sodax:146:175'] },
    { step: 'cancel_request', transaction: 'F', links: ['sodax:23:177', intent.key] },
    { step: 'send', transaction: 'G', links: ['sodax:testnet:23:178'] },
  ];

  test('name each packet, by the transaction that sent it', () => {
    expect(sodaxRelay.subjectsOf(legs)).toEqual([
      { key: 'sodax:23:174', asked: 'A' },
      { key: 'sodax:146:175', asked: 'C' },
      { key: 'sodax:146:176', asked: 'D' },
      { key: 'sodax:23:177', asked: 'F' },
    ]);
  });

  test('name each message of Wormhole’s that they have published, of the main network', () => {
    const other = `wormhole:21/${emitter}/1`;
    const published: ReportedLeg[] = [
      { step: 'publish', transaction: 'A', links: [message.key, 'wormhole:request:2:7'] },
      { step: 'publish', transaction: 'A', links: [message.key] },
      { step: 'publish', transaction: 'B', links: [`wormhole:testnet:10002/${emitter}/5`] },
      { step: 'attestation', transaction: 'C', links: [other] },
    ];
    for (const { subjectsOf } of [wormholeGovernor, wormholeGuardians]) {
      expect(subjectsOf(published)).toEqual([message]);
    }
  });

  test('name the intent, to the solver by its transaction on the hub, to the backend by its hash', () => {
    expect(sodaxSolver.subjectsOf(legs)).toEqual([{ key: intent.key, asked: 'B' }]);
    expect(sodaxBackend.subjectsOf(legs)).toEqual([intent]);
  });
});

describe('the relay', () => {
  test('tells the packets of one transaction apart', () => {
    const answer = packets(aPacket(), aPacket({ conn_sn: 174_635n, dst_tx_hash: '0xCC' }));
    const details = { destination: '26745', signatures: '2' };
    expect(sodaxRelay.read(answer, delivery)).toEqual({
      state: 'executed',
      transaction: '0xcc',
      details,
    });
    expect(sodaxRelay.read(answer, move)).toEqual({
      state: 'executed',
      transaction: '0x29',
      details,
    });
  });

  test('names no delivery while it executes', () => {
    const { dst_tx_hash: _, ...packet } = aPacket({ status: 'executing', signatures: null });
    expect(sodaxRelay.read(packets(packet), move)).toEqual({
      state: 'executing',
      transaction: null,
      details: { destination: '26745', signatures: '0' },
    });
  });

  test('keeps the case of what is no hexadecimal', () => {
    const answer = packets(aPacket({ dst_tx_hash: '5VERv8NMvzbJ' }));
    expect(sodaxRelay.read(answer, move)?.transaction).toBe('5VERv8NMvzbJ');
  });

  test('that shows a malformed packet beside ours has told ours', () => {
    const answer = packets(aPacket({ status: 'lost', conn_sn: 1n }), aPacket());
    expect(sodaxRelay.read(answer, move)?.state).toBe('executed');
  });

  test.each([
    ['an empty list', packets()],
    ['no list', ok({ success: true, data: null })],
    ['other packets', packets(aPacket({ src_chain_id: 147n }))],
    ['not found', { status: 404 as const, body: { success: false, message: 'no' } }],
  ])('with %s knows no such packet', (_, answer) => {
    expect(sodaxRelay.read(answer, move)?.state).toBe('not_found');
  });

  test('that refuses says nothing', () => {
    expect(sodaxRelay.read(ok({ success: false, message: 'busy' }), move)).toBeNull();
  });
});

describe('the solver', () => {
  test.each([
    [{ status: -1n }, 'not_found', null],
    [{ status: 1n }, 'not_started', null],
    [{ status: '2' }, 'started', null],
    [{ status: 3n, fill_tx_hash: '0xFE' }, 'solved', '0xfe'],
    [{ status: 4n, fill_tx_hash: '' }, 'failed', null],
  ])('says by %o: %s', (body, state, transaction) => {
    expect(sodaxSolver.read(ok(body), intent)).toEqual({ state, transaction, details: {} });
  });
});

describe('the backend', () => {
  const record = (open: boolean, ...events: [type: string, remaining?: bigint | string][]) =>
    ok({
      intentHash: hash.toUpperCase().replace('0X', '0x'),
      txHash: '0x46',
      logIndex: 3n,
      open,
      intent: { deadline: '0' },
      events: events.map(([eventType, remainingInput], i) => ({
        eventType,
        txHash: `0xe${i}`,
        intentState: remainingInput === undefined ? null : { exists: true, remainingInput },
      })),
    });

  test.each([
    [record(true), 'open', null],
    [record(false), 'closed', null],
    [record(true, ['intent-created'], ['external-fill-failed']), 'open', null],
    [record(true, ['intent-filled', '5']), 'partially_filled', '0xe0'],
    [record(true, ['intent-filled', 5n], ['intent-filled', '0']), 'filled', '0xe1'],
    [record(false, ['intent-filled', '5']), 'filled', '0xe0'],
    [record(false, ['intent-filled', '5'], ['intent-cancelled']), 'cancelled', '0xe1'],
  ])('reads record %#', (answer, state, transaction) => {
    expect(sodaxBackend.read(answer, intent)).toMatchObject({ state, transaction });
  });

  test('tells where the intent was made, and how many events it has', () => {
    expect(sodaxBackend.read(record(true), intent)?.details).toEqual({
      created: '0x46',
      events: '0',
    });
  });

  test('with the status 404 has no record', () => {
    expect(sodaxBackend.read({ status: 404, body: { statusCode: 404n } }, intent)?.state).toBe(
      'not_found',
    );
  });

  test('with the record of another intent has said nothing of ours', () => {
    const other = { ...intent, asked: `0x${'00'.repeat(32)}` };
    expect(() => sodaxBackend.read(record(true), other)).toThrow('must be the one');
  });
});

describe('the Governor', () => {
  const entry = {
    emitterChain: 2n,
    emitterAddress: `0x${emitter.toUpperCase()}`,
    sequence: '135858',
    releaseTime: 1_662_057_609n,
    notionalValue: 18_446_744_073_709_551_615n,
    txHash: '0xCC',
  };

  test('says until when it holds a message, and of which value it is', () => {
    expect(
      wormholeGovernor.read(ok({ entries: [{ ...entry, sequence: 1n }, entry] }), message),
    ).toEqual({
      state: 'enqueued',
      transaction: null,
      details: {
        releaseTime: '1662057609',
        valueInUsd: '18446744073709551615',
        publishedIn: '0xcc',
      },
    });
  });

  test.each([
    ['another chain', { emitterChain: 1n }],
    ['another emitter', { emitterAddress: '00'.repeat(32) }],
    ['another number', { sequence: 135_859n }],
  ])('that holds a message of %s does not hold ours', (_, other) => {
    const answer = ok({ entries: [{ ...entry, ...other }] });
    expect(wormholeGovernor.read(answer, message)?.state).toBe('not_enqueued');
  });
});

describe('the guardians', () => {
  const vaaOf = (id: string, signatures = 2) =>
    Buffer.from(
      `0100000004${signatures.toString(16).padStart(2, '0')}${'00'.repeat(66 * signatures + 8)}${id}01beef`,
      'hex',
    ).toString('base64');
  const id = `0002${emitter}00000000000212b2`;

  test('have signed a message that they hand out', () => {
    expect(wormholeGuardians.read(ok({ vaaBytes: vaaOf(id, 13) }), message)).toEqual({
      state: 'signed',
      transaction: null,
      details: { signatures: '13' },
    });
  });

  test('with the status 404 have none', () => {
    const answer = { status: 404 as const, body: { code: 5n } };
    expect(wormholeGuardians.read(answer, message)?.state).toBe('not_found');
    expect(() => wormholeGuardians.read({ status: 404, body: 'none' }, message)).toThrow();
  });

  test.each([
    ['another message', vaaOf(id.replace('212b2', '212b3'))],
    ['one that is cut off', vaaOf('')],
    ['nothing', ''],
  ])('with %s have said nothing of ours', (_, vaaBytes) => {
    expect(() => wormholeGuardians.read(ok({ vaaBytes }), message)).toThrow('that was asked for');
  });
});

describe('what is malformed', () => {
  test.each<[string, Reporter, unknown]>([
    ['success', sodaxRelay, {}],
    ['data', sodaxRelay, { success: true, data: {} }],
    ['data.0.conn_sn', sodaxRelay, packets(aPacket({ conn_sn: 'many' })).body],
    ['data.0.conn_sn', sodaxRelay, packets(aPacket({ conn_sn: 1.5 })).body],
    ['data.0.src_chain_id', sodaxRelay, packets({}).body],
    ['status', sodaxRelay, packets(aPacket({ status: 'exploded' })).body],
    ['dst_tx_hash', sodaxRelay, packets(aPacket({ dst_tx_hash: 'a\u0000b' })).body],
    ['dst_tx_hash', sodaxRelay, packets(aPacket({ dst_tx_hash: 'f'.repeat(201) })).body],
    ['signatures', sodaxRelay, packets(aPacket({ signatures: 2n })).body],
    ['status', sodaxSolver, { status: 7n }],
    ['status', sodaxSolver, { answer: 'OK' }],
    ['fill_tx_hash', sodaxSolver, { status: 3n, fill_tx_hash: 5n }],
    ['open', sodaxBackend, { intentHash: hash, txHash: '0x1' }],
    ['events.0.eventType', sodaxBackend, { intentHash: hash, open: true, events: [{}] }],
    ['entries', wormholeGovernor, { isEnqueued: true }],
    [
      'entries.0.sequence',
      wormholeGovernor,
      { entries: [{ emitterChain: 2n, emitterAddress: emitter }] },
    ],
    ['vaaBytes', wormholeGuardians, { vaa: '' }],
    ['vaaBytes', wormholeGuardians, { vaaBytes: 'not base64!' }],
    ['', sodaxBackend, null],
    ['', sodaxRelay, 'Welcome'],
  ])('is named: "%s" of %o', (path, { read }, body) => {
    const isOfWormhole = read === wormholeGovernor.read || read === wormholeGuardians.read;
    const subject = isOfWormhole ? message : read === sodaxRelay.read ? move : intent;
    let issue: string | undefined;
    try {
      read(ok(body), subject);
    } catch (error) {
      // CAST: a reporter throws nothing else.
      issue = (error as { issues: { path: string[] }[] }).issues[0]?.path.join('.');
    }
    expect(issue).toBe(path);
  });

  test('is a page that is not found, too', () => {
    expect(() => sodaxRelay.read({ status: 404, body: 'none' }, move)).toThrow();
    expect(() => sodaxBackend.read({ status: 404, body: null }, intent)).toThrow();
    expect(() => sodaxSolver.read({ status: 404, body: { message: 'none' } }, intent)).toThrow();
  });
});

test('every state has a meaning of one sentence; what is unknown has none', () => {
  for (const { states } of Object.values<Reporter>(reporters)) {
    for (const { meaning } of Object.values(states)) expect(meaning).toMatch(/^[A-Z][^.]*\.$/);
  }
  expect(meaningOf('sodax-relay', 'exploded')).toBeNull();
  expect(meaningOf('sodax-relay', 'toString')).toBeNull();
  expect(meaningOf('nobody', 'executed')).toBeNull();
});

test('a configuration turns reporters on, at its own URL', () => {
  expect(bindReporters({ sodaxRelay: { url: 'https://a.example/relay//' } })).toEqual([
    { reporter: sodaxRelay, url: 'https://a.example/relay' },
  ]);
});
