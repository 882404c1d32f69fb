import { describe, expect, test } from 'vitest';
import { stepAlert, type AlertInput, type AlertLife, type AlertPolicy } from './step-alert.ts';

const policy: AlertPolicy = { holdMs: 60, checksMin: 2, clearMs: 120, escalateMs: 300 };

const holds: AlertInput = { type: 'check', holds: true, isSilenced: false };
const clear: AlertInput = { type: 'check', holds: false, isSilenced: false };
const holdsSilenced: AlertInput = { type: 'check', holds: true, isSilenced: true };
const clearSilenced: AlertInput = { type: 'check', holds: false, isSilenced: true };
const joined: AlertInput = { type: 'check', holds: true, isSilenced: false, isJoined: true };
const acknowledge: AlertInput = { type: 'acknowledge' };
const close: AlertInput = { type: 'close', isSettled: false };
const settle: AlertInput = { type: 'close', isSettled: true };

const of = (size: number): AlertInput => ({ ...holds, size });
const ofSilenced = (size: number): AlertInput => ({ ...holdsSilenced, size });
const hour = 3_600_000;

type Row = [at: number, input: AlertInput, state: string, events?: string, notices?: string];

/** Lives by rows: at which time what comes, and what it leads to. */
const lives: Record<string, Row[]> = {
  'opens after it has held for its time and at two checks, and is resolved as slowly': [
    [0, holds, 'pending'],
    [59, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [70, holds, 'open'],
    [80, clear, 'open'],
    [199, clear, 'open'],
    [200, clear, 'resolved', 'resolved', 'resolved'],
    [210, clear, 'resolved'],
  ],
  'is forgotten if it does not hold for long enough': [
    [0, holds, 'pending'],
    [30, clear, 'none'],
    [40, holds, 'pending'],
    [99, holds, 'pending'],
    [100, holds, 'open', 'opened', 'opened'],
  ],
  'does not open by one late check': [
    [0, holds, 'pending'],
    [0, clear, 'none'],
    [900, holds, 'pending'],
    [901, holds, 'pending'],
  ],
  'is not resolved by what flickers': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [70, clear, 'open'],
    [170, holds, 'open'],
    [180, clear, 'open'],
    [290, clear, 'open'],
    [300, clear, 'resolved', 'resolved', 'resolved'],
  ],
  'opens again as the same one': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [70, acknowledge, 'acknowledged', 'acknowledged', 'acknowledged'],
    [80, clear, 'acknowledged'],
    [200, clear, 'resolved', 'resolved', 'resolved'],
    [210, holds, 'resolved'],
    [230, clear, 'resolved'],
    [240, holds, 'resolved'],
    [300, holds, 'open', 'reopened', 'opened'],
  ],
  'is escalated once if nobody acknowledges it': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [359, holds, 'open'],
    [360, holds, 'open', 'escalated', 'escalated'],
    [900, holds, 'open'],
    [901, acknowledge, 'acknowledged', 'acknowledged', 'acknowledged'],
  ],
  'is not escalated once somebody has acknowledged it': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [61, acknowledge, 'acknowledged', 'acknowledged', 'acknowledged'],
    [61, acknowledge, 'acknowledged'],
    [900, holds, 'acknowledged'],
  ],
  'that is silenced opens without a word, and is told when the silence ends': [
    [0, holdsSilenced, 'pending'],
    [60, holdsSilenced, 'open', 'opened silenced'],
    [900, holdsSilenced, 'open'],
    [901, holds, 'open', 'unsilenced', 'opened'],
    [902, clear, 'open'],
    [1_022, clear, 'resolved', 'resolved', 'resolved'],
  ],
  'that was silenced throughout ends without a word': [
    [0, holdsSilenced, 'pending'],
    [60, holdsSilenced, 'open', 'opened silenced'],
    [61, acknowledge, 'acknowledged', 'acknowledged'],
    [70, clearSilenced, 'acknowledged'],
    [190, clearSilenced, 'resolved', 'resolved'],
  ],
  'that is silenced later is not escalated, and its end is told': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [70, holdsSilenced, 'open', 'silenced'],
    [900, holdsSilenced, 'open'],
    [910, clearSilenced, 'open'],
    [1_030, clearSilenced, 'resolved', 'resolved', 'resolved'],
  ],
  'that was closed stays so for as long as it holds': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [70, close, 'closed', 'closed', 'resolved'],
    [70, close, 'closed'],
    [900, holds, 'closed'],
    [910, acknowledge, 'closed'],
    [920, clear, 'closed'],
    [1_040, clear, 'resolved', 'resolved'],
  ],
  'that was closed, and was about what is known now, is over: what holds next is news': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [70, settle, 'resolved', 'closed resolved', 'resolved'],
    [70, settle, 'resolved'],
    [80, holds, 'resolved'],
    [139, holds, 'resolved'],
    [140, holds, 'open', 'reopened', 'opened'],
  ],
  'that grows is told again when it has doubled, and no more often': [
    [0, of(1), 'pending'],
    [60, of(1), 'open', 'opened', 'opened'],
    [61, acknowledge, 'acknowledged', 'acknowledged', 'acknowledged'],
    [70, of(2), 'acknowledged', 'grown', 'grown'],
    [80, of(3), 'acknowledged'],
    [90, of(1), 'acknowledged'],
    [100, of(2), 'acknowledged'],
    [110, of(9), 'acknowledged', 'grown', 'grown'],
    [120, of(17), 'acknowledged'],
    [130, of(18), 'acknowledged', 'grown', 'grown'],
    [140, clear, 'acknowledged'],
    [260, clear, 'resolved', 'resolved', 'resolved'],
  ],
  'that grows by less is told again after an hour': [
    [0, of(10), 'pending'],
    [60, of(10), 'open', 'opened', 'opened'],
    [61, acknowledge, 'acknowledged', 'acknowledged', 'acknowledged'],
    [70, of(11), 'acknowledged'],
    [59 + hour, of(11), 'acknowledged'],
    [60 + hour, of(11), 'acknowledged', 'grown', 'grown'],
    [60 + 3 * hour, of(11), 'acknowledged'],
    [70 + 3 * hour, of(12), 'acknowledged', 'grown', 'grown'],
  ],
  'that grows while it is silenced is told with its size when that ends': [
    [0, of(10), 'pending'],
    [60, of(10), 'open', 'opened', 'opened'],
    [61, acknowledge, 'acknowledged', 'acknowledged', 'acknowledged'],
    [70, ofSilenced(40), 'acknowledged', 'silenced'],
    [80, of(40), 'acknowledged', 'unsilenced grown', 'grown'],
    [90, of(79), 'acknowledged'],
  ],
  'that joins another one ends at once': [
    [0, holds, 'pending'],
    [60, holds, 'open', 'opened', 'opened'],
    [61, joined, 'resolved', 'joined', 'resolved'],
    [200, joined, 'resolved'],
  ],
  'never begins if it would join another one': [
    [0, holds, 'pending'],
    [60, joined, 'none'],
  ],
  'cannot be acknowledged or closed before it is there': [
    [0, acknowledge, 'none'],
    [1, close, 'none'],
    [1, settle, 'none'],
    [2, holds, 'pending'],
    [3, close, 'pending'],
  ],
};

describe('an alert', () => {
  test.each(Object.entries(lives))('%s', (_, rows) => {
    let life: AlertLife | null = null;
    const seen = rows.map(([now, input]) => {
      const step = stepAlert(life, input, { policy, now });
      life = step.life;
      const said = [
        now,
        input,
        life?.state ?? 'none',
        step.events.join(' '),
        step.notices.join(' '),
      ];
      return said;
    });
    expect(seen).toEqual(
      rows.map(([at, input, state, events = '', notices = '']) => [
        at,
        input,
        state,
        events,
        notices,
      ]),
    );
  });
});

test('an alert keeps when it began, and begins anew when it opens again', () => {
  let life: AlertLife | null = null;
  for (const [now, input] of [
    [0, holds],
    [60, holds],
    [360, holds],
    [400, clear],
    [520, clear],
    [600, holds],
    [660, holds],
  ] as const) {
    ({ life } = stepAlert(life, input, { policy, now }));
  }
  expect(life).toEqual({
    state: 'open',
    since: 600,
    checks: 2,
    holds: true,
    openedAt: 60,
    notifiedAt: 660,
    acknowledgedAt: null,
    escalatedAt: null,
    resolvedAt: null,
    isSilenced: false,
    toldSize: 1,
    toldAt: 660,
  });
});
