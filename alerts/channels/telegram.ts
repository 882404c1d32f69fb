import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { serviceUrl, variable } from '../fields.ts';
import { cutTo, messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';

// https://core.telegram.org/bots/api#sendmessage: 4,096 characters. Lines are cut before they are escaped, so that no entity is.
const TEXT_LENGTH_MAX = 3_800;
const LINE_LENGTH_MAX = 700;

/** A bot of Telegram, which writes to one chat. The bot's token is the secret. */
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
      takes: ['opened', 'acknowledged', 'escalated', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const { title, lines, url } = messageOf(notice);
        const parts = [
          `<b>${escaped(cutTo(title, LINE_LENGTH_MAX))}</b>`,
          ...lines.map(
            ({ label, text }) => `<b>${label}</b>: ${escaped(cutTo(text, LINE_LENGTH_MAX))}`,
          ),
          ...(url === null ? [] : [`<a href="${escaped(url)}">Open</a>`]),
        ];
        let text = '';
        for (const part of parts) {
          if (text.length + part.length < TEXT_LENGTH_MAX) text += `${part}\n`;
        }
        const body = {
          chat_id: chat,
          text: text.trim(),
          parse_mode: 'HTML',
          link_preview_options: { is_disabled: true },
        };
        return sendRequest(
          {
            url: `${apiUrl.replace(/\/$/, '')}/bot${token}/sendMessage`,
            body: JSON.stringify(body),
            retryAfterIn: secondsIn,
            secrets: [token],
          },
          options,
        );
      },
    };
  },
});

/** https://core.telegram.org/bots/api#html-style */
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
