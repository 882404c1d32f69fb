import type { CaptureInput } from '../define.ts';
import type { CcipDeployment, Ramps } from './deployment.ts';

/**
 * Whether contracts are read on the chain of this selector, but no OffRamp that could execute the message: nobody waits then for
 * what cannot be seen.
 *
 * @param offRampsFor the OffRamps there that are for such messages
 */
export function isEndUnseen(
  selector: string,
  offRampsFor: (there: CcipDeployment) => readonly string[],
  { chainNamed, deploymentOn }: CaptureInput<unknown, CcipDeployment>,
): boolean {
  const there = deploymentOn(chainNamed(selector).chain);
  return there !== undefined && offRampsFor(there).length === 0;
}

/** The OffRamps among these contracts. */
export function offRampsOf(generations: Readonly<Record<string, Ramps>> = {}): string[] {
  return Object.values(generations).flatMap(({ offRamp }) => offRamp ?? []);
}
