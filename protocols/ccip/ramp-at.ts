import type { CcipDeployment, Ramps } from './deployment.ts';

/** A contract of a deployment, and what it came with. */
export interface Ramp {
  /** Selector of the chain at the other end; null where it serves all chains. */
  remote: string | null;
  version: string;
  ramps: Ramps;
}

/** All contracts of a deployment whose events are read. */
export function contractsOf({ ramps = {}, lanes = {} }: CcipDeployment): string[] {
  const generations = [ramps, ...Object.values(lanes)].flatMap((own) => Object.values(own));
  const contracts = generations.flatMap(({ onRamp, offRamp, commitStore }) => [
    onRamp ?? [],
    offRamp ?? [],
    commitStore ?? [],
  ]);
  return [...new Set(contracts.flat())];
}

/** The ramp that emits. Throws for any contract that is no such ramp: anybody may emit the same events. */
export function rampAt(
  kind: keyof Ramps,
  emitter: string,
  { ramps = {}, lanes = {} }: CcipDeployment,
): Ramp {
  for (const [version, own] of Object.entries(ramps)) {
    if (own[kind] === emitter) return { remote: null, version, ramps: own };
  }
  for (const [remote, versions] of Object.entries(lanes)) {
    for (const [version, own] of Object.entries(versions)) {
      if (own[kind] === emitter) return { remote, version, ramps: own };
    }
  }
  throw new Error(`it is no ${kind} that is known`);
}
