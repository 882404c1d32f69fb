import { z } from 'zod';
import type { NoticeKind } from '../../core/alerts/alert.ts';
import { defineChannel, type Notice } from '../channel.ts';
import { serviceUrl, variable } from '../fields.ts';
import { cutTo, messageOf } from '../message.ts';
import { sendRequest } from '../send-request.ts';

// https://developer.pagerduty.com/docs/send-alert-event: `summary` 1,024 characters, `dedup_key` 255.
const SUMMARY_LENGTH_MAX = 1_024;

// An escalation here is an incident of its own there, for whoever that key calls; its own escalation policy goes on beside it.
const actions: Readonly<Record<NoticeKind, 'trigger' | 'acknowledge' | 'resolve'>> = {
  opened: 'trigger',
  escalated: 'trigger',
  // One more event of the incident that is there.
  grown: 'trigger',
  acknowledged: 'acknowledge',
  resolved: 'resolve',
};

/**
 * A service of PagerDuty, by its Events API v2 (https://developer.pagerduty.com/docs/events-api-v2-overview). The integration's
 * routing key is the secret. The alert's id is the `dedup_key`, so that a notice that comes twice is one incident. It
 * answers 202, and drops what acknowledges or resolves an alert that it does not have.
 */
export const pagerduty = defineChannel({
  schema: z.strictObject({
    type: z.literal('pagerduty'),
    routingKeyEnv: variable,
    /** https://events.eu.pagerduty.com/v2/enqueue for accounts in Europe. */
    url: serviceUrl.default('https://events.pagerduty.com/v2/enqueue'),
  }),
  bind: ({ routingKeyEnv, url }, secretOf) => {
    const key = secretOf(routingKeyEnv);
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'grown', 'resolved'],
      repeatMs: null,
      send: (notice, options) =>
        sendRequest({ url, body: JSON.stringify(eventOf(notice, key)), secrets: [key] }, options),
    };
  },
});

function eventOf(notice: Notice, routingKey: string) {
  const { kind, alert } = notice;
  const action = actions[kind];
  const own = { routing_key: routingKey, event_action: action, dedup_key: alert.id };
  if (action !== 'trigger') return own;
  const { title, lines, url } = messageOf(notice);
  return {
    ...own,
    client: 'Midflight',
    ...(url !== null && { client_url: url, links: [{ href: url, text: 'Open' }] }),
    payload: {
      summary: cutTo(title, SUMMARY_LENGTH_MAX),
      source: 'midflight',
      severity: alert.severity,
      timestamp: alert.openedAt.toISOString(),
      component: alert.protocol ?? alert.chain ?? 'midflight',
      class: alert.rule,
      custom_details: Object.fromEntries(lines.map(({ label, text }) => [label, text])),
    },
  };
}
