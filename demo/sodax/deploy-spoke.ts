import type { Address } from 'viem';

import { openBuilder } from './open-builder.ts';
import { mint, peopleOf } from './people-of.ts';
import type { SpokePlan } from './plan.ts';
import { tokenSymbols } from './sodax.ts';
import type { Spoke } from './sodax.ts';

const coinsLocked = 10n ** 20n;

/** Deploys the contracts of a spoke, and gives its people and its asset manager tokens. */
export async function deploySpoke(
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
