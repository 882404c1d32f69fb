import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readEvents, type ServerEvent } from './read-events.ts';

const encoder = new TextEncoder();

/** The events of bytes that come in these pieces. */
async function eventsOf(pieces: readonly Uint8Array[], heard: string[] = []) {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const events: ServerEvent[] = [];
  const hearing = {
    onId: (id: string) => heard.push(`id ${id}`),
    onRetry: (ms: number) => heard.push(`retry ${ms}`),
  };
  for await (const event of readEvents(body, hearing)) events.push(event);
  return events;
}
const ofText = (text: string, heard?: string[]) => eventsOf([encoder.encode(text)], heard);
const message = (data: string, lastEventId = '', type = 'message') => ({ type, data, lastEventId });

describe('events are read by the rules of the HTML standard', () => {
  const rows: [why: string, text: string, events: ServerEvent[]][] = [
    ['lines may end with LF', 'data: a\n\n', [message('a')]],
    ['or with CR', 'data: a\r\rdata: b\r\r', [message('a'), message('b')]],
    ['or with both', 'data: a\r\n\r\n', [message('a')]],
    ['several data lines are one text', 'data: a\ndata\ndata: b\n\n', [message('a\n\nb')]],
    ['one space after the colon goes', 'data:  a\ndata:b\n\n', [message(' a\nb')]],
    ['comments and unknown fields are nothing', ': hello\nfoo: bar\ndata: a\n\n', [message('a')]],
    [
      'a type holds for its event alone',
      'event: x\ndata: 1\n\ndata: 2\n\n',
      [message('1', '', 'x'), message('2')],
    ],
    [
      'an id holds until the next one',
      'id: 7\ndata: a\n\ndata: b\n\n',
      [message('a', '7'), message('b', '7')],
    ],
    [
      'an empty id takes it back',
      'id: 7\ndata: a\n\nid\ndata: b\n\n',
      [message('a', '7'), message('b')],
    ],
    [
      'an id with NUL is none',
      'id: 7\ndata: a\n\nid: 8\0\ndata: b\n\n',
      [message('a', '7'), message('b', '7')],
    ],
    ['an event without data is none', 'event: x\nid: 7\n\ndata: a\n\n', [message('a', '7')]],
    ['empty data is some', 'data\n\ndata:\n\n', [message(''), message('')]],
    ['what is cut off is none', 'data: a\n\nid: 8\ndata: b\n', [message('a')]],
    ['a byte order mark goes', '\uFEFFdata: a\n\n', [message('a')]],
    ['a colon first is a comment', ':data: a\n\n', []],
  ];
  test.each(rows)('%s', async (_, text, events) => {
    expect(await ofText(text)).toEqual(events);
  });

  test('a pause and an id without an event are heard', async () => {
    const heard: string[] = [];
    await ofText('retry: 1500\nretry: soon\n\nid: 9\n\n', heard);
    expect(heard).toEqual(['retry 1500', 'id 9']);
  });

  test('the pieces that bytes come in make no difference', async () => {
    const text =
      '\uFEFFid: 1\r\nevent: x\r\ndata: grüße 🌉\r\n\r\n: c\rdata: a\r\ndata: b\r\rid: 2\ndata: c\n\ndata: cut';
    const bytes = encoder.encode(text);
    const whole = await eventsOf([bytes]);
    expect(whole).toHaveLength(3);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length })), async (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((end, i) => bytes.slice(places[i], end));
        expect(await eventsOf(pieces)).toEqual(whole);
      }),
    );
  });

  test('an event is there as soon as its empty line is, and not with the next bytes', async () => {
    for (const end of ['\n\n', '\r\r', '\r\n\r\n']) {
      const body = new ReadableStream<Uint8Array>({
        start: (controller) => controller.enqueue(encoder.encode(`data: a${end}`)),
      });
      const events = readEvents(body);
      expect((await events.next()).value).toEqual(message('a'));
      await events.return();
    }
  });

  test('a line without end is given up', async () => {
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1_000_000).fill(97)),
    });
    await expect(readEvents(body).next()).rejects.toThrow('no end');
  });
});
