import { maxUint256, zeroAddress } from 'viem';

import type { Sent } from '../wallet.ts';
import { encodeCall } from './artifacts.ts';
import { encodeCalls, hashCalls } from './payload.ts';
import type { Call } from './payload.ts';
import { userOf, walletOf } from './sodax.ts';
import type { Sodax, Spoke, TokenSymbol } from './sodax.ts';

interface Calls {
  readonly spoke: Spoke;
  /** Which of the spoke's users, the first unless told. */
  readonly user?: number;
  readonly calls?: readonly Call[];
  /** Sends only the hash of the calls: `executeStored` has to bring them. */
  readonly isHashed?: boolean;
}

export interface Deposit extends Calls {
  readonly symbol: TokenSymbol;
  readonly amount: bigint;
  /** The asset manager may take the token already: see `approveDeposits`. */
  readonly isApproved?: boolean;
}

/** Locks a user's tokens for their hub wallet, with calls that the wallet is to make when they arrive. */
export async function deposit(sodax: Sodax, parts: Deposit): Promise<Sent> {
  const { spoke, symbol, amount, calls } = parts;
  const { assetManager } = spoke.contracts;
  const sender = userOf(spoke, parts.user);
  const isCoin = symbol === 'COIN';
  const token = isCoin ? zeroAddress : spoke.contracts[symbol];
  if (!isCoin && parts.isApproved !== true) {
    await sender.send({ to: token, data: encodeCall('Token', 'approve', [assetManager, amount]) });
  }
  const wallet = walletOf(sodax, spoke.relayId, sender.address);
  const data = calls === undefined ? '0x' : dataOf(calls, parts.isHashed);
  return await sender.send({
    to: assetManager,
    data: encodeCall('SpokeAssetManager', 'transfer', [token, wallet, amount, data]),
    value: isCoin ? amount : 0n,
  });
}

/**
 * Has every user of a spoke let the asset manager take a token for good, so that a deposit is one transaction: of two, a
 * reorg may drop one.
 */
export async function approveDeposits(
  spoke: Spoke,
  symbol: Exclude<TokenSymbol, 'COIN'>,
): Promise<void> {
  const { contracts, users } = spoke;
  const data = encodeCall('Token', 'approve', [contracts.assetManager, maxUint256]);
  await Promise.all(users.map((user) => user.send({ to: contracts[symbol], data })));
}

/** Sends calls alone to a user's hub wallet. */
export async function sendCalls(sodax: Sodax, parts: Required<Pick<Calls, 'calls'>> & Calls) {
  const { spoke, calls, isHashed } = parts;
  const sender = userOf(spoke, parts.user);
  const wallet = walletOf(sodax, spoke.relayId, sender.address);
  const args = [sodax.hub.relayId, wallet, dataOf(calls, isHashed)];
  const data = encodeCall('Connection', 'sendMessage', args);
  return await sender.send({ to: spoke.contracts.connection, data });
}

function dataOf(calls: readonly Call[], isHashed = false) {
  return isHashed ? hashCalls(calls) : encodeCalls(calls);
}
