import type { ChainId } from './chain.ts';
import type { HealthPolicy, HealthReason } from './health.ts';
import type { Rules } from './rules.ts';
import { spanText } from './span-text.ts';

/** Blocks that are not read, by chain time (Unix seconds): everything through `below` is read, nothing in it is after `top`. */
export interface Hole {
  below: number;
  top: number;
}

/** How far a chain is read for the contracts of a protocol. Times in Unix seconds. */
export interface Reading {
  /** Time of the newest block that was read; 0 before the first one. */
  head: number;
  /** When the chain answered last, and when its head moved last, by our clock. */
  seenAt: number;
  movedAt: number | null;
  /** The lowest first. */
  holes: readonly Hole[];
}

export type Readings = ReadonlyMap<string, ReadonlyMap<ChainId, Reading>>;

/** Chains' clocks differ: what is awaited may be in a block that seems a little older than the wait. */
const SKEW_SECONDS = 60;

/**
 * Chain time through which everything is read where an event may be that a wait is for: the awaited chain's clock, as far as
 * we have read it.
 *
 * @param since when the wait began; null if what is awaited may be anywhere before
 */
export function clockOf({ head, holes }: Reading, since: number | null): number {
  const hole = holes.find(({ top }) => since === null || top >= since - SKEW_SECONDS);
  return hole ? Math.min(hole.below, head) : head;
}

/** Why nothing can be said of the waits on a chain. */
export interface Obstacle {
  health: 'blind' | 'blocked';
  reason: HealthReason;
  detail: string;
  /** It concerns waits that began up to this chain time; null if all. */
  through: number | null;
}

/**
 * What keeps us from seeing whether an awaited event came: `blind`, or `blocked` where the chain itself stands still, though
 * it answers. Null if we see well enough.
 *
 * @param now by our clock
 * @param oldestMark since when, by our clock, something that was read waits to be folded; null if nothing does
 */
export function obstacleOf(
  reading: Reading | undefined,
  { now, oldestMark, policy }: { now: number; oldestMark: number | null; policy: HealthPolicy },
): Obstacle | null {
  const all = (health: Obstacle['health'], reason: HealthReason, detail: string): Obstacle => ({
    health,
    reason,
    detail,
    through: null,
  });
  const { blindAfterSeconds, stalledAfterSeconds } = policy;
  if (!reading || reading.head === 0) {
    return all('blind', 'not_read', 'The awaited chain was not read for this protocol yet.');
  }
  if (oldestMark !== null && now - oldestMark > blindAfterSeconds) {
    const span = spanText(now - oldestMark);
    return all('blind', 'folds_behind', `What was read ${span} ago is not worked off yet.`);
  }
  const lag = now - reading.head;
  if (lag > blindAfterSeconds) {
    const silence = now - reading.seenAt;
    if (silence > blindAfterSeconds) {
      return all(
        'blind',
        'chain_silent',
        `The awaited chain has not answered us for ${spanText(silence)}.`,
      );
    }
    const standstill = reading.movedAt === null ? 0 : now - reading.movedAt;
    return standstill > stalledAfterSeconds
      ? all(
          'blocked',
          'chain_stalled',
          `The awaited chain's endpoints answer, and have shown no new block for ${spanText(standstill)}: either the chain makes none, or they all stand still.`,
        )
      : all(
          'blind',
          'chain_behind',
          `The newest block that we see of the awaited chain is ${spanText(lag)} old.`,
        );
  }
  const old = reading.holes.filter(({ below }) => now - below > blindAfterSeconds);
  const through = Math.max(...old.map(({ top }) => top)) + SKEW_SECONDS;
  return old.length === 0
    ? null
    : {
        health: 'blind',
        reason: 'blocks_unread',
        detail: 'Blocks of the awaited chain that may hold what it waits for are not read yet.',
        through,
      };
}

/** True if an obstacle concerns a wait that began then; null if what is awaited may be anywhere before. */
export function concerns({ through }: Obstacle, since: number | null): boolean {
  return through === null || since === null || since <= through;
}

/**
 * The readings of each protocol with those of the protocols that carry it: what it waits for may be one of their events.
 */
export function withCarriers(own: Readings, rules: ReadonlyMap<string, Rules>): Readings {
  return new Map(
    [...rules].map(([protocol, { carriedBy = [] }]) => {
      const parts = [protocol, ...carriedBy].flatMap((name) => [...(own.get(name) ?? [])]);
      const merged = new Map<ChainId, Reading>();
      for (const [chain, reading] of parts) {
        const other = merged.get(chain);
        merged.set(chain, other ? worse(other, reading) : reading);
      }
      return [protocol, merged] as const;
    }),
  );
}

function worse(a: Reading, b: Reading): Reading {
  return { ...a, holes: [...a.holes, ...b.holes].toSorted((x, y) => x.below - y.below) };
}
