import type { Leg, Link } from '../core/leg.ts';
import type { Rules } from '../core/rules.ts';
import { aStep, route } from './builders.ts';
import { aLinkedLeg, ends } from './linked-leg.ts';

const [send, , deliver] = route.steps;
const refund = aStep('refund', 'refund', 'origin', 'refund_pending');

/** A route that pays back in sums: a payment names nobody, and is an operation of its own where it refunds nothing. */
export const payingRoute: Rules = {
  ...route,
  steps: [send, deliver, { ...refund, required: 'never' as const }].flatMap((step) => step ?? []),
  kinds: { payment: [refund] },
};

const roles = { send: 'origin', deliver: 'destination', refund: 'refund' } as const;

/** A leg of it, with these links. */
export function aPayingLeg(step: keyof typeof roles, block: number, links: Link[]): Leg {
  const about = step === 'refund' ? { kind: 'payment' } : { kind: 'transfer', ...ends };
  return aLinkedLeg({ step, role: roles[step], block, links, about });
}
