import type { Finding, Severity } from '../alert.ts';
import { plainText } from '../plain-text.ts';

/** A channel that was told nothing of what was given up, and has taken nothing since. */
export interface DeadChannel {
  name: string;
  since: Date;
  /** What it answered, without secrets. */
  reason: string;
}

const TEXT_LENGTH_MAX = 300;

/** One finding for each channel that takes nothing any more. It goes to the other channels as well. */
export function decideChannelDead(
  channels: readonly DeadChannel[],
  { severity }: { severity: Severity },
): Finding[] {
  return channels.map(({ name, since, reason }) => ({
    rule: 'channel_dead',
    subject: name,
    severity,
    lane: null,
    chain: null,
    operation: null,
    text: {
      title: `Not told any more: the channel ${name}`,
      happened: `What the channel ${name} was to be told has been given up since ${since.toISOString()}. It answered: ${plainText(reason, TEXT_LENGTH_MAX)}`,
      pending: 'Who listens there alone has not heard of it. GET /v1/alerts shows all of it.',
      value: null,
      action: `Mend the channel, and try it: npm run alerts:test ${name}. This ends with the next message that the channel takes; close it if the channel was taken out.`,
    },
  }));
}
