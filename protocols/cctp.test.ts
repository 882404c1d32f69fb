import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { base58 } from '@scure/base';
import { hexToBytes, keccak256, stringToHex, toHex } from 'viem';
import { describe, expect, test } from 'vitest';
import { traceOf } from '../chains/svm/trace.ts';
import type { ChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeCctp } from '../test/encode-cctp.ts';
import * as l from '../test/cctp/logs.ts';
import { cctpStates } from '../test/cctp/states.ts';
import { testProtocol } from '../test/conformance/protocol.ts';
import { operationsShown } from '../test/conformance/shown-world.ts';
import { encodeLogs, fixturePath } from '../test/fixture.ts';
import { legOf } from '../test/leg-of.ts';
import { bound, operationsOf } from '../test/operations-of.ts';
import { recordedEvents, recordedTransactions, solana } from '../test/recorded-solana.ts';
import { decodeBorsh } from './borsh.ts';
import { bytes32Of } from './bytes32.ts';
import { decodeCctpBurn, decodeCctpMessage, encodeCctpBurn } from './cctp/message.ts';
import { cctp as definition } from './cctp.ts';
import { cctpDeployments } from './cctp/deployments.ts';
import { cctpSvmEvents } from './cctp/svm-events.ts';
import type { Protocol } from './bind.ts';

testProtocol(definition, { fixture: fixturePath('cctp'), states: cctpStates });

// CCTP between EVM chains and Solana: both ends of one transfer, made up, each as its own chain shows it.

const cctp = bound.get('cctp') as Protocol;
const arbitrum: ChainId = 'eip155:42161';
const devnet: ChainId = 'solana:EtWTRABZaYq6iMfeYKouRu166VU2xqa1';
const sepolia: ChainId = 'eip155:421614';

const events = {
  sent: 'event MessageSent(bytes message)',
  received: {
    v1: 'event MessageReceived(address indexed caller, uint32 sourceDomain, uint64 indexed nonce, bytes32 sender, bytes messageBody)',
    v2: 'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)',
  },
  solanaBurn: {
    v1: 'anchor event DepositForBurn(u64 nonce, pubkey burnToken, u64 amount, pubkey depositor, bytes32 mintRecipient, u32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller)',
    v2: 'anchor event DepositForBurn(pubkey burnToken, u64 amount, pubkey depositor, bytes32 mintRecipient, u32 destinationDomain, bytes32 destinationTokenMessenger, bytes32 destinationCaller, u64 maxFee, u32 minFinalityThreshold, bytes hookData)',
  },
  solanaReceived: {
    v1: 'anchor event MessageReceived(pubkey caller, u32 sourceDomain, u64 nonce, bytes32 sender, bytes messageBody)',
    v2: 'anchor event MessageReceived(pubkey caller, u32 sourceDomain, bytes32 nonce, bytes32 sender, u32 finalityThresholdExecuted, bytes messageBody)',
  },
};

const wallet = base58.encode(new Uint8Array(32).fill(7));
const tokenAccount = base58.encode(new Uint8Array(32).fill(9));
const usdc = 'EPjFWdd5AufqSSqeM2qN1xzybapC8G4wEGGkZwyTDt1v';
const user: Hex = `0x${'11'.repeat(20)}`;
const token: Hex = `0x${'22'.repeat(20)}`;
const nobody: Hex = `0x${'00'.repeat(32)}`;
const chosen: Hex = `0x${'cc'.repeat(32)}`;
const hookData: Hex = '0xdeadbeef01';

type Version = 'v1' | 'v2';

/** A contract of CCTP on a chain. */
function contract(chain: ChainId, version: Version, name: 'tokenMessenger' | 'messageTransmitter') {
  return cctpDeployments[chain]?.[version]?.[name] ?? '';
}

function aLog(
  chain: ChainId,
  { emitter, event, time, args }: { emitter: string; event: string; time: number; args: object },
): RawLog {
  const isEvm = chain.startsWith('eip155');
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain,
    hash: isEvm ? `0x${time.toString(16).padStart(64, '0')}` : '2'.repeat(80) + time,
    block: { number: String(time), hash: null, time },
    logs: [{ index: 1, emitter, event, args: { ...args } }],
  });
  if (!log) throw new Error('one log in, one log out');
  return log;
}

interface Transfer {
  version: Version;
  amount?: string;
  nonce?: string;
  fee?: string;
  evm?: ChainId;
  svm?: ChainId;
}

/** A burn on Solana and its mint on an EVM chain, as each of them shows it. */
function fromSolana({
  version,
  amount = '1000',
  nonce = '77',
  fee = '0',
  evm = arbitrum,
  svm = solana,
}: Transfer) {
  const number = version === 'v1' ? 0 : 1;
  const burn = {
    burnToken: usdc,
    amount,
    depositor: wallet,
    mintRecipient: bytes32Of(user),
    destinationDomain: 3,
    destinationTokenMessenger: bytes32Of(contract(evm, version, 'tokenMessenger')),
    destinationCaller: nobody,
  };
  return [
    aLog(svm, {
      emitter: contract(svm, version, 'tokenMessenger'),
      event: events.solanaBurn[version],
      time: 100,
      args:
        version === 'v1'
          ? { ...burn, nonce }
          : { ...burn, maxFee: '5', minFinalityThreshold: 2000, hookData },
    }),
    aLog(evm, {
      emitter: contract(evm, version, 'messageTransmitter'),
      event: events.received[version],
      time: 200,
      args: {
        caller: user,
        sourceDomain: 5,
        nonce: version === 'v1' ? nonce : chosen,
        sender: bytes32Of(contract(svm, version, 'tokenMessenger')),
        finalityThresholdExecuted: '2000',
        messageBody: {
          burn: {
            version: number,
            burnToken: bytes32Of(usdc),
            mintRecipient: bytes32Of(user),
            amount,
            messageSender: bytes32Of(wallet),
            ...(version === 'v2' && {
              maxFee: '5',
              feeExecuted: fee,
              expirationBlock: '900',
              hookData,
            }),
          },
        },
      },
    }),
  ];
}

/** A burn on an EVM chain and its mint on Solana, as each of them shows it. */
function toSolana({
  version,
  amount = '1000',
  nonce = '77',
  fee = '0',
  evm = arbitrum,
  svm = solana,
}: Transfer) {
  const number = version === 'v1' ? 0 : 1;
  const sender = bytes32Of(contract(evm, version, 'tokenMessenger'));
  const burn = {
    version: number,
    burnToken: bytes32Of(token),
    mintRecipient: bytes32Of(tokenAccount),
    amount,
    messageSender: bytes32Of(user),
    ...(version === 'v2' && { maxFee: '5', hookData }),
  };
  return [
    aLog(evm, {
      emitter: contract(evm, version, 'messageTransmitter'),
      event: events.sent,
      time: 100,
      args: {
        message: {
          version: number,
          sourceDomain: 3,
          destinationDomain: 5,
          nonce: version === 'v1' ? nonce : nobody,
          sender,
          recipient: bytes32Of(contract(svm, version, 'tokenMessenger')),
          destinationCaller: nobody,
          minFinalityThreshold: 2000,
          burn,
        },
      },
    }),
    aLog(svm, {
      emitter: contract(svm, version, 'messageTransmitter'),
      event: events.solanaReceived[version],
      time: 200,
      args: {
        caller: wallet,
        sourceDomain: 3,
        nonce: version === 'v1' ? nonce : chosen,
        sender,
        finalityThresholdExecuted: '2000',
        messageBody: {
          burn: { ...burn, ...(version === 'v2' && { feeExecuted: fee, expirationBlock: '900' }) },
        },
      },
    }),
  ];
}

const operations = (logs: readonly RawLog[]) =>
  operationsOf(cctp, logs, [...new Set(logs.map(({ at }) => at.chain))]).map(
    ({ status, coverage, origin, destination, about }) => ({
      status,
      coverage,
      from: origin?.chain,
      to: destination?.chain,
      sender: about.sender,
      recipient: about.recipient,
      sent: about.sent,
      received: about.received,
    }),
  );

describe.each<Version>(['v1', 'v2'])('%s between an EVM chain and Solana', (version) => {
  const fee = version === 'v1' ? '0' : '3';
  const received = { amount: String(1000 - Number(fee)) };

  test('a burn on Solana and its mint on an EVM chain are one operation, with each chain’s addresses', () => {
    expect(operations(fromSolana({ version, fee }))).toEqual([
      {
        status: 'complete',
        coverage: 'full',
        from: solana,
        to: arbitrum,
        sender: wallet,
        recipient: user,
        sent: { token: usdc, amount: '1000' },
        received,
      },
    ]);
  });

  test('a burn on an EVM chain and its mint on Solana are one operation, with each chain’s addresses', () => {
    expect(operations(toSolana({ version, fee }))).toEqual([
      {
        status: 'complete',
        coverage: 'full',
        from: arbitrum,
        to: solana,
        sender: user,
        recipient: tokenAccount,
        sent: { token, amount: '1000' },
        received,
      },
    ]);
  });

  test('both sides tell the same, each for itself', () => {
    for (const [departure, arrival] of [fromSolana({ version }), toSolana({ version })]) {
      if (!departure || !arrival) throw new Error('a transfer has two sides');
      const [sent, received] = [legOf(cctp, departure).about, legOf(cctp, arrival).about];
      const common = ({ kind, sender, recipient, sent }: typeof received) => [
        kind,
        sender,
        recipient,
        sent,
      ];
      expect(common(received)).toEqual(common(sent));
    }
  });

  test('another nonce, or another amount, is another operation', () => {
    const other = version === 'v1' ? { nonce: '78' } : { amount: '1001' };
    const [departure] = fromSolana({ version });
    const [, arrival] = fromSolana({ version, ...other });
    if (!departure || !arrival) throw new Error('a transfer has two sides');
    expect(operations([departure, arrival])).toHaveLength(2);
  });

  test('devnet is a world of its own, though its programs and domains are the same', () => {
    const [departure] = fromSolana({ version });
    const [, arrival] = fromSolana({ version, evm: sepolia, svm: devnet });
    if (!departure || !arrival) throw new Error('a transfer has two sides');
    expect(operations([departure, arrival])).toHaveLength(2);
    expect(operations(fromSolana({ version, evm: sepolia, svm: devnet }))).toHaveLength(1);
  });
});

describe('events of Solana', () => {
  test('of the two versions have one discriminator and are told apart by their programs', () => {
    const [v1] = fromSolana({ version: 'v1' });
    const [v2] = fromSolana({ version: 'v2' });
    expect(v1?.topics).toEqual(v2?.topics);
    const versions = [v1, v2].map((log) => log && legOf(cctp, log).about.details?.['version']);
    expect(versions).toEqual(['v1', 'v2']);
  });

  test('of another program of Circle’s, or of anybody’s, are not read as these', () => {
    const [burn] = fromSolana({ version: 'v2' });
    if (!burn) throw new Error('a transfer has two sides');
    for (const emitter of [contract(solana, 'v2', 'messageTransmitter'), usdc]) {
      expect(cctp.capture({ ...burn, emitter }).type).toBe('unreadable');
    }
  });

  test('that are too short are kept with the reason', () => {
    const [burn] = fromSolana({ version: 'v2' });
    if (!burn) throw new Error('a transfer has two sides');
    expect(cctp.capture({ ...burn, data: burn.data.slice(0, 100) as Hex })).toEqual({
      type: 'unreadable',
      event: 'DepositForBurn',
      reason: 'an event of only 49 bytes, where 72 and more are needed',
    });
  });

  test('are wanted under their discriminators there, and under no topic of EVM chains', () => {
    expect(cctp.topicsOn(solana)).toEqual([
      '0x90fc9192064aa7eb',
      '0x4b43e546a27e0047',
      '0xe7442f4dadf19da6',
    ]);
    expect(cctp.topicsOn(arbitrum).map((topic) => topic.length)).toEqual(
      Array.from({ length: 7 }, () => 66),
    );
    expect(cctp.contracts.get(solana)).toEqual([
      'CCTPiPYPc6AsJuwueEnWgSgucamXDZwBd53dQ11YiKX3',
      'CCTPmbSD7gX1bxKPAmg77w8oFzNFpaQiQUWD43TKaecd',
      'CCTPV2vPZJS2u2BBsUoscuikbYjnpFmbFsvVuJdgUMQe',
      'CCTPV2Sm4AdWt5296sk4P66VBZ7bEhcARwFaaS9YPbeC',
    ]);
  });
});

const byText = (a: unknown, b: unknown) => (String(a) < String(b) ? -1 : 1);

describe('on EVM chains', () => {
  const [base, arbitrum] = [l.base, l.arbitrum];
  const all = (logs: readonly RawLog[]) =>
    operationsShown([cctp], { logs, until: 10_000, covered: [base, arbitrum] });
  const one = (logs: readonly RawLog[]) => {
    const [operation, ...others] = all(logs);
    if (!operation || others.length > 0) throw new Error(`${others.length + 1} operations`);
    return operation;
  };

  test('all that the events of a fast transfer tell', () => {
    const terms = { threshold: 1_000, executed: 1_000, fee: '3', hookData } as const;
    const logs = [...l.departure(terms), ...l.arrival({ ...terms, expirationBlock: '900' })];
    const { about, legs } = one(logs);
    expect(about).toEqual({
      kind: 'fast_transfer',
      origin: { chain: base, name: '6' },
      destination: { chain: arbitrum, name: '3' },
      sender: l.user,
      recipient: l.user,
      sent: { token: l.burnToken, amount: '1000' },
      received: { token: l.mintToken, amount: '997' },
      details: {
        version: 'v2',
        minFinalityThreshold: '1000',
        maxFee: '5',
        hookDataHash: keccak256(hookData),
        nonce: toHex(7, { size: 32 }),
        handedInBy: l.other,
        finalityThresholdExecuted: '1000',
        feeExecuted: '3',
        feeCollected: '3',
        expirationBlock: '900',
      },
    });
    expect(legs.map(({ step, inclusion }) => [step, inclusion])).toEqual([
      ['send', 'finalized'],
      ['burn', 'finalized'],
      ['mint', 'finalized'],
      ['receive', 'finalized'],
    ]);
  });

  test('the next action names who alone may hand it in', () => {
    const { nextAction } = one(l.departure({ destinationCaller: l.other }));
    expect(nextAction?.who).toBe(
      `once Circle has attested it, none but the named caller ${l.other}`,
    );
    expect(one(l.departure()).nextAction?.who).toBe('anyone, once Circle has attested it');
  });

  test('a hook that asks Circle to forward says so', () => {
    const forwarded = stringToHex('cctp-forward', { size: 32 });
    const { details } = one(l.departure({ hookData: forwarded })).about;
    expect(details?.['forwarding']).toBe('circle');
    expect(one(l.departure({ hookData })).about.details?.['forwarding']).toBeUndefined();
  });

  test('equal transfers of one transaction each have their own burn and mint', () => {
    const twice = [...l.sent(), ...l.sent()];
    const arrivals = [...l.received({ nonce: 7 }), ...l.received({ nonce: 8 })];
    const logs = [
      ...l.aTransaction(base, 1_000, twice),
      ...l.aTransaction(arbitrum, 2_000, arrivals),
    ];
    for (const shown of [logs, logs.toReversed()]) {
      const steps = all(shown).map(({ legs }) =>
        legs.map(({ step, at }) => `${step} ${at?.transaction === undefined ? '-' : at.index}`),
      );
      expect(steps).toEqual([
        ['send 0', 'burn 1', 'mint 0', 'receive 1'],
        ['send 2', 'burn 3', 'mint 2', 'receive 3'],
      ]);
    }
  });

  test('mints of one transaction are told apart by recipient and amount', () => {
    const terms = [
      { nonce: 1, version: 1 },
      { nonce: 2, version: 1, amount: '2000' },
      { nonce: 3, version: 1, recipient: l.other },
    ] as const;
    const arrivals = terms.flatMap((each) => l.received(each));
    // What another contract receives in between counts for nothing.
    const plain = l.received({ nonce: 4, version: 1, body: '0x12', sender: l.other });
    const mint = (index: number) => arrivals.slice(index * 2, index * 2 + 2);
    const logs = l.aTransaction(arbitrum, 2_000, [...plain, ...[2, 0, 1].flatMap(mint)]);
    const told = all(logs).map(({ id, about }) => [
      id,
      about.received?.amount,
      about.received?.token,
      about.details?.['mintedTo'],
    ]);
    expect(told.toSorted(byText)).toEqual([
      ['cctp:v1:6:1', '1000', l.mintToken, l.user],
      ['cctp:v1:6:2', '2000', l.mintToken, l.user],
      ['cctp:v1:6:3', '1000', l.mintToken, l.other],
      ['cctp:v1:6:4', undefined, undefined, undefined],
    ]);
  });

  test('a replaced burn of version 1 tells who is asked to get it, and who got it', () => {
    const first = l.departure({ version: 1 }, 1_000);
    const again = l.departure({ version: 1, recipient: l.other }, 1_100);
    const waiting = one([...again, ...first]);
    expect(waiting.about.recipient).toBe(l.other);
    const late = one([...first, ...again, ...l.arrival({ version: 1 })]);
    expect(late.status).toBe('complete');
    expect([late.about.recipient, late.about.details?.['mintedTo']]).toEqual([l.other, l.user]);
    expect(late.conflicts).toEqual([]);
  });

  test('a message that only looks like a transfer is none, wherever it was seen', () => {
    const body = encodeCctp({
      burn: {
        version: 1,
        burnToken: bytes32Of(l.burnToken),
        mintRecipient: bytes32Of(l.user),
        amount: '1000000',
        messageSender: bytes32Of(l.user),
      },
    });
    const forged = { body, sender: l.other } as const;
    for (const logs of [l.departure(forged), l.arrival(forged)]) {
      const { kind, about } = one(logs);
      expect([kind, about.sent, about.received]).toEqual(['message', undefined, undefined]);
    }
    // From a domain whose token messenger is not known here, there is no mint beside it.
    const foreign = one(l.arrival({ ...forged, sourceDomain: 8 }));
    expect([foreign.kind, foreign.about.received]).toEqual(['message', undefined]);
  });

  test('a transfer from Noble is one by its token messenger', () => {
    const noble = { version: 1, sourceDomain: 4 } as const;
    const [minted, arrived] = l.arrival(noble);
    if (!minted || !arrived) throw new Error('an arrival has two events');
    const noblesMessenger = '57d4eaf1091577a6b7d121202afbd2808134f117';
    const circles = l.contract(base, 1, 'tokenMessenger').slice(2);
    const data = arrived.data.replace(circles, noblesMessenger) as Hex;
    expect(one([{ ...arrived, data }]).kind).toBe('transfer');
    expect(one([arrived]).kind).toBe('message');
  });

  test('what is of an unknown version is kept with the reason', () => {
    const reasonOf = (logs: readonly RawLog[]) =>
      logs.map((log) => {
        const result = cctp.capture(log);
        return result.type === 'unreadable' ? result.reason : result.type;
      });
    const sent = (message: object) =>
      l.aTransaction(base, 1_000, [['MessageSent', { message: encodeCctp(message) }]]);
    const header = { destinationDomain: 3, nonce: '0x', sender: '0x', recipient: '0x' };
    const unknown = { ...header, version: 7, sourceDomain: 6, destinationCaller: '0x' };
    expect(reasonOf(sent({ ...unknown, body: '0x' }))).toEqual([
      'a CCTP message of unknown version 7',
    ]);
    expect(reasonOf(sent({ ...unknown, version: 1, body: '0x' }))).toEqual([
      'a CCTP message of only 20 bytes',
    ]);
    expect(reasonOf(l.departure({ sourceDomain: 5 }))).toEqual([
      'a message from domain 5 emitted on domain 6',
      'leg',
    ]);
    const messenger = l.contract(base, 2, 'tokenMessenger');
    expect(reasonOf(l.departure({ body: '0x00000009', sender: messenger }))).toEqual([
      'a transfer whose body of 4 bytes is unknown',
    ]);
  });

  test('a test network has keys of its own', () => {
    const [log] = l.departure({ version: 1 });
    if (!log) throw new Error('a departure has two events');
    const sepolia: ChainId = 'eip155:84532';
    const emitter = cctpDeployments[sepolia]?.v1?.messageTransmitter ?? '';
    const there = { ...log, emitter, at: { ...log.at, chain: sepolia } };
    expect([legOf(cctp, log), legOf(cctp, there)].map(({ links }) => links[0]?.key)).toEqual([
      'cctp:v1:6:7',
      'cctp:testnet:v1:6:7',
    ]);
  });
});

test('a body is written as its origin writes it', () => {
  const fields = {
    burnToken: chosen,
    mintRecipient: bytes32Of(user),
    amount: 12_345n,
    messageSender: bytes32Of(wallet),
    maxFee: 6n,
    hookData,
  };
  const stated = { ...fields, amount: '12345', maxFee: '6' };
  expect(encodeCctpBurn(1, fields)).toBe(encodeCctp({ burn: { ...stated, version: 0 } }));
  expect(encodeCctpBurn(2, fields)).toBe(encodeCctp({ burn: { ...stated, version: 1 } }));
});

const vectors = join(import.meta.dirname, '..', '..', 'shared', 'vectors', 'cctp');

// What Circle's token messenger hands to its message transmitter is in the recorded transactions: `send_message` and
// `send_message_with_caller`, with the body at the end.
test.runIf(existsSync(vectors))(
  'a recorded burn on Solana is rebuilt into the body that was sent',
  () => {
    const bodies = recordedTransactions(vectors).flatMap((recorded) => {
      const burns = recordedEvents(recorded).filter(
        ({ topics }) => topics[0] === '0x90fc9192064aa7eb',
      );
      const sends = traceOf(recorded.transaction).filter(
        ({ program, data }) =>
          program === contract(solana, 'v1', 'messageTransmitter') &&
          typeof data === 'string' &&
          Buffer.from(base58.decode(data)).toString('hex').startsWith('d42f22345b20b0cc'),
      );
      expect(sends).toHaveLength(burns.length);
      return burns.map(({ data }, index) => {
        const { depositor: messageSender, ...burn } = decodeBorsh(
          cctpSvmEvents.v1.depositForBurn.fields,
          data,
        );
        const rebuilt = encodeCctpBurn(1, { ...burn, messageSender, maxFee: 0n, hookData: '0x' });
        const sent = Buffer.from(base58.decode(String(sends[index]?.data))).toString('hex');
        return sent.includes(Buffer.from(hexToBytes(rebuilt)).toString('hex'));
      });
    });
    expect(bodies).toEqual([true, true, true]);
  },
);

interface RecordedLog {
  topics: Hex[];
  data: Hex;
  transactionHash: string;
  logIndex: Hex;
}
const recordedData = (file: string) =>
  (JSON.parse(readFileSync(join(vectors, file), 'utf8')) as { data: unknown }).data;

// Logs that were recorded without their contract and their block, so that no fixture can state them.
test.runIf(existsSync(vectors))('logs that were recorded alone tell what they should', () => {
  const told = (
    [
      ['acrossidx_DepositForBurn_0xf38daaf5.json', arbitrum, 'tokenMessenger'],
      ['acrossidx_MessageReceived_0xe0167a1b.json', arbitrum, 'messageTransmitter'],
      ['acrossidx_MessageSent_0x1c21e411.json', sepolia, 'messageTransmitter'],
    ] as const
  ).flatMap(([file, chain, name]) =>
    (recordedData(file) as RecordedLog[]).map((log) => {
      const at = { chain, blockNumber: 1n, blockHash: '0x1', blockTime: 1, index: 1 };
      const { about, step } = legOf(cctp, {
        emitter: contract(chain, 'v2', name),
        topics: log.topics,
        data: log.data,
        ordinal: 0,
        receiptIndex: null,
        at: { ...at, transaction: log.transactionHash },
      });
      const { kind, origin, destination, sent, received } = about;
      return { step, kind, from: origin, to: destination, sent: sent?.amount, received };
    }),
  );
  expect(told).toEqual([
    {
      step: 'burn',
      kind: 'fast_transfer',
      from: { chain: arbitrum, name: '3' },
      to: { chain: 'eip155:1', name: '0' },
      sent: '13652780148',
      received: undefined,
    },
    {
      step: 'receive',
      kind: 'transfer',
      from: { chain: 'eip155:999', name: '19' },
      to: { chain: arbitrum, name: '3' },
      sent: '267951382',
      received: { amount: '267951382' },
    },
    {
      step: 'send',
      kind: 'fast_transfer',
      from: { chain: sepolia, name: '3' },
      to: { chain: 'eip155:998', name: '19' },
      sent: '1000000',
      received: undefined,
    },
  ]);
});

test.runIf(existsSync(vectors))('messages that were recorded alone are read whole', () => {
  const read = [
    'cctprs_v2_api_message_debug_message.json',
    'cctprs_v2_api_message_recover_transfer.json',
    'circle_v2_IT_message.json',
    'whsdk_v1_message_fuji_to_basesepolia.json',
  ].map((file) => {
    const { message } = recordedData(file) as { message: Hex };
    const { version, sourceDomain, destinationDomain, nonce, minFinalityThreshold, body } =
      decodeCctpMessage(message);
    const { amount, v2 } = decodeCctpBurn(version, body) ?? {};
    return [
      version,
      sourceDomain,
      destinationDomain,
      nonce,
      minFinalityThreshold,
      amount,
      v2?.feeExecuted,
    ];
  });
  expect(read).toEqual([
    [2, 3, 6, null, 2000, 1_000_000n, 0n],
    [2, 3, 6, null, 2000, 1_000_000n, 0n],
    [2, 0, 1, null, 1000, 50_000_000_000n, 50_000_000n],
    [1, 1, 6, 299_872n, null, 10_000n, undefined],
  ]);
});
