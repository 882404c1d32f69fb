import { expect, test } from 'vitest';
import type { Operation } from './client.ts';
import { drawScreen } from './screen.ts';
import type { Seen, View } from './watch.ts';

const signature =
  '2CzMPz7yFKr4QFJacjtFkE7szhowTMsfqPKkiQ8Xu8MRKrChYZD1RizCv2r7rSgWYkRK1m3fq33eNMNB2TPxxJuT';
const operation: Operation = {
  id: `cctp:demo:v2:5:${signature}-0`,
  protocol: 'cctp',
  kind: 'transfer',
  status: 'confirmed',
  stage: 'awaiting_attestation',
  terminal: false,
  final: false,
  version: 1,
  origin: { chain: 'solana:BugRYGSYJwEcdFS6tWK2EFixiDqDVPt6', name: 'solana' },
  destination: { chain: 'eip155:31339', name: 'gamma' },
  pending: { step: 'receive', what: "Circle's attestation, and then a call of receiveMessage" },
};
const seen: Seen = {
  operation,
  transition: {
    seq: 1,
    from: 'pending',
    to: 'confirmed',
    stageTo: 'awaiting_attestation',
    final: false,
    cause: { type: 'event' },
    changes: [{ step: 'send', to: 'confirmed' }],
  },
};
const view: View = {
  stats: undefined,
  chains: [
    {
      chain: 'solana:BugRYGSYJwEcdFS6tWK2EFixiDqDVPt6',
      name: 'solana',
      state: 'live',
      head: { number: '1234' },
      safe: { number: '1234' },
      finalized: { number: '1200' },
      lagSeconds: 1,
      finality: { safe: 'commitment confirmed', finalized: 'commitment finalized' },
      reorgs: { count: 3, deepest: 7 },
    },
  ],
  latest: [seen],
  waits: [],
  totals: {
    transitions: 1,
    rollbacks: 0,
    completionsTakenBack: 0,
    firstCompleteAfterMs: new Map(),
    waited: new Map(),
  },
};

test('Solana and its transfers fit on 80 columns', () => {
  const show = { title: '', elapsedMs: 0, now: 0, api: '', notice: '', commands: [] };
  const lines = drawScreen({ ...show, view }, { columns: 80, rows: 24, hasColour: false });
  expect(lines.filter((line) => line.length > 80)).toEqual([]);
  expect(lines).toEqual(
    expect.arrayContaining([
      'solana 1234  1234  1200      1.0s  3, deepest 7  commitment confirmed, finalized',
      'cctp transfer     solana > gamma  pending -> confirmed    waits for signatures  ',
    ]),
  );
});
