import { maxUint256, zeroAddress } from 'viem';
import type { Address, Hex } from 'viem';

import { callOf, readArtifact } from './artifacts.ts';
import { openBuilder } from './open-builder.ts';
import type { Call } from './payload.ts';
import { mint, peopleOf, plenty } from './people-of.ts';
import type { ChainPlan, RemotePlan } from './plan.ts';
import { tokenSymbols } from './sodax.ts';
import type { Asset, Hub, TokenSymbol } from './sodax.ts';

const unstakingSeconds = 3_600n;

type Known = RemotePlan & { readonly intentFiller?: Hex };

/** Deploys what spokes have to know of. The rest of the hub has to know of the spokes. */
export async function startHub({ relayId, ...plan }: ChainPlan) {
  const builder = await openBuilder(plan);
  const { deploy } = builder;
  const connection = deploy('Connection', [relayId]);
  const walletFactory = deploy('WalletFactory', [connection]);
  const assetManager = deploy('HubAssetManager', [connection, walletFactory]);
  const router = deploy('SonicRouter', [walletFactory]);
  const intents = deploy('Intents', [connection, assetManager, walletFactory]);
  const solver = deploy('Solver');
  const pool = deploy('Pool');
  const usdVault = deploy('Vault', ['sodaUSD', 18]);
  const legacyUsdVault = deploy('Vault', ['sodaLegacyUSD', 18]);
  const sodaVault = deploy('Vault', ['sodaSODA', 18]);
  const stakedSoda = deploy('StakedSoda', [sodaVault, unstakingSeconds]);
  const xSoda = deploy('XSoda', [stakedSoda]);
  const stakingRouter = deploy('StakingRouter', [sodaVault, stakedSoda, xSoda, assetManager]);
  await builder.settle();
  const contracts = {
    connection,
    walletFactory,
    assetManager,
    router,
    intents,
    solver,
    pool,
    usdVault,
    legacyUsdVault,
    sodaVault,
    stakedSoda,
    xSoda,
    stakingRouter,
  };
  return { plan: { relayId, ...plan }, builder, contracts };
}

/** Tells the hub of its spokes, and gives out tokens. */
export async function finishHub(
  { plan, builder, contracts }: Awaited<ReturnType<typeof startHub>>,
  known: readonly Known[],
): Promise<{ hub: Hub; assets: Asset[] }> {
  const { client, deploy, batch, settle } = builder;
  const { assetManager, intents, solver, pool, usdVault, sodaVault, walletFactory } = contracts;
  const wanted = known.flatMap(({ relayId, tokens }) =>
    ([...tokenSymbols, 'COIN'] as const).flatMap((symbol) => {
      const token = tokens[symbol];
      return token === undefined ? [] : [{ relayId, symbol, token }];
    }),
  );
  batch(solver, [
    ...known.map(({ relayId, assetManager: there }) =>
      callOf(assetManager, 'HubAssetManager', 'configureAssetManager', [relayId, there]),
    ),
    ...known.flatMap(({ relayId, intentFiller }) =>
      intentFiller ? [callOf(intents, 'Intents', 'addSpoke', [relayId, intentFiller])] : [],
    ),
    callOf(walletFactory, 'WalletFactory', 'trust', [assetManager]),
    callOf(walletFactory, 'WalletFactory', 'trust', [contracts.router]),
  ]);
  for (const { relayId, token } of wanted) {
    batch(solver, [callOf(assetManager, 'HubAssetManager', 'deployAsset', [relayId, token])]);
  }
  await settle();
  const assets = await Promise.all(
    wanted.map(async (asset) => ({
      ...asset,
      hubAsset: (await client.readContract({
        address: assetManager,
        abi: readArtifact('HubAssetManager').abi,
        functionName: 'assets',
        args: [asset.relayId, asset.token],
      })) as Address,
    })),
  );
  const first = (symbol: TokenSymbol) =>
    assets.find((asset) => asset.symbol === symbol)?.hubAsset ?? zeroAddress;
  const icxMigration = deploy('IcxMigration', [first('ICX'), sodaVault]);
  const balnSwap = deploy('BalnSwap', [first('BALN'), sodaVault]);

  const chain = peopleOf(plan, client);
  const holders = [solver, ...chain.users.map(({ address }) => address)];
  for (const { symbol, hubAsset } of assets) {
    batch(solver, [
      ...holders.map((holder) => mint(hubAsset, holder)),
      callOf(hubAsset, 'Token', 'approve', [intents, maxUint256]),
      ...(symbol === 'USD' ? lock(hubAsset, usdVault, solver) : []),
      ...(symbol === 'SODA' ? lock(hubAsset, sodaVault, solver) : []),
    ]);
  }
  batch(solver, [
    callOf(usdVault, 'Token', 'approve', [pool, maxUint256]),
    callOf(pool, 'Pool', 'supply', [usdVault, plenty / 2n, solver, 0]),
    callOf(sodaVault, 'Token', 'transfer', [icxMigration, plenty / 4n]),
    callOf(sodaVault, 'Token', 'transfer', [balnSwap, plenty / 4n]),
    mint(first('ICX'), icxMigration),
  ]);
  await settle();
  return { hub: { ...chain, contracts: { ...contracts, icxMigration, balnSwap } }, assets };
}

/** Puts as much into a vault as everybody else was given. */
function lock(token: Address, vault: Address, holder: Address): Call[] {
  return [
    mint(token, holder),
    callOf(token, 'Token', 'approve', [vault, maxUint256]),
    callOf(vault, 'Vault', 'deposit', [token, plenty]),
  ];
}
