import { z } from 'zod';
import { MidflightError } from '../../core/errors.ts';
import { signedHeaders } from '../../webhooks/sign.ts';
import { defineChannel, type Notice } from '../channel.ts';
import { variable } from '../fields.ts';
import { messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';

/** By Standard Webhooks, the receiver wants no more. */
const GONE = 410;

/** 24 to 64 bytes in base64. Anything else would be signed with a key that is short, or empty. */
const signingSecret = /^whsec_[A-Za-z0-9+/]{32,86}={0,2}$/;

/**
 * A receiver of one's own, signed as Standard Webhooks are
 * (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). The body's time is when it
 * happened, the same for every try; the header's is the try's. The URL may hold a secret, and the signing secret is one.
 */
export const webhook = defineChannel({
  schema: z.strictObject({
    type: z.literal('webhook'),
    urlEnv: variable,
    /** Holds `whsec_` and the base64 of 24 to 64 bytes. */
    secretEnv: variable,
  }),
  bind: ({ urlEnv, secretEnv }, secretOf) => {
    const url = secretOf(urlEnv);
    const secret = secretOf(secretEnv);
    if (!signingSecret.test(secret)) {
      throw new MidflightError({
        code: 'bad_config',
        message: `The variable ${secretEnv} holds no signing secret.`,
        recovery: 'Set it to whsec_ and the base64 of 24 to 64 random bytes.',
      });
    }
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'grown', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const body = bodyOf(notice);
        const { id, now } = notice;
        const timestamp = Math.floor(now.getTime() / 1_000);
        const headers = signedHeaders({ id, timestamp, body }, [secret]);
        return sendRequest(
          {
            url,
            headers,
            body,
            isGone: ({ status }) => status === GONE,
            secrets: [url, secret],
          },
          options,
        );
      },
    };
  },
});

function bodyOf(notice: Notice): string {
  const { kind, at, alert } = notice;
  const { openedAt, resolvedAt, text, ...own } = alert;
  return JSON.stringify({
    type: `alert.${kind}`,
    timestamp: at.toISOString(),
    data: {
      ...own,
      ...text,
      title: messageOf(notice).title,
      openedAt: openedAt.toISOString(),
      resolvedAt: resolvedAt?.toISOString() ?? null,
    },
  });
}
