import { acrossDeployments } from '../protocols/across/deployments.ts';
import { hashOfMessage } from '../protocols/across/relay.ts';
import { address, amountOf, chainOf, selector, type ServedPart } from './served-parts.ts';
import { bytesOf, numberWord, tail } from './words.ts';

const across = {
  deposited: selector(
    'event FundsDeposited(bytes32,bytes32,uint256,uint256,uint256 indexed,uint256 indexed,uint32,uint32,uint32,bytes32 indexed,bytes32,bytes32,bytes)',
  ),
  filled: selector(
    'event FilledRelay(bytes32,bytes32,uint256,uint256,uint256,uint256 indexed,uint256 indexed,uint32,uint32,bytes32,bytes32 indexed,bytes32,bytes32,bytes32,(bytes32,bytes32,uint256,uint8))',
  ),
};
/** The spoke pool on one side of an operation. */
const spokePoolOn = (origin: 0 | 1, side: 0 | 1) =>
  acrossDeployments[`eip155:${chainOf(origin, side).id}`]?.spokePool ?? '';
/** What is to be called at the destination, in one deposit of four. */
const messageOf = (seed: number) => (seed % 4 === 0 ? bytesOf(seed, 50, 320) : '');

/** A deposit, and its fill on the other chain. */
export const acrossParts: ServedPart[] = [
  {
    side: 0,
    salt: 0,
    hasReceipt: false,
    logs: (seed, origin) => {
      const statics = [address(7, 1), address(7, 2), amountOf(seed), amountOf(seed)];
      const times = [1_750_000_000, 1_750_020_000, 0].map(numberWord);
      const rest = [address(seed, 11), address(3, 12), numberWord(32 * 10), tail(messageOf(seed))];
      return [
        {
          emitter: spokePoolOn(origin, 0),
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
      const messageHash = hashOfMessage(`0x${messageOf(seed)}`).slice(2);
      const rest = [
        numberWord(chainOf(origin, 1).id),
        numberWord(1_750_020_000),
        numberWord(0),
        address(3, 12),
        address(seed, 10),
        address(seed, 11),
        messageHash,
        address(seed, 11),
        messageHash,
        amountOf(seed),
        numberWord(1),
      ];
      return [
        {
          emitter: spokePoolOn(origin, 1),
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
