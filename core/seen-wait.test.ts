import { expect, test } from 'vitest';
import { here, there } from '../test/builders.ts';
import { HEALTH_POLICY } from './health.ts';
import type { Reading } from './reading.ts';
import { seenWait } from './seen-wait.ts';

const NOW = 10_000;
const read: Reading = { head: NOW - 10, seenAt: NOW, movedAt: NOW, holes: [] };
const seen = (
  reading: Reading,
  { stage = 'awaiting_relay' as const, since = 9_000, chain = there as typeof there | null } = {},
) =>
  seenWait({ wait: { stage, since }, clockChain: chain }, new Map([[there, reading]]), {
    now: NOW,
    policy: HEALTH_POLICY,
  });

test('a wait has the clock of its chain, as far as that is read', () => {
  expect(seen(read)).toEqual({ clock: NOW - 10, obstacle: null });
  const recent = { below: NOW - 200, top: NOW - 100 };
  expect(seen({ ...read, holes: [recent] })).toEqual({ clock: NOW - 200, obstacle: null });
});

test('what lies before it hides nothing of it, and all of what waits for its origin', () => {
  const holed = { ...read, holes: [{ below: 1_000, top: 2_000 }] };
  expect(seen(holed)).toEqual({ clock: NOW - 10, obstacle: null });
  const { clock, obstacle } = seenWait(
    { wait: { stage: 'awaiting_origin', since: 9_000 }, clockChain: there },
    new Map([[there, holed]]),
    { now: NOW, policy: HEALTH_POLICY },
  );
  expect([clock, obstacle?.reason]).toEqual([1_000, 'blocks_unread']);
});

test('a chain that is not read hides it, and one that is awaited on none has a clock that stands', () => {
  const { clock, obstacle } = seen(read, { chain: here });
  expect([clock, obstacle?.reason]).toEqual([0, 'not_read']);
  expect(seen(read, { chain: null })).toEqual({ clock: 9_000, obstacle: null });
});
