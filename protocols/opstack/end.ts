import type { ChainRef } from '../../core/leg.ts';
import type { Hex } from '../../core/raw-log.ts';
import type { CaptureInput } from '../define.ts';
import type { OpstackDeployment, Rollup } from './deployments.ts';

/** Where every OP chain has its own contracts. Source: optimism `Predeploys.sol`. */
export const predeploys = {
  messenger: '0x4200000000000000000000000000000000000007',
  bridge: '0x4200000000000000000000000000000000000010',
  nftBridge: '0x4200000000000000000000000000000000000014',
  passer: '0x4200000000000000000000000000000000000016',
  interopMessenger: '0x4200000000000000000000000000000000000023',
  interopEthBridge: '0x4200000000000000000000000000000000000024',
  interopTokenBridge: '0x4200000000000000000000000000000000000028',
} as const satisfies Record<string, Hex>;

type Role =
  | 'portal'
  | 'otherBridge'
  | 'blastBridge'
  | 'etherManager'
  | 'usdManager'
  | keyof typeof predeploys;

/** One end of the way between an OP chain and the chain that it settles on: where a log comes from. */
export interface End {
  role: Role;
  isOnL1: boolean;
  here: ChainRef;
  there: ChainRef;
  /** The ways from here and to here, as links write them. */
  outbound: string;
  inbound: string;
  /** The bridges at this end: what they send is a transfer. */
  bridges: readonly Hex[];
  /** The messenger at this end, and the portal, if it has one. */
  messenger: Hex;
  portal?: Hex;
  /** Of Mantle and of Blast: see their deployments. */
  mnt?: Hex;
  blastBridge?: Hex;
  usd?: Hex;
}

type Input = Omit<CaptureInput<unknown, OpstackDeployment>, 'args'>;

/** Throws for a log of another contract than those that say such things. */
export function endOf(input: Input, roles: readonly Role[]): End {
  const end = endOn(input);
  if (!end || !roles.includes(end.role)) throw new Error('an event that another contract emits');
  return end;
}

function endOn({ emitter, deployment, here, chainNamed }: Input): End | undefined {
  const { chainId, settlesOn, otherBridges = [], mnt, blastBridge, rollups = {} } = deployment;
  for (const [id, rollup] of Object.entries(rollups)) {
    const role = roleIn(rollup, emitter);
    if (!role) continue;
    return {
      role,
      isOnL1: true,
      here,
      there: chainNamed(id),
      outbound: `${chainId}-${id}`,
      inbound: `${id}-${chainId}`,
      bridges: bridgesOf(rollup),
      messenger: rollup.messenger,
      portal: rollup.portal,
      ...(rollup.mnt && { mnt: rollup.mnt }),
      ...(rollup.blast && { blastBridge: rollup.blast.bridge, usd: rollup.blast.usd }),
    };
  }
  const role = settlesOn === undefined ? undefined : roleOnOpChain(emitter, deployment);
  if (!role) return undefined;
  return {
    role,
    isOnL1: false,
    here,
    there: chainNamed(String(settlesOn)),
    outbound: `${chainId}-${settlesOn}`,
    inbound: `${settlesOn}-${chainId}`,
    bridges: bridgesOn({ otherBridges, blastBridge }),
    messenger: predeploys.messenger,
    ...(mnt && { mnt }),
    ...(blastBridge && { blastBridge }),
  };
}

function roleIn(rollup: Rollup, emitter: string): Role | undefined {
  const roles = ['portal', 'messenger', 'bridge', 'nftBridge'] as const;
  const isOther = rollup.otherBridges?.some((bridge) => bridge === emitter);
  if (isOther) return 'otherBridge';
  const { blast } = rollup;
  if (emitter === blast?.bridge) return 'blastBridge';
  if (emitter === blast?.etherManager) return 'etherManager';
  if (emitter === blast?.usdManager) return 'usdManager';
  return roles.find((role) => rollup[role] === emitter);
}

function roleOnOpChain(
  emitter: string,
  { otherBridges = [], blastBridge }: OpstackDeployment,
): Role | undefined {
  if (emitter === blastBridge) return 'blastBridge';
  if (otherBridges.some((bridge) => bridge === emitter)) return 'otherBridge';
  // CAST: the keys of the object above.
  const roles = Object.keys(predeploys) as (keyof typeof predeploys)[];
  return roles.find((role) => predeploys[role] === emitter);
}

function bridgesOf({ bridge, nftBridge, otherBridges = [], blast }: Rollup): Hex[] {
  return [
    bridge,
    ...(nftBridge ? [nftBridge] : []),
    ...otherBridges,
    ...(blast ? [blast.bridge] : []),
  ];
}

/** The bridges on an OP chain. */
export function bridgesOn({
  otherBridges = [],
  blastBridge,
}: Pick<OpstackDeployment, 'otherBridges' | 'blastBridge'>): Hex[] {
  return [
    predeploys.bridge,
    predeploys.nftBridge,
    ...otherBridges,
    ...(blastBridge ? [blastBridge] : []),
  ];
}

/** All contracts of a deployment whose events are read. */
export function opstackContracts({
  settlesOn,
  otherBridges = [],
  blastBridge,
  rollups = {},
}: OpstackDeployment): Hex[] {
  return [
    ...Object.values(rollups).flatMap((rollup) => [
      rollup.portal,
      rollup.messenger,
      ...bridgesOf(rollup),
      ...(rollup.blast ? [rollup.blast.etherManager, rollup.blast.usdManager] : []),
    ]),
    ...(settlesOn === undefined
      ? []
      : [...Object.values(predeploys), ...otherBridges, ...(blastBridge ? [blastBridge] : [])]),
  ];
}
