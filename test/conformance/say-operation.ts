import type { Operation } from '../../core/operation.ts';

/**
 * What a user sees of an operation, in a line: kind, status, stage, then whatever there is of the awaited step and why it
 * failed, where the value is, who acts next, the settlement, conflicts and gaps.
 *
 * @example 'swap, confirmed, intent_open, awaits fill, value: hub_contract, next: protocol'
 */
export function sayOperation({
  kind,
  status,
  stage,
  pending,
  assetLocation,
  nextAction,
  settlement,
  conflicts,
  specGaps,
}: Operation): string {
  return [
    kind,
    status,
    stage,
    ...(pending ? [`awaits ${pending.step}`] : []),
    ...(pending?.reason ? [pending.reason] : []),
    ...(assetLocation ? [`value: ${assetLocation.place}`] : []),
    ...(nextAction ? [`next: ${nextAction.mover}`] : []),
    ...(settlement === 'n/a' ? [] : [settlement]),
    ...conflicts,
    ...specGaps,
  ].join(', ');
}
