import type { OwnDeclaration, OwnEvent } from '../protocols/own-protocol/declaration.ts';
import { defineOwn } from '../protocols/own-protocol/define-own.ts';
import { ownSchema } from '../protocols/own-protocol/schema.ts';

/** Contracts of a made-up protocol that pays wages across chains. */
export const desk = '0x00000000000000000000000000000000000000d1';
export const till = '0x00000000000000000000000000000000000000d2';

export const signatures = {
  sent: 'event Sent(bytes32 indexed id, address indexed from, address to, uint64 toChain, uint256 amount, uint64 expiry, bool withNote)',
  paid: 'event Paid(bytes32 indexed id, address indexed to, uint256 amount, bool ok, bytes why)',
  noted: 'event Noted(bytes32 indexed id, string text)',
  settled: 'event Settled(bytes32 indexed id, address worker)',
  closed: 'event Closed(bytes32 indexed id, uint8 how)',
} as const;

const closed = { on: 'desk', event: signatures.closed, link: ['id'] } as const;

/** A declaration with an event of each role: from Ethereum to Base or Arbitrum. */
export const payrollEvents = {
  sent: {
    role: 'origin',
    on: 'desk',
    event: signatures.sent,
    link: ['id'],
    sender: 'from',
    recipient: 'to',
    amount: 'amount',
    destination: 'toChain',
    deadline: 'expiry',
    promises: { noted: { field: 'withNote', is: true } },
  },
  paid: {
    role: 'destination',
    on: 'till',
    event: signatures.paid,
    link: ['id'],
    recipient: 'to',
    amount: 'amount',
    failedIf: { field: 'ok', is: false, mayRetry: true },
    reason: 'why',
    usual: { takes: '2m', lateAfter: '1h' },
  },
  noted: { role: 'action', on: 'till', event: signatures.noted, link: ['id'] },
  settled: { role: 'settlement', on: 'desk', event: signatures.settled, link: ['id'] },
  cancelled: { role: 'cancel', when: { field: 'how', is: 1 }, ...closed },
  refunded: { role: 'refund', when: { field: 'how', is: 2 }, ...closed },
} as const satisfies Record<string, OwnEvent>;

/** The declaration as `midflight.config.ts` would state it, with these events in place of those of the same name; none in place of `undefined`. */
export function aPayroll(
  events: Record<string, object | undefined> = {},
  rest: Omit<Partial<OwnDeclaration>, 'events'> = {},
): OwnDeclaration {
  return {
    kind: 'payout',
    chains: { 'eip155:1': { desk }, 'eip155:8453': { till }, 'eip155:42161': { till } },
    ...rest,
    events: Object.fromEntries(
      Object.entries({ ...payrollEvents, ...events }).filter(([, event]) => event !== undefined),
    ),
  };
}

/** The protocol that a declaration makes. */
export const payroll = (declaration: OwnDeclaration = aPayroll()) =>
  defineOwn('payroll', ownSchema.parse(declaration));
