import { keccak256, pad, stringToHex } from 'viem';
import type { Address } from 'viem';

import { trackOnEvm } from '../track-on-evm.ts';
import { accountIndexes, accountOf, openWallet } from '../wallet.ts';
import type { Client } from '../wallet.ts';
import type { CctpEnd } from './end.ts';
import { receiveCall, sendCall, standInCode } from './evm-stand-in.ts';
import type { Version } from './message.ts';

/** The same on every chain, as Circle's are in version 2. */
const contracts = {
  v1: {
    tokenMessenger: '0xcc00000000000000000000000000000000000101',
    messageTransmitter: '0xcc00000000000000000000000000000000000102',
  },
  v2: {
    tokenMessenger: '0xcc00000000000000000000000000000000000201',
    messageTransmitter: '0xcc00000000000000000000000000000000000202',
  },
} as const satisfies Pick<CctpEnd, 'v1' | 'v2'>;
const token = '0xcc000000000000000000000000000000000005dc';

/** What the end must know of its chain. */
export interface EvmChain {
  readonly name: string;
  readonly chainId: number;
  readonly blockTimeMs: number;
  readonly behind: { readonly safe: number; readonly finalized: number };
  readonly client: Client;
}

/** Puts the stand-ins for Circle's contracts on an EVM chain. Nothing is burned or minted: they only say so. */
export async function openEvmEnd(chain: EvmChain, domain: number): Promise<CctpEnd> {
  const { name, chainId, blockTimeMs, client } = chain;
  for (const { messageTransmitter } of [contracts.v1, contracts.v2]) {
    await client.request({
      method: 'anvil_setCode' as never,
      params: [messageTransmitter, standInCode] as never,
    });
  }
  const wallet = (index: number) => openWallet({ client, chainId, account: accountOf(index) });
  const senders = accountIndexes.senders.map(wallet);
  const minter = wallet(accountIndexes.minter);
  const contractsOf = (version: Version) => (version === 1 ? contracts.v1 : contracts.v2);
  let burns = 0;

  return {
    name,
    blockTimeMs,
    domain,
    ...contracts,
    tokenMessengerBytes: (version) => pad(contractsOf(version).tokenMessenger),
    tokenBytes: pad(token),
    users: senders.map(({ address }) => ({
      senderBytes: pad(address),
      recipientBytes: pad(address),
    })),

    async burn(message, user) {
      const sender = senders[user];
      if (sender === undefined) throw new Error(`${name} has no user ${user}.`);
      const key = keccak256(stringToHex(`burn ${(burns += 1)}`));
      const to: Address = contractsOf(message.version).messageTransmitter;
      return trackOnEvm(chain, await sender.send({ to, data: sendCall(message, key) }));
    },

    async receive(message, attestation) {
      const to: Address = contractsOf(message.version).messageTransmitter;
      const data = receiveCall(message, attestation, minter.address);
      return trackOnEvm(chain, await minter.send({ to, data }));
    },
  };
}
