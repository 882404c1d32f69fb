import type { ChainId } from './chain.ts';
import { stepsOf, type Rules, type Usual } from './rules.ts';

/** A step that an operation waits for. */
interface Awaited {
  protocol: string;
  kind: string;
  step: string;
  /** The chain of the operation's origin. */
  origin: ChainId | null;
}

/**
 * How long an awaited step usually takes after the one before, by the protocol's own figures; null where it has none. The step
 * may be one of those that carry the operation.
 *
 * @param rules those of every protocol, by name
 */
export function usualOf(
  rules: ReadonlyMap<string, Rules>,
  { protocol, kind, step: name, origin }: Awaited,
): Usual | null {
  const own = rules.get(protocol);
  if (!own) return null;
  const carriers = (own.carriedBy ?? []).flatMap((carrier) => rules.get(carrier)?.steps ?? []);
  const { usual } =
    [...stepsOf(own, kind), ...carriers].find((candidate) => candidate.name === name) ?? {};
  if (!usual) return null;
  const { seconds, lateAfter } = (origin === null ? undefined : usual.from?.[origin]) ?? usual;
  return { seconds, lateAfter };
}
