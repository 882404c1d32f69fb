import type { Address } from 'viem';

import { accountIndexes, accountOf, openWallet } from '../wallet.ts';
import type { Client } from '../wallet.ts';
import { callOf } from './artifacts.ts';
import type { Call } from './payload.ts';
import type { ChainPlan } from './plan.ts';
import type { SodaxChain } from './sodax.ts';

/** What everybody who needs tokens is given of each. */
export const plenty = 10n ** 24n;

/** The accounts that use SODAX on a chain, the same on each. */
export function peopleOf(
  { name, chainId, relayId }: Omit<ChainPlan, 'url'>,
  client: Client,
): Omit<SodaxChain<never>, 'contracts'> {
  const wallet = (index: number) => openWallet({ client, chainId, account: accountOf(index) });
  const { users, relayer, solver } = accountIndexes.sodax;
  return {
    name,
    chainId,
    relayId,
    client,
    users: users.map(wallet),
    relayer: wallet(relayer),
    solver: wallet(solver),
  };
}

/** Gives somebody plenty of a token. */
export function mint(token: Address, holder: Address): Call {
  return callOf(token, 'Token', 'mint', [holder, plenty]);
}
