import { expect, test } from 'vitest';
import type { Finding } from './alert.ts';
import { isSilenced, type SilenceMatch } from './is-silenced.ts';

const lane = { protocol: 'cctp', origin: 'eip155:1', destination: 'eip155:10' } as const;
const all: SilenceMatch = {
  rule: null,
  protocol: null,
  origin: null,
  destination: null,
  operation: null,
};

test('a silence matches what it names, and what it leaves open matches everything', () => {
  const stuck: Pick<Finding, 'rule' | 'lane' | 'operation'> = {
    rule: 'operation_stuck',
    lane,
    operation: 'cctp:a',
  };
  const rows: [Partial<SilenceMatch>, boolean][] = [
    [{ rule: 'operation_stuck' }, true],
    [{ rule: 'lane_degraded' }, false],
    [{ protocol: 'cctp' }, true],
    [{ protocol: 'axelar' }, false],
    [{ protocol: 'cctp', origin: 'eip155:1', destination: 'eip155:10' }, true],
    [{ protocol: 'cctp', origin: 'eip155:1', destination: 'eip155:137' }, false],
    [{ origin: 'eip155:137' }, false],
    [{ operation: 'cctp:a' }, true],
    [{ operation: 'cctp:b' }, false],
    [{ rule: 'lane_degraded', operation: 'cctp:a' }, false],
  ];
  expect(rows.map(([match]) => isSilenced(stuck, { ...all, ...match }))).toEqual(
    rows.map(([, said]) => said),
  );
  const blind = { rule: 'indexer_blind', lane: null, operation: null } as const;
  expect(isSilenced(blind, { ...all, rule: 'indexer_blind' })).toBe(true);
  expect(isSilenced(blind, { ...all, protocol: 'cctp' })).toBe(false);
});
