import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { variable } from '../fields.ts';
import { cutEscaped, markupOf, messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';

// https://docs.slack.dev/reference/block-kit/blocks/header-block and section-block: so many characters.
const HEADER_LENGTH_MAX = 150;
const SECTION_LENGTH_MAX = 3_000;

/**
 * A Slack app's incoming webhook (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks). Its URL is its
 * secret. It answers 200 and `ok`, and 429 with `Retry-After` in seconds to more than about one message a second
 * (https://docs.slack.dev/apis/web-api/rate-limits).
 */
export const slack = defineChannel({
  schema: z.strictObject({ type: z.literal('slack'), urlEnv: variable }),
  bind: ({ urlEnv }, secretOf) => {
    const url = secretOf(urlEnv);
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'grown', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const { title, lines, url: link } = messageOf(notice);
        const label = (own: string) => own;
        const text = markupOf(lines, { lengthMax: SECTION_LENGTH_MAX, label, escape: escaped });
        const body = {
          // What notifications show.
          text: escaped(title),
          blocks: [
            { type: 'header', text: plain(cutEscaped(title, HEADER_LENGTH_MAX, escaped)) },
            { type: 'section', text: plain(text) },
            ...(link === null
              ? []
              : [{ type: 'section', text: { type: 'mrkdwn', text: `<${escaped(link)}|Open>` } }]),
          ],
        };
        return sendRequest(
          {
            url,
            body: JSON.stringify(body),
            isGone: ({ text: said }) => gone.has(said),
            secrets: [url],
          },
          options,
        );
      },
    };
  },
});

/**
 * What it answers with 403, 404 or 410 once the channel, the webhook or the workspace is no more
 * (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks#handling_errors).
 */
const gone = new Set([
  'channel_not_found',
  'channel_is_archived',
  'invalid_token',
  'no_service',
  'no_team',
  'team_disabled',
]);

/** Text in which no markup is read. */
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

/** https://docs.slack.dev/messaging/formatting-message-text: these three alone, in every text object, and no mention is left. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
