import { keccak256 } from 'viem';
import { hyperlaneDeployments } from '../protocols/hyperlane/deployments.ts';
import { address, amountOf, chainOf, selector, u32, type ServedPart } from './served-parts.ts';
import { bytesOf, numberWord, tail } from './words.ts';

const hyperlane = {
  dispatch: selector('event Dispatch(address indexed,uint32 indexed,bytes32 indexed,bytes)'),
  dispatchId: selector('event DispatchId(bytes32 indexed)'),
  processId: selector('event ProcessId(bytes32 indexed)'),
};
function mailboxOf(origin: 0 | 1, side: 0 | 1): string {
  return hyperlaneDeployments[`eip155:${chainOf(origin, side).id}`]?.mailbox ?? '';
}

function hyperlaneMessage(seed: number, origin: 0 | 1): string {
  const body = seed % 5 === 0 ? bytesOf(seed, 60, 300) : address(seed, 21) + amountOf(seed);
  const header = '03' + u32(seed) + u32(chainOf(origin, 0).id) + address(seed % 60, 22);
  return header + u32(chainOf(origin, 1).id) + address(seed % 60, 23) + body;
}

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

/** A dispatch, two logs, and its processing on the other chain. */
export const hyperlaneParts: ServedPart[] = [
  {
    side: 0,
    salt: 0,
    hasReceipt: false,
    logs: (seed, origin) => {
      const message = hyperlaneMessage(seed, origin);
      const emitter = mailboxOf(origin, 0);
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
        emitter: mailboxOf(origin, 1),
        topics: [hyperlane.processId, messageIdOf(seed, origin)],
        data: '',
        place: 1,
      },
    ],
  },
];
