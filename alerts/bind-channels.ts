import type { AlertRule, Severity } from '../core/alerts/alert.ts';
import { MidflightError } from '../core/errors.ts';
import type { Routes } from '../db/step-alerts.ts';
import type { Channel } from './channel.ts';
import { bindChannel, type ChannelConfig } from './index.ts';

/** A channel as it is configured: what it is, and which alerts go there. */
export interface RoutedChannel {
  channel: ChannelConfig;
  on: 'opening' | 'escalation';
  rules?: readonly AlertRule[] | undefined;
  severities?: readonly Severity[] | undefined;
}

/** The channels by name, with their secrets from the environment. */
export type Channels = ReadonlyMap<string, Channel>;

/**
 * Gives channels their secrets.
 *
 * @throws MidflightError `bad_config` for a variable that is unset; no value is ever shown
 */
export function bindChannels(
  channels: Readonly<Record<string, RoutedChannel>>,
  env: Readonly<Record<string, string | undefined>>,
): Channels {
  return new Map(
    Object.entries(channels).map(([name, { channel }]) => [
      name,
      bindChannel(channel, (variable) => {
        const value = env[variable];
        if (value) return value;
        throw new MidflightError({
          code: 'bad_config',
          message: `The alert channel ${name} takes its secret from ${variable}, which is not set.`,
          recovery: `Set ${variable}, or remove the channel from alerts.channels.`,
        });
      }),
    ]),
  );
}

/** Which channels an alert goes to when it opens, and when nobody has acknowledged it. */
export function routesOf(channels: Readonly<Record<string, RoutedChannel>>): Routes {
  return ({ rule, severity }, kind) =>
    Object.entries(channels).flatMap(([name, { on, rules, severities }]) =>
      (on === 'opening') === (kind === 'opened') &&
      (!rules || rules.includes(rule)) &&
      (!severities || severities.includes(severity))
        ? [name]
        : [],
    );
}
