import type { Address, Hex } from 'viem';

import { callOf } from './artifacts.ts';
import type { Intent } from './intent.ts';
import type { Asset, Sodax } from './sodax.ts';

/** Two is the variable rate, in the words of the money market. */
const rateMode = 2n;

/** One of the vaults in which assets of all spokes are one token. */
export type VaultName = 'usdVault' | 'legacyUsdVault' | 'sodaVault';

/**
 * What hub wallets are asked to do, as the lists of calls that users attach to a deposit, or send alone. `wallet` is the
 * hub wallet that makes them. Amounts are the same everywhere: all is worth the same here.
 *
 * @example deposit(sodax, { spoke, symbol: 'USD', amount, calls: hubCalls(sodax).createIntent(intent) });
 */
export function hubCalls({ hub }: Sodax) {
  const { assetManager, intents, pool, stakedSoda, stakingRouter, xSoda } = hub.contracts;
  const { icxMigration, balnSwap } = hub.contracts;

  const approve = (token: Address, spender: Address, amount: bigint) =>
    callOf(token, 'Token', 'approve', [spender, amount]);
  /** Burns an asset on the hub and has it released at home. */
  const sendOut = (asset: Asset, to: Hex, amount: bigint) =>
    callOf(assetManager, 'HubAssetManager', 'transfer', [asset.hubAsset, to, amount, '0x']);
  const putIn = (asset: Asset, vault: VaultName, amount: bigint) => [
    approve(asset.hubAsset, hub.contracts[vault], amount),
    callOf(hub.contracts[vault], 'Vault', 'deposit', [asset.hubAsset, amount]),
  ];
  const takeOut = (asset: Asset, vault: VaultName, amount: bigint) =>
    callOf(hub.contracts[vault], 'Vault', 'withdraw', [asset.hubAsset, amount]);
  /** Takes an asset out of its vault and sends it home. */
  const deliver = ({ asset, vault, to, amount }: Delivery) => [
    takeOut(asset, vault, amount),
    sendOut(asset, to, amount),
  ];

  return {
    createIntent: (intent: Intent, fee = 0n) => [
      approve(intent.inputToken, intents, intent.inputAmount + fee),
      callOf(intents, 'Intents', 'createIntent', [intent]),
    ],
    cancelIntent: (intent: Intent) => [callOf(intents, 'Intents', 'cancelIntent', [intent])],

    /** Sends what lies in the wallet home: a withdrawal, or a recovery. */
    withdraw: (asset: Asset, to: Hex, amount: bigint) => [sendOut(asset, to, amount)],
    /** The same thing from another chain; without `delivery` it stays in the wallet. */
    bridge: (asset: Asset, vault: VaultName, amount: bigint, delivery?: Delivery) => [
      ...putIn(asset, vault, amount),
      ...(delivery === undefined ? [] : deliver(delivery)),
    ],

    supply: (asset: Asset, amount: bigint, wallet: Address) => [
      ...putIn(asset, 'usdVault', amount),
      approve(hub.contracts.usdVault, pool, amount),
      callOf(pool, 'Pool', 'supply', [hub.contracts.usdVault, amount, wallet, 0]),
    ],
    repay: (asset: Asset, amount: bigint, wallet: Address) => [
      ...putIn(asset, 'usdVault', amount),
      approve(hub.contracts.usdVault, pool, amount),
      callOf(pool, 'Pool', 'repay', [hub.contracts.usdVault, amount, rateMode, wallet]),
    ],
    borrow: (asset: Asset, amount: bigint, wallet: Address, to: Hex) => [
      callOf(pool, 'Pool', 'borrow', [hub.contracts.usdVault, amount, rateMode, 0, wallet]),
      ...deliver({ asset, vault: 'usdVault', to, amount }),
    ],
    withdrawSupply: (asset: Asset, amount: bigint, wallet: Address, to: Hex) => [
      callOf(pool, 'Pool', 'withdraw', [hub.contracts.usdVault, amount, wallet]),
      ...deliver({ asset, vault: 'usdVault', to, amount }),
    ],

    /** Pays somebody else's debt out of what the wallet has in the vault, and takes what they supplied. */
    liquidate: (debtor: Address, amount: bigint) => [
      approve(hub.contracts.usdVault, pool, amount),
      callOf(pool, 'Pool', 'liquidationCall', [
        hub.contracts.usdVault,
        hub.contracts.usdVault,
        debtor,
        amount,
        false,
      ]),
    ],

    stake: (asset: Asset, amount: bigint, wallet: Address) => [
      ...putIn(asset, 'sodaVault', amount),
      approve(hub.contracts.sodaVault, stakingRouter, amount),
      callOf(stakingRouter, 'StakingRouter', 'stake', [amount, wallet, 0n]),
    ],
    unstake: (amount: bigint, wallet: Address) => [
      callOf(xSoda, 'XSoda', 'redeem', [amount, wallet, wallet]),
      callOf(stakedSoda, 'StakedSoda', 'unstake', [wallet, amount]),
    ],
    cancelUnstake: (requestId: bigint) => [
      callOf(stakedSoda, 'StakedSoda', 'cancelUnstakeRequest', [requestId]),
    ],
    /** Reverts until the request is old enough. */
    claim: (requestId: bigint, asset: Asset, amount: bigint, to: Hex) => [
      callOf(stakedSoda, 'StakedSoda', 'claim', [requestId]),
      ...deliver({ asset, vault: 'sodaVault', to, amount }),
    ],
    /** Here it is the router that orders the delivery, not the wallet. */
    instantUnstake: (asset: Asset, amount: bigint, to: Hex) => [
      approve(xSoda, stakingRouter, amount),
      callOf(stakingRouter, 'StakingRouter', 'unstake', [
        amount,
        amount,
        asset.hubAsset,
        asset.relayId,
        to,
      ]),
    ],

    /** ICX into SODA, which stays in the wallet unless `delivery` is given. */
    migrateIcx: (icx: Asset, amount: bigint, wallet: Address, delivery?: Delivery) => [
      approve(icx.hubAsset, icxMigration, amount),
      callOf(icxMigration, 'IcxMigration', 'swap', [amount, wallet]),
      ...(delivery === undefined ? [] : deliver(delivery)),
    ],
    /** SODA into ICX, which is sent home. */
    revertIcx: (soda: Asset, icx: Asset, amount: bigint, wallet: Address, to: Hex) => [
      ...putIn(soda, 'sodaVault', amount),
      approve(hub.contracts.sodaVault, icxMigration, amount),
      callOf(icxMigration, 'IcxMigration', 'reverseSwap', [amount, wallet]),
      sendOut(icx, to, amount),
    ],
    /** BALN into SODA, locked for so many seconds. */
    migrateBaln: (baln: Asset, amount: bigint, wallet: Address, lockSeconds = 0n) => [
      approve(baln.hubAsset, balnSwap, amount),
      callOf(balnSwap, 'BalnSwap', 'swap', [amount, lockSeconds, wallet, false]),
    ],
    /** What the owner of a lock of BALN may do with it; to claim it they have to wait. */
    useLock: (action: 'stake' | 'unstake' | 'claim', lockId: bigint) => [
      callOf(balnSwap, 'BalnSwap', action, [lockId]),
    ],
    /** The old dollar into the new one, through the vaults of both. */
    migrateUsd: (asset: Asset, amount: bigint, delivery?: Delivery) => [
      ...putIn(asset, 'legacyUsdVault', amount),
      approve(hub.contracts.legacyUsdVault, hub.contracts.usdVault, amount),
      callOf(hub.contracts.usdVault, 'Vault', 'deposit', [hub.contracts.legacyUsdVault, amount]),
      ...(delivery === undefined ? [] : deliver(delivery)),
    ],

    /** Reverts, whoever makes it: what comes with it fails. */
    fail: () => [callOf(pool, 'Pool', 'withdraw', [pool, 1n, pool])],
  };
}

/** Where an asset is sent to from its vault. */
export interface Delivery {
  readonly asset: Asset;
  readonly vault: VaultName;
  readonly to: Hex;
  readonly amount: bigint;
}
