import { createServer } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { openEndpoint } from './endpoint.ts';

test('an endpoint passes requests on, but for the time in which it is silent', async () => {
  const node = createServer((request, response) => void request.pipe(response)).listen(0);
  await once(node, 'listening');
  onTestFinished(() => void node.close());
  // CAST: it listens on a port.
  const { port } = node.address() as AddressInfo;
  const endpoint = await openEndpoint(`http://127.0.0.1:${port}`);
  onTestFinished(() => endpoint.stop());
  const ask = async () => {
    const answer = await fetch(endpoint.url, { method: 'POST', body: 'hello' });
    return `${answer.status} ${await answer.text()}`;
  };

  expect(await ask()).toBe('200 hello');
  endpoint.silence(200);
  expect(await ask()).toBe('503 ');
  await expect.poll(ask).toBe('200 hello');
});
