import { keccak256, parseAbiItem, toEventSelector } from 'viem';
import { axelar } from '../protocols/axelar.ts';
import { cctpDeployments } from '../protocols/cctp.deployments.ts';
import { spokePool } from './across.ts';
import { mailboxes } from './hyperlane.ts';
import { addressWord, bytesOf, mix, numberWord, tail, textHex, wordOf } from './words.ts';

/** One log as it will be served. `place` is its place in the transaction's receipt. */
export interface ServedLog {
  emitter: string;
  topics: readonly string[];
  data: string;
  place: number;
}

/** What happens in one transaction on one of the two chains: side 0 is the origin, side 1 the destination. */
export interface ServedPart {
  side: 0 | 1;
  /** Salt of the transaction's hash. */
  salt: number;
  hasReceipt: boolean;
  logs: (seed: number, origin: 0 | 1) => ServedLog[];
}

/** The two chains, by the number that stands for them here. */
export const servedChains = [
  { id: 8453, name: 'base', domain: 6, axelarName: 'base' },
  { id: 10, name: 'optimism', domain: 2, axelarName: 'optimism' },
] as const;

export const transactionOf = (seed: number, salt: number) => `0x${wordOf(seed, 1_000_000 + salt)}`;

const selector = (text: string) => toEventSelector(parseAbiItem(text) as never) as string;
const across = {
  deposited: selector(
    'event FundsDeposited(bytes32,bytes32,uint256,uint256,uint256 indexed,uint256 indexed,uint32,uint32,uint32,bytes32 indexed,bytes32,bytes32,bytes)',
  ),
  filled: selector(
    'event FilledRelay(bytes32,bytes32,uint256,uint256,uint256,uint256 indexed,uint256 indexed,uint32,uint32,bytes32,bytes32 indexed,bytes32,bytes32,bytes32,(bytes32,bytes32,uint256,uint8))',
  ),
};
const hyperlane = {
  dispatch: selector('event Dispatch(address indexed,uint32 indexed,bytes32 indexed,bytes)'),
  dispatchId: selector('event DispatchId(bytes32 indexed)'),
  processId: selector('event ProcessId(bytes32 indexed)'),
};
const cctp = {
  sent: selector('event MessageSent(bytes)'),
  received1: selector('event MessageReceived(address indexed,uint32,uint64 indexed,bytes32,bytes)'),
  received2: selector(
    'event MessageReceived(address indexed,uint32,bytes32 indexed,bytes32,uint32 indexed,bytes)',
  ),
};
const topicOf = (name: string) => axelar.events.find((event) => event.name === name)?.topic ?? '';
const gmp = {
  call: topicOf('ContractCall'),
  approved: topicOf('ContractCallApproved'),
  executed: topicOf('ContractCallExecuted'),
  callWithToken: topicOf('ContractCallWithToken'),
  approvedWithMint: topicOf('ContractCallApprovedWithMint'),
};

const chainOf = (origin: 0 | 1, side: 0 | 1) => servedChains[origin === side ? 0 : 1];
const address = (seed: number, salt: number) => addressWord(bytesOf(seed % 5_000, salt, 20));
const amountOf = (seed: number) => numberWord(1_000_000n * BigInt(1 + (mix(seed, 3) % 90_000)));
const text = (value: string) => tail(textHex(value));

const acrossParts: ServedPart[] = [
  {
    side: 0,
    salt: 0,
    hasReceipt: false,
    logs: (seed, origin) => {
      const message = seed % 4 === 0 ? bytesOf(seed, 50, 320) : '';
      const statics = [address(7, 1), address(7, 2), amountOf(seed), amountOf(seed)];
      const times = [1_750_000_000, 1_750_020_000, 0].map(numberWord);
      const rest = [address(seed, 11), address(3, 12), numberWord(32 * 10), tail(message)];
      return [
        {
          emitter: spokePool,
          topics: [
            across.deposited,
            `0x${numberWord(chainOf(origin, 1).id)}`,
            `0x${numberWord(seed)}`,
            `0x${address(seed, 10)}`,
          ],
          data: [...statics, ...times, ...rest].join(''),
          place: 2,
        },
      ];
    },
  },
  {
    side: 1,
    salt: 1,
    hasReceipt: false,
    logs: (seed, origin) => {
      const statics = [address(7, 1), address(7, 2), amountOf(seed), amountOf(seed)];
      const rest = [
        numberWord(chainOf(origin, 1).id),
        numberWord(1_750_020_000),
        numberWord(0),
        address(3, 12),
        address(seed, 10),
        address(seed, 11),
        wordOf(seed, 51),
        address(seed, 11),
        wordOf(seed, 51),
        amountOf(seed),
        numberWord(1),
      ];
      return [
        {
          emitter: spokePool,
          topics: [
            across.filled,
            `0x${numberWord(chainOf(origin, 0).id)}`,
            `0x${numberWord(seed)}`,
            `0x${address(seed % 40, 13)}`,
          ],
          data: [...statics, ...rest].join(''),
          place: 1,
        },
      ];
    },
  },
];

function hyperlaneMessage(seed: number, origin: 0 | 1): string {
  const body = seed % 5 === 0 ? bytesOf(seed, 60, 300) : address(seed, 21) + amountOf(seed);
  const header = '03' + u32(seed) + u32(chainOf(origin, 0).id) + address(seed % 60, 22);
  return header + u32(chainOf(origin, 1).id) + address(seed % 60, 23) + body;
}

const u32 = (value: number) => value.toString(16).padStart(8, '0');

/** Both sides name it, and hashing is most of what the preparation costs. */
const messageIds = new Map<number, string>();
function messageIdOf(seed: number, origin: 0 | 1): string {
  const known = messageIds.get(seed);
  if (known !== undefined) {
    messageIds.delete(seed);
    return known;
  }
  const id = keccak256(`0x${hyperlaneMessage(seed, origin)}`);
  messageIds.set(seed, id);
  return id;
}

const hyperlaneParts: ServedPart[] = [
  {
    side: 0,
    salt: 0,
    hasReceipt: false,
    logs: (seed, origin) => {
      const message = hyperlaneMessage(seed, origin);
      const { id } = chainOf(origin, 0);
      const emitter = mailboxes[id] ?? '';
      return [
        {
          emitter,
          topics: [
            hyperlane.dispatch,
            `0x${address(seed % 60, 22)}`,
            `0x${numberWord(chainOf(origin, 1).id)}`,
            `0x${address(seed % 60, 23)}`,
          ],
          data: numberWord(32) + tail(message),
          place: 1,
        },
        { emitter, topics: [hyperlane.dispatchId, messageIdOf(seed, origin)], data: '', place: 2 },
      ];
    },
  },
  {
    side: 1,
    salt: 1,
    hasReceipt: false,
    logs: (seed, origin) => [
      {
        emitter: mailboxes[chainOf(origin, 1).id] ?? '',
        topics: [hyperlane.processId, messageIdOf(seed, origin)],
        data: '',
        place: 1,
      },
    ],
  },
];

const cctpOn = (origin: 0 | 1, side: 0 | 1, version: 1 | 2) => {
  const deployment = cctpDeployments[`eip155:${chainOf(origin, side).id}`];
  const contracts = version === 1 ? deployment?.v1 : deployment?.v2;
  return {
    messenger: addressWord(contracts?.tokenMessenger.slice(2) ?? ''),
    transmitter: contracts?.messageTransmitter ?? '',
  };
};

function burnBody(seed: number, version: 1 | 2, isArrived: boolean): string {
  const common = [address(7, 31), address(seed, 32), amountOf(seed), address(seed, 33)].join('');
  if (version === 1) return u32(0) + common;
  const fee = isArrived ? numberWord(100) : numberWord(0);
  const expiration = isArrived ? numberWord(30_000_000) : numberWord(0);
  const hook = seed % 3 === 0 ? bytesOf(seed, 70, 96) : '';
  return u32(1) + common + numberWord(500) + fee + expiration + hook;
}

const cctpParts = (version: 1 | 2): ServedPart[] => [
  {
    side: 0,
    salt: 0,
    hasReceipt: false,
    logs: (seed, origin) => {
      const here = cctpOn(origin, 0, version);
      const there = cctpOn(origin, 1, version);
      const domains = u32(chainOf(origin, 0).domain) + u32(chainOf(origin, 1).domain);
      const nonce = version === 1 ? seed.toString(16).padStart(16, '0') : numberWord(0);
      const ends = here.messenger + there.messenger + numberWord(0);
      const finality = version === 1 ? '' : u32(1000) + u32(0);
      const message =
        u32(version - 1) + domains + nonce + ends + finality + burnBody(seed, version, false);
      return [
        {
          emitter: here.transmitter,
          topics: [cctp.sent],
          data: numberWord(32) + tail(message),
          place: 2,
        },
      ];
    },
  },
  {
    side: 1,
    salt: 1,
    hasReceipt: false,
    logs: (seed, origin) => {
      const { transmitter } = cctpOn(origin, 1, version);
      const { messenger } = cctpOn(origin, 0, version);
      const body = tail(burnBody(seed, version, true));
      const caller = `0x${address(seed % 50, 34)}`;
      const head = numberWord(chainOf(origin, 0).domain) + messenger + numberWord(96) + body;
      const topics =
        version === 1
          ? [cctp.received1, caller, `0x${numberWord(seed)}`]
          : [cctp.received2, caller, `0x${wordOf(seed, 35)}`, `0x${numberWord(1000)}`];
      return [{ emitter: transmitter, topics, data: head, place: 3 }];
    },
  },
];

const gateway = '0xe432150cce91c13a887f7d836923d5597add8e31';

const axelarParts = (withToken: boolean): ServedPart[] => {
  const recipientOf = (seed: number) => `0x${bytesOf(seed % 300, 42, 20)}`;
  const symbol = withToken ? 'axlUSDC' : '';
  return [
    {
      side: 0,
      salt: 0,
      hasReceipt: true,
      logs: (seed, origin) => {
        const name = text(chainOf(origin, 1).axelarName);
        const recipient = text(recipientOf(seed));
        const payload = tail(bytesOf(seed, 80, 200 + (mix(seed, 43) % 20) * 32));
        const heads = withToken ? 5 : 3;
        const at = [heads * 32];
        for (const part of [name, recipient, payload]) at.push((at.at(-1) ?? 0) + part.length / 2);
        const offsets = withToken
          ? [...at.slice(0, 4).map(numberWord), amountOf(seed)]
          : at.slice(0, 3).map(numberWord);
        return [
          {
            emitter: gateway,
            topics: [
              withToken ? gmp.callWithToken : gmp.call,
              `0x${address(seed, 41)}`,
              `0x${wordOf(seed, 44)}`,
            ],
            data: [...offsets, name, recipient, payload, withToken ? text(symbol) : ''].join(''),
            place: seed % 3,
          },
        ];
      },
    },
    {
      side: 1,
      salt: 1,
      hasReceipt: false,
      logs: (seed, origin) => {
        const name = text(chainOf(origin, 0).axelarName);
        const sender = text(`0x${bytesOf(seed % 5_000, 41, 20)}`);
        const place = [transactionOf(seed, 0).slice(2), numberWord(seed % 3)];
        const heads = withToken ? 6 : 4;
        const at = [heads * 32, heads * 32 + name.length / 2];
        const tails = [name, sender, ...(withToken ? [text(symbol)] : [])];
        const last = (at[1] ?? 0) + sender.length / 2;
        const head = withToken
          ? [...at.map(numberWord), numberWord(last), amountOf(seed), ...place]
          : [...at.map(numberWord), ...place];
        return [
          {
            emitter: gateway,
            topics: [
              withToken ? gmp.approvedWithMint : gmp.approved,
              `0x${wordOf(seed, 45)}`,
              `0x${addressWord(recipientOf(seed).slice(2))}`,
              `0x${wordOf(seed, 44)}`,
            ],
            data: [...head, ...tails].join(''),
            place: 1,
          },
        ];
      },
    },
    {
      side: 1,
      salt: 2,
      hasReceipt: false,
      logs: (seed) => [
        {
          emitter: gateway,
          topics: [gmp.executed, `0x${wordOf(seed, 45)}`],
          data: '',
          place: 0,
        },
      ],
    },
  ];
};

/** One kind of operation: its transactions, in their order. */
export interface ServedKind {
  protocol: string;
  parts: readonly ServedPart[];
}

/** The mix that repeats: of 20 operations 9 Across, 5 Hyperlane, 4 CCTP (3 of version 2), 2 Axelar. */
const kinds: ServedKind[] = [
  { protocol: 'across', parts: acrossParts },
  { protocol: 'hyperlane', parts: hyperlaneParts },
  { protocol: 'cctp', parts: cctpParts(2) },
  { protocol: 'cctp', parts: cctpParts(1) },
  { protocol: 'axelar', parts: axelarParts(false) },
  { protocol: 'axelar', parts: axelarParts(true) },
];
const pattern = [0, 1, 0, 2, 0, 1, 0, 4, 0, 1, 2, 0, 1, 0, 3, 0, 1, 0, 2, 5];

export function kindOf(operation: number): ServedKind {
  const kind = kinds[pattern[operation % pattern.length] ?? 0];
  if (!kind) throw new Error(`no kind of operation ${operation}`);
  return kind;
}
