import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { variable } from '../fields.ts';
import { cutTo, messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';
import type { Severity } from '../../core/alerts/alert.ts';

// https://discord.com/developers/docs/resources/message#embed-object-embed-limits
const TITLE_LENGTH_MAX = 256;
const DESCRIPTION_LENGTH_MAX = 4_096;

const colors: Readonly<Record<Severity | 'resolved', number>> = {
  critical: 0xd92d20,
  warning: 0xf79009,
  info: 0x2e90fa,
  resolved: 0x12b76a,
};

/** A webhook of a Discord channel. Its URL is its secret. */
export const discord = defineChannel({
  schema: z.strictObject({ type: z.literal('discord'), urlEnv: variable }),
  bind: ({ urlEnv }, secretOf) => {
    const url = secretOf(urlEnv);
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const { title, lines, url: link } = messageOf(notice);
        const text = lines
          .map(({ label, text: said }) => `**${label}**: ${escaped(said)}`)
          .join('\n');
        const body = {
          embeds: [
            {
              title: cutTo(escaped(title), TITLE_LENGTH_MAX),
              description: cutTo(text, DESCRIPTION_LENGTH_MAX),
              color: colors[notice.kind === 'resolved' ? 'resolved' : notice.alert.severity],
              timestamp: notice.now.toISOString(),
              ...(link !== null && { url: link }),
            },
          ],
          // Nothing in it calls anybody.
          allowed_mentions: { parse: [] },
        };
        return sendRequest(
          { url, body: JSON.stringify(body), retryAfterIn: secondsIn, secrets: [url] },
          options,
        );
      },
    };
  },
});

/** Discord's markdown: each of its characters with a backslash before it. */
const escaped = (text: string) => text.replaceAll(/[\\*_~`|>#[\]()<:@-]/g, '\\$&');

/** https://discord.com/developers/docs/topics/rate-limits: `retry_after`, in seconds. */
function secondsIn(body: unknown): number | null {
  const parsed = z.object({ retry_after: z.number().nonnegative() }).safeParse(body);
  return parsed.success ? Math.ceil(parsed.data.retry_after * 1_000) : null;
}
