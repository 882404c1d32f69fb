import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { base58 } from '@scure/base';
import { hexToBytes } from 'viem';
import { describe, expect, test } from 'vitest';
import { traceOf } from '../chains/svm/trace.ts';
import type { ChainId } from '../core/chain.ts';
import type { Hex, RawLog } from '../core/raw-log.ts';
import { encodeCctp } from '../test/encode-cctp.ts';
import { encodeLogs } from '../test/fixture.ts';
import { bound, legOf, operationsOf } from '../test/operations-of.ts';
import { recordedEvents, recordedTransactions, solana } from '../test/recorded-solana.ts';
import { decodeBorsh } from './borsh.ts';
import { bytes32Of } from './bytes32.ts';
import { encodeCctpBurn } from './cctp/message.ts';
import { cctpDeployments } from './cctp/deployments.ts';
import { cctpSvmEvents } from './cctp/svm-events.ts';
import type { Protocol } from './bind.ts';

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
          : { ...burn, maxFee: '5', minFinalityThreshold: 1000, hookData },
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
        finalityThresholdExecuted: '1000',
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
          minFinalityThreshold: 1000,
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
        finalityThresholdExecuted: '1000',
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
    expect(cctp.topicsOn(solana)).toEqual(['0x90fc9192064aa7eb', '0xe7442f4dadf19da6']);
    expect(cctp.topicsOn(arbitrum).map((topic) => topic.length)).toEqual([66, 66, 66]);
    expect(cctp.contracts.get(solana)).toEqual([
      'CCTPiPYPc6AsJuwueEnWgSgucamXDZwBd53dQ11YiKX3',
      'CCTPmbSD7gX1bxKPAmg77w8oFzNFpaQiQUWD43TKaecd',
      'CCTPV2vPZJS2u2BBsUoscuikbYjnpFmbFsvVuJdgUMQe',
      'CCTPV2Sm4AdWt5296sk4P66VBZ7bEhcARwFaaS9YPbeC',
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
