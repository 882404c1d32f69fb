import { maxUint256, zeroAddress } from 'viem';
import type { Address, Hex } from 'viem';

import { accountIndexes, accountOf, openWallet } from '../wallet.ts';
import type { Client } from '../wallet.ts';
import { encodeCall, readArtifact } from './artifacts.ts';
import { openBuilder } from './open-builder.ts';
import type { Call } from './payload.ts';
import { tokenSymbols } from './sodax.ts';
import type { Asset, Hub, Sodax, SodaxChain, Spoke, TokenSymbol } from './sodax.ts';

/** What everybody who needs tokens is given of each. */
const plenty = 10n ** 24n;
const coinsLocked = 10n ** 20n;
const unstakingSeconds = 3_600n;

/** An EVM chain to put SODAX on. */
export interface ChainPlan {
  readonly name: string;
  readonly url: string;
  readonly chainId: number;
  readonly relayId: bigint;
}

export interface SpokePlan extends ChainPlan {
  /** Has the first three parameters of `Message` as topics. */
  readonly isIndexed?: boolean;
}

/** A spoke that is no EVM chain: the hub only has to know it. */
export interface RemotePlan {
  readonly relayId: bigint;
  readonly assetManager: Hex;
  readonly tokens: Partial<Record<TokenSymbol, Hex>>;
}

/**
 * Deploys SODAX on fresh chains: the hub's contracts, those of each spoke, and enough tokens everywhere for swaps, loans
 * and releases. Everything is worth the same, a unit for a unit.
 *
 * @example
 * const sodax = await deploySodax({
 *   hub: { name: 'hub', url, chainId: 31337, relayId: 146n },
 *   spokes: [{ name: 'alpha', url: other, chainId: 31338, relayId: 23n }],
 * });
 */
export async function deploySodax(plan: {
  hub: ChainPlan;
  spokes: readonly SpokePlan[];
  remotes?: readonly RemotePlan[];
}): Promise<Sodax> {
  const { remotes = [] } = plan;
  const start = await startHub(plan.hub);
  const hubSide = { relayId: plan.hub.relayId, ...start.contracts };
  const spokes = await Promise.all(plan.spokes.map((spoke) => deploySpoke(spoke, hubSide)));

  const known = [
    ...spokes.map(({ relayId, contracts }) => ({
      relayId,
      assetManager: contracts.assetManager,
      intentFiller: contracts.intentFiller,
      tokens: { ...contracts, COIN: zeroAddress } as Partial<Record<TokenSymbol, Hex>>,
    })),
    ...remotes,
  ];
  const { hub, assets } = await finishHub(start, known);
  return { hub, spokes, assets };
}

type Known = RemotePlan & { readonly intentFiller?: Hex };

async function startHub({ relayId, ...plan }: ChainPlan) {
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
async function finishHub(
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
      call(assetManager, 'HubAssetManager', 'configureAssetManager', [relayId, there]),
    ),
    ...known.flatMap(({ relayId, intentFiller }) =>
      intentFiller ? [call(intents, 'Intents', 'addSpoke', [relayId, intentFiller])] : [],
    ),
    call(walletFactory, 'WalletFactory', 'trust', [assetManager]),
    call(walletFactory, 'WalletFactory', 'trust', [contracts.router]),
  ]);
  for (const { relayId, token } of wanted) {
    batch(solver, [call(assetManager, 'HubAssetManager', 'deployAsset', [relayId, token])]);
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
      call(hubAsset, 'Token', 'approve', [intents, maxUint256]),
      ...(symbol === 'USD' ? lock(hubAsset, usdVault, solver) : []),
      ...(symbol === 'SODA' ? lock(hubAsset, sodaVault, solver) : []),
    ]);
  }
  batch(solver, [
    call(usdVault, 'Token', 'approve', [pool, maxUint256]),
    call(pool, 'Pool', 'supply', [usdVault, plenty / 2n, solver, 0]),
    call(sodaVault, 'Token', 'transfer', [icxMigration, plenty / 4n]),
    call(sodaVault, 'Token', 'transfer', [balnSwap, plenty / 4n]),
    mint(first('ICX'), icxMigration),
  ]);
  await settle();
  return { hub: { ...chain, contracts: { ...contracts, icxMigration, balnSwap } }, assets };
}

async function deploySpoke(
  { relayId, isIndexed = false, ...plan }: SpokePlan,
  hub: { relayId: bigint; assetManager: Address; intents: Address },
): Promise<Spoke> {
  const { client, deploy, batch, settle } = await openBuilder(plan);
  const connection = deploy(isIndexed ? 'IndexedConnection' : 'Connection', [relayId]);
  const assetManager = deploy('SpokeAssetManager', [connection, hub.relayId, hub.assetManager]);
  const intentFiller = deploy('SpokeIntentFiller', [connection, hub.relayId, hub.intents]);
  const giver = deploy('Solver');
  const [USD, SODA, ICX, BALN] = tokenSymbols.map((symbol) => deploy('Token', [symbol, 18])) as [
    Address,
    Address,
    Address,
    Address,
  ];
  const chain = peopleOf({ ...plan, relayId }, client);
  const holders = [...chain.users, chain.solver].map(({ address }) => address);
  batch(
    giver,
    [USD, SODA, ICX, BALN].flatMap((token) =>
      [assetManager, ...holders].map((holder) => mint(token, holder)),
    ),
  );
  batch(giver, [{ to: assetManager, value: coinsLocked, data: '0x' }]);
  await settle();
  return { ...chain, contracts: { connection, assetManager, intentFiller, USD, SODA, ICX, BALN } };
}

function call(to: Address, name: string, functionName: string, args: readonly unknown[]): Call {
  return { to, value: 0n, data: encodeCall(name, functionName, args) };
}

function mint(token: Address, holder: Address): Call {
  return call(token, 'Token', 'mint', [holder, plenty]);
}

/** Puts as much into a vault as everybody else was given. */
function lock(token: Address, vault: Address, holder: Address): Call[] {
  return [
    mint(token, holder),
    call(token, 'Token', 'approve', [vault, maxUint256]),
    call(vault, 'Vault', 'deposit', [token, plenty]),
  ];
}

function peopleOf(
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
