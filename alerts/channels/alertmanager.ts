import { z } from 'zod';
import { plainText } from '../../core/alerts/plain-text.ts';
import { defineChannel, type Channel, type Notice } from '../channel.ts';
import { serviceUrl, variable } from '../fields.ts';
import { messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';

/** An alert that is not sent again for so many times its pause counts as over: Alertmanager is told so by `endsAt`. */
const MISSED_MAX = 4;
const LABEL_LENGTH_MAX = 500;
const SUMMARY_LENGTH_MAX = 1_000;

/**
 * Prometheus' Alertmanager, by its API v2 (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml): who runs it
 * keeps its routing, its silences and its receivers. An alert is sent again while it lasts, and once more when it is over: an end
 * in the past is the end, and of two that are to come the later one counts (`Merge` in its `types/types.go`). It answers 200, and
 * 400 to an end before the start, though it takes the others of the same request (`postAlertsHandler` in its `api/v2/api.go`).
 */
export const alertmanager = defineChannel({
  schema: z.strictObject({
    type: z.literal('alertmanager'),
    url: serviceUrl,
    /** A bearer token, where something in front of it asks for one. */
    tokenEnv: variable.optional(),
    repeatSeconds: z.number().int().min(10).max(3_600).default(60),
    /** Labels to be added to each alert, for its routes. */
    labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string()).default({}),
  }),
  bind: ({ url, tokenEnv, repeatSeconds, labels }, secretOf) => {
    const token = tokenEnv === undefined ? null : secretOf(tokenEnv);
    const sendMany: Channel['sendMany'] & {} = (notices, options) =>
      sendRequest(
        {
          url: `${url.replace(/\/$/, '')}/api/v2/alerts`,
          headers: token === null ? {} : { authorization: `Bearer ${token}` },
          body: JSON.stringify(notices.map((one) => alertOf(one, { labels, repeatSeconds }))),
          secrets: token === null ? [] : [token],
        },
        options,
      );
    return {
      takes: ['opened', 'resolved'],
      repeatMs: repeatSeconds * 1_000,
      send: (notice, options) => sendMany([notice], options),
      sendMany,
    };
  },
});

function alertOf(
  notice: Notice,
  { labels, repeatSeconds }: { labels: Record<string, string>; repeatSeconds: number },
) {
  const { kind, alert, now } = notice;
  const { lines, url } = messageOf(notice);
  const { rule, severity, protocol, origin, destination, chain, operation } = alert;
  const until = new Date(now.getTime() + repeatSeconds * 1_000 * MISSED_MAX);
  const ends = kind === 'resolved' ? (alert.resolvedAt ?? now) : until;
  const ownLabels = {
    ...labels,
    alertname: `Midflight_${rule}`,
    severity,
    // Two of the same labels are one alert there.
    alert: alert.id,
    protocol,
    origin,
    destination,
    chain,
    operation,
  };
  return {
    labels: Object.fromEntries(
      Object.entries(ownLabels).flatMap(([name, value]) =>
        value === null ? [] : [[name, plainText(value, LABEL_LENGTH_MAX)]],
      ),
    ),
    annotations: {
      // Without what the notice is about: of one alert it stays the same.
      summary: plainText(alert.text.title, SUMMARY_LENGTH_MAX),
      description: lines.map(({ label, text }) => `${label}: ${text}`).join('\n'),
    },
    startsAt: alert.openedAt.toISOString(),
    endsAt: ends.toISOString(),
    ...(url !== null && { generatorURL: url }),
  };
}
