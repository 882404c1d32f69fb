import { Hono } from 'hono';
import { describe, expect, test } from 'vitest';
import { clientAddress, countedBy, loggedAs } from './client-address.ts';
import type { ApiSettings } from './settings.ts';

/** The client of a request that comes from this socket, with this said by those in between. */
async function clientOf(
  socket: string | null,
  said: string | null,
  trustProxy: ApiSettings['trustProxy'],
): Promise<string | null> {
  const app = new Hono();
  app.get('/', (context) => context.json(clientAddress(context, trustProxy)));
  const headers = said === null ? {} : { 'x-forwarded-for': said };
  const env = socket === null ? {} : { incoming: { socket: { remoteAddress: socket } } };
  // CAST: what the route above answers.
  return (await (await app.request('/', { headers }, env)).json()) as string | null;
}

describe('the client', () => {
  test('is who is connected, whatever they say, where no proxy is trusted', async () => {
    expect(await clientOf('203.0.113.7', '198.51.100.1', 0)).toBe('203.0.113.7');
  });

  test.each([
    [1, '198.51.100.1, 198.51.100.2', '198.51.100.2'],
    [2, '198.51.100.1, 198.51.100.2', '198.51.100.1'],
    [5, '198.51.100.1, 198.51.100.2', '198.51.100.1'],
    [1, '198.51.100.1:4711', '198.51.100.1'],
    [1, '[2001:db8::1]:4711', '2001:db8::1'],
    [1, '::ffff:198.51.100.1', '198.51.100.1'],
    [1, 'unknown', '10.0.0.1'],
    [1, '', '10.0.0.1'],
  ])('behind %i proxies that say "%s" is %s', async (count, said, client) => {
    expect(await clientOf('10.0.0.1', said, count)).toBe(client);
  });

  test('behind proxies of known addresses is the first who is none of them', async () => {
    const trusted = ['10.0.0.0/8', '2001:db8:f::1'];
    expect(await clientOf('10.0.0.1', '1.1.1.1, 198.51.100.1, 10.9.9.9', trusted)).toBe(
      '198.51.100.1',
    );
    expect(await clientOf('2001:db8:f::1', '198.51.100.1', trusted)).toBe('198.51.100.1');
    expect(await clientOf('203.0.113.7', '198.51.100.1', trusted)).toBe('203.0.113.7');
  });

  test('is nobody where there is no connection', async () => {
    expect(await clientOf(null, '198.51.100.1', 1)).toBeNull();
  });
});

test('an IPv4 address counts for itself, an IPv6 address for its /64', () => {
  expect(countedBy('203.0.113.7')).toBe('203.0.113.7');
  expect(countedBy('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64');
});

test('the log has the network of an address, not the address', () => {
  expect(loggedAs('203.0.113.7')).toBe('203.0.113.0/24');
  expect(loggedAs('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1::/48');
});
