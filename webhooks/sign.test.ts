import { Webhook } from 'standardwebhooks';
import { expect, test } from 'vitest';
import { newSecret, signedHeaders } from './sign.ts';

const body = '{"type":"ping","data":{"webhook":"wh_é"}}';
const timestamp = Math.floor(Date.now() / 1_000);

test('a signature is what Standard Webhooks make of the same secret, id, time and body', () => {
  const secret = newSecret();
  expect(signedHeaders({ id: 'msg_1', timestamp, body }, [secret])).toEqual({
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(timestamp),
    'webhook-signature': new Webhook(secret).sign('msg_1', new Date(timestamp * 1_000), body),
  });
});

test('each of two secrets opens what both have signed, and another one does not', () => {
  const [former, next] = [newSecret(), newSecret()];
  const headers = signedHeaders({ id: 'msg_1', timestamp, body }, [next, former]);
  for (const secret of [former, next]) {
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
    expect(() => new Webhook(secret).verify(`${body} `, headers)).toThrow('No matching signature');
  }
  expect(() => new Webhook(newSecret()).verify(body, headers)).toThrow('No matching signature');
});

test('a secret is 32 random bytes', () => {
  expect(newSecret()).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
  expect(newSecret()).not.toBe(newSecret());
});
