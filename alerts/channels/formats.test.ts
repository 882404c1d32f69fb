import { expect, test } from 'vitest';
import { z } from 'zod';
import { aNotice } from '../../test/a-notice.ts';
import { takingServer } from '../../test/taking-server.ts';
import { newSecret } from '../../webhooks/sign.ts';
import type { Notice } from '../channel.ts';
import { bindChannel, channelSchema } from '../index.ts';

const options = { signal: new AbortController().signal, timeoutMs: 10_000 };

/** Tells one channel of notices. Returns the requests that came. */
async function told(
  config: (url: string) => Record<string, unknown>,
  {
    notices = [aNotice()],
    path = '',
    own = {},
  }: { notices?: Notice[]; path?: string; own?: Record<string, string> } = {},
) {
  const server = await takingServer();
  const channel = bindChannel(
    channelSchema.parse(config(server.url)),
    (variable) => own[variable] ?? `${server.url}${path}`,
  );
  for (const notice of notices) {
    expect(await channel.send(notice, options)).toMatchObject({ type: 'sent' });
  }
  return server.taken;
}

/** A notice in which everything grows as much as it can when it is escaped. */
const swollen = (character: string) => {
  const text = character.repeat(1_000);
  const said = { title: text, happened: text, pending: text, value: text, action: text };
  return aNotice({ text: said, operation: text });
};

const isEscaped = (text: string) => !/&(?!(?:amp|lt|gt|quot);)/.test(text);

test('Slack gets as much as its blocks hold, and no escape is cut', async () => {
  const texts = z.object({
    blocks: z.array(z.object({ text: z.object({ text: z.string() }) })),
  });
  const [request] = await told(() => ({ type: 'slack', urlEnv: 'URL' }), {
    notices: [swollen('&')],
  });
  const [header = '', section = '', link] = texts
    .parse(request?.body)
    .blocks.map(({ text }) => text.text);
  expect([header.length <= 150, section.length <= 3_000]).toEqual([true, true]);
  expect([header, section].map(isEscaped)).toEqual([true, true]);
  expect(section.split('\n').at(-1)).toBe('Alert: al_1, operation_stuck, warning');
  expect(link).toBe('<https://midflight.example/v1/operations/route%3Aa|Open>');
});

test('a link of Slack is escaped as well', async () => {
  const url = 'https://midflight.example/?a=1&b=2';
  const [request] = await told(() => ({ type: 'slack', urlEnv: 'URL' }), {
    notices: [aNotice({ url })],
  });
  expect(JSON.stringify(request?.body)).toContain('<https://midflight.example/?a=1&amp;b=2|Open>');
});

test('Telegram gets a message that it takes, whatever the text, with the last line in it', async () => {
  const config = (apiUrl: string) => ({ type: 'telegram', tokenEnv: 'TOKEN', chat: -1, apiUrl });
  const [request] = await told(config, { notices: [swollen('"')], own: { TOKEN: '1:hush' } });
  const { text } = z.object({ text: z.string() }).parse(request?.body);
  expect([text.length <= 4_096, isEscaped(text)]).toEqual([true, true]);
  const lines = text.split('\n');
  expect(lines[0]).toBe(`<b>${'&quot;'.repeat(83)}…</b>`);
  expect(lines.at(-2)).toBe('<b>Alert</b>: al_1, operation_stuck, warning');
});

test('Discord gets an embed within its limits, in which no escape is cut', async () => {
  const [request] = await told(() => ({ type: 'discord', urlEnv: 'URL' }), {
    notices: [swollen('*')],
  });
  const { embeds } = z
    .object({ embeds: z.array(z.object({ title: z.string(), description: z.string() })) })
    .parse(request?.body);
  const { title, description } = embeds[0] ?? { title: '', description: '' };
  expect(title).toBe(`${String.raw`\*`.repeat(127)}…`);
  expect(description.length <= 4_096).toBe(true);
  expect(description.split('\n').at(-1)).toBe(
    String.raw`**Alert**: al\_1, operation\_stuck, warning`,
  );
  expect(description).not.toContain(String.raw`\…`);
});

test.each([
  ['/api/webhooks/1/hush', '/api/v10/webhooks/1/hush?wait=true'],
  ['/api/v9/webhooks/1/hush', '/api/v9/webhooks/1/hush?wait=true'],
  ['/api/webhooks/1/hush?thread_id=2', '/api/v10/webhooks/1/hush?thread_id=2&wait=true'],
])(
  'Discord is called at %s in a version that counts in seconds, and says what it kept',
  async (path, called) => {
    const taken = await told(() => ({ type: 'discord', urlEnv: 'URL' }), { path });
    expect(taken.map((request) => request.path)).toEqual([called]);
  },
);

test('what holds no URL is no reason for Discord to stop the start, nor to show it', async () => {
  const channel = bindChannel({ type: 'discord', urlEnv: 'URL' }, () => 'hush hush');
  expect(await channel.send(aNotice(), options)).toEqual({
    type: 'failed',
    status: null,
    detail: 'ERR_INVALID_URL',
    retryAfterMs: null,
  });
});

test('Opsgenie is called below the path of its URL', async () => {
  const config = (url: string) => ({
    type: 'opsgenie',
    apiKeyEnv: 'KEY',
    apiUrl: `${url}/jsm/ops/integration/`,
  });
  const kinds = ['opened', 'acknowledged', 'resolved'] as const;
  const taken = await told(config, {
    notices: kinds.map((kind) => aNotice({}, { kind })),
    own: { KEY: 'hush' },
  });
  expect(taken.map(({ path }) => path)).toEqual([
    '/jsm/ops/integration/v2/alerts',
    '/jsm/ops/integration/v2/alerts/al_1/acknowledge?identifierType=alias',
    '/jsm/ops/integration/v2/alerts/al_1/close?identifierType=alias',
  ]);
});

test('the body of a webhook says when it happened, at every try', async () => {
  const later = new Date('2026-11-26T09:00:00Z');
  const taken = await told(() => ({ type: 'webhook', urlEnv: 'URL', secretEnv: 'SECRET' }), {
    notices: [aNotice(), aNotice({}, { now: later })],
    own: { SECRET: newSecret() },
  });
  const { timestamp } = z.object({ timestamp: z.string() }).parse(taken[0]?.body);
  expect(timestamp).toBe('2026-11-26T08:00:00.000Z');
  expect(taken[1]?.body).toEqual(taken[0]?.body);
});

test('Alertmanager gets no text that a chain gave it as it is', async () => {
  const text = { ...aNotice().alert.text, title: 'Stuck: \u202Eroute\nhere' };
  const [request] = await told((url) => ({ type: 'alertmanager', url }), {
    notices: [aNotice({ text })],
  });
  const [alert] = z
    .array(z.object({ annotations: z.object({ summary: z.string() }) }))
    .parse(request?.body);
  expect(alert?.annotations.summary).toBe('Stuck: route here');
});
