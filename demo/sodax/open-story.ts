import type { Random } from '../random.ts';
import type { TrackedChain } from '../track-on-evm.ts';
import { hubCalls } from './calls.ts';
import { createSwap } from './create-swap.ts';
import type { SodaxPlan } from './draw-plan.ts';
import type { SodaxEnd } from './end.ts';
import { openErrand } from './errand.ts';
import type { Errand, ErrandParts } from './errand.ts';
import type { Call } from './payload.ts';
import { assetOf } from './sodax.ts';
import type { Sodax } from './sodax.ts';
import { fill } from './solve.ts';

const deadlineSeconds = { usual: 3_600, short: 25 };
/** Of an order that is filled in two parts, the first one in hundredths. */
const firstPart = 40n;

/** Who does what, in which order: each errand begins when the one before it is over. */
export type OpenErrand = () => Errand;

export interface StoryParts {
  readonly sodax: Sodax;
  readonly hub: TrackedChain;
  readonly dice: Random;
  readonly plan: SodaxPlan;
  /** The place of who starts it among the origin's users. */
  readonly user: number;
  /** New for each story. */
  readonly id: bigint;
}

/** Turns a plan into errands. */
export function openStory(parts: StoryParts): OpenErrand[] {
  const { sodax, plan, user } = parts;
  const { story, origin, destination, give, take, amount } = plan;
  const calls = hubCalls(sodax);
  const input = assetOf(sodax, origin.relayId, give);
  const output = assetOf(sodax, destination.relayId, take);
  const recipient = parts.dice.pick(destination.users);
  const begin = (wanted: readonly Call[], rest: Partial<ErrandParts> = {}) =>
    errandOf(parts, {
      departing: { user, deposit: { symbol: give, amount }, calls: wanted },
      givesUp: plan.givesUp,
      ...(story !== 'unrelayed' && { relaysAfterMs: plan.relaysAfterMs }),
      ...rest,
    });
  const delivers = { to: destination, afterMs: plan.deliversAfterMs };

  if (story === 'transfer') {
    const delivery = { asset: output, vault: 'usdVault', to: recipient, amount } as const;
    return [() => begin(calls.bridge(input, 'usdVault', amount, delivery), { delivers })];
  }

  const intent = createSwap(sodax, {
    id: parts.id,
    from: { relayId: origin.relayId, user: userAt(origin, user) },
    to: { relayId: destination.relayId, user: recipient },
    input,
    output,
    amount,
    deadline: deadlineOf(plan),
    allowsPartialFill: story === 'partial',
  });
  const creating = calls.createIntent(intent);
  const solve = (inputAmount = amount) => ({
    afterMs: plan.solvesAfterMs,
    send: async () => await fill(sodax, { fills: [{ intent, inputAmount }] }),
  });

  switch (story) {
    case 'hook_failure':
      return [() => begin([...creating, ...calls.fail()])];
    case 'unrelayed':
    case 'unfilled':
      return [() => begin(creating)];
    case 'cancel':
      return [
        () => begin(creating),
        () => later(parts, calls.cancelIntent(intent)),
        () => later(parts, calls.withdraw(input, userAt(origin, user), amount), origin),
      ];
    case 'partial': {
      const part = (amount * firstPart) / 100n;
      const rest = plan.isFilledUp ? [solve(amount - part)] : [];
      return [() => begin(creating, { fills: [solve(part), ...rest], delivers })];
    }
    case 'swap':
    case 'limit_order':
    case 'held_back':
      return [() => begin(creating, { fills: [solve()], delivers })];
  }
}

/** Calls alone, that a user sends when something is over. */
function later(parts: StoryParts, calls: readonly Call[], to?: SodaxEnd): Errand {
  const { plan, user } = parts;
  return errandOf(parts, {
    departing: { user, calls },
    departsAfterMs: plan.cancelsAfterMs,
    relaysAfterMs: plan.relaysAfterMs,
    ...(to && { delivers: { to, afterMs: plan.deliversAfterMs } }),
  });
}

function errandOf(
  { sodax, hub, dice, plan }: StoryParts,
  parts: Pick<ErrandParts, 'departing'> & Partial<ErrandParts>,
): Errand {
  return openErrand({ sodax, hub, dice, origin: plan.origin, ...parts });
}

/** In seconds of Unix time; 0 for an order that stays open as long as its creator likes. */
function deadlineOf({ story }: SodaxPlan): bigint {
  if (story === 'limit_order' || story === 'partial' || story === 'cancel') return 0n;
  const seconds = story === 'unfilled' ? deadlineSeconds.short : deadlineSeconds.usual;
  return BigInt(Math.floor(Date.now() / 1_000) + seconds);
}

function userAt(end: SodaxEnd, user: number) {
  const address = end.users[user];
  if (address === undefined) throw new Error(`${end.name} has no user ${user}.`);
  return address;
}
