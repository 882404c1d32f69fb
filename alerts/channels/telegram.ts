import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { serviceUrl, variable } from '../fields.ts';
import { cutEscaped, markupOf, messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';

// https://core.telegram.org/bots/api#sendmessage: 4,096 characters after markup is read. With it these are fewer, and the link's
// address does not count.
const TITLE_LENGTH_MAX = 500;
const LINES_LENGTH_MAX = 3_500;

/**
 * A bot of Telegram, which writes to one chat by `sendMessage` (https://core.telegram.org/bots/api#sendmessage). The bot's token
 * is the secret.
 */
export const telegram = defineChannel({
  schema: z.strictObject({
    type: z.literal('telegram'),
    tokenEnv: variable,
    /** A chat's number, or the name of a public channel such as `@oncall`. */
    chat: z.union([z.number().int(), z.string().min(1)]),
    /** The Bot API, if it is a server of one's own. */
    apiUrl: serviceUrl.default('https://api.telegram.org'),
  }),
  bind: ({ tokenEnv, chat, apiUrl }, secretOf) => {
    const token = secretOf(tokenEnv);
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'grown', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const { title, lines, url } = messageOf(notice);
        const label = (own: string) => `<b>${own}</b>`;
        const text = [
          `<b>${cutEscaped(title, TITLE_LENGTH_MAX, escaped)}</b>`,
          markupOf(lines, { lengthMax: LINES_LENGTH_MAX, label, escape: escaped }),
          ...(url === null ? [] : [`<a href="${escaped(url)}">Open</a>`]),
        ].join('\n');
        const body = {
          chat_id: chat,
          text,
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
        };
        return sendRequest(
          {
            url: `${apiUrl.replace(/\/$/, '')}/bot${token}/sendMessage`,
            body: JSON.stringify(body),
            retryAfterIn: secondsIn,
            isGone,
            secrets: [token],
          },
          options,
        );
      },
    };
  },
});

/** https://core.telegram.org/bots/api#html-style: these, by the four named entities that are known there. */
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** https://core.telegram.org/bots/api#responseparameters: `retry_after`, in seconds. */
function secondsIn(body: unknown): number | null {
  const schema = z.object({ parameters: z.object({ retry_after: z.number().nonnegative() }) });
  const parsed = schema.safeParse(body);
  return parsed.success ? parsed.data.parameters.retry_after * 1_000 : null;
}

/** How it refuses: a proxy on the way answers otherwise, and says nothing of the chat. */
const refusalSchema = z.object({
  ok: z.literal(false),
  error_code: z.number(),
  description: z.string(),
});

/**
 * 401: the token is revoked. 403: the bot was blocked or removed, or the chat is no more; but that it cannot write to a user was
 * also answered for minutes to bots that could. 400: no such chat. Its API names no codes beside these
 * (https://core.telegram.org/bots/api#making-requests).
 */
function isGone({ body }: { body: unknown }): boolean {
  const { data: refusal } = refusalSchema.safeParse(body);
  if (!refusal) return false;
  const { error_code: code, description } = refusal;
  if (code === 400) return description.includes('chat not found');
  return code === 401 || (code === 403 && !description.includes("can't send messages to the user"));
}
