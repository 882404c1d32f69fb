import type { Reporter } from './define.ts';
import { sodaxBackend } from './sodax-backend.ts';
import { sodaxRelay } from './sodax-relay.ts';
import { sodaxSolver } from './sodax-solver.ts';
import { wormholeGovernor } from './wormhole-governor.ts';
import { wormholeGuardians } from './wormhole-guardians.ts';

/** Every reporter, by its field in `midflight.config.ts`. */
export const reporters = {
  sodaxRelay,
  sodaxSolver,
  sodaxBackend,
  wormholeGovernor,
  wormholeGuardians,
} as const satisfies Record<string, Reporter>;

const byName: ReadonlyMap<string, Reporter> = new Map(
  Object.values<Reporter>(reporters).map((reporter) => [reporter.name, reporter]),
);

/** What a state of a reporter means, in one sentence; null for one that this version does not know. */
export function meaningOf(reporter: string, state: string): string | null {
  const states = byName.get(reporter)?.states ?? {};
  return Object.hasOwn(states, state) ? (states[state]?.meaning ?? null) : null;
}

/** A reporter that is turned on, with the URL of its service. */
export interface BoundReporter {
  reporter: Reporter;
  url: string;
}

/** The reporters that a configuration turns on, by their fields. */
export function bindReporters(
  config: Readonly<Record<string, { url: string } | undefined>>,
): BoundReporter[] {
  return Object.entries<Reporter>(reporters).flatMap(([field, reporter]) => {
    const url = config[field]?.url.replace(/\/+$/, '');
    return url === undefined ? [] : [{ reporter, url }];
  });
}

/** What of the words of these reporters means that an operation is held back. */
export function holdsOf(
  bound: readonly BoundReporter[],
): { reporter: string; protocol: string; state: string; meaning: string }[] {
  return bound.flatMap(({ reporter: { name, protocol, states } }) =>
    Object.entries(states).flatMap(([state, { isHold, meaning }]) =>
      isHold ? [{ reporter: name, protocol, state, meaning }] : [],
    ),
  );
}
