import type { ChainId } from './chain.ts';
import type { Wait } from './judge.ts';
import type { LegView, NextAction, Pending } from './operation.ts';
import { paceOf, type Paced } from './pace-of.ts';
import { stepsOf, type Rules } from './rules.ts';
import { usualOf } from './usual-of.ts';

/** What of an operation's row a verdict about time rests on. */
export interface Awaiting extends Paced {
  protocol: string;
  origin: { chain: ChainId | null } | null;
  legs: readonly (Pick<LegView, 'chain' | 'role' | 'inclusion'> & {
    at: { blockTime: number } | null;
  })[];
  pending: Pick<Pending, 'step' | 'stage' | 'chain' | 'since' | 'reason'> | null;
  nextAction: NextAction | null;
}

/**
 * What an operation waits for, and the chain by whose clock the wait is measured: the one on which the step is awaited. Where
 * that is none that is known, what is attested off chain say, it is the chain of the leg that came last: the wait began by
 * its clock, and it stands still when we do not read it.
 *
 * @returns null for an operation that waits for nothing
 */
export function waitOf(
  operation: Awaiting,
  rules: ReadonlyMap<string, Rules>,
  hold: string | null,
): { wait: Wait; clockChain: ChainId | null } | null {
  const { protocol, kind, origin, legs, pending, nextAction } = operation;
  if (!pending || !nextAction) return null;
  const { step: name, stage, since, chain, reason } = pending;
  const own = rules.get(protocol);
  const usual = usualOf(rules, { protocol, kind, step: name, origin: origin?.chain ?? null });
  const step = own && stepsOf(own, kind).find((candidate) => candidate.name === name);
  const isOpenOrder = usual === null && step?.deadline !== undefined;
  const last = legs
    .filter(({ at }) => at !== null && at.blockTime <= since)
    .reduce<Awaiting['legs'][number] | null>(
      (latest, leg) => ((leg.at?.blockTime ?? 0) >= (latest?.at?.blockTime ?? 0) ? leg : latest),
      null,
    );
  return {
    wait: {
      step: name,
      stage,
      since,
      usual,
      pace: paceOf(operation, own),
      isOpenOrder,
      nextAction,
      reason,
      hold,
    },
    // What leads where nothing is read has no clock.
    clockChain: stage === 'destination_not_covered' ? null : (chain ?? last?.chain ?? null),
  };
}
