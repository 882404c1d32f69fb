import { z } from 'zod';
import { defineChannel } from '../channel.ts';
import { variable } from '../fields.ts';
import { cutTo, messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';

// https://docs.slack.dev/reference/block-kit/blocks: a header has 150 characters, a section's text 3,000.
const HEADER_LENGTH_MAX = 150;
const SECTION_LENGTH_MAX = 3_000;

/** A Slack app's incoming webhook. Its URL is its secret. */
export const slack = defineChannel({
  schema: z.strictObject({ type: z.literal('slack'), urlEnv: variable }),
  bind: ({ urlEnv }, secretOf) => {
    const url = secretOf(urlEnv);
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const { title, lines, url: link } = messageOf(notice);
        const text = lines.map(({ label, text: said }) => `${label}: ${said}`).join('\n');
        const body = {
          // What notifications show.
          text: escaped(title),
          blocks: [
            { type: 'header', text: plain(cutTo(escaped(title), HEADER_LENGTH_MAX)) },
            { type: 'section', text: plain(cutTo(escaped(text), SECTION_LENGTH_MAX)) },
            ...(link === null
              ? []
              : [{ type: 'section', text: { type: 'mrkdwn', text: `<${link}|Open>` } }]),
          ],
        };
        return sendRequest({ url, body: JSON.stringify(body), secrets: [url] }, options);
      },
    };
  },
});

/** Text in which no markup is read. */
const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });

/** https://docs.slack.dev/messaging/formatting-message-text: these three alone, and no mention is left. */
const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
