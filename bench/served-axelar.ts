import { axelar } from '../protocols/axelar.ts';
import {
  address,
  amountOf,
  chainOf,
  text,
  transactionOf,
  type ServedPart,
} from './served-parts.ts';
import { addressWord, bytesOf, mix, numberWord, tail, wordOf } from './words.ts';

const topicOf = (name: string) => axelar.events.find((event) => event.name === name)?.topic ?? '';
const gmp = {
  call: topicOf('ContractCall'),
  approved: topicOf('ContractCallApproved'),
  executed: topicOf('ContractCallExecuted'),
  callWithToken: topicOf('ContractCallWithToken'),
  approvedWithMint: topicOf('ContractCallApprovedWithMint'),
};

const gateway = '0xe432150cce91c13a887f7d836923d5597add8e31';

/** A call, with its approval and execution on the other chain. */
export const axelarParts = (withToken: boolean): ServedPart[] => {
  const recipientOf = (seed: number) => `0x${bytesOf(seed % 300, 42, 20)}`;
  const symbol = withToken ? 'axlUSDC' : '';
  return [
    {
      side: 0,
      salt: 0,
      hasReceipt: true,
      logs: (seed, origin) => {
        const name = text(chainOf(origin, 1).axelarName);
        const recipient = text(recipientOf(seed));
        const payload = tail(bytesOf(seed, 80, 200 + (mix(seed, 43) % 20) * 32));
        const heads = withToken ? 5 : 3;
        const at = [heads * 32];
        for (const part of [name, recipient, payload]) at.push((at.at(-1) ?? 0) + part.length / 2);
        const offsets = withToken
          ? [...at.slice(0, 4).map(numberWord), amountOf(seed)]
          : at.slice(0, 3).map(numberWord);
        return [
          {
            emitter: gateway,
            topics: [
              withToken ? gmp.callWithToken : gmp.call,
              `0x${address(seed, 41)}`,
              `0x${wordOf(seed, 44)}`,
            ],
            data: [...offsets, name, recipient, payload, withToken ? text(symbol) : ''].join(''),
            place: seed % 3,
          },
        ];
      },
    },
    {
      side: 1,
      salt: 1,
      hasReceipt: false,
      logs: (seed, origin) => {
        const name = text(chainOf(origin, 0).axelarName);
        const sender = text(`0x${bytesOf(seed % 5_000, 41, 20)}`);
        const place = [transactionOf(seed, 0).slice(2), numberWord(seed % 3)];
        const heads = withToken ? 6 : 4;
        const at = [heads * 32, heads * 32 + name.length / 2];
        const tails = [name, sender, ...(withToken ? [text(symbol)] : [])];
        const last = (at[1] ?? 0) + sender.length / 2;
        const head = withToken
          ? [...at.map(numberWord), numberWord(last), amountOf(seed), ...place]
          : [...at.map(numberWord), ...place];
        return [
          {
            emitter: gateway,
            topics: [
              withToken ? gmp.approvedWithMint : gmp.approved,
              `0x${wordOf(seed, 45)}`,
              `0x${addressWord(recipientOf(seed).slice(2))}`,
              `0x${wordOf(seed, 44)}`,
            ],
            data: [...head, ...tails].join(''),
            place: 1,
          },
        ];
      },
    },
    {
      side: 1,
      salt: 2,
      hasReceipt: false,
      logs: (seed) => [
        {
          emitter: gateway,
          topics: [gmp.executed, `0x${wordOf(seed, 45)}`],
          data: '',
          place: 0,
        },
      ],
    },
  ];
};
