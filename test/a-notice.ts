import type { Notice, NoticeAlert } from '../alerts/channel.ts';

/** A notice of a stuck operation, as channels get it. */
export function aNotice(
  alert: Partial<NoticeAlert> = {},
  own: Partial<Omit<Notice, 'alert'>> = {},
): Notice {
  return {
    id: 'al_1_1',
    kind: 'opened',
    at: new Date('2026-11-26T08:00:00Z'),
    now: new Date('2026-11-26T08:05:00Z'),
    ...own,
    alert: {
      id: 'al_1',
      rule: 'operation_stuck',
      subject: 'route:a',
      severity: 'warning',
      protocol: 'route',
      origin: 'here',
      destination: 'there',
      chain: 'there',
      operation: 'route:a',
      text: {
        title: 'Stuck after 1 h: route from here to there',
        happened: 'It takes longer than its lane lets expect.',
        pending: 'The delivery is pending.',
        value: 'The value is burned.',
        action: 'Deliver it.',
      },
      openedAt: new Date('2026-11-26T07:59:00Z'),
      resolvedAt: null,
      group: null,
      by: null,
      url: 'https://midflight.example/v1/operations/route%3Aa',
      ...alert,
    },
  };
}
