/** The highest threshold at which Circle does not wait until the origin is final. Source: `v2/FinalityThresholds.sol`. */
const CONFIRMED = 1_000;

/**
 * Whether a message asks Circle to attest it before its origin is final, against a fee.
 *
 * @param minFinalityThreshold null in version 1, which has no such thing
 */
export function isFast(minFinalityThreshold: number | null): boolean {
  return minFinalityThreshold !== null && minFinalityThreshold <= CONFIRMED;
}
