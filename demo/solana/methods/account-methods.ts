import { base58 } from '@scure/base';
import { z } from 'zod';

import type { Account } from '../bank.ts';
import type { Cluster } from '../cluster.ts';
import type { Block } from '../ledger.ts';
import {
  addressParam,
  blockFor,
  commitmentFields,
  inContext,
  options,
  read,
  slotParam,
} from './read.ts';
import type { Method } from './read.ts';

const accountsMax = 100;
const balanceOptions = options(commitmentFields);
const accountOptions = options({
  ...commitmentFields,
  encoding: z.enum(['base58', 'base64', 'jsonParsed']).default('base58'),
  dataSlice: z.object({ offset: slotParam, length: slotParam }).nullish(),
});
type AccountOptions = z.output<typeof accountOptions>;

/** Accounts, as they were after the newest block of the commitment that is asked for. */
export function accountMethods(cluster: Cluster): Record<string, Method> {
  const { ledger, bank } = cluster;
  const accountAt = (address: string, block: Block) => cluster.accountAt(address, block);
  return {
    getBalance([address, asked]) {
      const block = blockFor(ledger, read(balanceOptions, asked));
      return inContext(block, Number(accountAt(read(addressParam, address), block)?.lamports ?? 0));
    },
    getAccountInfo([address, asked]) {
      const wanted = read(accountOptions, asked);
      const block = blockFor(ledger, wanted);
      return inContext(block, encodeAccount(accountAt(read(addressParam, address), block), wanted));
    },
    getMultipleAccounts([addresses, asked]) {
      const wanted = read(accountOptions, asked);
      const block = blockFor(ledger, wanted);
      const accounts = read(z.array(addressParam).max(accountsMax), addresses).map((address) =>
        encodeAccount(accountAt(address, block), wanted),
      );
      return inContext(block, accounts);
    },
    getMinimumBalanceForRentExemption: ([bytes]) =>
      Number(bank.rentExemption(read(slotParam, bytes))),
  };
}

function encodeAccount(account: Account | undefined, { encoding, dataSlice }: AccountOptions) {
  if (account === undefined) return null;
  const { lamports, owner, executable, data } = account;
  const { offset, length } = dataSlice ?? { offset: 0, length: data.length };
  const bytes = Buffer.from(data.subarray(offset, offset + length));
  return {
    lamports: Number(lamports),
    owner,
    executable,
    rentEpoch: 0,
    space: data.length,
    // Nodes show in base64 what they cannot parse; this one parses nothing.
    data:
      encoding === 'base58'
        ? [base58.encode(bytes), encoding]
        : [bytes.toString('base64'), 'base64'],
  };
}
