import { describe, expect, test } from 'vitest';
import { checkUrl } from './check-url.ts';

const strict = { allowPrivate: false, allowHttp: false };
const own = { allowPrivate: true, allowHttp: true };

const refused = [
  'example.com/hook',
  '/hook',
  'http://example.com/',
  'ftp://example.com/',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'https://user:word@example.com/',
  'https://user@example.com/',
  'https://127.0.0.1/',
  'https://127.1/',
  'https://2130706433/',
  'https://0x7f.0.0.1/',
  'https://0177.0.0.1/',
  'https://[::1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://10.0.0.1:8443/',
  'https://169.254.169.254/latest/meta-data/',
  `https://example.com/${'a'.repeat(2_000)}`,
];

describe('the URL of a webhook', () => {
  test.each(['https://example.com/hook?for=us', 'https://1.1.1.1/', 'https://example.com:8443/'])(
    'may be %s',
    (url) => {
      expect(checkUrl(url, strict).href).toBe(url);
    },
  );

  test.each(refused)('may not be %s', (url) => {
    expect(() => checkUrl(url, strict)).toThrow(
      expect.objectContaining({ code: 'bad_webhook_url' }),
    );
  });

  test('may be in our own network, and without encryption, where the operator says so', () => {
    for (const url of ['http://10.0.0.1:8080/', 'http://localhost/', 'https://[::1]/']) {
      expect(checkUrl(url, own).href).toBe(url);
    }
    for (const url of ['http://169.254.169.254/', 'http://[fd00:ec2::254]/', 'ftp://10.0.0.1/']) {
      expect(() => checkUrl(url, own)).toThrow();
    }
  });
});
