import type { LookupAddress } from 'node:dns';
import { describe, expect, test } from 'vitest';
import { local } from '../test/webhook-pace.ts';
import { WebhookReceiver } from '../test/webhook-receiver.ts';
import { newSecret, signedHeaders } from './sign.ts';
import { post, retryAfterMs } from './post.ts';
import type { Resolve } from './resolve.ts';

const body = '{"type":"ping","data":{}}';
const secret = newSecret();
const { signal } = new AbortController();

/** Sends to a receiver by a name that resolves as told. */
async function send({
  to,
  reach = local,
  resolve,
}: {
  to: string;
  reach?: typeof local;
  resolve?: Resolve;
}) {
  const timestamp = Math.floor(Date.now() / 1_000);
  const headers = signedHeaders({ id: 'msg_1', timestamp, body }, [secret]);
  return post(
    to,
    { headers, body },
    { reach, timeoutMs: 10_000, signal, ...(resolve && { resolve }) },
  );
}

const addresses =
  (...texts: string[]): Resolve =>
  async () =>
    texts.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 }));

async function aReceiver() {
  const receiver = await WebhookReceiver.start();
  receiver.secret = secret;
  return receiver;
}

const named = (receiver: WebhookReceiver) => receiver.url.replace('127.0.0.1', 'receiver.example');

describe('a body', () => {
  test('goes to the very address that was looked up and judged, once', async () => {
    const receiver = await aReceiver();
    let asked = 0;
    const resolve: Resolve = async (host) => {
      asked += 1;
      expect(host).toBe('receiver.example');
      // A name that is asked again leads elsewhere.
      return [{ address: asked === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }];
    };
    expect(await send({ to: named(receiver), resolve })).toEqual({
      type: 'answered',
      status: 200,
      retryAfterMs: null,
    });
    expect(asked).toBe(1);
    expect(receiver.forged).toEqual([]);
    expect(receiver.received.map(({ headers }) => headers['host'])).toEqual([
      new URL(named(receiver)).host,
    ]);
  });

  test.each([
    ['private', ['127.0.0.1']],
    ['private beside a public one', ['1.1.1.1', '127.0.0.1']],
    ['private in another form', ['::ffff:127.0.0.1']],
  ])('does not go where a name has an address that is %s', async (_, texts) => {
    const receiver = await aReceiver();
    const reach = { allowPrivate: false, allowHttp: true };
    expect(await send({ to: named(receiver), reach, resolve: addresses(...texts) })).toMatchObject({
      type: 'failed',
      reason: 'address_refused',
    });
    expect(receiver.received).toEqual([]);
  });

  test('does not go to a metadata service, whatever the operator allows', async () => {
    for (const address of ['169.254.169.254', 'fd00:ec2::254']) {
      expect(
        await send({ to: 'http://receiver.example/', resolve: addresses(address) }),
      ).toMatchObject({ type: 'failed', reason: 'address_refused' });
    }
  });

  test('does not go to an address in the URL that may not be sent to any more', async () => {
    const receiver = await aReceiver();
    const reach = { allowPrivate: false, allowHttp: true };
    expect(await send({ to: receiver.url, reach })).toMatchObject({
      type: 'failed',
      reason: 'address_refused',
    });
    expect(receiver.received).toEqual([]);
  });

  test('that nobody takes fails for one reason, whatever it is', async () => {
    const receiver = await aReceiver();
    receiver.goAway();
    const unknown: Resolve = async () => {
      throw new Error('ENOTFOUND');
    };
    const failed = { type: 'failed', reason: 'no_answer' };
    expect(await send({ to: receiver.url })).toMatchObject(failed);
    expect(await send({ to: 'http://nowhere.example/', resolve: unknown })).toMatchObject(failed);
    expect(await send({ to: 'http://empty.example/', resolve: addresses() })).toMatchObject(failed);
  });

  test('counts as taken by the status, however long or short the answer is', async () => {
    const receiver = await aReceiver();
    receiver.text = 'x'.repeat(1_000_000);
    expect(await send({ to: receiver.url })).toMatchObject({ type: 'answered', status: 200 });
    receiver.behave = () => ({ type: 'answer', status: 301, headers: { location: '/else' } });
    expect(await send({ to: receiver.url })).toMatchObject({ type: 'answered', status: 301 });
    expect(receiver.received).toHaveLength(2);
  });
});

test('Retry-After is read as seconds or as a date', () => {
  const now = Date.parse('2026-11-26T08:00:00Z');
  expect(
    [
      '120',
      'Thu, 26 Nov 2026 08:01:00 GMT',
      'Thu, 26 Nov 2026 07:00:00 GMT',
      'soon',
      undefined,
    ].map((header) => retryAfterMs(header, now)),
  ).toEqual([120_000, 60_000, 0, null, null]);
});
