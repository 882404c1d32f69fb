import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { base58 } from '@scure/base';
import { describe, expect, test } from 'vitest';
import type { Hex } from '../../core/raw-log.ts';
import { recordedTransactions } from '../../test/recorded-solana.ts';
import { readEvents } from './read-events.ts';
import type { SvmTransaction } from './trace.ts';
import { toRawLogs } from './to-raw-logs.ts';
import { wantedInstructions, wantedTexts } from './wanted-texts.ts';

const [A, B, C] = ['A', 'B', 'C'].map((letter) => letter.repeat(32)) as [string, string, string];
const TAG = 'e445a52e51cb9a1d';
const first = '0101010101010101';
const second = '0202020202020202';

/** An instruction: who, how deep, and its data in hex. */
type Step = [program: string, stackHeight: number | null, data?: string];

/** A transaction of these instructions, the ones of height 1 its own, whose keys stand where `tables` says. */
function aTransaction(
  steps: readonly Step[],
  {
    logs = [],
    err = null,
    loaded = [],
  }: { logs?: string[]; err?: unknown; loaded?: readonly string[] } = {},
): SvmTransaction {
  const keys = [...new Set(steps.map(([program]) => program))];
  const own = keys.filter((key) => !loaded.includes(key));
  const all = [...own, ...loaded];
  const outer: { programIdIndex: number; data: string | Uint8Array }[] = [];
  const inner: {
    index: number;
    instructions: { programIdIndex: number; data: string; stackHeight: number | null }[];
  }[] = [];
  for (const [program, stackHeight, data = ''] of steps) {
    const programIdIndex = all.indexOf(program);
    const bytes = Buffer.from(data, 'hex');
    const encoded = base58.encode(bytes);
    if (stackHeight === 1) {
      // web3.js has decoded these in some messages.
      outer.push({ programIdIndex, data: outer.length % 2 === 0 ? encoded : bytes });
      inner.push({ index: outer.length - 1, instructions: [] });
    } else {
      inner.at(-1)?.instructions.push({ programIdIndex, data: encoded, stackHeight });
    }
  }
  const message = { accountKeys: own, instructions: outer };
  return {
    slot: 7,
    transaction: { signatures: ['signature'], message },
    meta: {
      err,
      logMessages: logs,
      innerInstructions: inner.filter(({ instructions }) => instructions.length > 0),
      loadedAddresses: { writable: loaded.slice(0, 1), readonly: loaded.slice(1) },
    },
  };
}

const invoke = (program: string, depth: number) => `Program ${program} invoke [${depth}]`;
const success = (program: string) => `Program ${program} success`;
const data = (hex: string) => `Program data: ${Buffer.from(hex, 'hex').toString('base64')}`;

const eventsOf = (transaction: SvmTransaction) =>
  readEvents(transaction).events.map(
    ({ program, discriminator, data, ordinal }) =>
      `${program[0]} ${discriminator.slice(2)} ${data.slice(2)} ${ordinal}`,
  );

describe('an event by self-CPI', () => {
  test('is the data behind tag and discriminator', () => {
    const steps: Step[] = [
      [A, 1],
      [A, 2, `${TAG}${first}beef`],
    ];
    expect(readEvents(aTransaction(steps))).toEqual({
      events: [
        {
          program: A,
          discriminator: `0x${first}`,
          data: '0xbeef',
          index: 10_000,
          ordinal: 0,
        },
      ],
      programs: new Set([A]),
      isTruncated: false,
    });
  });

  test('is believed only of a program that called itself', () => {
    const byAnother: Step[] = [
      [B, 1],
      [A, 2, `${TAG}${first}01`],
    ];
    const afterACall: Step[] = [
      [B, 1],
      [A, 2, '00'],
      [C, 3, '00'],
      [A, 2, `${TAG}${first}01`],
    ];
    const byTheTransactionItself: Step[] = [[A, 1, `${TAG}${first}01`]];
    const transactions = [byAnother, afterACall, byTheTransactionItself].map((steps) =>
      aTransaction(steps),
    );
    expect(transactions.flatMap(eventsOf)).toEqual([]);
  });

  test('belongs to the program that called itself, however deep', () => {
    const steps: Step[] = [
      [B, 1],
      [C, 2, '00'],
      [A, 3, '00'],
      [B, 4, '00'],
      [A, 4, `${TAG}${first}01`],
      [C, 3, `${TAG}${first}02`],
      [A, 1],
      [A, 2, `${TAG}${first}03`],
    ];
    expect(eventsOf(aTransaction(steps))).toEqual([
      `A ${first} 01 0`,
      `C ${first} 02 0`,
      `A ${first} 03 1`,
    ]);
  });

  test('of a program out of a lookup table is that program’s', () => {
    const steps: Step[] = [
      [B, 1],
      [C, 2, '00'],
      [A, 2, '00'],
      [A, 3, `${TAG}${first}01`],
    ];
    expect(eventsOf(aTransaction(steps, { loaded: [C, A] }))).toEqual([`A ${first} 01 0`]);
  });

  test('is read of a node that tells no stack heights, by the depths in the logs', () => {
    const steps: Step[] = [
      [B, 1],
      [A, null, '00'],
      [A, null, `${TAG}${first}01`],
      [A, null, `${TAG}${first}02`],
    ];
    const logs = [
      invoke(B, 1),
      invoke(A, 2),
      invoke(A, 3),
      success(A),
      success(A),
      invoke(A, 2),
      success(A),
      success(B),
    ];
    expect(eventsOf(aTransaction(steps, { logs }))).toEqual([`A ${first} 01 0`]);
  });
});

describe('an event in the logs', () => {
  test('belongs to the innermost program that runs', () => {
    const steps: Step[] = [
      [B, 1],
      [A, 2],
      [C, 3],
    ];
    const logs = [
      invoke(B, 1),
      invoke(A, 2),
      'Program log: Instruction: Send',
      invoke(C, 3),
      data(`${second}01`),
      'Program C consumed 100 of 200 compute units',
      success(C),
      data(`${first}02`),
      `Program return: ${A} AQ==`,
      success(A),
      data(`${first}03`),
      success(B),
    ];
    expect(eventsOf(aTransaction(steps, { logs }))).toEqual([
      `C ${second} 01 0`,
      `A ${first} 02 0`,
      `B ${first} 03 0`,
    ]);
  });

  test('is none if a program only says so', () => {
    const logs = [
      invoke(B, 1),
      `Program log: ${invoke(A, 2)}`,
      `Program log: first line\n${invoke(A, 2)}`,
      `Program log: ${data(`${first}01`)}`,
      'Program data: AQEB AQEB',
      'Program data: AQEB',
      success(B),
      data(`${first}02`),
    ];
    expect(eventsOf(aTransaction([[B, 1]], { logs }))).toEqual([]);
  });

  test('belongs to whoever emitted it, whatever programs log that looks like the runtime’s own lines', () => {
    const logs = [
      invoke(B, 1),
      'Program log: invoke [2]',
      data(`${first}01`),
      invoke(A, 2),
      data(`${first}02`),
      success(A),
      'Program log: failed: custom program error: 0x1',
      data(`${first}03`),
      'Program log: success',
      success(B),
    ];
    const read = readEvents(
      aTransaction(
        [
          [B, 1],
          [A, 2],
        ],
        { logs },
      ),
    );
    expect(read.events.map(({ program, data }) => `${program[0]} ${data}`)).toEqual([
      'B 0x01',
      'A 0x02',
      'B 0x03',
    ]);
    expect(read.isTruncated).toBe(false);
  });

  test.each([
    ['begins at a depth that does not follow', [invoke(A, 3), data(`${first}02`), success(A)]],
    ['ends that did not begin', [success(A), data(`${first}02`)]],
  ])('is read only up to where an invocation %s: lines are missing there', (_, lines) => {
    const logs = [invoke(B, 1), data(`${first}01`), ...lines, data(`${first}03`), success(B)];
    const read = readEvents(aTransaction([[B, 1]], { logs }));
    expect(read.events.map(({ data }) => data)).toEqual(['0x01']);
    expect(read.isTruncated).toBe(true);
  });

  test('is all that there is where the logs end amid an invocation: lines are missing', () => {
    const read = readEvents(aTransaction([[B, 1]], { logs: [invoke(B, 1), data(`${first}01`)] }));
    expect(read.events.map(({ data }) => data)).toEqual(['0x01']);
    expect(read.isTruncated).toBe(true);
  });

  test('of an invocation that failed did not happen, nor what happened below it', () => {
    const steps: Step[] = [
      [B, 1],
      [A, 2],
      [C, 3],
    ];
    const logs = [
      invoke(B, 1),
      data(`${first}01`),
      invoke(A, 2),
      data(`${first}02`),
      invoke(C, 3),
      data(`${first}03`),
      success(C),
      `Program ${A} failed: custom program error: 0x1`,
      data(`${first}04`),
      success(B),
    ];
    expect(eventsOf(aTransaction(steps, { logs }))).toEqual([`B ${first} 01 0`, `B ${first} 04 1`]);
  });

  test('stands behind a precompile, which leaves no line', () => {
    const precompile = 'Ed25519SigVerify111111111111111111111111111';
    const steps: Step[] = [
      [precompile, 1],
      [A, 1],
    ];
    const logs = [invoke(A, 1), data(`${first}01`), success(A)];
    const [event] = readEvents(aTransaction(steps, { logs })).events;
    expect(event?.index).toBe(10_001);
  });
});

describe('an instruction', () => {
  const [first32, second32] = [1, 2].map((byte) => base58.encode(new Uint8Array(32).fill(byte)));
  const wanted = new Map([[A, ['0x02', `0x${first}`] as const]]);
  const steps: Step[] = [
    [B, 1, '02'],
    [A, 2, '02ff'],
    [C, 3, 'c0'],
    [A, 1, '03'],
    [A, 1, '02'],
  ];
  /** The same with accounts: the first of the instructions that were called, and the last one, have two. */
  const transaction = (logs: string[]) => {
    const given = aTransaction(steps, { logs });
    const message = given.transaction.message as unknown as {
      accountKeys: string[];
      instructions: { accounts?: number[] }[];
    };
    const at = message.accountKeys.push(first32 ?? '', second32 ?? '');
    Object.assign(message.instructions[2] ?? {}, { accounts: [at - 1, at - 2] });
    const inner = given.meta?.innerInstructions as unknown as {
      instructions: { accounts?: number[] }[];
    }[];
    Object.assign(inner[0]?.instructions[0] ?? {}, { accounts: [at - 2] });
    return given;
  };
  const read = (logs: string[]) =>
    toRawLogs(
      readEvents(transaction(logs), wantedTexts({ wanted }), wantedInstructions({ wanted })).events,
      {
        chain: 'solana:local',
        header: { number: 7n, hash: 'hash', parentHash: '', time: 1 },
        signature: 'signature',
      },
    ).map(({ emitter, topics, data, ordinal, at }) => [
      emitter[0],
      ...topics.map((topic) => topic.slice(2, 10)),
      data,
      at.index,
      ordinal,
    ]);

  test('that is wanted comes with its accounts and with the lines that it logged itself', () => {
    const logs = [
      invoke(B, 1),
      'Program log: of B',
      invoke(A, 2),
      'Program log: one',
      invoke(C, 3),
      'Program log: of C',
      success(C),
      'Program log: two',
      success(A),
      success(B),
      invoke(A, 1),
      'Program log: of another',
      success(A),
      invoke(A, 1),
      success(A),
    ];
    expect(read(logs)).toEqual([
      ['A', '02', '01010101', '6f6e650a', '0x02ff', 10_000, 0],
      ['A', '02', '02020202', '0x02', 40_000, 1],
    ]);
  });

  test('whose logs are cut off comes without lines', () => {
    expect(read([invoke(B, 1), 'Log truncated'])).toEqual([
      ['A', '02', '01010101', '0x02ff', 10_000, 0],
      ['A', '02', '02020202', '0x02', 40_000, 1],
    ]);
  });

  describe('whose own calls are wanted', () => {
    const [one = '', two = ''] = [first32, second32];
    const topicsOf = (steps: readonly Step[], { logs = [] as string[], isTold = true } = {}) => {
      const given = aTransaction(steps, { logs });
      if (!isTold && given.meta) given.meta.innerInstructions = null;
      const all = wantedInstructions({ wanted, callTopics: ['0x02'] });
      const header = { number: 7n, hash: 'hash', parentHash: '', time: 1 };
      const place = { chain: 'solana:local', header, signature: 'signature' } as const;
      return toRawLogs(readEvents(given, undefined, all).events, place).map(
        ({ topics: [, ...others] }) => others,
      );
    };
    const calls: Step[] = [
      [B, 1, 'b0'],
      [A, 2, '02'],
      [one, 3, 'c0ffee'],
      [two, 4, 'd0'],
      [two, 3],
      [C, 2, 'e0'],
      [A, 1, '02'],
    ];

    test('comes with those that it made itself, and with none that these made', () => {
      expect(topicsOf(calls)).toEqual([
        ['0x', '0x', `0x${'01'.repeat(32)}0003c0ffee${'02'.repeat(32)}0000`],
        ['0x', '0x', '0x'],
      ]);
    });

    test('comes with the lines before them', () => {
      const logs = [invoke(A, 1), 'Program log: one', success(A)];
      expect(topicsOf([[A, 1, '02']], { logs })).toEqual([
        ['0x', `0x${Buffer.from('one').toString('hex')}`, '0x'],
      ]);
    });

    test('comes without them where the node does not tell who called whom', () => {
      expect(topicsOf([[A, 1, '02']], { isTold: false })).toEqual([['0x']]);
      const unknown: Step[] = [
        [A, 1, '02'],
        [one, null, 'c0'],
      ];
      expect(topicsOf(unknown)).toEqual([['0x']]);
    });
  });
});

describe('a text', () => {
  const beginning = 'Sent a message to ';
  const topic: Hex = `0x${Buffer.from(beginning, 'utf8').toString('hex')}`;
  const wanted = wantedTexts({ wanted: new Map([[A, [`0x${first}`, topic] as const]]) });
  const text = (rest: string) => `Program log: ${beginning}${rest}`;
  const textsOf = (...given: Parameters<typeof aTransaction>) =>
    readEvents(aTransaction(...given), wanted).events.map(
      ({ program, discriminator, text: rest = '0x', data, index, ordinal }) => [
        program[0],
        discriminator === topic,
        Buffer.from(rest.slice(2), 'hex').toString(),
        data,
        index,
        ordinal,
      ],
    );
  const steps: Step[] = [
    [B, 1, 'b0'],
    [A, 2, 'a0'],
    [C, 3, 'c0'],
    [A, 1, 'a1'],
  ];

  test('that is wanted comes with the data of the instruction that logged it, whatever that called', () => {
    const logs = [
      invoke(B, 1),
      text('nobody, says B'),
      invoke(A, 2),
      'Program log: Sent nothing',
      invoke(C, 3),
      text('nobody, says C'),
      success(C),
      text('you'),
      success(A),
      success(B),
      invoke(A, 1),
      text('you, again'),
      text('und ä'),
      success(A),
    ];
    expect(textsOf(steps, { logs })).toEqual([
      ['A', true, 'you', '0xa0', 19_000, 0],
      ['A', true, 'you, again', '0xa1', 39_000, 1],
      ['A', true, 'und ä', '0xa1', 39_001, 2],
    ]);
    expect(readEvents(aTransaction(steps, { logs })).events).toEqual([]);
  });

  test('of an invocation that failed was not meant', () => {
    const logs = [
      invoke(B, 1),
      invoke(A, 2),
      text('you'),
      `Program ${A} failed: custom program error: 0x1`,
      success(B),
    ];
    expect(textsOf(steps, { logs })).toEqual([]);
  });

  test('after a cut is not believed', () => {
    const logs = [invoke(B, 1), invoke(A, 2), 'Log truncated', text('you'), success(A)];
    expect(textsOf(steps, { logs })).toEqual([]);
  });

  test('takes no event’s place', () => {
    const logs = [invoke(A, 1), data(`${first}01`), text('you'), data(`${first}02`), success(A)];
    expect(textsOf([[A, 1, 'a1']], { logs })).toEqual([
      ['A', false, '', '0x01', 1, 0],
      ['A', false, '', '0x02', 2, 1],
      ['A', true, 'you', '0xa1', 9_000, 0],
    ]);
  });
});

test('events by both ways stand in the order of execution', () => {
  const steps: Step[] = [
    [A, 1],
    [A, 2, `${TAG}${first}02`],
    [B, 2, '00'],
    [B, 3, `${TAG}${first}05`],
  ];
  const logs = [
    invoke(A, 1),
    data(`${first}01`),
    invoke(A, 2),
    success(A),
    data(`${first}03`),
    invoke(B, 2),
    data(`${first}04`),
    invoke(B, 3),
    success(B),
    success(B),
    data(`${first}06`),
    success(A),
  ];
  expect(eventsOf(aTransaction(steps, { logs }))).toEqual([
    `A ${first} 01 0`,
    `A ${first} 02 1`,
    `A ${first} 03 2`,
    `B ${first} 04 0`,
    `B ${first} 05 1`,
    `A ${first} 06 3`,
  ]);
});

test('a failed transaction has no events', () => {
  const steps: Step[] = [
    [A, 1],
    [A, 2, `${TAG}${first}01`],
  ];
  const logs = [invoke(A, 1), data(`${first}02`)];
  const err = { InstructionError: [0, { Custom: 1 }] };
  expect(eventsOf(aTransaction(steps, { logs, err }))).toEqual([]);
});

test('cut-off logs are read up to the cut, and no event changes its index by it', () => {
  const steps: Step[] = [
    [A, 1],
    [B, 2, '00'],
    [A, 2, `${TAG}${first}04`],
  ];
  const logs = [
    invoke(A, 1),
    data(`${first}01`),
    invoke(B, 2),
    data(`${first}02`),
    success(B),
    data(`${first}03`),
    invoke(A, 2),
    success(A),
    success(A),
  ];
  const whole = readEvents(aTransaction(steps, { logs }));
  const cut = readEvents(
    // The line that did not fit is gone; shorter ones after it are still there.
    aTransaction(steps, { logs: [...logs.slice(0, 2), 'Log truncated', ...logs.slice(3)] }),
  );
  expect(whole.isTruncated).toBe(false);
  expect(cut.isTruncated).toBe(true);
  const isBeforeTheCut = (_: unknown, index: number) => index === 0 || index === 3;
  expect(cut.events.map(({ index }) => index)).toEqual(
    whole.events.map(({ index }) => index).filter(isBeforeTheCut),
  );
});

const vectors = join(import.meta.dirname, '..', '..', '..', 'shared', 'vectors');

describe.runIf(existsSync(vectors))('recorded transactions', () => {
  const summary = (folder: string) =>
    recordedTransactions(join(vectors, folder)).flatMap(({ file, transaction }) =>
      readEvents(transaction).events.map(
        ({ program, discriminator, index }) =>
          `${file.split('_').at(-1)} ${program.slice(0, 4)} ${discriminator.slice(2, 10)} ${index % 10_000 === 0 ? 'self_cpi' : 'logs'} ${index}`,
      ),
    );

  test('of Circle’s programs: self-CPI, beside another program’s logs', () => {
    expect(summary('cctp')).toEqual([
      '5UJQJfjN.json CCTP 90fc9192 self_cpi 70000',
      '2mTostoa.json Htke 4a87e705 logs 20001',
      '2mTostoa.json CCTP 90fc9192 self_cpi 120000',
      '3VXJGF7X.json CCTP 4b43e546 self_cpi 70000',
      '3VXJGF7X.json CCTP e7442f4d self_cpi 80000',
      '3VXJGF7X.json Htke 3d9783aa logs 130001',
      '3VXJGF7X.json CCTP 90fc9192 self_cpi 230000',
    ]);
  });

  test('of Wormhole’s shim: the same program several times, at several depths', () => {
    expect(summary('wormhole')).toEqual([
      '1.json EtZM 441b8f00 self_cpi 90000',
      '2.json EtZM 441b8f00 self_cpi 40000',
      '3.json EtZM 441b8f00 self_cpi 90000',
      '3.json EtZM 441b8f00 self_cpi 120000',
      '4.json EtZM 441b8f00 self_cpi 40000',
      '4.json EtZM 441b8f00 self_cpi 70000',
    ]);
  });

  test('of Hyperlane: data that is no Anchor event counts as one, a failed transaction has none', () => {
    expect(summary('hyperlane')).toEqual([
      'txn.json CQTC 02200000 logs 60001',
      'transfer.json whir e1ca49af logs 60001',
    ]);
  });
});
