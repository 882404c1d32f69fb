import { expect, test } from 'vitest';
import { bound } from '../test/operations-of.ts';

const table: [
  protocol: string,
  kind: string,
  details: Record<string, string>,
  pace: string | null,
][] = [
  ['across', 'transfer', {}, 'open'],
  ['across', 'transfer', { exclusiveRelayer: '0x33' }, 'exclusive'],
  ['cctp', 'fast_transfer', { minFinalityThreshold: '1000' }, 'fast'],
  ['cctp', 'transfer', { minFinalityThreshold: '2000' }, 'standard'],
  // How it was attested is known only at its end.
  ['cctp', 'fast_message', { finalityThresholdExecuted: '2000' }, 'fast'],
  ['sodax', 'swap', {}, 'swap'],
  ['sodax', 'limit_order', {}, 'limit_order'],
  ['stargate', 'transfer', { mode: 'taxi' }, 'taxi'],
  ['stargate', 'transfer', { mode: 'bus' }, 'bus'],
  ['stargate', 'bus', {}, null],
  ['wormhole', 'transfer', { consistencyLevel: '200' }, 'instant'],
  ['wormhole', 'transfer', { consistencyLevel: '201' }, 'safe'],
  ['wormhole', 'transfer', { consistencyLevel: '15' }, 'standard'],
  ['wormhole', 'ntt_release', {}, null],
];

test.each(table)('%s: the pace of a %s with %j is %s', (protocol, kind, details, pace) => {
  expect(bound.get(protocol)?.rules.paces?.of({ kind, details })).toBe(pace);
});

test('each pace is shown', () => {
  const shown = new Set(table.map(([protocol, , , pace]) => `${protocol} ${pace}`));
  const all = [...bound].flatMap(([name, { rules }]) =>
    (rules.paces?.names ?? []).map((pace) => `${name} ${pace}`),
  );
  expect(all.filter((pace) => !shown.has(pace))).toEqual([]);
});
