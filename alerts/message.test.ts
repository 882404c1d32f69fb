import { expect, test } from 'vitest';
import { aNotice } from '../test/a-notice.ts';
import { cutEscaped, markupOf, messageOf } from './message.ts';

const escape = (text: string) => text.replaceAll('&', '&amp;');
const label = (own: string) => `*${own}*`;

test('text that is too long is cut between characters, and an escape is never cut', () => {
  expect([9, 10, 11, 14, 15].map((lengthMax) => cutEscaped('&&😀', lengthMax, escape))).toEqual([
    '&amp;…',
    '&amp;…',
    '&amp;&amp;…',
    '&amp;&amp;😀',
    '&amp;&amp;😀',
  ]);
  expect(cutEscaped('&&😀', 12, escape)).toBe('&amp;&amp;😀');
});

test('lines that fit are told whole, and of those that do not each keeps its share', () => {
  const lines = [
    { label: 'A', text: '&'.repeat(20) },
    { label: 'B', text: 'b' },
  ];
  const whole = `*A*: ${'&amp;'.repeat(20)}\n*B*: b`;
  expect(markupOf(lines, { lengthMax: whole.length, label, escape })).toBe(whole);
  const cut = markupOf(lines, { lengthMax: whole.length - 1, label, escape });
  expect(cut).toBe(`*A*: ${'&amp;'.repeat(9)}…\n*B*: b`);
});

test('a link that services would refuse a whole message for is left out', () => {
  const urls = [2_000, 2_001].map((length) => 'https://midflight.example/'.padEnd(length, 'x'));
  expect(urls.map((url) => messageOf(aNotice({ url })).url)).toEqual([urls[0], null]);
});
