import type { Clock } from './clock.ts';
import type { Prober } from './prober.ts';
import type { Purpose } from './purpose.ts';
import type { Slot } from './slot.ts';

/** When all endpoints rest, the first one to be back is waited for this long; the caller waits longer, and says so. */
const PATIENCE_MS = 5_000;

/** What is looked for in an endpoint. */
interface Wish<Client> {
  purpose: Purpose;
  /** Endpoints that were asked already, and how often; infinite for those that will not do it. */
  tried: ReadonlyMap<Slot<Client>, number>;
  /** Another one is preferred to this one. */
  butNot: (slot: Slot<Client>) => boolean;
}

/** Picks endpoints. */
interface Chooser<Client> {
  /** The best endpoint now; null if there is none, not even soon. */
  choose: (wish: Wish<Client>) => Promise<Slot<Client> | null>;
  /** Whether another endpoint had shown a much newer block before this one showed its newest. */
  isBehind: (slot: Slot<Client>) => boolean;
  /** Whether there is an endpoint that was not tried and is not behind. */
  hasBetter: (tried: Wish<Client>['tried']) => boolean;
}

export function createChooser<Client>({
  slots,
  prober,
  clock,
  lagBlocksMax,
}: {
  slots: readonly Slot<Client>[];
  prober: Prober<Client>;
  clock: Clock;
  lagBlocksMax: bigint;
}): Chooser<Client> {
  const usable = () => slots.filter(({ health }) => health.isUsable());

  const isBehind = ({ seen }: Slot<Client>) =>
    seen !== null &&
    slots.some(
      (other) =>
        other.seen !== null &&
        other.seen.at <= seen.at &&
        other.seen.height - seen.height > lagBlocksMax,
    );

  /** Waits for the first endpoint to be usable, if none is and it is not long. */
  const waitForOne = async () => {
    prober.tend();
    if (usable().length === 0) await prober.settled();
    if (usable().length > 0) return;
    const wait = Math.min(...slots.map(({ health }) => health.wait()));
    if (wait > PATIENCE_MS) return;
    // Timers count whole milliseconds, and may be early by a part of one.
    await clock.sleep(Math.ceil(wait) + 1);
    prober.tend();
    await prober.settled();
  };

  return {
    isBehind,
    hasBetter: (tried) => usable().some((slot) => !tried.has(slot) && !isBehind(slot)),
    choose: async ({ purpose, tried, butNot }) => {
      await waitForOne();
      const askable = usable().filter((slot) => tried.get(slot) !== Infinity);
      const inFront = purpose === 'head' ? askable.filter((slot) => !isBehind(slot)) : askable;
      const rank = (slot: Slot<Client>) => (tried.get(slot) ?? 0) * 2 + Number(butNot(slot));
      const [best] = (inFront.length > 0 ? inFront : askable).toSorted((a, b) => rank(a) - rank(b));
      return best ?? null;
    },
  };
}
