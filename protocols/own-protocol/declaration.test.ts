import { expect, test } from 'vitest';
import { desk, signatures, till } from '../../test/payroll.ts';
import { ownProtocol } from './declaration.ts';
import { ownSchema } from './schema.ts';

// What TypeScript refuses is held by `npm run check`: a directive below that expects an error, and meets none, is one.

const chains = { 'eip155:1': { desk }, 'eip155:8453': { till } } as const;
const paid = { role: 'destination', on: 'till', event: signatures.paid, link: ['id'] } as const;
const sent = { role: 'origin', on: 'desk', event: signatures.sent, link: ['id'] } as const;

const ordered = {
  ...sent,
  event: 'event Sent((bytes32 id, address who) order)',
  link: ['order.id'],
} as const;

test('a declaration is given back as it is, and passes', () => {
  const declaration = ownProtocol({
    chains,
    names: { 'eip155:1': 'a', 'eip155:8453': 'b' },
    events: {
      sent: {
        ...sent,
        sender: 'from',
        amount: 'amount',
        destination: 'toChain',
        deadline: 'expiry',
      },
      moved: {
        sameAs: 'sent',
        on: 'desk',
        event: 'event Moved((bytes32 id, address who) order, bytes32 to)',
        link: ['order.id'],
        sender: 'order.who',
        recipient: 'to',
      },
      paid: { ...paid, failedIf: { field: 'ok', is: false }, late: 'failed' },
    },
  });
  expect(ownSchema.parse(declaration)).toEqual({
    ...declaration,
    kind: 'message',
    network: 'mainnet',
  });
});

test('TypeScript refuses what the signature does not have', () => {
  const declarations = [
    // @ts-expect-error: there is no such field
    ownProtocol({ chains, events: { sent: { ...sent, link: ['ID'] }, paid } }),
    // @ts-expect-error: a number is no address
    ownProtocol({ chains, events: { sent: { ...sent, sender: 'amount' }, paid } }),
    // @ts-expect-error: an address is no number
    ownProtocol({ chains, events: { sent: { ...sent, amount: 'from' }, paid } }),
    // @ts-expect-error: the condition names no field
    ownProtocol({ chains, events: { sent, paid: { ...paid, when: { field: 'okay', is: 1 } } } }),
    // @ts-expect-error: a struct has no such field
    ownProtocol({ chains, events: { sent: { ...ordered, link: ['order.ID'] }, paid } }),
    // @ts-expect-error: the signature cannot be parsed, so that it has no field
    ownProtocol({ chains, events: { sent: { ...sent, event: 'event Sent(bytes32 id' }, paid } }),
  ];
  expect(declarations).toHaveLength(6);
});

test('TypeScript refuses what is named nowhere, and what a role does not say', () => {
  const declarations = [
    // @ts-expect-error: no chain has such a contract
    ownProtocol({ chains, events: { sent: { ...sent, on: 'disk' }, paid } }),
    // @ts-expect-error: a link has at least one part
    ownProtocol({ chains, events: { sent, paid: { ...paid, link: [] } } }),
    // @ts-expect-error: there is no such role
    ownProtocol({ chains, events: { sent, paid: { ...paid, role: 'delivery' } } }),
    // @ts-expect-error: only EVM chains are read
    ownProtocol({ chains: { solana: { desk } }, events: { sent, paid } }),
    ownProtocol({
      chains,
      events: {
        // @ts-expect-error: only a destination is awaited for so long
        sent: { role: 'origin', on: 'desk', event: 'event S(uint8 n)', link: ['n'], within: '2h' },
        // @ts-expect-error: that is no length of time
        paid: {
          role: 'destination',
          on: 'till',
          event: 'event P(uint8 n)',
          link: ['n'],
          within: 'soon',
        },
      },
    }),
  ];
  expect(declarations).toHaveLength(5);
});
