import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { bindChannels, routesOf } from '../alerts/bind-channels.ts';
import { ruleDefaults } from '../core/alerts/rule-options.ts';
import { MidflightError } from '../core/errors.ts';
import { loadConfig } from './load-config.ts';

const folder = mkdtempSync(join(tmpdir(), 'midflight-alerts-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;

/** What is configured of alerts by a file that says this. */
async function alertsOf(text: string) {
  const path = join(folder, `${(files += 1)}.mjs`);
  writeFileSync(path, `export default { alerts: ${text} };`);
  return (await loadConfig({ MIDFLIGHT_CONFIG: path })).alerts;
}

async function complaintOf(text: string): Promise<string> {
  try {
    await alertsOf(text);
  } catch (error) {
    if (error instanceof MidflightError) return error.message.replace(/ in \/.*\.mjs /, ' ');
    throw error;
  }
  throw new Error('it was taken');
}

describe('alerts', () => {
  test('are on without any configuration, and nobody is told', async () => {
    expect(await alertsOf('{}')).toEqual({
      rules: ruleDefaults,
      channels: {},
      escalateAfterMinutes: 30,
    });
  });

  test('a rule is turned off, or some of its options are set', async () => {
    const { rules } = await alertsOf(
      `{ rules: { spec_gap: false, conflict: true, lane_degraded: { from: 20, severity: 'info' } } }`,
    );
    expect(rules).toEqual({
      ...ruleDefaults,
      spec_gap: null,
      lane_degraded: { ...ruleDefaults.lane_degraded, from: 20, severity: 'info' },
    });
  });

  test('a chain has its own time to stand still, or none', async () => {
    const { rules } = await alertsOf(
      `{ rules: { chain_stalled: { chains: { 'eip155:1': 900, 'eip155:2': false } } } }`,
    );
    expect(rules.chain_stalled).toEqual({
      ...ruleDefaults.chain_stalled,
      chains: { 'eip155:1': 900, 'eip155:2': false },
    });
  });

  test('go to channels by rule and severity, at once or when nobody acknowledges', async () => {
    const { channels } = await alertsOf(`{ channels: {
      chat: { type: 'slack', urlEnv: 'CHAT' },
      pager: { type: 'pagerduty', routingKeyEnv: 'PAGER', severities: ['critical'] },
      boss: { type: 'email', host: 'mail', from: 'a@example.com', to: ['b@example.com'], on: 'escalation' },
      bridges: { type: 'alertmanager', url: 'http://10.0.0.5:9093', rules: ['lane_degraded'] },
    } }`);
    const routes = routesOf(channels);
    expect([
      routes({ rule: 'conflict', severity: 'critical' }, 'opened'),
      routes({ rule: 'lane_degraded', severity: 'warning' }, 'opened'),
      routes({ rule: 'spec_gap', severity: 'info' }, 'escalated'),
    ]).toEqual([['chat', 'pager'], ['chat', 'bridges'], ['boss']]);
  });

  test('a secret that is not set stops the start, by the name of its variable', async () => {
    const { channels } = await alertsOf(
      `{ channels: { chat: { type: 'slack', urlEnv: 'CHAT_URL' } } }`,
    );
    expect(() => bindChannels(channels, {})).toThrow(
      'The alert channel chat takes its secret from CHAT_URL, which is not set.',
    );
    expect([...bindChannels(channels, { CHAT_URL: 'https://example.com/x' }).keys()]).toEqual([
      'chat',
    ]);
  });

  test.each([
    [`{ rules: { stuck: true } }`, 'alerts.rules has an unknown field: "stuck".'],
    [
      `{ rules: { lane_degraded: { from: 5, below: 6 } } }`,
      'alerts.rules.lane_degraded.below is 6 and must be at most `from`.',
    ],
    [
      `{ rules: { conflict: { holdSeconds: -1 } } }`,
      'alerts.rules.conflict.holdSeconds is -1 and must be 0 or more.',
    ],
    [
      `{ channels: { chat: { type: 'irc' } } }`,
      'alerts.channels.chat.type is "irc" and must be one of alertmanager, discord, email, opsgenie, pagerduty, slack, telegram, webhook.',
    ],
    [
      `{ channels: { chat: { type: 'slack', urlEnv: 'https://hooks.slack.com/services/T/B/x' } } }`,
      'alerts.channels.chat.urlEnv must be the name of an environment variable such as SLACK_URL.',
    ],
    [
      `{ channels: { chat: { type: 'slack', urlEnv: 'A', on: 'friday' } } }`,
      'alerts.channels.chat.on is "friday" and must be one of "opening" or "escalation".',
    ],
    [
      `{ channels: { Chat: { type: 'slack', urlEnv: 'A' } } }`,
      'alerts.channels.Chat must be lower-case letters, digits and dashes.',
    ],
  ])('say what is wrong with %s', async (text, message) => {
    expect(await complaintOf(text)).toBe(message);
  });
});
