import { expect, test } from 'vitest';
import type { Finding } from './alert.ts';
import { replayLives } from './replay-lives.ts';

const finding = (subject: string): Finding => ({
  rule: 'operation_stuck',
  subject,
  severity: 'warning',
  lane: null,
  chain: null,
  operation: subject,
  text: { title: subject, happened: '', pending: null, value: null, action: '' },
});
const policy = { holdMs: 60_000, clearMs: 120_000, checksMin: 2, escalateMs: null };
const minute = 60_000;

test('what held for long enough would have been an alert, as often as in earnest', () => {
  const stretch = (subject: string, from: number, until: number | null) => ({
    finding: finding(subject),
    from: from * minute,
    until: until === null ? null : until * minute,
  });
  const replayed = replayLives(
    [
      stretch('long', 10, 20),
      stretch('short', 10, 10.5),
      stretch('still', 30, null),
      stretch('again', 40, 50),
      // Within ten minutes of its end: the same one.
      stretch('again', 55, 60),
      stretch('again', 200, 210),
    ],
    { policy, everyMs: 15_000, end: 300 * minute },
  );
  expect(
    replayed.map(({ finding: { subject }, openedAt, resolvedAt, reopened }) => [
      subject,
      openedAt / minute,
      resolvedAt === null ? null : resolvedAt / minute,
      reopened,
    ]),
  ).toEqual([
    ['long', 11, 22, 0],
    ['still', 31, null, 0],
    ['again', 41, 62, 1],
    ['again', 201, 212, 0],
  ]);
});
