import { z } from 'zod';
import type { Severity } from '../../core/alerts/alert.ts';
import { defineChannel, type Notice } from '../channel.ts';
import { serviceUrl, variable } from '../fields.ts';
import { cutTo, messageOf, plainMessage } from '../message.ts';
import { sendRequest } from '../send-request.ts';

// https://docs.opsgenie.com/docs/alert-api#create-alert: so many characters; an alias has 512, a tag 50, a note 25,000.
const MESSAGE_LENGTH_MAX = 130;
const DESCRIPTION_LENGTH_MAX = 15_000;

const priorities: Readonly<Record<Severity, string>> = {
  critical: 'P1',
  warning: 'P3',
  info: 'P5',
};

/**
 * A team of Opsgenie, by its Alert API (https://docs.opsgenie.com/docs/alert-api). The integration's key is the secret. The
 * alert's id is its alias. What is asked for is done later, and answered 202 at once: also to close what is not open.
 */
export const opsgenie = defineChannel({
  schema: z.strictObject({
    type: z.literal('opsgenie'),
    apiKeyEnv: variable,
    /**
     * https://api.eu.opsgenie.com for accounts in Europe; https://api.atlassian.com/jsm/ops/integration for those that moved to
     * Jira Service Management, which takes the same calls.
     */
    apiUrl: serviceUrl.default('https://api.opsgenie.com'),
  }),
  bind: ({ apiKeyEnv, apiUrl }, secretOf) => {
    const key = secretOf(apiKeyEnv);
    const base = `${apiUrl.replace(/\/$/, '')}/v2/alerts`;
    return {
      takes: ['opened', 'acknowledged', 'escalated', 'grown', 'resolved'],
      repeatMs: null,
      send: (notice, options) => {
        const { path, body } = callOf(notice);
        return sendRequest(
          {
            url: `${base}${path}`,
            headers: { authorization: `GenieKey ${key}` },
            body: JSON.stringify(body),
            secrets: [key],
          },
          options,
        );
      },
    };
  },
});

function callOf(notice: Notice): { path: string; body: object } {
  const { kind, alert } = notice;
  const byAlias = (action: string) =>
    `/${encodeURIComponent(alert.id)}/${action}?identifierType=alias`;
  const source = 'Midflight';
  const message = messageOf(notice);
  switch (kind) {
    case 'acknowledged':
      return { path: byAlias('acknowledge'), body: { source, note: message.title } };
    case 'grown':
      return {
        // Created again, it would only be counted there.
        path: byAlias('notes'),
        body: { source, note: cutTo(plainMessage(message), DESCRIPTION_LENGTH_MAX) },
      };
    case 'resolved':
      return { path: byAlias('close'), body: { source, note: message.title } };
    case 'opened':
    case 'escalated':
      return {
        path: '',
        body: {
          message: cutTo(message.title, MESSAGE_LENGTH_MAX),
          alias: alert.id,
          description: cutTo(plainMessage(message), DESCRIPTION_LENGTH_MAX),
          priority: priorities[alert.severity],
          source,
          tags: [alert.rule, ...(alert.protocol === null ? [] : [alert.protocol])],
        },
      };
  }
}
