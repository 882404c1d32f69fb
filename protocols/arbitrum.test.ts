import {
  concat,
  encodeFunctionData,
  encodePacked,
  keccak256,
  numberToHex,
  parseAbiItem,
  toHex,
  toRlp,
  zeroAddress,
  zeroHash,
  type Hex,
} from 'viem';
import { pino } from 'pino';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../core/operation.ts';
import type { RawLog } from '../core/raw-log.ts';
import { readerFor } from '../indexer/capture.ts';
import * as a from '../test/arbitrum/logs.ts';
import { testProtocol, type StateRow } from '../test/conformance/protocol.ts';
import { operationsShown } from '../test/conformance/shown-world.ts';
import { legOf } from '../test/leg-of.ts';
import { bound } from '../test/operations-of.ts';
import { arbitrum } from './arbitrum.ts';
import {
  aliasOf,
  classicIds,
  depositHash,
  senderOf,
  ticketIdOf,
  type Retryable,
} from './arbitrum/content.ts';
import { submitRetryable } from './arbitrum/events.ts';

const { contracts, user, other, app, token, terms } = a;
const WEEK = 7 * 24 * 3_600;
const child = 42161;

// A deposit of ether.
const value = 1_000n;
const deposit = a.aMessage(12);
const ownCall = { from: user, to: contracts.inbox, input: '0x439370b1' as Hex };
const depositContent = a.aContent(a.depositData(user, value), { call: ownCall });
const depositTransaction = depositHash(
  { child, index: 7n, from: aliasOf(user) },
  { to: user, value },
);
// Of a contract: it deposits to its alias.
const contractDeposit = a.aContent(a.depositData(aliasOf(app), value), { call: ownCall });
const contractTransaction = depositHash(
  { child, index: 7n, from: aliasOf(app) },
  { to: aliasOf(app), value },
);

// Transactions of users. The hashes follow from the fields, as the child writes them.
const signedData: Hex = '0x04f86b';
const signedHash = keccak256('0xf86b');
const callOf = (declared: string, args: readonly unknown[]) => ({
  from: user,
  to: contracts.inbox,
  input: encodeFunctionData({
    abi: [parseAbiItem<string>(`function ${declared}`)],
    args,
  }),
});
const fundedCall = callOf(
  'sendL1FundedUnsignedTransaction(uint256 gasLimit, uint256 maxFeePerGas, uint256 nonce, address to, bytes data)',
  [21_000n, 5n, 3n, app, '0x1234'],
);
const unsignedData = encodePacked(
  ['uint8', 'uint256', 'uint256', 'uint256', 'uint256', 'uint256', 'bytes'],
  [0, 21_000n, 5n, 3n, BigInt(app), value, '0x1234'],
);
const fundedContent = a.aContent(unsignedData, { call: fundedCall });
const fields = (...own: readonly (bigint | Hex)[]) =>
  toRlp(own.map((field) => (typeof field === 'string' ? field : toHex(field))));
const fundedHash = keccak256(
  concat(['0x65', fields(BigInt(child), aliasOf(user), 3n, 5n, 21_000n, app, value, '0x1234')]),
);
/** What the receipt of the transaction of a message has answered. */
const receiptOf = (number: bigint, hash: Hex, end: 'succeeded' | 'failed') =>
  a.anAnswer(hash, end, { time: 1_700, mark: 2 + Number(number) });

// A ticket.
const message = a.aMessage(9);
const content = a.aContent(a.retryableData(terms));
const ticketId = ticketIdOf(
  { child, index: 7n, from: aliasOf(user) },
  { ...terms, parentBaseFee: 5n },
);
const makingOf = (own: Retryable, index = 7n) => ({
  from: aliasOf(user),
  to: contracts.retryables,
  input: encodeFunctionData({
    abi: submitRetryable,
    args: [
      numberToHex(index, { size: 32 }),
      5n,
      own.deposit,
      own.callValue,
      own.maxFeePerGas,
      own.gasLimit,
      own.maxSubmissionCost,
      own.excessFeeRefundAddress,
      own.beneficiary,
      own.to,
      own.data,
    ],
  }),
});
const ofPrecompile = { emitter: contracts.retryables };
const aTicket = (id: Hex, call?: ReturnType<typeof makingOf>) =>
  a.aLog('ticket', 1_600, { ticketId: id }, { ...ofPrecompile, ...(call && { call }) });
const ticket = aTicket(ticketId, makingOf(terms));
const retry = (nth: number): Hex => numberToHex(0xabc0 + nth, { size: 32 });
const attempt = (nth: number, time: number) =>
  a.aLog(
    'attempt',
    time,
    {
      ticketId,
      retryTxHash: retry(nth),
      sequenceNum: BigInt(nth),
      donatedGas: 9n,
      gasDonor: user,
      maxRefund: 0n,
      submissionFeeRefund: 0n,
    },
    ofPrecompile,
  );
/** The mark of a redemption's receipt; a deposit's has none. */
const mark = 1;
const failed = (nth: number, time: number) => a.anAnswer(retry(nth), 'failed', { time, mark });
const succeeded = (nth: number, time: number) =>
  a.anAnswer(retry(nth), 'succeeded', { time, mark });
const expiry = 1_600 + WEEK;
const extension = a.aLog(
  'extension',
  2_000,
  { ticketId, newTimeout: BigInt(expiry + WEEK) },
  ofPrecompile,
);
const cancellation = a.aLog('cancellation', 2_100, { ticketId }, ofPrecompile);
const reason = `its call failed: see transaction ${retry(0)}`;

// A deposit of tokens, which is a ticket for the gateway.
const tokenMessage = a.aMessage(9, { sender: contracts.parentGateway });
const tokenTerms = { ...terms, to: contracts.childGateway };
const tokenContent = a.aContent(a.retryableData(tokenTerms));
const tokenDeposit = a.aLog(
  'tokenDeposit',
  1_000,
  { l1Token: token, _from: user, _to: other, _sequenceNumber: 7n, _amount: 500n },
  { emitter: contracts.parentGateway },
);
const tokenTicketId = ticketIdOf(
  { child, index: 7n, from: aliasOf(contracts.parentGateway) },
  { ...tokenTerms, parentBaseFee: 5n },
);
const tokenTicket = aTicket(tokenTicketId, {
  ...makingOf(tokenTerms),
  from: aliasOf(contracts.parentGateway),
});
const arrivalName = 'the redemption';
const tokenArrival = a.aLog(
  'tokenArrival',
  1_600,
  { l1Token: token, _from: user, _to: other, _amount: 500n },
  { emitter: contracts.childGateway, tx: arrivalName },
);
const tokenAttempt = a.aLog(
  'attempt',
  1_600,
  {
    ticketId: tokenTicketId,
    // CAST: the transaction of a log is a hash.
    retryTxHash: tokenArrival.at.transaction,
    sequenceNum: 0n,
    donatedGas: 9n,
    gasDonor: user,
    maxRefund: 0n,
    submissionFeeRefund: 0n,
  },
  ofPrecompile,
);

// CAST: the transaction of a log is a hash.
const tokenReceipt = a.anAnswer(tokenArrival.at.transaction as Hex, 'succeeded', {
  time: 1_600,
  mark,
});

// Withdrawals.
interface Withdrawing {
  position?: bigint;
  caller?: Hex;
  to?: Hex;
  callvalue?: bigint;
}
const aSend = ({ position = 3n, caller = user, to = user, callvalue = 0n }: Withdrawing) =>
  a.aLog(
    'send',
    1_000,
    {
      caller,
      destination: to,
      hash: 1n,
      position,
      arbBlockNum: 1n,
      ethBlockNum: 1n,
      timestamp: 1n,
      callvalue,
      data: '0x',
    },
    { emitter: contracts.arbSys, tx: `withdrawal ${position}` },
  );
const outbox: Hex = contracts.outbox;
const LATER = 700_000;
const execution = (
  { position = 3n, caller = user, to = user }: Withdrawing,
  { tx = 'execution', index = 1, emitter = outbox } = {},
) =>
  a.aLog(
    'execution',
    LATER,
    { to, l2Sender: caller, zero: 0n, transactionIndex: position },
    { emitter, tx, index },
  );
const call = (
  { to = user, callvalue = 0n }: Withdrawing,
  { tx = 'execution', index = 3, outbox: by = outbox } = {},
) =>
  a.aLog(
    'call',
    LATER,
    { outbox: by, to, value: callvalue, data: '0x' },
    { emitter: contracts.bridge, tx, index },
  );
const ether: Withdrawing = { callvalue: 1_000n };
const ofGateways: Withdrawing = { caller: contracts.childGateway, to: contracts.parentGateway };
const tokenWithdrawal = (position: bigint, to: Hex, block?: number) =>
  a.aLog(
    'tokenWithdrawal',
    1_000,
    { l1Token: token, _from: user, _to: to, _l2ToL1Id: position, _exitNum: 0n, _amount: 500n },
    {
      emitter: contracts.childGateway,
      tx: `withdrawal ${position}`,
      ...(block === undefined ? {} : { block }),
    },
  );
const payout = (to: Hex, index: number, amount = 500n) =>
  a.aLog(
    'tokenPayout',
    LATER,
    { l1Token: token, _from: user, _to: to, _exitNum: 0n, _amount: amount },
    { emitter: contracts.parentGateway, tx: 'execution', index },
  );
const insertion = a.aLog(
  'insertion',
  1_000,
  { reserved: 0n, hash: zeroHash, position: (2n << 192n) + 3n },
  { emitter: contracts.arbSys, tx: 'withdrawal 3' },
);
const twoPayouts = [
  aSend({ ...ofGateways, position: 3n }),
  tokenWithdrawal(3n, user),
  aSend({ ...ofGateways, position: 4n }),
  tokenWithdrawal(4n, other),
  execution({ ...ofGateways, position: 3n }, { index: 1 }),
  execution({ ...ofGateways, position: 4n }, { index: 4 }),
];

// Before Nitro.
const classicBlock = 13_000_000;
const classicMessage = a.aLog(
  'classicMessage',
  1_000,
  {
    messageIndex: 7n,
    beforeInboxAcc: zeroHash,
    inbox: contracts.inbox,
    kind: 9,
    sender: user,
    messageDataHash: zeroHash,
  },
  { emitter: contracts.classicBridge, block: classicBlock },
);
const classicContent = a.aContent(a.retryableData(terms), { block: classicBlock });
const classic = classicIds(child, 7n);
const classicTicket = a.aLog(
  'ticket',
  1_600,
  { ticketId: classic.redeem },
  { ...ofPrecompile, block: 1_600 },
);
const classicRedeem = a.aLog(
  'classicRedeem',
  1_700,
  { ticketId: classic.redeem },
  { ...ofPrecompile, block: 1_700 },
);
const classicSend = a.aLog(
  'classicSend',
  1_000,
  {
    caller: contracts.childGateway,
    destination: contracts.parentGateway,
    uniqueId: 8n,
    batchNumber: 12n,
    indexInBatch: 4n,
    arbBlockNum: 1n,
    ethBlockNum: 1n,
    timestamp: 1n,
    callvalue: 0n,
    data: '0x',
  },
  { emitter: contracts.arbSys, block: 1_000 },
);
const classicExecution = [
  a.aLog(
    'execution',
    LATER,
    {
      to: contracts.parentGateway,
      l2Sender: contracts.childGateway,
      zero: 12n,
      transactionIndex: 27n,
    },
    { emitter: contracts.classicOutbox, tx: 'execution', index: 1 },
  ),
  payout(user, 2),
  a.aLog(
    'call',
    LATER,
    { outbox: contracts.classicOutbox, to: contracts.parentGateway, value: 0n, data: '0x' },
    { emitter: contracts.classicBridge, tx: 'execution', index: 3 },
  ),
];

const states: StateRow[] = [
  {
    title: 'a deposit whose content was not seen',
    logs: [deposit],
    said: ['deposit, confirmed, awaiting_relay, awaits execution, next: protocol'],
  },
  {
    title: 'a deposit under way',
    logs: [deposit, depositContent],
    said: [
      'deposit, confirmed, awaiting_relay, awaits execution, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'a deposit whose transaction has its receipt',
    logs: [deposit, depositContent, a.anAnswer(depositTransaction, 'succeeded', { time: 1_700 })],
    said: ['deposit, complete, delivered, value: recipient'],
  },
  {
    title: 'a deposit of a contract, to its alias',
    logs: [
      a.aMessage(12, { sender: app }),
      contractDeposit,
      a.anAnswer(contractTransaction, 'succeeded', { time: 1_700 }),
    ],
    said: ['deposit, complete, delivered, value: recipient'],
  },
  {
    title: 'the receipt of another transaction than the deposit has',
    logs: [deposit, depositContent, a.anAnswer(contractTransaction, 'succeeded', { time: 1_700 })],
    said: [
      'deposit, confirmed, awaiting_relay, awaits execution, value: origin_contract, next: protocol',
      'deposit, pending, awaiting_origin, awaits message, next: operator',
    ],
  },
  {
    title: 'a content whose message was not seen',
    logs: [depositContent],
    said: ['deposit, pending, awaiting_origin, awaits message, next: operator'],
  },
  {
    title: 'a message that moves nothing, with the content of a deposit',
    logs: [a.aMessage(3), depositContent],
    said: [
      'message, confirmed, awaiting_relay, awaits execution, next: protocol',
      'deposit, pending, awaiting_origin, awaits message, next: operator',
    ],
  },
  {
    title:
      'transactions that are sent through the bridge: a batch, and one whose call was not told',
    logs: [
      a.aMessage(3),
      a.aContent('0x03ff'),
      a.aMessage(7, { number: 8n, time: 1_100 }),
      a.aLog('contentFromOrigin', 1_100, { messageNum: 8n }, { emitter: contracts.inbox }),
    ],
    said: [
      'message, confirmed, awaiting_relay, awaits execution, next: protocol',
      'message, confirmed, awaiting_relay, awaits execution, next: protocol',
    ],
  },
  {
    title: 'a signed transaction that is sent through the bridge, and is on the child',
    logs: [a.aMessage(3), a.aContent(signedData), receiptOf(7n, signedHash, 'succeeded')],
    said: ['message, complete, delivered'],
  },
  {
    title: 'a signed transaction that a stranger sends once more is theirs',
    logs: [
      a.aMessage(3),
      a.aContent(signedData),
      a.aMessage(3, { number: 8n, time: 1_100, sender: other }),
      a.aContent(signedData, { number: 8n, time: 1_100 }),
      receiptOf(8n, signedHash, 'succeeded'),
    ],
    said: [
      'message, confirmed, awaiting_relay, awaits execution, next: protocol',
      'message, complete, delivered',
    ],
  },
  {
    title: 'a transaction with ether that came with its message, and one that the child took back',
    logs: [
      a.aMessage(7),
      fundedContent,
      receiptOf(7n, fundedHash, 'succeeded'),
      a.aMessage(7, { number: 8n, time: 1_100 }),
      a.aContent(unsignedData, { number: 8n, time: 1_100, call: fundedCall }),
      receiptOf(8n, fundedHash, 'failed'),
    ],
    said: [
      'message, complete, delivered, value: recipient',
      'message, failed, failed, value: sender',
    ],
  },
  {
    title: 'a ticket that is not made yet',
    logs: [message, content],
    said: ['retryable, confirmed, awaiting_relay, awaits ticket, next: protocol'],
  },
  {
    title: 'a ticket that nobody has tried to redeem',
    logs: [message, content, ticket],
    said: ['retryable, confirmed, awaiting_relay, awaits redemption, next: anyone'],
  },
  {
    title: 'a ticket whose transaction was not told',
    logs: [message, content, aTicket(ticketId)],
    said: [
      'retryable, confirmed, awaiting_relay, awaits ticket, next: protocol',
      'retryable, pending, awaiting_origin, awaits message, next: operator',
    ],
  },
  {
    title: 'a scheduled redemption, which is no successful one',
    logs: [message, content, ticket, attempt(0, 1_600)],
    said: ['retryable, confirmed, awaiting_relay, awaits redemption, next: anyone'],
  },
  {
    title: 'a scheduled redemption that failed',
    logs: [message, content, ticket, attempt(0, 1_600), failed(0, 1_600)],
    said: [
      `retryable, confirmed, delivery_failed_retryable, awaits redemption, ${reason}, next: anyone`,
    ],
  },
  {
    title: 'a scheduled redemption that succeeded',
    logs: [message, content, ticket, attempt(0, 1_600), succeeded(0, 1_600)],
    said: ['retryable, complete, delivered'],
  },
  {
    title: 'a redemption by somebody after one that failed',
    logs: [
      message,
      content,
      ticket,
      attempt(0, 1_600),
      failed(0, 1_600),
      attempt(1, 3_000),
      succeeded(1, 3_000),
    ],
    said: ['retryable, complete, delivered'],
  },
  {
    title: 'a ticket that nobody redeemed until it expired',
    logs: [message, content, ticket],
    until: expiry + 1,
    said: ['retryable, failed, failed'],
  },
  {
    title: 'a ticket that has not certainly expired',
    logs: [message, content, ticket],
    until: expiry,
    said: ['retryable, confirmed, awaiting_relay, awaits redemption, next: anyone'],
  },
  {
    title: 'an expired ticket with a try whose end is not known',
    logs: [message, content, ticket, attempt(0, 1_600)],
    until: expiry + 1,
    said: ['retryable, confirmed, awaiting_relay, awaits redemption, next: anyone'],
  },
  {
    title: 'an expired ticket with a try that failed and one whose end is not known',
    logs: [message, content, ticket, attempt(0, 1_600), failed(0, 1_600), attempt(1, 3_000)],
    until: expiry + 1,
    said: [
      `retryable, confirmed, delivery_failed_retryable, awaits redemption, ${reason}, next: anyone`,
    ],
  },
  {
    title: 'an expired ticket whose only try failed',
    logs: [message, content, ticket, attempt(0, 1_600), failed(0, 1_600)],
    until: expiry + 1,
    said: ['retryable, failed, failed'],
  },
  {
    title: 'a ticket whose life was extended',
    logs: [message, content, ticket, extension],
    until: expiry + WEEK,
    said: ['retryable, confirmed, awaiting_relay, awaits redemption, next: anyone'],
  },
  {
    title: 'a ticket whose extended life is over',
    logs: [message, content, ticket, extension],
    until: expiry + WEEK + 1,
    said: ['retryable, failed, failed'],
  },
  {
    title: 'a ticket that its beneficiary has cancelled',
    logs: [message, content, ticket, attempt(0, 1_600), failed(0, 1_600), cancellation],
    said: ['retryable, cancelled, cancelled'],
  },
  {
    title: 'a redemption after its ticket has expired',
    logs: [message, content, ticket, attempt(0, expiry + 1), succeeded(0, expiry + 1)],
    said: ['retryable, complete, delivered, a redemption after its deadline'],
  },
  {
    title: 'a deposit of tokens under way',
    logs: [tokenMessage, tokenContent, tokenDeposit],
    said: [
      'retryable, confirmed, awaiting_relay, awaits ticket, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'a deposit of tokens that was redeemed with its ticket',
    logs: [tokenMessage, tokenContent, tokenDeposit, tokenTicket, tokenAttempt, tokenArrival],
    said: ['retryable, complete, delivered, value: recipient'],
  },
  {
    title: 'an arrival of tokens that a receipt shows too',
    logs: [
      tokenMessage,
      tokenContent,
      tokenDeposit,
      tokenTicket,
      tokenAttempt,
      tokenReceipt,
      tokenArrival,
    ],
    said: ['retryable, complete, delivered, value: recipient'],
  },
  {
    title: 'a deposit of tokens whose ticket was redeemed, and no token came with it',
    logs: [tokenMessage, tokenContent, tokenDeposit, tokenTicket, tokenAttempt, tokenReceipt],
    said: [
      'retryable, confirmed, awaiting_action, awaits token_arrival, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'a ticket for a gateway that nobody deposited for',
    logs: [tokenMessage, tokenContent, tokenTicket, tokenAttempt, tokenReceipt],
    said: ['retryable, complete, delivered'],
  },
  {
    title: 'an arrival of tokens whose ticket was made before the first block',
    logs: [tokenArrival],
    covered: [a.one],
    said: ['retryable, complete, delivered, value: recipient'],
  },
  {
    title: 'a withdrawal of ether under way',
    logs: [aSend(ether)],
    said: ['withdrawal, confirmed, awaiting_relay, awaits execution, value: burned, next: anyone'],
  },
  {
    title: 'a withdrawal of ether that was executed',
    logs: [aSend(ether), execution(ether), call(ether)],
    said: ['withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: 'an execution at an outbox that nobody knows',
    logs: [aSend(ether), execution(ether, { emitter: other }), call(ether, { outbox: other })],
    said: ['withdrawal, confirmed, awaiting_relay, awaits execution, value: burned, next: anyone'],
  },
  {
    title: 'an execution of another send',
    logs: [aSend(ether), execution({ ...ether, position: 4n })],
    said: [
      'withdrawal, confirmed, awaiting_relay, awaits execution, value: burned, next: anyone',
      'withdrawal, pending, awaiting_origin, awaits send, next: operator',
    ],
  },
  {
    title: 'a withdrawal of tokens under way',
    logs: [aSend(ofGateways), insertion, tokenWithdrawal(3n, user)],
    said: ['withdrawal, confirmed, awaiting_relay, awaits execution, value: burned, next: anyone'],
  },
  {
    title: 'a withdrawal of tokens that was executed',
    logs: [
      aSend(ofGateways),
      insertion,
      tokenWithdrawal(3n, user),
      execution(ofGateways),
      payout(user, 2),
      call(ofGateways),
    ],
    said: ['withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: 'an execution whose send is on a chain that is not read',
    logs: [execution(ofGateways), payout(user, 2), call(ofGateways)],
    covered: [a.ethereum],
    said: ['withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: 'two withdrawals that one transaction executes',
    logs: [...twoPayouts, payout(user, 2), payout(other, 5)],
    said: [
      'withdrawal, complete, delivered, value: recipient',
      'withdrawal, complete, delivered, value: recipient',
    ],
  },
  {
    title: 'a ticket of the time before Nitro, of which no absence is certain',
    logs: [classicMessage, classicContent, classicTicket],
    until: expiry + 1,
    said: ['retryable, confirmed, awaiting_relay, awaits redemption, next: anyone'],
  },
  {
    title: 'a redemption of the time before Nitro',
    logs: [classicMessage, classicContent, classicTicket, classicRedeem],
    said: ['retryable, complete, delivered'],
  },
  {
    title: 'two messages of one number, one of them of the time before Nitro',
    logs: [classicMessage, classicContent, a.aMessage(9, { time: 1_500 }), content],
    said: [
      'retryable, confirmed, awaiting_relay, awaits ticket, next: protocol',
      'retryable, confirmed, awaiting_relay, awaits ticket, next: protocol',
    ],
  },
  {
    title: 'a withdrawal of tokens before Nitro, which is executed after years',
    logs: [classicSend, tokenWithdrawal(8n, user, 1_000), ...classicExecution],
    said: ['withdrawal, complete, delivered, value: recipient'],
  },
  {
    title: 'a deposit to a chain whose parent is Arbitrum One',
    logs: [
      a.aMessage(12, { chain: a.one, emitter: contracts.xaiBridge }),
      a.aContent(a.depositData(user, value), {
        chain: a.one,
        emitter: contracts.xaiInbox,
        call: ownCall,
      }),
      a.anAnswer(
        depositHash({ child: 660279, index: 7n, from: aliasOf(user) }, { to: user, value }),
        'succeeded',
        { time: 1_700, chain: a.xai },
      ),
    ],
    said: ['deposit, complete, delivered, value: recipient'],
  },
];

testProtocol(arbitrum, {
  fixture: new URL('arbitrum.fixture.json', import.meta.url),
  states,
});

const protocol = bound.get('arbitrum');
if (!protocol) throw new Error('Arbitrum is a protocol');
const captured = (log: RawLog) => protocol.capture(log);
const reasonOf = (log: RawLog) => {
  const result = captured(log);
  return result.type === 'unreadable' ? result.reason : result.type;
};

/** The operations that these logs make, all of both chains being final. */
const operationsOf = (logs: readonly RawLog[]) =>
  operationsShown([protocol], { logs, until: LATER + 60, covered: [a.ethereum, a.one] });
function operationOf(logs: readonly RawLog[]): Operation {
  const [operation, ...others] = operationsOf(logs);
  if (!operation || others.length > 0) throw new Error('it is one operation');
  return operation;
}
const receivedBy = (logs: readonly RawLog[]) =>
  Object.fromEntries(
    operationsOf(logs).map(({ about }) => [about.recipient, about.received?.amount]),
  );

describe('ids that follow from a message', () => {
  test('a deposit has the hash that the chain gave one of Arbitrum One', () => {
    const from = '0xaeb7413b16281c9270268f3f5b826c8c59d8c142';
    const to = '0x9da6413b16281c9270268f3f5b826c8c59d8b031';
    expect([senderOf(from), aliasOf(to)]).toEqual([to, from]);
    const made = depositHash({ child, index: 0x5129n, from }, { to, value: 0x13101ebdfc1004en });
    expect(made).toBe('0x6071e5f7d054487a4c9498dc4b7bc30c62d52b630ec4e46936899d470b64b943');
  });

  test('a deposit asks for the receipt of its transaction, on its child', () => {
    const result = captured(depositContent);
    expect(result).toMatchObject({
      captured: {
        about: { details: { childTransaction: depositTransaction } },
        lookups: [
          {
            chain: a.one,
            key: `arbitrum:42161:transaction:${depositTransaction}`,
            step: 'execution',
            view: { data: `0x52b2e8f2${depositTransaction.slice(2)}${'0'.repeat(64)}` },
          },
        ],
      },
    });
  });

  test('a deposit whose signer is not told has no hash that is certain', () => {
    const { call: _, ...log } = depositContent;
    const result = captured(log);
    expect(result).toMatchObject({ captured: { links: [{ rule: 'message number' }] } });
    expect(result).not.toHaveProperty('captured.lookups');
  });

  test('a try asks for both ends of its transaction, and either answers both questions', () => {
    const result = captured(attempt(0, 1_600));
    const lookups = result.type === 'leg' ? (result.captured.lookups ?? []) : [];
    const answers = lookups.map((lookup) => legOf(protocol, a.answerTo(lookup, 1_600)));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['success', 'failed_retryable']);
    for (const { links, step } of answers) {
      expect(links.map(({ key }) => key)).toEqual(lookups.map(({ key }) => key));
      expect(lookups.map((lookup) => lookup.step)).toEqual([step, step]);
    }
  });

  test('before Nitro, a deposit without a call arrives with its ticket', () => {
    const own = { ...terms, data: '0x' as Hex };
    const plain = a.aContent(a.retryableData(own), { block: classicBlock });
    expect([classicContent, plain].map((log) => legOf(protocol, log).about.details)).toMatchObject([
      { childTransaction: classic.redeem },
      { childTransaction: classic.creation },
    ]);
  });
});

describe('the transaction of a user that a message holds', () => {
  const toldOf = (log: RawLog) => {
    const result = captured(log);
    if (result.type !== 'leg') throw new Error('it is a leg');
    const { about, links, lookups = [] } = result.captured;
    return {
      ...about.details,
      recipient: about.recipient,
      sent: about.sent?.amount,
      links: links.map(({ key }) => key),
      asks: lookups.map(({ key, view }) => [key, view.data.slice(0, 74)]),
    };
  };
  const keys = ['arbitrum:42161:message:7', 'arbitrum:42161:message:7:failed'];
  const asking = (hash: Hex) => ({
    childTransaction: hash,
    links: keys,
    asks: [
      [keys[0], `0x52b2e8f2${hash.slice(2)}`],
      [keys[1], `0xf775ce4a${hash.slice(2)}`],
    ],
  });
  const told = { callValue: '1000', gasLimit: '21000', maxFeePerGas: '5', recipient: app };
  const silent = { recipient: undefined, sent: undefined };
  const unknown = { ...silent, links: [keys[0]], asks: [] };
  const contractData = encodePacked(
    ['uint8', 'uint256', 'uint256', 'uint256', 'uint256', 'bytes'],
    [1, 21_000n, 5n, BigInt(app), value, '0x1234'],
  );
  const contractHash = (request: Hex) =>
    keccak256(
      concat([
        '0x66',
        fields(BigInt(child), request, aliasOf(user), 5n, 21_000n, app, value, '0x1234'),
      ]),
    );
  const own = numberToHex(7n, { size: 32 });
  const ownCall = callOf('sendContractTransaction(uint256,uint256,address,uint256,bytes)', [
    21_000n,
    5n,
    app,
    value,
    '0x1234',
  ]);

  test('is known by what is signed, whoever sends it', () => {
    const signed = { form: 'signed', ...silent, ...asking(signedHash) };
    expect(toldOf(a.aContent(signedData))).toEqual(signed);
    const call = callOf('sendL2MessageFromOrigin(bytes messageData)', [signedData]);
    const notice = a.aLog(
      'contentFromOrigin',
      1_000,
      { messageNum: 7n },
      { emitter: contracts.inbox, call },
    );
    expect(toldOf(notice)).toEqual(signed);
    const another = { ...notice, call: { ...call, to: app } };
    expect(toldOf(another)).toEqual(unknown);
    expect(toldOf({ ...notice, call: { ...call, input: '0x1234' } })).toEqual(unknown);
  });

  test('is known by its fields and its sender, who called the inbox itself', () => {
    expect(toldOf(fundedContent)).toEqual({
      form: 'unsigned',
      ...told,
      sent: '1000',
      ...asking(fundedHash),
    });
    // Of one that is not funded, the child takes the value of what its sender has there.
    const unfunded = a.aContent(unsignedData, {
      call: callOf('sendL2Message(bytes messageData)', [unsignedData]),
    });
    expect(toldOf(unfunded)).toEqual({
      form: 'unsigned',
      ...told,
      sent: undefined,
      ...asking(fundedHash),
    });
    expect(toldOf(a.aContent(contractData, { call: ownCall }))).toEqual({
      form: 'contract',
      ...told,
      sent: undefined,
      ...asking(contractHash(own)),
    });
    const call = callOf(
      'sendL1FundedContractTransaction(uint256 gasLimit, uint256 maxFeePerGas, address to, bytes data)',
      [21_000n, 5n, app, '0x1234'],
    );
    expect(toldOf(a.aContent(contractData, { call }))).toEqual({
      form: 'contract',
      ...told,
      sent: '1000',
      ...asking(contractHash(keccak256(concat([own, numberToHex(1n, { size: 32 })])))),
    });
  });

  test('is not known where another contract called the inbox, nor of what no chain runs', () => {
    const through = { ...fundedCall, to: app };
    expect(
      [
        a.aContent(unsignedData, { call: through }),
        a.aContent(unsignedData),
        a.aContent(unsignedData.slice(0, 200) as Hex, { call: fundedCall }),
        a.aContent(`0x00${'ff'.repeat(160)}`, { call: fundedCall }),
        a.aContent(`0x06${unsignedData.slice(4)}`, { call: fundedCall }),
        a.aContent('0x04', { call: fundedCall }),
        a.aContent('0x', { call: fundedCall }),
        a.aContent(signedData, { block: classicBlock }),
      ].map((log) => toldOf(log).asks),
    ).toEqual(Array.from({ length: 8 }, () => []));
  });

  test('has two answers, and either is for its message', () => {
    const result = captured(fundedContent);
    const lookups = result.type === 'leg' ? (result.captured.lookups ?? []) : [];
    const answers = lookups.map((lookup) => legOf(protocol, a.answerTo(lookup, 1_700)));
    expect(answers.map(({ outcome, step, about }) => [outcome, step, about.kind])).toEqual([
      ['success', 'execution', 'message'],
      ['failed', 'execution', 'message'],
    ]);
    for (const { links } of answers) expect(links.map(({ key }) => key)).toEqual(keys);
  });
});

test('the answer of a receipt is read by the indexer as what was asked for', () => {
  const silent = pino({ level: 'silent' });
  const log = succeeded(0, 1_600);
  const read = readerFor(a.one, [protocol])?.capture([log], silent);
  expect(read).toMatchObject([{ name: 'succeeded', error: null, leg: { step: 'redemption' } }]);
});

describe('what is believed', () => {
  test('a ticket belongs to the message whose fields give its id, and to no other', () => {
    const linksOf = (log: RawLog) => legOf(protocol, log).links.map(({ key }) => key);
    const alone = [`arbitrum:42161:ticket:${ticketId}`];
    expect(linksOf(ticket)).toEqual([...alone, 'arbitrum:42161:retryable:7']);
    expect(linksOf(aTicket(ticketId, makingOf(terms, 8n)))).toEqual(alone);
    expect(linksOf(aTicket(ticketId, makingOf({ ...terms, callValue: 1n })))).toEqual(alone);
    const making = makingOf(terms);
    expect(linksOf(aTicket(ticketId, { ...making, from: user }))).toEqual(alone);
    expect(linksOf(aTicket(ticketId, { ...making, input: '0x1234' }))).toEqual(alone);
  });

  test('a call that looks like the answer of a receipt is none', () => {
    const answer = a.anAnswer(retry(0), 'succeeded', { time: 1_600 });
    expect(reasonOf({ ...answer, isAsked: false })).toBe('not an answer of a receipt');
    expect(reasonOf({ ...answer, emitter: user })).toBe('not a contract of a child');
  });

  test('what looks like a ticket and is not whole is a message', () => {
    const data = a.retryableData(terms);
    const kindOf = (own: Hex) => legOf(protocol, a.aContent(own)).about.kind;
    expect(kindOf(data)).toBe('retryable');
    expect(kindOf(`${data}00`)).toBe('message');
    expect(kindOf(`0x01${data.slice(4)}`)).toBe('message');
    expect(kindOf('0x')).toBe('message');
  });

  test('payouts that come in another order than their executions go to their own recipients', () => {
    const nested = [...twoPayouts, payout(other, 5, 400n), payout(user, 6, 500n)];
    expect(receivedBy(nested)).toEqual({ [user]: '500', [other]: '400' });
    expect(receivedBy(nested.toReversed())).toEqual({ [user]: '500', [other]: '400' });
  });

  test.each([
    [
      'a message of a kind that is not known',
      a.aMessage(99),
      'a message of kind 99, which is not known',
    ],
    [
      'a message of a contract that is no bridge',
      a.aMessage(9, { emitter: contracts.inbox }),
      'not a contract of a bridge that is known here',
    ],
    [
      'a call by an outbox that is not known',
      call(ether, { outbox: other }),
      'an outbox that is not known here',
    ],
    [
      'a withdrawal that names its send by a hash',
      tokenWithdrawal(1n << 200n, user),
      'the id of its send is no position',
    ],
    [
      'an arrival at a contract that is no gateway',
      { ...tokenArrival, emitter: contracts.arbSys },
      'not a gateway that is known here',
    ],
    [
      'a ticket of a contract that makes none',
      { ...ticket, emitter: contracts.arbSys },
      'not a contract of a child',
    ],
  ])('%s is kept as unreadable', (_, log, why) => {
    expect(reasonOf(log)).toBe(why);
  });
});

describe('who and how much', () => {
  const legOfLast = (logs: readonly RawLog[]) => operationOf(logs).about;

  test('a deposit of tokens is from and to whom its gateway names, and the message is from the gateway', () => {
    const whole = [
      tokenMessage,
      tokenContent,
      tokenDeposit,
      tokenTicket,
      tokenAttempt,
      tokenArrival,
    ];
    expect(legOfLast(whole)).toMatchObject({
      sender: user,
      recipient: other,
      sent: { token, amount: '500' },
      received: { amount: '500' },
      details: { ticketId: tokenTicketId, beneficiary: user, gateway: contracts.parentGateway },
    });
    expect(legOf(protocol, tokenMessage).about.sender).toBeUndefined();
  });

  test('a ticket is to the contract that it calls, with what it carries', () => {
    const carrying = { ...terms, callValue: 9n };
    expect(legOfLast([message, a.aContent(a.retryableData(carrying))])).toMatchObject({
      sender: user,
      recipient: app,
      sent: { symbol: 'ETH', amount: '9', decimals: 18 },
    });
  });

  test('a ticket is known by its making alone, where its parent is not read', () => {
    const carrying = { ...terms, callValue: 9n };
    const id = ticketIdOf(
      { child, index: 7n, from: aliasOf(user) },
      { ...carrying, parentBaseFee: 5n },
    );
    expect(legOf(protocol, aTicket(id, makingOf(carrying))).about).toMatchObject({
      recipient: app,
      sent: { amount: '9' },
      deadline: expiry,
    });
  });

  test('a ticket that makes a contract is to nobody', () => {
    const making: Retryable = { ...terms, to: zeroAddress };
    const id = ticketIdOf(
      { child, index: 7n, from: aliasOf(user) },
      { ...making, parentBaseFee: 5n },
    );
    expect(legOf(protocol, a.aContent(a.retryableData(making))).about.recipient).toBeUndefined();
    expect(legOf(protocol, aTicket(id, makingOf(making))).about.recipient).toBeUndefined();
  });

  test('the coin of a chain that has a token of its parent for it is that token', () => {
    const onXai = { chain: a.one, emitter: contracts.xaiInbox };
    const { sent } = legOf(protocol, a.aContent(a.depositData(user, value), onXai)).about;
    expect(sent).toEqual({
      token: '0x4cb9a7ae498cedcbb5eae9f25736ae7d428c9d66',
      amount: '1000',
      decimals: 18,
    });
  });

  test('a withdrawal of tokens is from and to whom its gateway names', () => {
    const logs = [
      aSend(ofGateways),
      tokenWithdrawal(3n, other),
      execution(ofGateways),
      payout(other, 2),
    ];
    expect(legOfLast(logs)).toMatchObject({
      sender: user,
      recipient: other,
      sent: { amount: '500' },
      wanted: { token, amount: '500' },
      received: { token, amount: '500' },
      details: { position: '3', exitNum: '0' },
    });
  });
});

describe("a batch poster's account", () => {
  const ofNova = { number: 0x3f523n, emitter: contracts.novaBridge };
  const account = a.aMessage(13, ofNova);

  test('is a message of its bridge that nobody sent: it is kept, and no operation', () => {
    expect(captured(account)).toEqual({ type: 'aside', event: 'MessageDelivered' });
    expect(captured(a.aMessage(11, ofNova)).type).toBe('aside');
  });

  test('is told by the sequencer inbox, which no deposit comes from, and which is not read', () => {
    expect(protocol.contracts.get(a.ethereum)).toContain(contracts.novaBridge);
    expect(protocol.contracts.get(a.ethereum)).not.toContain(contracts.novaSequencerInbox);
    // 148 bytes of time, poster, hash, batch and fee, which are as long as no deposit and shorter than any ticket.
    const told = a.aContent(`0x${'00'.repeat(148)}`, { emitter: contracts.novaSequencerInbox });
    expect(reasonOf(told)).toBe('not a contract of a bridge that is known here');
  });

  test('has a number of Nova, and is nothing to the message of that number to Arbitrum One', () => {
    const number = a.aMessage(9, { number: 0x3f523n });
    expect(legOf(protocol, number).links).toMatchObject([
      { key: 'arbitrum:42161:retryable:259363' },
    ]);
    const nova = a.aMessage(9, ofNova);
    expect(legOf(protocol, nova).links).toMatchObject([{ key: 'arbitrum:42170:retryable:259363' }]);
  });
});
