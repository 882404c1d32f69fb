import { plainText } from '../core/alerts/plain-text.ts';
import type { Notice } from './channel.ts';

const LINE_LENGTH_MAX = 1_000;

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
    url,
  };
}

/** Cuts text to so many characters, not in the middle of one. */
export function cutTo(text: string, lengthMax: number): string {
  if (text.length <= lengthMax) return text;
  return `${text.slice(0, lengthMax - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
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
