import type { ChainId } from '../../core/chain.ts';
import type { RawLog } from '../../core/raw-log.ts';
import { testProtocol } from '../../test/conformance/protocol.ts';
import { encodeLogs } from '../../test/fixture.ts';
import { example } from './example.ts';

const ethereum: ChainId = 'eip155:1';
const base: ChainId = 'eip155:8453';
const id = `0x${'1d'.repeat(32)}`;
const user = '0x00000000000000000000000000000000000000aa';
const token = '0x00000000000000000000000000000000000000bb';

/** A log of the bridge of a chain, in a block at this time. */
function aLog(chain: ChainId, time: number, event: string, args: Record<string, unknown>): RawLog {
  const [log] = encodeLogs({
    why: 'made up for a test',
    chain,
    hash: `0x${time.toString(16).padStart(64, '0')}`,
    block: { number: String(time), hash: `0x${time.toString(16)}`, time },
    logs: [{ index: 0, emitter: example.deployments[chain]?.bridge ?? '0x', event, args }],
  });
  if (!log) throw new Error('one log in, one log out');
  return log;
}

const sent = aLog(
  ethereum,
  1_000,
  'event Sent(bytes32 indexed id, address indexed from, string toChain, address to, address token, uint256 amount)',
  { id, from: user, toChain: 'base', to: user, token, amount: '1000' },
);
const received = aLog(
  base,
  1_300,
  'event Received(bytes32 indexed id, address indexed to, address token, uint256 amount)',
  { id, to: user, token, amount: '990' },
);

// One row for each state that an operation can be in: also those that strand people, what a stranger may send, what comes
// late, twice or never.
testProtocol(example, {
  fixture: new URL('example.fixture.json', import.meta.url),
  states: [
    {
      title: 'a transfer that has not arrived',
      logs: [sent],
      said: [
        'transfer, confirmed, awaiting_relay, awaits receive, value: origin_contract, next: anyone',
      ],
    },
    {
      title: 'a transfer that has arrived',
      logs: [sent, received],
      said: ['transfer, complete, delivered, value: recipient'],
    },
  ],
});
