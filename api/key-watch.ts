import type { ApiKey } from './key-ring.ts';

/** Watches the keys of those who stay for long: streams and waits are let in once, and a key may be revoked meanwhile. */
export interface KeyWatch {
  /**
   * Watches a key until it is let go. The signal says that it opens nothing any more: within seconds, wherever it was revoked.
   * Without a key there is nothing to watch.
   */
  hold: (key: Pick<ApiKey, 'id'> | null) => HeldKey;
  /** Looks at once: a key was revoked here. */
  look: () => Promise<void>;
}

export interface HeldKey {
  signal: AbortSignal;
  letGo: () => void;
}

/** How long a key stays open to those who are in after it was revoked elsewhere, or has expired. */
const LOOK_MS = 2_000;

/**
 * One look for all that are held, so that a thousand streams cost no more than one.
 *
 * @param openAmong those of some keys that still open something; while it fails, all stay
 */
export function watchKeys(
  openAmong: (ids: readonly string[]) => Promise<ReadonlySet<string>>,
  { everyMs = LOOK_MS }: { everyMs?: number } = {},
): KeyWatch {
  const held = new Set<{ id: string; closed: AbortController }>();
  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    const looked = [...held];
    if (looked.length === 0) return;
    try {
      const open = await openAmong([...new Set(looked.map(({ id }) => id))]);
      for (const { id, closed } of looked) if (!open.has(id)) closed.abort();
    } catch {
      // The next look comes soon.
    }
  };
  const start = () => {
    // The next one begins after this one's end: a slow database is not asked by many at once.
    timer ??= setTimeout(() => {
      void look().finally(() => {
        timer = undefined;
        if (held.size > 0) start();
      });
    }, everyMs).unref();
  };
  return {
    hold(key) {
      const closed = new AbortController();
      if (key === null) return { signal: closed.signal, letGo: () => {} };
      const own = { id: key.id, closed };
      held.add(own);
      start();
      return { signal: closed.signal, letGo: () => held.delete(own) };
    },
    look,
  };
}
