import type { Operation } from '../core/operation.ts';

/** What a fixture expects of an operation: everything that a user would act on. */
export function summarize(operation: Operation): Record<string, unknown> {
  const { id, kind, status, stage, final, coverage, origin, destination, about, legs, pending } =
    operation;
  const { sender, recipient, sent, received, details } = about;
  return JSON.parse(
    JSON.stringify({
      id,
      kind,
      status,
      stage,
      final,
      coverage,
      origin,
      destination,
      sender,
      recipient,
      sent,
      received,
      details,
      legs: legs.map(({ step, chain, inclusion, at }) => ({
        step,
        chain,
        inclusion,
        transaction: at?.transaction ?? null,
      })),
      waitsFor: pending?.step ?? null,
    }),
  ) as Record<string, unknown>;
}
