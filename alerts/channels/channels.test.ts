import { describe, expect, test } from 'vitest';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { alertReceiver, type Service } from '../../test/alert-receiver.ts';
import { addOperations, anAlertWorld, moveOn } from '../../test/alert-world.ts';
import { hastyAlerts } from '../../test/hasty-alerts.ts';
import { newSecret } from '../../webhooks/sign.ts';
import { bindChannel, channelSchema } from '../index.ts';

const secret = newSecret();
/** On chain somebody calls their operation so. */
const hostile = 'route:<!channel> *b* <b>&\u202E @everyone [x](http://evil.example)';

const key = 'R0123456789abcdef0123456789abcde';

interface Case {
  service: Service;
  config: (url: string) => Record<string, unknown>;
  /** Variables of the environment. */
  secrets: (url: string) => Record<string, string>;
  /** What it was told, in short. */
  told: (bodies: unknown[]) => unknown;
  expected: unknown;
}

const texts = (shape: z.ZodType<string>) => (bodies: unknown[]) =>
  bodies.map((body) => shape.parse(body));

const ok = (schema: z.ZodType, path: RegExp, answer = { status: 200, body: 'ok' }): Service => ({
  take: (request) =>
    path.test(request.path) && schema.safeParse(request.body).success ? answer : null,
});

const slackText = z.strictObject({
  type: z.literal('plain_text'),
  text: z.string().max(3_000),
  emoji: z.boolean(),
});
const slackBody = z.strictObject({
  text: z.string(),
  blocks: z.array(
    z.union([
      z.strictObject({
        type: z.literal('header'),
        text: slackText.extend({ text: z.string().max(150) }),
      }),
      z.strictObject({
        type: z.literal('section'),
        text: z.union([slackText, z.strictObject({ type: z.literal('mrkdwn'), text: z.string() })]),
      }),
    ]),
  ),
});
const discordBody = z.strictObject({
  embeds: z.array(
    z.strictObject({
      title: z.string().max(256),
      description: z.string().max(4_096),
      color: z.int(),
      timestamp: z.iso.datetime(),
      url: z.url().optional(),
    }),
  ),
  allowed_mentions: z.strictObject({ parse: z.tuple([]) }),
});
const telegramBody = z.strictObject({
  chat_id: z.literal(-100),
  text: z.string().max(4_096),
  parse_mode: z.literal('HTML'),
  link_preview_options: z.object({ is_disabled: z.literal(true) }),
});
const pagerdutyBody = z.object({
  routing_key: z.literal(key),
  event_action: z.enum(['trigger', 'acknowledge', 'resolve']),
  dedup_key: z.string().max(255),
  payload: z
    .object({
      summary: z.string().max(1_024),
      source: z.string(),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      timestamp: z.iso.datetime(),
    })
    .optional(),
});
const alertmanagerBody = z.array(
  z.object({
    labels: z.record(z.string().regex(/^[a-zA-Z_][a-zA-Z0-9_]*$/), z.string()),
    annotations: z.record(z.string(), z.string()),
    startsAt: z.iso.datetime(),
    endsAt: z.iso.datetime(),
    generatorURL: z.url().optional(),
  }),
);

const cases: Record<string, Case> = {
  slack: {
    service: ok(slackBody, /^\/services\/T0\/B0\/hush$/),
    config: () => ({ type: 'slack', urlEnv: 'SLACK_URL' }),
    secrets: (url) => ({ SLACK_URL: `${url}/services/T0/B0/hush` }),
    told: texts(slackBody.transform(({ text }) => text)),
    expected: [
      'Stuck after 1 h 1 min: route from here to there',
      'Resolved: Stuck after 1 h 1 min: route from here to there',
    ],
  },
  discord: {
    service: {
      ...ok(discordBody, /^\/api\/v10\/webhooks\/1\/hush\?wait=true$/, {
        status: 200,
        body: '{"id":"1"}',
      }),
      tooMany: { headers: {}, body: '{"message":"…","retry_after":0.01,"global":false}' },
    },
    config: () => ({ type: 'discord', urlEnv: 'DISCORD_URL' }),
    secrets: (url) => ({ DISCORD_URL: `${url}/api/webhooks/1/hush` }),
    told: texts(discordBody.transform(({ embeds }) => embeds[0]?.title ?? '')),
    expected: [
      'Stuck after 1 h 1 min\\: route from here to there',
      'Resolved\\: Stuck after 1 h 1 min\\: route from here to there',
    ],
  },
  telegram: {
    service: {
      ...ok(telegramBody, /^\/bot1:hush\/sendMessage$/, { status: 200, body: '{"ok":true}' }),
      tooMany: {
        headers: {},
        body: '{"ok":false,"error_code":429,"parameters":{"retry_after":0}}',
      },
    },
    config: (url) => ({ type: 'telegram', tokenEnv: 'BOT_TOKEN', chat: -100, apiUrl: url }),
    secrets: () => ({ BOT_TOKEN: '1:hush' }),
    told: texts(telegramBody.transform(({ text }) => text.split('\n')[0] ?? '')),
    expected: [
      '<b>Stuck after 1 h 1 min: route from here to there</b>',
      '<b>Resolved: Stuck after 1 h 1 min: route from here to there</b>',
    ],
  },
  pagerduty: {
    service: ok(pagerdutyBody, /^\/v2\/enqueue$/, { status: 202, body: '{"status":"success"}' }),
    config: (url) => ({ type: 'pagerduty', routingKeyEnv: 'PD_KEY', url: `${url}/v2/enqueue` }),
    secrets: () => ({ PD_KEY: key }),
    told: texts(
      pagerdutyBody.transform(({ event_action, dedup_key, payload }) =>
        [event_action, dedup_key.slice(0, 3), payload?.summary].join(' '),
      ),
    ),
    expected: ['trigger al_ Stuck after 1 h 1 min: route from here to there', 'resolve al_ '],
  },
  opsgenie: {
    service: {
      take: ({ path, headers, body }) => {
        if (headers.authorization !== 'GenieKey hush') return null;
        const create = z.object({ message: z.string().max(130), alias: z.string().max(512) });
        const isUnderstood =
          path === '/v2/alerts'
            ? create.safeParse(body).success
            : /^\/v2\/alerts\/al_\w+\/close\?identifierType=alias$/.test(path);
        return isUnderstood
          ? { status: 202, body: '{"result":"Request will be processed"}' }
          : null;
      },
    },
    config: (url) => ({ type: 'opsgenie', apiKeyEnv: 'OG_KEY', apiUrl: url }),
    secrets: () => ({ OG_KEY: 'hush' }),
    told: texts(
      z
        .object({ message: z.string().optional(), note: z.string().optional() })
        .transform(({ message, note }) => message ?? note ?? ''),
    ),
    expected: [
      'Stuck after 1 h 1 min: route from here to there',
      'Resolved: Stuck after 1 h 1 min: route from here to there',
    ],
  },
  alertmanager: {
    service: ok(alertmanagerBody, /^\/api\/v2\/alerts$/, { status: 200, body: '' }),
    config: (url) => ({ type: 'alertmanager', url, labels: { team: 'bridges' } }),
    secrets: () => ({}),
    told: (bodies) =>
      bodies.map((body) => {
        const [alert] = alertmanagerBody.parse(body);
        const isOver = Date.parse(alert?.endsAt ?? '') < Date.now();
        return [alert?.labels['alertname'], alert?.labels['team'], alert?.labels['origin'], isOver];
      }),
    expected: [
      ['Midflight_operation_stuck', 'bridges', 'here', false],
      ['Midflight_operation_stuck', 'bridges', 'here', true],
    ],
  },
  webhook: {
    service: {
      take: ({ headers, body }) => {
        new Webhook(secret).verify(JSON.stringify(body), headers as Record<string, string>);
        return { status: 200, body: '' };
      },
    },
    config: () => ({ type: 'webhook', urlEnv: 'HOOK_URL', secretEnv: 'HOOK_SECRET' }),
    secrets: (url) => ({ HOOK_URL: `${url}/hush`, HOOK_SECRET: secret }),
    told: texts(z.object({ type: z.string() }).transform(({ type }) => type)),
    expected: ['alert.opened', 'alert.resolved'],
  },
};

describe.each(Object.entries(cases))('%s', (name, { service, config, secrets, told, expected }) => {
  test('gets everything, though it fails in every way first; nobody sees its secret', async () => {
    const receiver = await alertReceiver(service);
    const own = secrets(receiver.url);
    const channel = bindChannel(
      channelSchema.parse(config(receiver.url)),
      (variable) => own[variable] ?? '',
    );
    const world = await anAlertWorld({ channels: { chat: channel } });
    await addOperations(world, [hostile]);
    await world.check();
    await world.pass(60);
    await world.tellUntil(() => receiver.taken().length > 0);
    await moveOn(world, [hostile]);
    await world.pass(15);
    await world.pass(120);
    await world.tellUntil(() => receiver.taken().length > 1);

    expect(receiver.requests.map(({ answer }) => answer).slice(0, 4)).toEqual([
      500,
      429,
      'hang',
      'reset',
    ]);
    expect(told(receiver.taken())).toEqual(expected);
    expect(new Set(world.outcomes)).toEqual(new Set(['chat failed', 'chat sent']));
    const kept = JSON.stringify([await world.notices(), world.logged], (_, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    for (const one of Object.values(own)) expect(kept).not.toContain(one);
    expect(kept).not.toContain('hush');
    const shown = receiver
      .taken()
      .map((body) => JSON.stringify(body))
      .join('\n');
    // Whoever works with an id needs it as it is.
    if (name !== 'webhook') expect(shown).not.toContain('\u202E');
    if (name === 'webhook') {
      // Though the first tries failed, it is the time of the event.
      const [notice] = await world.notices();
      expect(receiver.taken()[0]).toMatchObject({ timestamp: notice?.createdAt.toISOString() });
    }
    if (name === 'slack') expect(shown).toContain('&lt;!channel&gt; *b* &lt;b&gt;&amp;');
    if (name === 'telegram') expect(shown).toContain('&lt;b&gt;&amp;');
    if (name === 'discord') {
      expect(shown).toContain('\\\\[x\\\\]\\\\(http\\\\://evil.example\\\\)');
    }
  });
});

test('Alertmanager is told again while an alert lasts, and once that it is over', async () => {
  const receiver = await alertReceiver(cases['alertmanager']?.service ?? { take: () => null });
  const channel = bindChannel(
    channelSchema.parse({ type: 'alertmanager', url: receiver.url }),
    () => '',
  );
  const world = await anAlertWorld({ channels: { prom: { ...channel, repeatMs: 20 } } });
  await addOperations(world, ['route:a']);
  await world.check();
  await world.pass(60);
  await world.tellUntil(() => receiver.taken().length >= 3);
  await moveOn(world, ['route:a']);
  await world.pass(15);
  await world.pass(120);
  await world.tellUntil(async () => (await world.notices()).every(({ state }) => state === 'sent'));
  const before = receiver.taken().length;
  await world.tell();
  expect(receiver.taken()).toHaveLength(before);
  const ends = receiver.taken().map((body) => alertmanagerBody.parse(body)[0]?.endsAt ?? '');
  expect(ends.filter((end) => Date.parse(end) < Date.now())).toHaveLength(1);
  const ids = receiver.taken().map((body) => alertmanagerBody.parse(body)[0]?.labels['alert']);
  expect(new Set(ids).size).toBe(1);
});

test.each(['slack', 'discord', 'telegram', 'webhook'])(
  'what refuses %s and repeats where it was sent to gives no secret away',
  async (name) => {
    const token = 'XZ0123456789abcdef';
    const receiver = await alertReceiver({
      take: ({ path }) => ({
        status: 404,
        body: `Cannot POST ${path} (${path.replaceAll('/', String.raw`\/`)})`,
      }),
    });
    const config = cases[name]?.config(receiver.url);
    const own: Record<string, string> = { BOT_TOKEN: token, HOOK_SECRET: secret };
    const channel = bindChannel(
      channelSchema.parse(config),
      (variable) => own[variable] ?? `${receiver.url}/services/T0/${token}?key=${token}`,
    );
    const world = await anAlertWorld({ channels: { chat: channel } });
    await addOperations(world, ['route:a']);
    await world.check();
    await world.pass(60);
    await world.tellUntil(() => receiver.requests.some(({ answer }) => answer === 404));
    const [notice] = await world.notices();
    expect(notice?.lastReason).toContain('Cannot POST');
    expect(JSON.stringify([notice?.lastReason, world.logged])).not.toContain(token);
  },
);

test('a service that forgets is told again as often as ever while it fails', async () => {
  let calls = 0;
  const send = () => {
    calls += 1;
    // It was down for a while: until then pauses had grown to hours.
    const isDown = calls > 1 && calls < 6;
    return Promise.resolve(
      isDown
        ? { type: 'failed' as const, status: 503, detail: '503', retryAfterMs: null }
        : { type: 'sent' as const, status: 200, detail: '200' },
    );
  };
  const hour = 3_600_000;
  const world = await anAlertWorld({
    channels: { prom: { takes: ['opened', 'resolved'], repeatMs: 20, send } },
    pace: { ...hastyAlerts, retryMs: [hour, hour] },
  });
  await addOperations(world, ['route:a']);
  await world.check();
  await world.pass(60);
  await world.tellUntil(() => calls >= 8);
});

test('a signing secret that is none stops the start', () => {
  const config = channelSchema.parse({ type: 'webhook', urlEnv: 'URL', secretEnv: 'SECRET' });
  const bind = (own: string) =>
    bindChannel(config, (variable) => (variable === 'URL' ? 'https://a.example' : own));
  expect(() => bind('short')).toThrow('SECRET holds no signing secret.');
  expect(() => bind(secret.slice(6))).toThrow('SECRET holds no signing secret.');
  expect(bind(secret).repeatMs).toBe(null);
});
