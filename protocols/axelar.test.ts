import { expect, test } from 'vitest';
import type { Hex } from '../core/raw-log.ts';
import { encodeLogs } from '../test/fixture.ts';
import { bound, legOf } from '../test/operations-of.ts';
import type { Protocol } from './bind.ts';

const recipient: Hex = `0x${'33'.repeat(20)}`;

test('a message from a chain whose addresses are in base58 keeps the case of its id and its sender', () => {
  const [messageId, sourceAddress] = ['3VXJGF7XdY8kP-1.2', '7dKzAnQ4vWpR'];
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain: 'eip155:8453',
    hash: `0x${'aa'.repeat(32)}`,
    block: { number: '1', hash: null, time: 1 },
    logs: [
      {
        index: 1,
        emitter: '0xe432150cce91c13a887f7d836923d5597add8e31',
        event:
          'event MessageApproved(bytes32 indexed commandId, string sourceChain, string messageId, string sourceAddress, address indexed contractAddress, bytes32 indexed payloadHash)',
        args: {
          commandId: `0x${'11'.repeat(32)}`,
          sourceChain: 'solana',
          messageId,
          sourceAddress,
          contractAddress: recipient,
          payloadHash: `0x${'22'.repeat(32)}`,
        },
      },
    ],
  });
  if (!log) throw new Error('one log in, one log out');
  // CAST: it is one of the protocols.
  const leg = legOf(bound.get('axelar') as Protocol, log);
  expect(leg.links[0]?.key).toBe(`axelar:${messageId}`);
  expect(leg.about).toMatchObject({ sender: sourceAddress, recipient });
});
