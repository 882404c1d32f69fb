import { expect, test } from 'vitest';
import { aNotice } from '../../test/a-notice.ts';
import { takingServer } from '../../test/taking-server.ts';
import { newSecret } from '../../webhooks/sign.ts';
import { bindChannel, channelSchema } from '../index.ts';

const types: Record<string, (url: string) => Record<string, unknown>> = {
  slack: () => ({ type: 'slack', urlEnv: 'URL' }),
  discord: () => ({ type: 'discord', urlEnv: 'URL' }),
  telegram: (url) => ({ type: 'telegram', tokenEnv: 'TOKEN', chat: 1, apiUrl: url }),
  webhook: () => ({ type: 'webhook', urlEnv: 'URL', secretEnv: 'SECRET' }),
};

const telegram = (code: number, description: string) =>
  JSON.stringify({ ok: false, error_code: code, description });

const rows: [type: string, status: number, answer: string, isGone: boolean][] = [
  ['slack', 404, 'channel_not_found', true],
  ['slack', 410, 'channel_is_archived', true],
  ['slack', 404, 'no_service', true],
  ['slack', 403, 'action_prohibited', false],
  ['slack', 404, '<html>Not Found</html>', false],
  ['slack', 400, 'invalid_payload', false],
  ['discord', 404, '{"message":"Unknown Webhook","code":10015}', true],
  ['discord', 404, '{"message":"Unknown Channel","code":10003}', true],
  ['discord', 401, '{"message":"Invalid Webhook Token","code":50027}', true],
  ['discord', 404, '<html>Not Found</html>', false],
  ['discord', 400, '{"message":"Invalid Form Body","code":50035}', false],
  ['telegram', 403, telegram(403, 'Forbidden: bot was kicked from the group chat'), true],
  ['telegram', 403, telegram(403, 'Forbidden: bot was blocked by the user'), true],
  ['telegram', 403, telegram(403, "Forbidden: bot can't send messages to the user"), false],
  ['telegram', 400, telegram(400, 'Bad Request: chat not found'), true],
  ['telegram', 400, telegram(400, "Bad Request: can't parse entities"), false],
  ['telegram', 401, telegram(401, 'Unauthorized'), true],
  ['telegram', 403, '<html>Blocked by the proxy</html>', false],
  ['telegram', 401, '{"message":"Log in to the proxy"}', false],
  ['webhook', 410, '', true],
  ['webhook', 404, '', false],
  ['webhook', 500, '', false],
];

test.each(rows)('%s that answers %i %s: gone is %s', async (type, status, answer, isGone) => {
  const receiver = await takingServer(status, {}, answer);
  const secrets: Record<string, string> = {
    URL: `${receiver.url}/hook`,
    TOKEN: '1:abc',
    SECRET: newSecret(),
  };
  const config = channelSchema.parse(types[type]?.(receiver.url));
  const channel = bindChannel(config, (variable) => secrets[variable] ?? '');
  const options = { signal: new AbortController().signal, timeoutMs: 60_000 };
  expect(await channel.send(aNotice(), options)).toEqual({
    type: 'failed',
    status,
    detail: `${status} ${answer}`.trim(),
    retryAfterMs: null,
    ...(isGone && { isGone: true }),
  });
});
