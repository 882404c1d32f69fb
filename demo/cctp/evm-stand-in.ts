import {
  concat,
  encodeAbiParameters,
  encodeEventTopics,
  keccak256,
  numberToHex,
  pad,
  parseAbi,
  parseAbiItem,
  zeroHash,
} from 'viem';
import type { Address, Hex } from 'viem';

import { encodeBody, encodeMessage } from './message.ts';
import type { Attestation, Message } from './message.ts';

/**
 * A contract that stands for Circle's MessageTransmitter: it logs what its call data says, and asks nobody for a signature.
 * Call data is words: a key, how many topics, four topics (the surplus ones empty), then the log's data. A key is taken
 * once and reverts from then on, as Circle's contract takes a nonce once.
 *
 * It is written for the virtual machine by hand; the number before each line is where the line begins.
 */
export const standInCode: Hex = concat([
  /* 00 */ '0x5f3580', //             PUSH0 CALLDATALOAD DUP1          the key, twice
  /* 03 */ '0x54602b57', //           SLOAD PUSH1 2b JUMPI             taken before: revert
  /* 07 */ '0x60019055', //           PUSH1 1 SWAP1 SSTORE
  /* 0b */ '0x60a035608035', //       PUSH1 a0 CALLDATALOAD PUSH1 80 CALLDATALOAD
  /* 11 */ '0x606035604035', //       PUSH1 60 CALLDATALOAD PUSH1 40 CALLDATALOAD
  /* 17 */ '0x60c03603', //           PUSH1 c0 CALLDATASIZE SUB        how long the data is
  /* 1b */ '0x8060c05f37', //         DUP1 PUSH1 c0 PUSH0 CALLDATACOPY
  /* 20 */ '0x5f', //                 PUSH0                            where in memory it is
  /* 21 */ '0x602035600302602c0156', // PUSH1 20 CALLDATALOAD PUSH1 3 MUL PUSH1 2c ADD JUMP
  /* 2b */ '0x5b5f5ffd', //           JUMPDEST PUSH0 PUSH0 REVERT
  /* 2f */ '0x5ba100', //             JUMPDEST LOG1 STOP
  /* 32 */ '0x5ba200', //             JUMPDEST LOG2 STOP
  /* 35 */ '0x5ba300', //             JUMPDEST LOG3 STOP
  /* 38 */ '0x5ba400', //             JUMPDEST LOG4 STOP
]);

const topicsMax = 4;
const sent = parseAbiItem('event MessageSent(bytes message)');
const received = {
  1: parseAbi([
    'event MessageReceived(address indexed caller, uint32 sourceDomain, uint64 indexed nonce, bytes32 sender, bytes messageBody)',
  ]),
  2: parseAbi([
    'event MessageReceived(address indexed caller, uint32 sourceDomain, bytes32 indexed nonce, bytes32 sender, uint32 indexed finalityThresholdExecuted, bytes messageBody)',
  ]),
} as const;

/** Call data that has the stand-in report a message as sent. `key` is new for each message. */
export function sendCall(message: Message, key: Hex): Hex {
  return logCall(key, {
    topics: encodeEventTopics({ abi: [sent], eventName: 'MessageSent' }),
    data: encodeAbiParameters([{ type: 'bytes' }], [encodeMessage(message)]),
  });
}

/** Call data that has the stand-in report a message as received from `caller`. */
export function receiveCall(message: Message, attestation: Attestation, caller: Address): Hex {
  const { version, sourceDomain, sender } = message;
  const { nonce, finalityThresholdExecuted } = attestation;
  const topics =
    version === 1
      ? encodeEventTopics({ abi: received[1], args: { caller, nonce: BigInt(nonce) } })
      : encodeEventTopics({
          abi: received[2],
          args: {
            caller,
            nonce: typeof nonce === 'bigint' ? numberToHex(nonce, { size: 32 }) : nonce,
            finalityThresholdExecuted,
          },
        });
  const data = encodeAbiParameters(
    [{ type: 'uint32' }, { type: 'bytes32' }, { type: 'bytes' }],
    [sourceDomain, sender, encodeBody(message, attestation)],
  );
  const key = keccak256(
    encodeAbiParameters([{ type: 'uint32' }, { type: 'string' }], [sourceDomain, nonce.toString()]),
  );
  return logCall(key, { topics, data });
}

function logCall(key: Hex, log: { topics: readonly unknown[]; data: Hex }): Hex {
  // CAST: values were given for all topics, and none of them is a list of alternatives.
  const topics = log.topics as readonly Hex[];
  const surplus = Array.from({ length: topicsMax - topics.length }, () => zeroHash);
  const count = numberToHex(topics.length, { size: 32 });
  return concat([pad(key), count, ...topics, ...surplus, log.data]);
}
