import { padHex, toHex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { RawLog } from '../../core/raw-log.ts';
import { testProtocol, type StateRow } from '../../test/conformance/protocol.ts';
import { encodeLogs } from '../../test/fixture.ts';
import { aPayroll, desk, payroll, payrollEvents, signatures, till } from '../../test/payroll.ts';

// A declared protocol with an event of each role passes what every protocol passes.

const home: ChainId = 'eip155:1';
const away: ChainId = 'eip155:8453';
const [ann, bob] = [0xa, 0xb].map((n) => padHex(toHex(n), { size: 20 }));
const EXPIRY = 5_000;

function aLog(chain: ChainId, time: number, event: string, args: Record<string, unknown>): RawLog {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain,
    hash: padHex(toHex(time), { size: 32 }),
    block: { number: String(time), hash: padHex(toHex(time), { size: 32 }), time },
    logs: [{ index: 0, emitter: chain === home ? desk : till, event, args }],
  });
  if (!log) throw new Error('one log in, one log out');
  return log;
}

const id = padHex('0x1d', { size: 32 });
const order = { id, from: ann, to: bob, toChain: '8453', amount: '70' };
const sentAt = (time: number, args: object = {}) =>
  aLog(home, time, signatures.sent, {
    ...order,
    expiry: String(EXPIRY),
    withNote: false,
    ...args,
  });
const paidAt = (time: number, args: object = {}) =>
  aLog(away, time, signatures.paid, { id, to: bob, amount: '70', ok: true, why: '0x', ...args });
const notedAt = (time: number) => aLog(away, time, signatures.noted, { id, text: 'for May' });
const closedAt = (time: number, how: number) => aLog(home, time, signatures.closed, { id, how });
const failedAt = (time: number) => paidAt(time, { ok: false, why: '0x1234' });

const late = EXPIRY + 100;
const states: StateRow[] = [
  {
    title: 'sent',
    logs: [sentAt(10)],
    said: [
      'payout, confirmed, awaiting_relay, awaits paid, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'sent and paid',
    logs: [sentAt(10), paidAt(20)],
    said: ['payout, complete, delivered, value: recipient'],
  },
  {
    title: 'a payment that failed',
    logs: [sentAt(10), failedAt(20)],
    said: [
      'payout, confirmed, delivery_failed_retryable, awaits paid, 0x1234, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'a payment that came after one that failed',
    logs: [sentAt(10), failedAt(20), paidAt(30)],
    said: ['payout, complete, delivered, value: recipient'],
  },
  {
    title: 'a note that was promised is awaited',
    logs: [sentAt(10, { withNote: true }), paidAt(20)],
    said: ['payout, confirmed, awaiting_action, awaits noted, value: recipient, next: protocol'],
  },
  {
    title: 'a note that was promised',
    logs: [sentAt(10, { withNote: true }), paidAt(20), notedAt(30)],
    said: ['payout, complete, delivered, value: recipient'],
  },
  {
    title: 'nobody paid until the deadline',
    logs: [sentAt(10)],
    until: late,
    said: [
      'payout, expired, expired_unfilled, awaits refunded, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'a payment after the deadline',
    logs: [sentAt(10), paidAt(EXPIRY + 10)],
    until: late,
    said: ['payout, complete, delivered, value: recipient'],
  },
  {
    title: 'refunded',
    logs: [sentAt(10), closedAt(20, 2)],
    said: ['payout, refunded, refunded, value: sender'],
  },
  {
    title: 'cancelled',
    logs: [sentAt(10), closedAt(20, 1)],
    said: [
      'payout, refunding, refund_pending, awaits refunded, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'cancelled, and then refunded',
    logs: [sentAt(10), closedAt(20, 1), closedAt(30, 2)],
    said: ['payout, refunded, refunded, value: sender'],
  },
  {
    title: 'refunded though it was paid',
    logs: [sentAt(10), paidAt(20), closedAt(30, 2)],
    said: ['payout, complete, delivered, value: sender, refund_and_fill'],
  },
  {
    title: 'closed in a way that means nothing',
    logs: [sentAt(10), closedAt(20, 3)],
    said: [
      'payout, confirmed, awaiting_relay, awaits paid, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'paid, and not sent',
    logs: [paidAt(20)],
    said: ['payout, pending, awaiting_origin, awaits sent, value: recipient, next: operator'],
  },
  {
    title: 'another id is another operation',
    logs: [sentAt(10), sentAt(11, { id: padHex('0x1e', { size: 32 }) }), paidAt(20)],
    said: [
      'payout, complete, delivered, value: recipient',
      'payout, confirmed, awaiting_relay, awaits paid, value: origin_contract, next: protocol',
    ],
  },
  {
    title: 'sent to a chain that is not indexed',
    logs: [sentAt(10, { toChain: '10' })],
    said: [
      'payout, confirmed, destination_not_covered, awaits paid, value: origin_contract, next: operator',
    ],
  },
];

// Where who pays is always owed for it, nothing is merely delivered: see `define-own.test.ts`.
const { settled: _, ...unsettled } = payrollEvents;

testProtocol(payroll({ ...aPayroll(), events: unsettled }), {
  fixture: new URL('payroll.fixture.json', import.meta.url),
  states,
});
