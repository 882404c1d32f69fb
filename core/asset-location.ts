import { isFirm } from './inclusion.ts';
import type { About, Asset, ChainRef } from './leg.ts';
import type { AssetLocation } from './operation.ts';
import type { Place } from './rules.ts';
import type { Slot } from './slots.ts';
import { amountOf } from './successes.ts';

/**
 * Where the value of an operation is: where the last firm leg along the route has moved it. Null while nothing firm tells, and
 * for messages that carry no value.
 *
 * @param now.isGone no leg is left, so that nothing ever moved
 * @param now.awaited the slot that the operation waits for
 * @param now.isHeld what carries it still waits for an action: the value is with whom it is to call
 */
export function assetLocationOf(
  slots: readonly Slot[],
  { origin, hub, sent, received, wanted, total }: About,
  { isGone, awaited, isHeld }: { isGone: boolean; awaited: Slot | undefined; isHeld: boolean },
): AssetLocation | null {
  if (!sent && !received) return null;
  const at = (place: Place, chain: ChainRef | undefined | null, open: Asset | undefined = sent) => {
    const isThere = place === 'recipient' || place === 'destination_contract';
    // Where something else was wanted, how much of it came is not known before a leg tells.
    if (isThere && !received && wanted) {
      return { place, chain: chain?.chain ?? null, token: wanted.token ?? null, amount: null };
    }
    const told = isThere ? (received ?? open) : open;
    // Elsewhere what was sent has another token's name, if it is the same token at all.
    const isAtHome = told === received || chain?.chain === origin?.chain;
    const token = isAtHome ? (told?.token ?? null) : null;
    return { place, chain: chain?.chain ?? null, token, amount: told?.amount ?? null };
  };
  if (isGone) return at('sender', origin);
  const failed = awaited?.outcome === 'failed_retryable' ? awaited.step.movesIfFailed : undefined;
  if (awaited && failed && isFirm(awaited.inclusion)) return at(failed, awaited.chain);
  const place = awaited?.leg === null ? awaited.step.waiting.place : undefined;
  if (awaited && place) {
    // What is awaited on one chain may leave from another, as a refund does from a hub.
    const chains: Partial<Record<Place, ChainRef | undefined>> = {
      sender: origin,
      origin_contract: origin,
      hub_contract: hub,
      hub_wallet: hub,
    };
    return at(place, chains[place] ?? awaited.chain, sent && leftOf(sent, awaited, total));
  }
  const refused = slots.find(({ step, failure }) => failure && step.movesIfFailed);
  if (refused?.step.movesIfFailed) return at(refused.step.movesIfFailed, refused.chain);
  const last = slots.findLast(({ step, leg, isDone }) => step.moves && leg?.canonical && isDone);
  if (!last?.step.moves) return null;
  const isCalled = isHeld && last.step.moves === 'recipient';
  return at(isCalled ? 'destination_contract' : last.step.moves, last.chain);
}

/** What is left of what was sent, where the awaited step comes in parts and tells how much of it is open. */
function leftOf(sent: Asset, { step, successes }: Slot, total: string | undefined): Asset {
  if (!step.isPartial || sent.amount !== total) return sent;
  return { ...sent, amount: String(BigInt(total) - amountOf(successes, total)) };
}
