import type { About } from './leg.ts';
import type { AssetLocation } from './operation.ts';
import type { Slot } from './slots.ts';

/**
 * Where the value of an operation is: where the last firm leg along the route has moved it. Null while nothing firm tells, and
 * for messages that carry no value.
 *
 * @param now.isGone no leg is left, so that nothing ever moved
 * @param now.awaited the slot that the operation waits for
 */
export function assetLocationOf(
  slots: readonly Slot[],
  { origin, hub, sent, received }: About,
  { isGone, awaited }: { isGone: boolean; awaited: Slot | undefined },
): AssetLocation | null {
  if (!sent && !received) return null;
  const asset = (told: About['sent']) => ({
    token: told?.token ?? null,
    amount: told?.amount ?? null,
  });
  if (isGone) return { place: 'sender', chain: origin?.chain ?? null, ...asset(sent) };
  const place = awaited?.leg === null ? awaited.step.waiting.place : undefined;
  if (awaited && place) {
    // What is awaited elsewhere, as a refund, leaves from the hub.
    const at = place === 'hub_contract' || place === 'hub_wallet' ? hub : awaited.chain;
    return { place, chain: at?.chain ?? null, ...asset(sent) };
  }
  const last = slots.findLast(({ step, leg, isDone }) => step.moves && leg?.canonical && isDone);
  if (!last?.step.moves) return null;
  const isReceived = last.step.moves === 'recipient';
  return {
    place: last.step.moves,
    chain: last.chain?.chain ?? null,
    ...asset((isReceived ? received : undefined) ?? sent),
  };
}
