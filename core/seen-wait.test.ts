import { expect, test } from 'vitest';
import { here, there } from '../test/builders.ts';
import type { ChainId } from './chain.ts';
import { HEALTH_POLICY } from './health.ts';
import type { Reading } from './reading.ts';
import { seenWait } from './seen-wait.ts';
import type { Stage } from './status.ts';

const NOW = 10_000;
const read: Reading = { head: NOW - 10, seenAt: NOW, movedAt: NOW, holes: [] };
const seen = (
  reading: Reading,
  clockChain: ChainId | null = there,
  stage: Stage = 'awaiting_relay',
) =>
  seenWait({ wait: { stage, since: 9_000 }, clockChain }, new Map([[there, reading]]), {
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
  const { clock, obstacle } = seen(holed, there, 'awaiting_origin');
  expect([clock, obstacle?.reason]).toEqual([1_000, 'blocks_unread']);
});

test('a chain that is not read hides it, and one that is awaited on none has a clock that stands', () => {
  const { clock, obstacle } = seen(read, here);
  expect([clock, obstacle?.reason]).toEqual([0, 'not_read']);
  expect(seen(read, null)).toEqual({ clock: 9_000, obstacle: null });
});
