import { describe, expect, test } from 'vitest';
import type { ChainFacts } from './chain-facts.ts';
import { decideIndexerBlind } from './indexer-blind.ts';

const now = 1_000_000;

const chain = (name: string, own: Partial<ChainFacts> = {}): ChainFacts => ({
  chain: `test:${name}`,
  name,
  headTime: now,
  seenAt: now,
  movedAt: now,
  readTime: now,
  left: null,
  endpoints: [],
  ...own,
});
const silent = (name: string, seconds = 600) => chain(name, { seenAt: now - seconds });
const left = (name: string, isSettled: boolean) =>
  chain(name, { seenAt: now - 9_000, left: { since: now - 9_000, isSettled } });

const sayTime = (seconds: number) => `${now - seconds} s ago`;
const said = (chains: readonly ChainFacts[], indexerAt: number | null = now) =>
  decideIndexerBlind(chains, { blindSeconds: 300, severity: 'critical', indexerAt, now, sayTime });

describe('what is not read', () => {
  const rows: [what: string, chains: ChainFacts[], subjects: string[]][] = [
    ['nothing, while all answer', [chain('a'), chain('b')], []],
    ['one of two', [silent('a'), chain('b')], ['test:a']],
    ['all at once are one', [silent('a'), silent('b'), silent('c', 301)], ['all']],
    ['all but one that answers', [silent('a'), silent('b'), chain('c')], ['test:a', 'test:b']],
    ['the only chain', [silent('a')], ['test:a']],
    [
      'one that was never seen makes no group',
      [silent('a'), chain('b', { seenAt: null })],
      ['test:a'],
    ],
    [
      'all that answer, and are not read',
      [chain('a', { readTime: now - 400 }), chain('b', { readTime: now - 400 })],
      ['test:a', 'test:b'],
    ],
    ['one that was left', [left('a', false), chain('b')], ['test:a']],
    ['one that was left on purpose', [left('a', true), chain('b')], []],
    [
      'all, beside one that was left',
      [left('a', false), silent('b'), silent('c')],
      ['test:a', 'all'],
    ],
    ['the only one beside those that were left', [left('a', true), silent('b')], ['test:b']],
  ];
  test.each(rows)('%s', (_, chains, subjects) => {
    expect(said(chains).map(({ subject }) => subject)).toEqual(subjects);
  });
});

test('an alert says whether it is the indexer, its network, or the configuration', () => {
  const happened = (chains: ChainFacts[], indexerAt: number | null) =>
    said(chains, indexerAt).map(({ text }) => `${text.title}. ${text.happened}`);
  expect([
    ...happened([silent('a'), silent('b')], now - 590),
    ...happened([silent('a'), silent('b')], now),
    ...happened([silent('a'), chain('b')], now),
    ...happened([silent('a')], null),
    ...happened([left('a', false), chain('b')], now),
  ]).toEqual([
    'No chain is read. No chain has been read since 600 s ago: a, b. No indexer has said that it runs since 590 s ago.',
    'No chain is read. No chain has been read since 600 s ago: a, b. An indexer runs.',
    'Not read: a. No endpoint of a has answered for 10 min. An indexer runs.',
    'Not read: a. No endpoint of a has answered for 10 min.',
    'Not followed any more: a. An indexer runs, and none has followed a since 9000 s ago: it was taken out of the configuration, or the process that followed it has ended.',
  ]);
});
