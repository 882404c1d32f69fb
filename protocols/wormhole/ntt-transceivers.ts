import { stringToHex } from 'viem';
import type { ChainId } from '../../core/chain.ts';
import type { Hex } from '../../core/raw-log.ts';
import { bytes32Of } from '../bytes32.ts';
import { familyOf } from '../family-of.ts';
import { programAddress } from '../program-address.ts';
import type { WormholeDeployment } from './deployments.ts';

type Deployment = Pick<WormholeDeployment, 'nttManagers' | 'nttTransceivers'>;

/**
 * Whether whoever sends a message is known as the manager's own transceiver, which sends nothing but what its manager hands
 * it. Anybody else may send a message that names any manager.
 *
 * @param emitter as a message names it, as 32 bytes
 */
export function isOwnTransceiver(
  emitter: Hex,
  manager: string,
  { chain, deployment }: { chain: ChainId | null; deployment: Deployment },
): boolean {
  const isSolana = chain !== null && familyOf(chain) === 'svm';
  return isSolana
    ? nttProgramsOf(manager, deployment).some((program) => emitter === emitterOf(program))
    : (deployment.nttTransceivers[manager] ?? []).some((own) => emitter === bytes32Of(own));
}

/** The programs of a manager on Solana: itself, and its transceivers. */
export function nttProgramsOf(
  manager: string,
  { nttManagers, nttTransceivers }: Deployment,
): readonly string[] {
  return nttManagers.includes(manager) ? [manager, ...(nttTransceivers[manager] ?? [])] : [];
}

/** The account by which a transceiver on Solana signs its messages. Source: native-token-transfers `release_outbound.rs`. */
const emitterOf = (program: string): Hex =>
  bytes32Of(programAddress([stringToHex('emitter')], program));
