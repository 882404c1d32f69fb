import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { variable } from '../fields.ts';
import { cutEscaped, markupOf, messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';
import type { Severity } from '../../core/alerts/alert.ts';

// https://docs.discord.com/developers/resources/message#embed-object-embed-limits; both together stay below its 6,000.
const TITLE_LENGTH_MAX = 256;
const DESCRIPTION_LENGTH_MAX = 4_096;

const colors: Readonly<Record<Severity | 'resolved', number>> = {
  critical: 0xd92d20,
  warning: 0xf79009,
  info: 0x2e90fa,
  resolved: 0x12b76a,
};

/**
 * A webhook of a Discord channel (https://docs.discord.com/developers/resources/webhook#execute-webhook). Its URL is its secret.
 * `thread_id` in it leads to a thread.
 */
export const discord = defineChannel({
  schema: z.strictObject({ type: z.literal('discord'), urlEnv: variable }),
  bind: ({ urlEnv }, secretOf) => {
    const secret = secretOf(urlEnv);
    const url = callOf(secret);
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'grown', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const { title, lines, url: link } = messageOf(notice);
        const label = (own: string) => `**${own}**`;
        const body = {
          embeds: [
            {
              title: cutEscaped(title, TITLE_LENGTH_MAX, escaped),
              description: markupOf(lines, {
                lengthMax: DESCRIPTION_LENGTH_MAX,
                label,
                escape: escaped,
              }),
              color: colors[notice.kind === 'resolved' ? 'resolved' : notice.alert.severity],
              timestamp: notice.at.toISOString(),
              ...(link !== null && { url: link }),
            },
          ],
          // Nothing in it calls anybody.
          allowed_mentions: { parse: [] },
        };
        return sendRequest(
          {
            url,
            body: JSON.stringify(body),
            retryAfterIn: secondsIn,
            isGone: ({ body: refusal }) => goneSchema.safeParse(refusal).success,
            secrets: [secret, url],
          },
          options,
        );
      },
    };
  },
});

/**
 * The URL of a webhook as it is called. Those that Discord shows name no version of its API, and its default may be one before 8,
 * which tells pauses in milliseconds (https://docs.discord.com/developers/reference#api-versioning, and the change log of
 * 2020-09-24). Without `wait`, a message that is not kept is no error.
 */
function callOf(webhook: string): string {
  if (!URL.canParse(webhook)) return webhook;
  const url = new URL(webhook);
  url.pathname = url.pathname.replace(/^\/api\/(?=webhooks\/)/, '/api/v10/');
  url.searchParams.set('wait', 'true');
  return url.href;
}

/**
 * Unknown channel (a thread that is no more), unknown webhook, invalid token of one
 * (https://docs.discord.com/developers/topics/opcodes-and-status-codes#json).
 */
const goneSchema = z.object({ code: z.literal([10_003, 10_015, 50_027]) });

/** Discord's markdown: each of its characters with a backslash before it. */
const escaped = (text: string) => text.replaceAll(/[\\*_~`|>#[\]()<:@-]/g, '\\$&');

/** https://docs.discord.com/developers/topics/rate-limits: `retry_after`, in seconds and parts of them. */
function secondsIn(body: unknown): number | null {
  const parsed = z.object({ retry_after: z.number().nonnegative() }).safeParse(body);
  return parsed.success ? Math.ceil(parsed.data.retry_after * 1_000) : null;
}
