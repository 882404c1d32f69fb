import { plainText } from '../core/alerts/plain-text.ts';
import type { Notice } from './channel.ts';

const LINE_LENGTH_MAX = 1_000;
/** A longer link is left out: Discord refuses a whole message for one of more than 2,048 characters, Slack for one of 3,000. */
const URL_LENGTH_MAX = 2_000;

/** A message to people: a title, lines with what each is about, and where to look. Nothing in it is escaped. */
export interface Message {
  title: string;
  lines: { label: string; text: string }[];
  url: string | null;
}

const begins: Readonly<Record<Notice['kind'], string>> = {
  opened: '',
  acknowledged: 'Acknowledged: ',
  escalated: 'Nobody has acknowledged: ',
  grown: 'Grown: ',
  resolved: 'Resolved: ',
};

/** Words a notice: what happened, what is pending, where the value is, what to do. Each line is bounded. */
export function messageOf({ kind, alert }: Notice): Message {
  const { text, by, url } = alert;
  const cut = (value: string) => plainText(value, LINE_LENGTH_MAX);
  const isOver = kind === 'resolved';
  const isJoined = isOver && alert.group !== null;
  const begin = isJoined ? 'Part of another alert now: ' : begins[kind];
  const lines = [
    { label: isOver ? 'What had happened' : 'What happened', text: text.happened },
    ...(isOver ? [] : [{ label: 'Pending', text: text.pending }]),
    ...(isOver ? [] : [{ label: 'Value', text: text.value }]),
    ...(isOver ? [] : [{ label: 'To do', text: text.action }]),
    { label: isOver ? 'Closed by' : 'By', text: kind === 'acknowledged' || isOver ? by : null },
    { label: 'It goes on in', text: isJoined ? alert.group : null },
    { label: 'Operation', text: alert.operation },
    { label: 'Alert', text: `${alert.id}, ${alert.rule}, ${alert.severity}` },
  ];
  return {
    title: cut(`${begin}${text.title}`),
    lines: lines.flatMap(({ label, text: said }) =>
      said === null ? [] : [{ label, text: cut(said) }],
    ),
    url: url !== null && url.length <= URL_LENGTH_MAX ? url : null,
  };
}

/** Cuts text to so many characters, not in the middle of one. */
export function cutTo(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  return `${text.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

/** Text as markup of so many characters at most. What is too long is cut between two of its characters, never within an escape. */
export function cutEscaped(
  text: string,
  lengthMax: number,
  escape: (text: string) => string,
): string {
  const whole = escape(text);
  if (whole.length <= lengthMax) return whole;
  let markup = '';
  for (const character of text) {
    const next = markup + escape(character);
    if (next.length >= lengthMax) break;
    markup = next;
  }
  return `${markup}…`;
}

/**
 * Lines as markup of so many characters at most. Where they are too long together, each is cut to the same share, so that none
 * crowds out another.
 */
export function markupOf(
  lines: Message['lines'],
  {
    lengthMax,
    label: labelled,
    escape,
  }: { lengthMax: number; label: (label: string) => string; escape: (text: string) => string },
): string {
  const within = (share: number) =>
    lines
      .map(({ label, text }) => {
        const begin = `${labelled(label)}: `;
        return begin + cutEscaped(text, share - begin.length, escape);
      })
      .join('\n');
  const whole = within(Infinity);
  return whole.length <= lengthMax ? whole : within(Math.floor(lengthMax / lines.length) - 1);
}

/** A message as plain text. */
export function plainMessage({ title, lines, url }: Message): string {
  return [
    title,
    '',
    ...lines.map(({ label, text }) => `${label}: ${text}`),
    ...(url === null ? [] : ['', url]),
  ].join('\n');
}
