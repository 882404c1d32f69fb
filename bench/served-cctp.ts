import { cctpDeployments } from '../protocols/cctp/deployments.ts';
import { address, amountOf, chainOf, selector, u32, type ServedPart } from './served-parts.ts';
import { addressWord, bytesOf, numberWord, tail, wordOf } from './words.ts';

const cctp = {
  sent: selector('event MessageSent(bytes)'),
  received1: selector('event MessageReceived(address indexed,uint32,uint64 indexed,bytes32,bytes)'),
  received2: selector(
    'event MessageReceived(address indexed,uint32,bytes32 indexed,bytes32,uint32 indexed,bytes)',
  ),
};
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

/** A burn, and its mint on the other chain. */
export const cctpParts = (version: 1 | 2): ServedPart[] => [
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
