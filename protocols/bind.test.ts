import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { About } from '../core/leg.ts';
import { here, route } from '../test/builders.ts';
import { bindProtocol } from './bind.ts';
import { defineProtocol, exactLink } from './define.ts';

/** What becomes of a log that a protocol says this of. */
function captured(about: About): string {
  const protocol = bindProtocol(
    defineProtocol({
      name: 'route',
      version: 1,
      deployment: z.strictObject({ network: z.string() }),
      deployments: { [here]: { network: 'mainnet' } },
      contracts: () => ['0xc'],
      chainName: () => 'here',
      events: [
        {
          name: 'Sent',
          family: 'evm',
          topic: '0x01',
          declaration: 'event Sent()',
          decode: () => ({}),
          emitter: null,
          needsReceiptIndex: false,
          capture: () => ({ step: 'send', links: [exactLink('route:a', 'id')], about }),
        },
      ],
      rules: route,
    }),
  );
  const at = {
    chain: here,
    blockNumber: 1n,
    blockHash: '0x1',
    blockTime: 1,
    transaction: '0x2',
    index: 0,
  };
  const log = { emitter: '0xc', topics: ['0x01' as const], data: '0x' as const, at };
  return protocol.capture({ ...log, ordinal: 0, receiptIndex: null }).type;
}

describe('a log that says what no fold can reckon with', () => {
  test.each<[what: string, about: About]>([
    ['a fraction', { total: '1.5' }],
    ['less than nothing', { filled: '-1' }],
    ['words', { sent: { amount: 'all of it' } }],
    ['no digit', { received: { amount: '' } }],
    ['more than 256 bits', { total: '9'.repeat(79) }],
    ['many promises', { promises: Array.from({ length: 101 }, (_, nth) => `act ${nth}`) }],
  ])('is kept, and is no leg: %s', (_, about) => {
    expect(captured(about)).toBe('unreadable');
  });

  test('one of numbers is a leg', () => {
    expect(captured({ total: `${2n ** 256n - 1n}`, filled: '0', promises: ['act'] })).toBe('leg');
  });
});
