import { expect, test } from 'vitest';
import { stuckStretches, type StuckWait } from './stuck-stretches.ts';

const lane = { protocol: 'route', origin: 'eip155:1', destination: 'eip155:2' } as const;

test('a lane takes its operations in while it is degraded, and gives them back', () => {
  const wait = (operation: string, from: number, until: number | null): StuckWait => ({
    operation,
    step: 'deliver',
    lane,
    afterSeconds: 600,
    from,
    until,
  });
  const { operations, lanes } = stuckStretches(
    [wait('a', 0, null), wait('b', 10, 40), wait('c', 20, 50), wait('d', 60, 70)],
    {
      bounds: { from: 3, below: 2 },
      severities: { operation: 'warning', lane: 'critical' },
      names: new Map(),
    },
  );
  const shown = ({ finding, from, until }: (typeof lanes)[number]) => [
    finding.subject,
    from,
    until,
  ];
  expect(lanes.map(shown)).toEqual([['route:eip155:1>eip155:2', 20, 50]]);
  expect(operations.map(shown)).toEqual([
    ['a', 0, 20],
    ['a', 50, null],
    ['b', 10, 20],
    ['d', 60, 70],
  ]);
});
