import { encodeAbiParameters, getContractAddress, keccak256 } from 'viem';
import type { Address, Hex } from 'viem';

import type { Client, Wallet } from '../wallet.ts';
import { readArtifact } from './artifacts.ts';

/** The tokens that every spoke has. The coin is the chain's own. */
export const tokenSymbols = ['USD', 'SODA', 'ICX', 'BALN'] as const;
export type TokenSymbol = (typeof tokenSymbols)[number] | 'COIN';

/** One chain that SODAX is on, and the accounts that use it there. */
export interface SodaxChain<Contract extends string> {
  readonly name: string;
  readonly chainId: number;
  /** SODAX's own number for the chain: what messages and intents say. */
  readonly relayId: bigint;
  readonly client: Client;
  readonly contracts: Readonly<Record<Contract, Address>>;
  readonly users: readonly Wallet[];
  readonly relayer: Wallet;
  readonly solver: Wallet;
}

export type Spoke = SodaxChain<
  'connection' | 'assetManager' | 'intentFiller' | Exclude<TokenSymbol, 'COIN'>
>;

export type Hub = SodaxChain<
  | 'connection'
  | 'assetManager'
  | 'walletFactory'
  | 'router'
  | 'intents'
  | 'solver'
  | 'pool'
  | 'usdVault'
  | 'legacyUsdVault'
  | 'sodaVault'
  | 'stakedSoda'
  | 'xSoda'
  | 'stakingRouter'
  | 'icxMigration'
  | 'balnSwap'
>;

/** A token of a spoke, and what it is on the hub. */
export interface Asset {
  readonly symbol: TokenSymbol;
  readonly relayId: bigint;
  readonly token: Hex;
  readonly hubAsset: Address;
}

/** A whole SODAX: one hub and its spokes. */
export interface Sodax {
  readonly hub: Hub;
  readonly spokes: readonly Spoke[];
  readonly assets: readonly Asset[];
}

/** What a token of a chain is on the hub. */
export function assetOf(sodax: Sodax, relayId: bigint, symbol: TokenSymbol): Asset {
  const asset = sodax.assets.find((one) => one.relayId === relayId && one.symbol === symbol);
  if (asset === undefined) throw new Error(`Chain ${relayId} has no ${symbol}.`);
  return asset;
}

/** The wallet that a user of a chain has on the hub, whether it was used before or not. */
export function walletOf({ hub }: Sodax, relayId: bigint, user: Hex): Address {
  return getContractAddress({
    opcode: 'CREATE2',
    from: hub.contracts.walletFactory,
    salt: keccak256(encodeAbiParameters([{ type: 'uint256' }, { type: 'bytes' }], [relayId, user])),
    bytecode: readArtifact('HubWallet').bytecode,
  });
}

/** Somebody on a chain: the first of its users unless told. */
export function userOf(chain: SodaxChain<never>, user = 0): Wallet {
  const wallet = chain.users[user];
  if (wallet === undefined) throw new Error(`${chain.name} has no user ${user}.`);
  return wallet;
}
