import type { Sent } from '../wallet.ts';
import { encodeCall } from './artifacts.ts';
import type { Sodax, Spoke } from './sodax.ts';

/** While it is on, a spoke releases nothing: deliveries revert, and may be sent again later. */
export async function setLimited({ relayer, contracts }: Spoke, isLimited: boolean): Promise<Sent> {
  const data = encodeCall('SpokeAssetManager', 'setLimited', [isLimited]);
  return await relayer.send({ to: contracts.assetManager, data });
}

/** While it is on, migrations of ICX wait until somebody approves them. */
export async function setNeedsApproval({ hub }: Sodax, needsApproval: boolean): Promise<Sent> {
  const data = encodeCall('IcxMigration', 'setNeedsApproval', [needsApproval]);
  return await hub.relayer.send({ to: hub.contracts.icxMigration, data });
}

/** Approves a migration by the index under which it waits. */
export async function approveMigration({ hub }: Sodax, index: bigint): Promise<Sent> {
  const data = encodeCall('IcxMigration', 'approveMigration', [index]);
  return await hub.relayer.send({ to: hub.contracts.icxMigration, data });
}
