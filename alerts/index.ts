import { z } from 'zod';
import { alertmanager } from './channels/alertmanager.ts';
import { discord } from './channels/discord.ts';
import { email } from './channels/email.ts';
import { opsgenie } from './channels/opsgenie.ts';
import { pagerduty } from './channels/pagerduty.ts';
import { slack } from './channels/slack.ts';
import { telegram } from './channels/telegram.ts';
import { webhook } from './channels/webhook.ts';
import type { Channel, SecretOf } from './channel.ts';

/** What is configured of a channel, beside where alerts of it go. */
export const channelSchema = z.discriminatedUnion('type', [
  alertmanager.schema,
  discord.schema,
  email.schema,
  opsgenie.schema,
  pagerduty.schema,
  slack.schema,
  telegram.schema,
  webhook.schema,
]);
export type ChannelConfig = z.output<typeof channelSchema>;

/** A configured channel with its secrets, ready to be told of alerts. */
export function bindChannel(config: ChannelConfig, secretOf: SecretOf): Channel {
  switch (config.type) {
    case 'alertmanager':
      return alertmanager.bind(config, secretOf);
    case 'discord':
      return discord.bind(config, secretOf);
    case 'email':
      return email.bind(config, secretOf);
    case 'opsgenie':
      return opsgenie.bind(config, secretOf);
    case 'pagerduty':
      return pagerduty.bind(config, secretOf);
    case 'slack':
      return slack.bind(config, secretOf);
    case 'telegram':
      return telegram.bind(config, secretOf);
    case 'webhook':
      return webhook.bind(config, secretOf);
  }
}
